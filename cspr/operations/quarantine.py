"""Files that came while the virus scanner did not answer: looked through as soon as it does, then released or taken out."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction

from cspr.operations import virus
from cspr.operations.files import erase
from cspr.operations.outbox import Sending, tell
from cspr.record import stored
from cspr.record.models import File, HandedIn, Staged

log = logging.getLogger(__name__)
TAKEN_OUT = "file_taken_out"  # The kind of the message.


def waiting() -> int:
    """How many files wait to be checked."""
    return sum(model.objects.filter(state=HandedIn.State.WAITING).count() for model in (File, Staged))


def look_through(now: datetime) -> int:
    """Look through the files that wait, the oldest first, until none is left or the scanner does not answer. How many were looked through.

    Without a scanner they go on waiting: that it was taken away is no reason to let them pass.
    """
    done = 0
    for model in (File, Staged) if settings.CLAMD else ():
        for row in model.objects.filter(state=HandedIn.State.WAITING).order_by("pk").iterator(1):
            try:
                found = virus.look(stored.content(row), settings.CLAMD, virus.IN_A_JOB)
            except virus.CannotLook:
                return done
            except (stored.Spoilt, stored.NoKey, stored.Away) as error:
                log.error("%s %s waits to be checked and cannot be: %s", row._meta.label, row.pk, error)
                continue
            done += 1
            if found:
                _take_out(row, found, now)
            else:
                model.objects.filter(pk=row.pk, state=HandedIn.State.WAITING).update(state=HandedIn.State.CLEAN)
    return done


def _take_out(row: HandedIn, found: str, now: datetime) -> None:
    """Nothing of it stays but that it was there; who sent it is told. A choice that was handed in meanwhile is looked through as what it became."""
    log.warning("%s %s was taken out: the virus scanner found %s", row._meta.label, row.pk, found)
    with transaction.atomic():
        if not type(row).objects.filter(pk=row.pk, state=HandedIn.State.WAITING).update(state=HandedIn.State.TAKEN_OUT):
            return
        erase(row)
        if isinstance(row, File) and row.author_id:
            tell(row.partnership, row.case, now, Sending(TAKEN_OUT, members=(row.author_id,)))
