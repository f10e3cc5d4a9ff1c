"""Rows whose bytes lie elsewhere, encrypted: every file of the service, whatever it is for. The row has all that is needed to open them.

The bytes are written before the row is, and taken away after it: what a row names is there, and what no row names is swept (`sweep`).
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.apps import apps
from django.db import models, transaction

from cspr.record import keys
from cspr.record.keys import NoKey
from cspr.record.places import Away, Gone, place
from cspr.record.rows import change

__all__ = ["NAMES", "Away", "NoKey", "Spoilt", "Stored", "content", "erase", "move", "put", "rotate", "sweep", "verify"]

UNNAMED_FOR = timedelta(days=1)  # A blob that no row names may be of a transaction that still runs; not for a day.
_AT_ONCE = 50
NAMES = ("blob", "size", "sha256", "wrapped", "wrapped_by")


class Spoilt(Exception):
    """The bytes of a row are not there, or are not those that were stored."""


class Stored(models.Model):
    """A row that has a file. `put` fills these in; they are never set by hand."""

    blob = models.UUIDField(null=True, editable=False, help_text="The number of its bytes where they lie; none once it is erased.")
    size = models.PositiveIntegerField(default=0, help_text="In bytes.")
    sha256 = models.CharField(max_length=64, default="", blank=True)
    wrapped = models.TextField(default="", blank=True, help_text="Its own key, wrapped.")
    wrapped_by = models.CharField(max_length=80, default="", blank=True, help_text="The word of the key it is wrapped with.")

    class Meta:
        """No table of its own."""

        abstract = True


def put(row: Stored, content: bytes) -> None:
    """Write the bytes, encrypted with a key of their own, and fill in the row, which the caller saves. Raises NoKey, Away."""
    key, row.blob = os.urandom(keys.KEY_BYTES), uuid.uuid4()
    row.wrapped_by, row.wrapped = keys.wrap(row.blob, key)
    row.size, row.sha256 = len(content), hashlib.sha256(content).hexdigest()
    place().write(row.blob, keys.seal(key, content, row.blob.bytes))


def move(old: Stored, new: Stored) -> None:
    """Have a new row name the bytes of one that is deleted in the same transaction."""
    for name in NAMES:
        setattr(new, name, getattr(old, name))


def content(row: Stored) -> bytes:
    """The bytes as they were put. Raises Spoilt, NoKey, Away."""
    if row.blob is None:
        raise Spoilt("it was erased")
    try:
        found = keys.unseal(keys.unwrap(row.blob, row.wrapped_by, row.wrapped), place().read(row.blob), row.blob.bytes)
    except Gone as error:
        raise Spoilt("its bytes are missing") from error
    except keys.Altered as error:
        raise Spoilt("its bytes or its key were altered") from error
    if hashlib.sha256(found).hexdigest() != row.sha256:
        raise Spoilt("its bytes are not those of the row")
    return found


def erase(row: Stored) -> None:
    """Drop the key, so that no copy of the bytes can be opened, and the bytes after that is committed. Name, size and hash stay."""
    blob = row.blob
    change(row, blob=None, wrapped="", wrapped_by="")
    if blob is not None:
        transaction.on_commit(lambda: place().remove(blob))


def models_of_files() -> list[type[Stored]]:
    """Every table whose rows have files."""
    return [model for model in apps.get_models() if issubclass(model, Stored)]


def every_row() -> Iterator[Stored]:
    """Every row that has bytes, of every table."""
    for model in models_of_files():
        yield from model.objects.filter(blob__isnull=False).order_by("pk").iterator(_AT_ONCE)


def verify() -> tuple[int, list[str]]:
    """How many files there are, and what is wrong with which: “record.File 12: its bytes are missing”. Raises Away."""
    number, wrong = 0, []
    for row in every_row():
        number += 1
        try:
            content(row)
        except (Spoilt, NoKey) as error:
            wrong.append(f"{row._meta.label} {row.pk}: {error}")
    return number, wrong


def rotate() -> tuple[int, list[str]]:
    """Wrap every file's key anew with the current key: how many, and which could not be. Stopped in the middle, it goes on where it was.

    The bytes stay as they are. Raises NoKey where there is no current key.
    """
    word, done, wrong = keys.current(), 0, []
    for model in models_of_files():
        waiting = model.objects.filter(blob__isnull=False).exclude(wrapped_by=word).order_by("pk")
        for pk in list(waiting.values_list("pk", flat=True)):
            with transaction.atomic():
                row = waiting.select_for_update().filter(pk=pk).first()
                if row is None or row.blob is None:  # Erased, or wrapped anew, since.
                    continue
                try:
                    by, wrapped = keys.wrap(row.blob, keys.unwrap(row.blob, row.wrapped_by, row.wrapped))
                except (NoKey, keys.Altered) as error:
                    wrong.append(f"{row._meta.label} {row.pk}: {error or 'its key was altered'}")
                    continue
                change(row, wrapped_by=by, wrapped=wrapped)
                done += 1
    return done, wrong


def sweep(now: datetime) -> int:
    """Take away blobs that no row has named for a day: of refused and interrupted runs, and of deleted rows. How many. Raises Away.

    Where no row names any, nothing is taken away: that is another database's place, or one whose restore is under way.
    """
    here = place()
    old = [(blob, name) for blob, written, name in here.every() if written < now - UNNAMED_FOR]
    # After the list was made, and in one statement: a blob may pass from one table's row to another's meanwhile.
    first, *others = (model.objects.filter(blob__isnull=False).order_by().values_list("blob", flat=True)
                      for model in models_of_files())
    named = set(first.union(*others, all=True))
    gone = [name for blob, name in old if blob not in named] if named else []
    for name in gone:
        here.remove_named(name)
    return len(gone)
