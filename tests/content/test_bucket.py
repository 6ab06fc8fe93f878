"""Pictures in a bucket: a real server that speaks S3, one that hangs, and one that is away."""

from __future__ import annotations

import io
import logging
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
import requests
from django.conf import LazySettings
from django.core.files.storage import default_storage
from django.test import Client
from moto.server import ThreadedMotoServer

from blinkdiag import environment
from blinkdiag.bucket import Bucket
from tests.content.test_pictures import photo
from tests.desk import person
from tests.staff.admin.test_pictures import go_live, of_step, upload
from wizard.content import pictures
from wizard.content.pictures import BringNear, StorageAwayError, keep, kept
from wizard.knowledge.values import Knowledge
from wizard.models import Picture

logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line a request

SECONDS = 0.3
"""How long the bucket is waited for."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server with one bucket; its address without a scheme."""
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    requests.put(f"http://{host}:{port}/guide", timeout=5).raise_for_status()
    yield f"{host}:{port}"
    moto.stop()


def use(settings: LazySettings, folder: Path, host: str) -> None:
    """A machine of its own, with this bucket."""
    address = f"s3+http://key:secret@{host}/guide/site-a?region=eu-central-1"
    bucket = environment.storage(address, seconds=SECONDS)
    settings.STORAGES = {**settings.STORAGES, "default": bucket}
    settings.MEDIA_ROOT = folder


def in_bucket(host: str, picture: pictures.Encoded) -> Any:
    """The object itself, past everything of ours."""
    names = {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}
    s3 = boto3.resource("s3", endpoint_url=f"http://{host}", region_name="eu-central-1", **names)
    return s3.Object("guide", f"site-a/pictures/{picture.digest}.webp")


def encoded(width: int = 400) -> pictures.Encoded:
    return pictures.encode(io.BytesIO(photo(width)))


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        host, port = server.getsockname()
        yield f"{host}:{port}"


def test_what_one_machine_keeps_the_others_find_and_hold(
    settings: LazySettings, tmp_path: Path, server: str
) -> None:
    use(settings, tmp_path / "one", server)
    picture = encoded()
    assert kept(picture.digest) is None
    keep(picture.data)
    assert picture.digest in pictures.all_kept()
    assert in_bucket(server, picture).get()["Body"].read() == picture.data

    use(settings, tmp_path / "two", server)
    assert default_storage.exists(pictures.path_of(picture.digest))
    assert kept(picture.digest) == picture.data
    use(settings, tmp_path / "two", "127.0.0.1:9")  # nobody is there any more
    assert kept(picture.digest) == picture.data


def test_what_was_damaged_in_the_bucket_is_not_shown_and_is_made_good(
    settings: LazySettings, tmp_path: Path, server: str
) -> None:
    use(settings, tmp_path / "one", server)
    picture = encoded(410)
    keep(picture.data)
    in_bucket(server, picture).put(Body=b"something else")
    use(settings, tmp_path / "two", server)
    assert kept(picture.digest) is None
    keep(picture.data)
    assert kept(picture.digest) == picture.data
    assert in_bucket(server, picture).get()["Body"].read() == picture.data


def test_a_bucket_that_hangs_is_waited_for_once_and_then_left_alone(
    settings: LazySettings, tmp_path: Path, silent: str
) -> None:
    use(settings, tmp_path, silent)
    began = time.monotonic()
    with pytest.raises(StorageAwayError, match="does not answer"):
        kept("0" * 32)
    waited = time.monotonic() - began
    assert SECONDS * 0.9 < waited < SECONDS * 10
    began = time.monotonic()
    for _ in range(20):
        with pytest.raises(StorageAwayError):
            kept("0" * 32)
    assert time.monotonic() - began < SECONDS


def test_after_a_rest_the_bucket_is_asked_again(
    settings: LazySettings, tmp_path: Path, server: str
) -> None:
    use(settings, tmp_path, server)
    picture = encoded(420)
    keep(picture.data)
    options = settings.STORAGES["default"]["OPTIONS"]
    now = [0.0]
    away = options | {"endpoint_url": "http://127.0.0.1:9"}
    settings.MEDIA_ROOT = tmp_path / "another"
    bucket = Bucket(**away, clock=lambda: now[0])
    with pytest.raises(OSError, match="does not answer"):
        bucket.open(pictures.path_of(picture.digest))
    bucket._bucket = Bucket(**options)._bucket  # it is back
    now[0] = 4.9
    with pytest.raises(OSError, match="a moment ago"):
        bucket.open(pictures.path_of(picture.digest))
    now[0] = 5.1
    assert bucket.open(pictures.path_of(picture.digest)).read() == picture.data


def test_what_is_published_lies_near_before_anybody_asks(
    settings: LazySettings, tmp_path: Path, server: str
) -> None:
    use(settings, tmp_path / "one", server)
    some = [encoded(430), encoded(440)]
    for picture in some:
        keep(picture.data)
    use(settings, tmp_path / "two", server)
    BringNear().read([picture.digest for picture in some])
    near = {path.stem for path in (tmp_path / "two" / "pictures").iterdir()}
    assert near == {picture.digest for picture in some}


@pytest.mark.django_db
def test_pages_and_pictures_come_from_here_whatever_the_bucket_does(
    settings: LazySettings,
    tmp_path: Path,
    server: str,
    silent: str,
    content: Knowledge,
    client: Client,
) -> None:
    use(settings, tmp_path / "one", server)
    editor = person("ed", "editor")
    assert upload(editor, photo(450), **of_step()).status_code == 302
    go_live()
    src = f"/pictures/{Picture.objects.get().digest}.webp"
    use(settings, tmp_path / "two", server)
    picture = client.get(src)
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/webp")
    assert not urlsplit(src).netloc

    use(settings, tmp_path / "three", silent)
    page = client.get("/how-to/restart-router/xt2/")
    assert f'src="{src}" alt="The pinhole left of the screw."' in page.content.decode()
    away = client.get(src)
    assert (away.status_code, away["Cache-Control"]) == (503, "no-store")

    refused = upload(editor, photo(460), alt="What I typed", **of_step())
    errors = refused.context_data["adminform"].form.errors
    assert "does not answer" in str(errors["file"])
    assert "What I typed" in refused.content.decode()
