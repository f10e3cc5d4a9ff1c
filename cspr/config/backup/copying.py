"""Making a backup, checking one, and restoring it into an empty place."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from cspr.config.backup import tables
from cspr.config.backup.sealed import PIECE, Damaged, Opening, Sealing
from cspr.config.environment import Refused

_MANIFEST, _DATABASE, _FILES = "manifest.json", "database/", "files/"
_UNFINISHED = ".unfinished"


@dataclass
class Manifest:
    """What a backup holds. database, files: SHA-256, of the dump and of each file as it lies (encrypted), by its number.

    missing: files that rows name and that were not there: erased while the backup was made, or lost before.
    """

    made_at: str
    entries: int
    heads: str
    migrations: list[list[str]]
    tables: dict[str, tuple[int, str]]
    database: str = ""
    files: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def says(self) -> str:
        """For a person."""
        rows = sum(number for number, _ in self.tables.values())
        lost = f" {len(self.missing)} files that the records name were not there when it was made." if self.missing else ""
        return f"{len(self.tables)} tables with {rows:,} rows, {len(self.files):,} files, {self.entries:,} entries in the chains.{lost}"


def make(path: Path, secret: str, address: str) -> Manifest:
    """Write a backup, read all of it again, and only then give it its name. The service may run meanwhile.

    address: of the database, for its owner. Raises Refused. Interrupted, it leaves a file that ends in .unfinished and is no backup.
    """
    if path.exists():
        raise Refused(f"{path} is there already. Choose another name; a backup is never written over.")
    unfinished = path.with_name(path.name + _UNFINISHED)
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            sealing = Sealing(file, secret)
            manifest = _write(sealing, address)
            sealing.finish()
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise Refused(f"{unfinished} cannot be written ({error.strerror}).") from error
    if check(unfinished, secret) != manifest:
        raise Refused("What was read back is not what was written. The disk may be failing: no backup was made.")
    unfinished.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
    return manifest


def _write(sealing: Sealing, address: str) -> Manifest:
    """The database first, then files: whatever file a row names was written before the row was."""
    from cspr.record.places import Gone, place

    with tarfile.open(fileobj=sealing, mode="w|", bufsize=PIECE) as tar, tables.at_one_moment(address) as moment:
        manifest = Manifest(datetime.now(UTC).isoformat(timespec="seconds"), *tables.chains(moment), tables.migrations(moment), tables.sums(moment))
        digest = hashlib.sha256()
        for number, part in enumerate(tables.dumped(moment, address)):
            digest.update(part)
            _add(tar, f"{_DATABASE}{number:08}", part)
        manifest.database = digest.hexdigest()
        for blob, _, _ in place().every():
            if blob is None:
                continue
            try:
                content = place().read(blob)
            except Gone:  # Taken away since it was listed.
                continue
            manifest.files[blob.hex] = hashlib.sha256(content).hexdigest()
            _add(tar, _FILES + blob.hex, content)
        manifest.missing = sorted(tables.blobs(moment) - manifest.files.keys())
        _add(tar, _MANIFEST, json.dumps(asdict(manifest)).encode())
    return manifest


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    tar.addfile(info, io.BytesIO(content))


def _parts(path: Path, secret: str) -> Iterator[tuple[str, bytes]]:
    """Every part of a backup, by its name, in order. Raises Refused where the file is not whole."""
    try:
        with path.open("rb") as file:
            opening = Opening(file, secret)
            with tarfile.open(fileobj=opening, mode="r|", bufsize=PIECE) as tar:
                for member in tar:
                    found = tar.extractfile(member)
                    yield member.name, found.read() if found else b""
            while opening.read(PIECE):  # Behind the last part, to where the file says that it ends.
                pass
    except (Damaged, tarfile.TarError) as error:
        raise Refused(f"{path}: {error} Nothing was restored from it.") from error
    except OSError as error:
        raise Refused(f"{path} cannot be read ({error.strerror}).") from error


def check(path: Path, secret: str) -> Manifest:
    """Read a backup to its end: every piece, and every hash of its manifest. Raises Refused with what is wrong."""
    digest, files, said = hashlib.sha256(), dict[str, str](), b""
    for name, content in _parts(path, secret):
        if name.startswith(_DATABASE):
            digest.update(content)
        elif name.startswith(_FILES):
            files[name.removeprefix(_FILES)] = hashlib.sha256(content).hexdigest()
        else:
            said = content
    given: dict[str, Any] = json.loads(said or "{}")
    if not given:
        raise Refused(f"{path}: its list of contents is missing. Nothing was restored from it.")
    given["tables"] = {name: tuple(one) for name, one in given["tables"].items()}
    manifest = Manifest(**given)
    if (manifest.database, manifest.files) != (digest.hexdigest(), files):
        raise Refused(f"{path}: what it holds is not what its list of contents says. Nothing was restored from it.")
    return manifest


def restore(path: Path, secret: str, address: str, say: Callable[[str], None]) -> Manifest:
    """Check a backup, and put all of it into an empty database and an empty place of files; then compare every row.

    Raises Refused: for a backup that is not whole, a place that is not empty, a backup of a newer version, or rows that are not those it was made of.
    """
    from cspr.record.places import place

    with tables.at_one_moment(address) as there:
        if tables.names(there):
            raise Refused("The database is not empty. A backup is restored only into an empty place: name another database or DATA_DIR.")
    if next(place().every(), None) is not None:
        raise Refused("There are files where files are kept (FILES). A backup is restored only into an empty place: name another, or remove what "
                      "an interrupted restore has left there.")
    manifest = check(path, secret)
    _known(manifest)
    say("The backup is whole. Restoring it")
    for name, content in _parts(path, secret):
        if name.startswith(_FILES):
            place().write(UUID(name.removeprefix(_FILES)), content)
    # The last, and in one go: where there is a database, everything is there.
    tables.restore(address, (content for name, content in _parts(path, secret) if name.startswith(_DATABASE)))
    with tables.at_one_moment(address) as there:
        now, heads = tables.sums(there), tables.chains(there)
    wrong = [name for name in sorted(manifest.tables.keys() | now.keys()) if manifest.tables.get(name) != now.get(name)]
    if wrong or heads != (manifest.entries, manifest.heads):
        raise Refused(f"What was restored is not what the backup was made of: {', '.join(wrong) or 'the chains'}. Do not use it.")
    return manifest


def _known(manifest: Manifest) -> None:
    """Raises Refused where the backup has had migrations that this version does not know."""
    from django.db.migrations.loader import MigrationLoader

    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}
    newer = [f"{app} {name}" for app, name in manifest.migrations if (app, name) not in known]
    if newer:
        raise Refused(f"This backup was made by a newer version of the service ({newer[0]}). Restore it with that version.")


def unused_name(folder: Path) -> Path:
    """A name for a backup made now."""
    stamp = f"{datetime.now(UTC):cspr-%Y-%m-%d-%H%M%S}"
    return next(path for n in count() if not (path := folder / f"{stamp}{f'-{n}' if n else ''}.backup").exists())
