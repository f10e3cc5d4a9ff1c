"""Where the encrypted bytes of files lie: a folder, or S3-compatible storage (setting FILES). Both know a blob by its number alone."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

_SECONDS = 20


class Gone(Exception):
    """There is no such blob."""


class Away(Exception):
    """The place does not answer, or does not let us in."""


class Place(Protocol):
    """Each method raises Away."""

    def write(self, blob: UUID, sealed: bytes) -> None:
        """Keep it: once this returns it outlives a loss of power, and before that it is not there at all."""

    def read(self, blob: UUID) -> bytes:
        """What was written. Raises Gone."""

    def remove(self, blob: UUID) -> None:
        """Take it away, if it is there."""

    def every(self) -> Iterator[tuple[UUID | None, datetime, str]]:
        """Each blob with the moment it was written and its name here; None for what is left of a write that was cut off."""

    def remove_named(self, name: str) -> None:
        """Take away what `every` gave under this name."""


_NAME = re.compile(r"[0-9a-f]{32}")
_CUT_OFF = ".new"


class Folder:
    """Files of a folder, spread over 256 × 256 folders within it. Only the service's own user reads them."""

    def __init__(self, root: str) -> None:
        self.root = Path(root)

    def _path(self, blob: UUID) -> Path:
        return self.root / blob.hex[:2] / blob.hex[2:4] / blob.hex

    def write(self, blob: UUID, sealed: bytes) -> None:
        """See Place. Under another name first, so that half a file never bears its name."""
        path = self._path(blob)
        new = path.with_suffix(_CUT_OFF)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            new.rename(path)
            for folder in (path.parent, path.parent.parent, self.root):
                _kept(folder)
        except OSError as error:
            raise Away(error.strerror) from error

    def read(self, blob: UUID) -> bytes:
        """See Place."""
        try:
            return self._path(blob).read_bytes()
        except FileNotFoundError as error:
            raise Gone from error
        except OSError as error:
            raise Away(error.strerror) from error

    def remove(self, blob: UUID) -> None:
        """See Place."""
        self._unlink(self._path(blob))

    def every(self) -> Iterator[tuple[UUID | None, datetime, str]]:
        """See Place."""
        for path in self.root.glob("??/??/*"):
            if not _NAME.fullmatch(path.name.removesuffix(_CUT_OFF)):  # Somebody else's.
                continue
            try:
                written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            except FileNotFoundError:  # Taken away meanwhile.
                continue
            yield None if path.suffix else UUID(path.name), written, str(path)

    def remove_named(self, name: str) -> None:
        """See Place."""
        self._unlink(Path(name))

    def _unlink(self, path: Path) -> None:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise Away(error.strerror) from error


def _kept(folder: Path) -> None:
    """Have a folder's list of names outlive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Bucket:
    """Objects of a bucket, below a prefix. Who may do so, and where it is, boto3 reads from the environment (AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL)."""

    def __init__(self, address: str) -> None:
        """address: s3://bucket/prefix."""
        import boto3  # Here, since it takes half a second and few need it.
        from botocore.config import Config

        parts = urlsplit(address)
        self.bucket, prefix = parts.netloc, parts.path.strip("/")
        self.prefix = f"{prefix}/" if prefix else ""
        # Checksums are sent only where they must be: not every S3-compatible storage knows them, and every blob has its tag.
        self._client = boto3.client("s3", config=Config(
            connect_timeout=_SECONDS, read_timeout=_SECONDS, retries={"max_attempts": 3, "mode": "standard"},
            request_checksum_calculation="when_required", response_checksum_validation="when_required"))

    def _ask(self, verb: str, name: str, **more: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return getattr(self._client, verb)(Bucket=self.bucket, Key=name, **more)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            raise (Gone() if code in ("NoSuchKey", "404") else Away(code)) from error
        except BotoCoreError as error:
            raise Away(type(error).__name__) from error

    def write(self, blob: UUID, sealed: bytes) -> None:
        """See Place."""
        self._ask("put_object", self.prefix + blob.hex, Body=sealed)

    def read(self, blob: UUID) -> bytes:
        """See Place."""
        from botocore.exceptions import BotoCoreError

        try:
            return bytes(self._ask("get_object", self.prefix + blob.hex)["Body"].read())
        except BotoCoreError as error:
            raise Away(type(error).__name__) from error

    def remove(self, blob: UUID) -> None:
        """See Place."""
        self.remove_named(self.prefix + blob.hex)

    def every(self) -> Iterator[tuple[UUID | None, datetime, str]]:
        """See Place."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix):
                for one in page.get("Contents", []):
                    if _NAME.fullmatch(name := one["Key"].removeprefix(self.prefix)):
                        yield UUID(name), one["LastModified"], one["Key"]
        except (BotoCoreError, ClientError) as error:
            raise Away(type(error).__name__) from error

    def remove_named(self, name: str) -> None:
        """See Place."""
        self._ask("delete_object", name)


@lru_cache(maxsize=8)
def _at(address: str) -> Place:
    return Bucket(address) if address.startswith("s3://") else Folder(address)


def place() -> Place:
    """Where files are kept, by the setting."""
    return _at(settings.FILES)
