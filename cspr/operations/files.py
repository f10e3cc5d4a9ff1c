"""Files that are handed in: which may come in, looked through for viruses, and kept in the transaction of what they belong to."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import PurePosixPath

from django.conf import settings

from cspr.operations import virus
from cspr.operations.errors import FileRefused, InputFault, NotAtHand, NotToBeOpened
from cspr.operations.inputs import Upload
from cspr.record import stored
from cspr.record.models import Case, File, HandedIn
from cspr.record.rows import add
from cspr.record.stored import Stored

log = logging.getLogger(__name__)
LARGEST = 20 * 1024 * 1024
ATTACHMENTS = ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "csv", "txt", "rtf", "png", "jpg", "jpeg", "msg", "eml")
_WITH_MACROS = ("docm", "dotm", "xlsm", "xltm", "xlam", "pptm")
_CLOSED = {
    HandedIn.State.WAITING: "This file was received and waits to be checked for viruses. Nobody can open it before. Come back in some minutes.",
    HandedIn.State.TAKEN_OUT: "This file was taken out: the virus scanner found something in it. Nothing of it is kept. Ask who sent it for a "
                              "clean one.",
}
_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')


def plain_name(given: str) -> str:
    """A file's name without folders, control characters and what other systems refuse; at most 150 characters, its ending kept."""
    name = _NOT_IN_A_NAME.sub("_", given.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ") or "file"
    path = PurePosixPath(name)
    return name if len(name) <= 150 else path.stem[:150 - len(path.suffix[:20])] + path.suffix[:20]


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower().removeprefix(".")


def megabytes(size: int) -> str:
    """A size in bytes as a person reads it."""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, round(size / 1024))} kB"


def check(upload: Upload, field_name: str, kinds: Collection[str] = ATTACHMENTS) -> None:
    """Raises FileRefused at field_name where the file may not come in, with what to do. kinds: the endings that may."""
    harmless(upload, field_name)
    name = plain_name(upload.name)
    if _ending(name) not in kinds:
        raise FileRefused.at(field_name, f"“{name}” is of a kind that cannot be taken in. Send one of: {', '.join(kinds)}.")


def harmless(upload: Upload, field_name: str) -> None:
    """Raises FileRefused at field_name for a file that is not even kept with what was typed: empty, too large, with macros, or with a virus.

    Raises InputFault there while the scanner does not answer: that is no fault of the file's.
    """
    name, size = plain_name(upload.name), len(upload.content)
    ending = _ending(name)
    if size == 0:
        raise FileRefused.at(field_name, f"“{name}” is empty. Open it where you made it, save it, and choose it again.")
    if size > LARGEST:
        raise FileRefused.at(field_name, too_large(name, size))
    if ending in _WITH_MACROS:
        raise FileRefused.at(field_name, f"“{name}” may hold macros, which can do harm. Save it as .{ending[:3]}x and choose that.")
    try:
        found = virus.look(upload.content, settings.CLAMD)
    except virus.CannotLook as error:
        raise InputFault.at(field_name, "Files cannot be checked for viruses at the moment, so none is taken in. Try again in some minutes; "
                            "if it stays so, tell the administrator.") from error
    if found:
        raise FileRefused.at(field_name, f"“{name}” was not taken in: the virus scanner found “{found}” in it. Tell your IT service.")


def too_large(name: str, size: int) -> str:
    """What is said of a file that is too large, with what to do."""
    return f"“{name}” is {megabytes(size)}; the most is {megabytes(LARGEST)}. Send it in parts, or make its pictures smaller."


def keep(file: File, upload: Upload, field_name: str, kinds: Collection[str]) -> File:
    """Check the upload and insert the row it completes. Raises InputFault at field_name. For the door only."""
    check(upload, field_name, kinds)
    file.name = plain_name(upload.name)
    write(file, upload.content)
    add(file)
    return file


def write(row: Stored, content: bytes) -> None:
    """Write a row's bytes to where they are kept, before the row itself is saved. Raises NotAtHand."""
    with _told(row):
        stored.put(row, content)


def opened(row: Stored) -> bytes:
    """The bytes of a row. The one way to them: what is not checked is not opened. Raises NotToBeOpened, NotAtHand."""
    if isinstance(row, HandedIn) and row.state != HandedIn.State.CLEAN:
        raise NotToBeOpened(_CLOSED[row.state])
    with _told(row):
        return stored.content(row)


def erase(row: Stored) -> None:
    """Dispose of a row's bytes, and of the key without which no copy of them can be read. Its name, size and hash stay. For the door only."""
    stored.erase(row)


@contextmanager
def _told(row: Stored) -> Iterator[None]:
    """Turns what storage raises into what a person is told; the reason is for the log, which names no file but by its number."""
    try:
        yield
    except stored.Spoilt as error:
        log.error("%s %s: %s", row._meta.label, row.pk, error)
        raise NotAtHand("This file is not as it was when it was stored, so it is not given out. The administrator can see it in the log. Ask who "
                        "sent it to send it again.") from error
    except (stored.NoKey, stored.Away) as error:
        log.error("%s %s: %s", row._meta.label, row.pk or "(new)", error)
        raise NotAtHand("Files cannot be reached at the moment. Nothing is lost. Try again in some minutes; if it stays so, tell the "
                        "administrator.") from error


def take_out(case: Case | None, pk: int, at: datetime, *, purpose: str, for_value: str = "", field_name: str = "file") -> File:
    """Take a file out again: no longer shown with what it belonged to, it stays where it was sent. For the door only.

    Raises InputFault at field_name where it is not there.
    """
    file = File.objects.filter(case=case, purpose=purpose, for_value=for_value, removed_at=None, pk=pk).first()
    if file is None:
        raise InputFault.at(field_name, "That file is not here any more. Open the page again.")
    file.removed_at = at
    file.save(update_fields=["removed_at"])
    return file
