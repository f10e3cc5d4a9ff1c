"""Making a copy, of the pack or of a whole case: read part by part, kept for a day. In the background, so that nobody waits before a blank page."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from procrastinate.contrib.django import app

from cspr.access.answering import answering
from cspr.access.errors import Refusal
from cspr.access.reads import case_for
from cspr.operations import clock
from cspr.operations.files import erase, write
from cspr.record.facts import LONDON
from cspr.record.stored import NAMES
from cspr.services.documents import archive, pack
from cspr.services.documents.models import KEPT, Copy
from cspr.services.documents.paper import Section
from cspr.services.documents.pdf import pages_of, to_pdf
from cspr.steps.read import CaseRead

log = logging.getLogger(__name__)
SETTING = "Setting the pages"
MAKE, QUEUE = "documents.make_copy", "documents"  # The job and its queue, by their names.


def start(copy: Copy) -> None:
    """Have a copy made by a worker. Called inside the transaction that wrote its row: the job is there if and only if that is kept."""
    app.configure_task(MAKE, queue=QUEUE).defer(copy=str(copy.pk))


def make(pk: UUID, *, begun: bool = False) -> None:
    """Make one copy that waits; one that is made, or is being made, is left alone. Whoever may no longer enter the pack gets none.

    begun: who had begun it is known to be gone.
    """
    states = (Copy.State.WAITING, Copy.State.MAKING) if begun else (Copy.State.WAITING,)
    if not Copy.objects.filter(pk=pk, state__in=states).update(state=Copy.State.MAKING):
        return
    copy = Copy.objects.select_related("member__user", "member__agency", "member__partnership", "case").get(pk=pk)
    now = clock.now()
    try:
        with answering(copy.member, now.astimezone(LONDON).date()):
            (_pack if copy.of == Copy.Of.PACK else _case)(copy, now)
    except Refusal:
        _say(copy, state=Copy.State.FAILED, step="")
    except Exception as error:  # Whatever it is, the person must not wait for ever. Its words may hold the case's: only its kind is logged.
        log.error("a copy could not be made: %s", type(error).__name__)
        _say(copy, state=Copy.State.FAILED, step="")


def _case(copy: Copy, now: datetime) -> None:
    read = CaseRead(case_for(copy.member, copy.case.reference, now.astimezone(LONDON).date(), "retention"))
    _say(copy, steps=len(archive.parts()))
    _keep(copy, archive.make(read, now, lambda done, title: _say(copy, steps_done=done, step=title)), 0)


def _pack(copy: Copy, now: datetime) -> None:
    seen = case_for(copy.member, copy.case.reference, now.astimezone(LONDON).date(), "pack")
    read = CaseRead(seen)
    titles = [part.title for part in pack.parts()]
    _say(copy, steps=len(titles) + 1, step=titles[0] if titles else SETTING)
    found: list[Section] = []
    for done, (_, section) in enumerate(pack.sections(read), 1):
        found += [section] if section else []
        _say(copy, steps_done=done, step=titles[done] if done < len(titles) else SETTING)
    content = to_pdf(pack.paper(read, found, copy.number, now))
    _keep(copy, content, pages_of(content))


def _keep(copy: Copy, content: bytes, pages: int) -> None:
    write(copy, content)
    _say(copy, state=Copy.State.MADE, step="", steps_done=copy.steps, made_at=clock.now(), pages=pages,
         **{name: getattr(copy, name) for name in NAMES})


def _say(copy: Copy, **values: object) -> None:
    """Write down how far it is, for the page that shows it."""
    for name, value in values.items():
        setattr(copy, name, value)
    Copy.objects.filter(pk=copy.pk).update(**values)


def forget(now: datetime) -> int:
    """Take away the files of copies asked for more than a day ago; that they were made stays. Gives how many. now: aware."""
    old = list(Copy.objects.filter(blob__isnull=False, asked_at__lt=now - KEPT))
    for copy in old:
        erase(copy)
    return len(old)
