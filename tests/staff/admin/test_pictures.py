"""A picture from its upload to the page, and to nobody before it is published."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.content.test_pictures import flood, moving, photo, unfolding
from tests.desk import address, person, save, sent_by
from wizard.content.files import export
from wizard.content.live import forget, published
from wizard.content.pictures import MOST_BYTES
from wizard.content.revisions import publish
from wizard.content.taking_back import restore
from wizard.knowledge.values import Knowledge
from wizard.models import Device, Pattern, Picture, Step

pytestmark = pytest.mark.django_db

HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture(autouse=True)
def _storage(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def editor(content: Knowledge) -> Client:
    return person("ed", "editor")


def upload(client: Client, data: bytes | None = None, name: str = "photo.jpg", **typed: Any) -> Any:
    form = sent_by(client.get(address(Picture, "add")).content.decode())
    file = SimpleUploadedFile(name, photo() if data is None else data, "image/jpeg")
    said = {"slug": "from-below", "alt": "The pinhole left of the screw.", "file": file}
    return client.post(address(Picture, "add"), form | said | typed)


def go_live() -> None:
    publish(None, note="Pictures")
    forget()


def of_step() -> dict[str, Any]:
    return {"step": Step.objects.get(slug="restart-router").pk}


def test_a_picture_of_a_step_is_on_its_pages_once_it_is_published(
    editor: Client, client: Client
) -> None:
    assert upload(editor, **of_step()).status_code == 302
    row = Picture.objects.get()
    src = f"/pictures/{row.digest}.webp"
    how_to = "/how-to/restart-router/xt2/"
    assert src not in client.get(how_to).content.decode()
    assert client.get(src).status_code == 404
    shown = editor.get(src)
    assert shown.status_code == 200
    assert shown["Cache-Control"] == "private, no-store"
    assert src in editor.get(f"{how_to}?preview").content.decode()

    go_live()
    html = " ".join(client.get(how_to).content.decode().split())
    assert (
        f'<img class="photo" src="{src}" alt="The pinhole left of the screw." '
        'width="400" height="300" loading="lazy" decoding="async">' in html
    )
    picture = client.get(src)
    assert picture["Content-Type"] == "image/webp"
    assert picture["Cache-Control"] == "public, max-age=31536000, s-maxage=60, immutable"
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert "img-src 'self'" in picture["Content-Security-Policy"]
    assert not picture.cookies
    assert Image.open(io.BytesIO(picture.content)).size == (400, 300)


def test_a_picture_of_a_device_or_of_a_light_is_on_theirs(editor: Client, client: Client) -> None:
    mini = Device.objects.get(slug="mini-2")
    light = Pattern.objects.get(family=mini.family, slug="solid-red")
    upload(editor, slug="the-device", device=mini.pk)
    upload(editor, photo(410), slug="the-light", light=light.pk)
    upload(editor, photo(420), slug="only-mini-2", light=light.pk, device=mini.pk)
    go_live()
    digest = dict(Picture.objects.values_list("slug", "digest"))
    pages = {
        "/answers/mini-2/": {"the-device"},
        "/answers/mini-2/solid-red/": {"the-light", "only-mini-2"},
        "/answers/mini/solid-red/": {"the-light"},
        "/answers/mini/": set(),
        "/answers/mini-2/red-flashing/": set(),
    }
    for page, slugs in pages.items():
        html = client.get(page).content.decode()
        assert {slug for slug in digest if digest[slug] in html} == slugs, page
    kept = client.get("/offline/mini-2/").json()["pages"]
    assert {slug for slug in digest if f"/pictures/small/{digest[slug]}.webp" in kept} == {
        "the-device",
        "the-light",
        "only-mini-2",
    }


def test_a_picture_of_a_device_is_on_its_tiles_in_small(editor: Client, client: Client) -> None:
    xt2 = Device.objects.get(slug="xt2")
    upload(editor, photo(900, 600), alt="An XT2 on a wall.", device=xt2.pk)
    src = f"/pictures/small/{Picture.objects.get().digest}.webp"
    assert client.get(src).status_code == 404
    go_live()
    assert f'<img src="{src}" alt="An XT2 on a wall."' in client.get("/which/").content.decode()
    home = client.get("/").content.decode()
    assert home.count(src) == 1  # “XT2 or XT” is one tile
    said = client.get("/diagnose/?light=solid-red").content.decode()
    assert said.count(src) == 2  # they look the same
    small = client.get(src)
    assert small["Cache-Control"].startswith("public, max-age=31536000")
    assert Image.open(io.BytesIO(small.content)).size == (320, 213)


def test_a_step_that_is_folded_in_a_plan_shows_its_picture(editor: Client, client: Client) -> None:
    upload(editor, photo(1600, 1200), **of_step())
    go_live()
    html = client.get("/answers/mini-2/solid-red/").content.decode()
    plan = " ".join(html.split("The whole plan")[1].split())
    assert (
        f'<img class="photo" src="/pictures/{Picture.objects.get().digest}.webp" '
        'alt="The pinhole left of the screw." width="555" height="416" loading="lazy"' in plan
    )


def test_the_draft_beside_the_form_is_a_page_that_shows_the_picture(
    editor: Client, client: Client
) -> None:
    mini = Device.objects.get(slug="mini-2")
    light = Pattern.objects.get(family=mini.family, slug="solid-red")
    where = {
        "of-a-device": {"device": mini.pk},
        "of-a-light": {"light": light.pk},
        "of-a-light-on-one": {"light": light.pk, "device": mini.pk},
        "of-a-step": of_step(),
        "of-a-step-on-one": of_step() | {"device": mini.pk},
    }
    for number, (slug, shown) in enumerate(where.items()):
        upload(editor, photo(300 + number), slug=slug, **shown)
        row = Picture.objects.get(slug=slug)
        form = editor.get(address(row, "change")).content.decode()
        draft = re.search(r'<iframe src="([^"]+)"', form)
        assert draft, slug
        assert row.digest in editor.get(draft[1]).content.decode(), slug


def test_what_is_restored_shows_its_pictures_and_no_others(editor: Client, client: Client) -> None:
    before = published().revision
    upload(editor, **of_step())
    go_live()
    digest = Picture.objects.get().digest
    with_picture = published().revision
    restore(before, None)
    forget()
    assert not Picture.objects.exists()
    for place in (f"/pictures/{digest}.webp", f"/pictures/small/{digest}.webp"):
        gone = client.get(place)
        assert (gone.status_code, gone.content) == (
            410,
            b"This picture was taken out of the guide.",
        )
    assert editor.get(f"/pictures/{digest}.webp").status_code == 200, "earlier revisions show it"
    restore(with_picture, None)
    forget()
    assert published().former_pictures == ()
    assert Picture.objects.get().digest == digest
    assert client.get(f"/pictures/{digest}.webp").status_code == 200


def test_another_picture_takes_the_place_of_the_first(editor: Client) -> None:
    upload(editor, **of_step())
    row = Picture.objects.get()
    first = row.digest
    save(editor, row, alt="The other side.")
    row.refresh_from_db()
    assert (row.digest, row.alt) == (first, "The other side.")
    save(editor, row, file=SimpleUploadedFile("new.png", photo(640, 480, form="PNG")))
    row.refresh_from_db()
    assert row.digest != first
    assert (row.width, row.height) == (640, 480)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("photo.jpg", b"<svg onload=alert(1)>", "This is no JPEG, PNG or WebP."),
        ("photo.png", photo()[:900], "The file is damaged or cut short."),
        ("tiny.jpg", photo(20, 20), "Nothing can be recognised"),
        ("flood.png", flood(), "more than 50 million pixels"),
        ("moving.webp", moving(), "The picture moves."),
        ("photo.jpg", photo(form="GIF"), "This is no JPEG, PNG or WebP."),
        ("page.jpg", b"<html><script>alert(1)</script>", "This is no JPEG, PNG or WebP."),
        ("words.png", unfolding(), "The file is damaged or cut short."),
        ("exif.jpg", photo() + b"0" * MOST_BYTES, "The file is larger than 15 MB."),
    ],
)
def test_a_bad_upload_is_refused_at_its_field_and_nothing_typed_is_lost(
    editor: Client, name: str, data: bytes, words: str
) -> None:
    response = upload(editor, data, name, alt="What I typed", **of_step())
    assert response.status_code == 200
    assert words in str(response.context_data["adminform"].form.errors["file"])
    assert "What I typed" in response.content.decode()
    assert not Picture.objects.exists()


def test_the_name_of_a_file_and_what_stands_behind_it_say_nothing(editor: Client) -> None:
    data = photo(form="PNG") + HOSTILE.encode()
    assert upload(editor, data, f"{HOSTILE}.svg", **of_step()).status_code == 302
    served = editor.get(f"/pictures/{Picture.objects.get().digest}.webp")
    assert served["Content-Type"] == "image/webp"
    assert b"script" not in served.content


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Say what it shows: a device, a light or a step."),
        ({"alt": ""}, "This field is required."),
        ({"file": ""}, "Choose a picture."),
    ],
)
def test_a_picture_needs_words_a_place_and_a_file(
    editor: Client, typed: dict[str, Any], words: str
) -> None:
    response = upload(editor, **(of_step() if typed else {}), **typed)
    assert response.status_code == 200
    assert words in response.content.decode()


def test_what_an_editor_writes_about_a_picture_stays_text(editor: Client, client: Client) -> None:
    upload(editor, alt=HOSTILE, **of_step())
    go_live()
    row = Picture.objects.get()
    for page in (
        client.get("/how-to/restart-router/xt2/"),
        editor.get(address(Picture, "changelist")),
        editor.get(address(row, "change")),
    ):
        assert "<script>alert" not in page.content.decode()


def test_the_file_of_a_picture_is_named_by_what_is_exported_and_has_to_be_there(
    editor: Client, tmp_path: Path
) -> None:
    upload(editor, **of_step())
    row = Picture.objects.get()
    assert f'"digest": "{row.digest}"' in export()["pictures.json"]
    (tmp_path / "pictures" / f"{row.digest}.webp").unlink()
    with pytest.raises(ValidationError, match="The picture itself is not on this site"):
        row.full_clean()


@pytest.mark.parametrize("digest", ["0" * 32, "..%2f..%2fsecret", "x", "%00", "a" * 500])
def test_what_is_no_picture_is_not_there(content: Knowledge, client: Client, digest: str) -> None:
    assert client.get(f"/pictures/{digest}.webp").status_code == 404
