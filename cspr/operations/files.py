"""Files that are handed in: which may come in, looked through, and kept in the transaction of what they belong to; and opening them again."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import PurePosixPath

from django.conf import settings

from cspr.operations import inside, virus
from cspr.operations.errors import FileRefused, InputFault, NotAtHand, NotToBeOpened
from cspr.operations.inputs import Input, Upload, inner_model
from cspr.record import stored
from cspr.record.models import Case, File, HandedIn, Staged
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
NO_LONGER_KEPT = "The file chosen earlier is no longer kept. Choose it again."
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


def harmless(upload: Upload, field_name: str) -> None:
    """Look through a file, and note on it whether that could be done in whole: while the scanner does not answer, it waits.

    Raises FileRefused at field_name for one of which nothing is kept, not even with what was typed: empty, too large, with something in it
    that can do harm, or with a virus.
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
        inside.look(upload.content)
    except inside.Harm as harm:
        raise FileRefused.at(field_name, f"“{name}” was not taken in. {harm}") from harm
    try:
        found = virus.look(upload.content, settings.CLAMD)
    except virus.CannotLook:
        upload.looked_through("waiting")
        return
    if found:
        raise FileRefused.at(field_name, f"“{name}” was not taken in: the virus scanner found “{found}” in it. Tell your IT service.")
    upload.looked_through("clean")


def look_through(data: Input) -> None:
    """Look through every file of an input that was not when it was chosen. For the runner, before anything reads them.

    Raises FileRefused as `harmless`, and InputFault for a file that waits to be checked where the step has to read it.
    """
    for field_name, info in type(data).model_fields.items():
        value = getattr(data, field_name)
        for upload in value if isinstance(value, list) else [value]:
            if not isinstance(upload, Upload):
                continue
            if not upload.state:
                harmless(upload, field_name)
            if upload.state == "waiting" and not (info.json_schema_extra or {}).get("may_wait"):  # type: ignore[union-attr]
                raise InputFault.at(field_name, f"“{plain_name(upload.name)}” was received and waits to be checked for viruses, and has to be read "
                                    "here. Try again in some minutes; on a page it need not be chosen again.")


def takes_files(op_data: type[Input]) -> bool:
    """Whether an operation's input has a file in it."""
    return any(inner_model(info.annotation) is Upload for info in op_data.model_fields.values())


def too_large(name: str, size: int) -> str:
    """What is said of a file that is too large, with what to do."""
    return f"“{name}” is {megabytes(size)}; the most is {megabytes(LARGEST)}. Send it in parts, or make its pictures smaller."


def keep(file: File, upload: Upload, field_name: str, kinds: Collection[str], *, was_read: bool = False) -> File:
    """Insert the row of a file that may come in. was_read: the step has read it, and so knows what it is, whatever it is called.

    Raises FileRefused at field_name for one of another kind than its name says, or than kinds; InputFault where it is no longer kept. For the
    door only, which has looked through it.
    """
    name = plain_name(upload.name)
    if _ending(name) not in kinds:
        raise FileRefused.at(field_name, f"“{name}” is of a kind that cannot be taken in. Send one of: {', '.join(kinds)}.")
    if not was_read:
        try:
            inside.agrees(upload.content, _ending(name))
        except inside.Harm as harm:
            raise FileRefused.at(field_name, f"“{name}” was not taken in. {harm}") from harm
    file.name = name
    if upload.staged is None:
        write(file, upload.content)
        file.state = upload.state
    else:
        _take_over(file, upload.staged, field_name)
    add(file)
    return file


def _take_over(file: File, chosen: Staged, field_name: str) -> None:
    """The bytes of a chosen file become those of the row; the choice is gone with the same transaction."""
    row = Staged.objects.select_for_update().filter(pk=chosen.pk, member=file.author).first()
    if row is None:
        raise InputFault.at(field_name, NO_LONGER_KEPT)
    if row.state == HandedIn.State.TAKEN_OUT:
        raise FileRefused.at(field_name, taken_out(row))
    stored.move(row, file)
    file.state = row.state
    row.delete()


def chosen(row: Staged, field_name: str) -> Upload:
    """What a person chose on a page, for the door. Raises FileRefused where it was taken out, InputFault where it cannot be had now."""
    if row.state == HandedIn.State.TAKEN_OUT:
        raise FileRefused.at(field_name, taken_out(row))
    try:
        with _told(row):
            return Upload.of(row, stored.content(row))
    except NotAtHand as error:
        raise InputFault.at(field_name, error.message) from error


def taken_out(row: HandedIn) -> str:
    """What is said of a file in which the scanner found something after it had come in."""
    return f"“{row}” was taken out: the virus scanner found something in it. Nothing of it is kept. Tell your IT service."


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
