"""Pictures in a bucket that speaks as Amazon’s S3 does (`STORAGE_URL`).

What a machine has seen once lies in its own folder, too, and is read from there: a file is named by
its content, so it never changes. Nobody waits for the bucket for long, and only a few at once.
"""

from __future__ import annotations

import logging
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from storages.backends.s3 import S3Storage

logger = logging.getLogger(__name__)

REST_SECONDS = 5.0
"""How long a bucket that did not answer is left alone."""


class BucketAwayError(OSError):
    """The bucket does not answer, or refuses us. Nothing is known about the file."""


class Bucket(Storage):
    """Django’s storage: a bucket, with the folder `MEDIA_ROOT` as what is near. `seconds`: how long
    a connection may take to open, and to send anything. Raises `BucketAwayError` where the bucket
    fails.
    """

    def __init__(
        self, *, seconds: float, clock: Callable[[], float] = time.monotonic, **options: Any
    ) -> None:
        self._bucket = S3Storage(
            client_config=Config(
                connect_timeout=seconds,
                read_timeout=seconds,
                retries={"total_max_attempts": 1},
                s3={"addressing_style": "path"},
                signature_version="s3v4",
                request_checksum_calculation="when_required",  # not every bucket knows them
                response_checksum_validation="when_required",
            ),
            # No threads of its own, and no second try
            transfer_config=TransferConfig(use_threads=False, num_download_attempts=1),
            file_overwrite=True,
            default_acl=None,
            **options,
        )
        self._clock = clock
        self._rests_until = float("-inf")
        self._askers = threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 2))

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        near = self._near(name)
        if not near.exists():
            with self._asked(), self._bucket.open(name) as file:
                _write(near, file.read())
        return ContentFile(near.read_bytes(), name)

    def _save(self, name: str, content: File[bytes]) -> str:
        data = content.read()
        with self._asked():
            self._bucket.save(name, ContentFile(data))
        _write(self._near(name), data)
        return name

    def exists(self, name: str) -> bool:
        if self._near(name).exists():
            return True
        with self._asked():
            return bool(self._bucket.exists(name))

    def delete(self, name: str) -> None:
        with self._asked():
            self._bucket.delete(name)
        self._near(name).unlink(missing_ok=True)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with self._asked():
            folders, files = self._bucket.listdir(path)
        return folders, files

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Its own: what has this name has this content."""
        return name

    def _near(self, name: str) -> Path:
        return Path(settings.MEDIA_ROOT) / name

    @contextmanager
    def _asked(self) -> Iterator[None]:
        """Around what asks the bucket. At most half of the threads of a process do at once, and
        after a failure nobody does for a while, so that pages go on whatever the bucket does.
        """
        if self._clock() < self._rests_until:
            raise BucketAwayError("The bucket of pictures did not answer a moment ago.")
        if not self._askers.acquire(blocking=False):
            raise BucketAwayError("Too many wait for the bucket of pictures.")
        try:
            yield
        except (Boto3Error, BotoCoreError, ClientError) as error:
            self._rests_until = self._clock() + REST_SECONDS
            logger.error("The bucket of pictures (STORAGE_URL) fails: %s", error)
            raise BucketAwayError("The bucket of pictures does not answer.") from error
        finally:
            self._askers.release()


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, whoever else writes the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    written = Path(file.name)
    written.chmod(0o644)  # as Django's own storage does
    written.replace(path)
