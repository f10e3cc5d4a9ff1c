"""The chase: climbs the ladder of every case of a partnership, and writes one letter to each person who is to be reminded (D4, D5).

Run as often as one likes: what was told is kept, a second run finds nothing to do, and two at once wait for each other.
"""

from __future__ import annotations

from datetime import datetime, time

from django.db import connection, transaction

from cspr import protocol
from cspr.partnership.models import Partnership
from cspr.partnership.roles import Role
from cspr.protocol.ladder import Rung
from cspr.record.facts import LONDON
from cspr.record.models import OPEN, Case, Duty
from cspr.services.messages import whom
from cspr.services.messages.hours import calendar_of, next_opening
from cspr.services.messages.kinds import CHASES, KINDS
from cspr.services.messages.models import Letter, Message
from cspr.services.messages.queue import as_addressed, letter_to, queue
from cspr.services.messages.reads import ladder_of, rungs_of
from cspr.services.messages.whom import Person


def chase(home: Partnership, now: datetime) -> int:
    """Remind whoever is to be reminded now. now: aware. Gives how many letters were written: none outside working hours.

    Nobody is written to twice on a day: what comes due for somebody who was reminded today comes on the next working day.
    """
    if next_opening(home, now) is not None:
        return 0
    with transaction.atomic():
        with connection.cursor() as cursor:  # One at a time in a partnership, whichever worker it is.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('messages.chase'), %s)", [home.pk])
        found = _due(home, now)
        midnight = datetime.combine(now.astimezone(LONDON).date(), time.min, LONDON)
        reminded = set(Letter.objects.filter(partnership=home, kind__in=CHASES, queued_at__gte=midnight).values_list("address", flat=True))
        messages = [message for group in found if reminded.isdisjoint(m.address for m in group) for message in group]
        return _write(messages, now)


def _due(home: Partnership, now: datetime) -> list[list[Message]]:
    """What is to be told now, by step and agency; each of them to everybody it is for, or to nobody where there is nobody."""
    today, calendar = now.astimezone(LONDON).date(), calendar_of(home)

    def find(to: str, agency: str, of: Case) -> tuple[Person, ...]:
        if to == "chair":
            return tuple(whom.of_roles(home, Role.SUB_GROUP_CHAIR))
        return tuple(whom.of_agencies(home, [agency], today, case=of, lead=to == "lead")[agency])

    found = []
    for case in _chasable(home, now, calendar):
        ladder = ladder_of(case)
        for rung in rungs_of(case, ladder, now, calendar=calendar) if ladder else ():
            if rung.state == "now":
                kind = KINDS["chase_chair" if rung.step.to == "chair" else "chase"]
                people = [p for p in find(rung.step.to, rung.value, case) if whom.may_be_told(p, case, kind.rooms, today)]
                found.append([_message(case, ladder.duty, rung, kind.name, p, now) for p in people or [None]])
    return found


def _chasable(home: Partnership, now: datetime, calendar: protocol.Calendar) -> list[Case]:
    """The cases in which somebody owes what a ladder is for, and its first step may have come."""
    ladders = [one for name in protocol.known() for one in protocol.load(name).ladders]
    earliest = max((-one.steps[0].offset for one in ladders), default=0)
    horizon = calendar.add_working_days(now.astimezone(LONDON).date(), max(earliest, 0) + 1)
    owing = Duty.objects.filter(OPEN, partnership=home, duty__in={one.duty for one in ladders}, due__lte=horizon).values("case")
    return list(Case.objects.filter(partnership=home, pk__in=owing).select_related("partnership").order_by("pk"))


def _message(case: Case, duty: str, rung: Rung, kind: str, person: Person | None, now: datetime) -> Message:
    return Message(partnership=case.partnership, case=case, kind=kind, agency=rung.value, duty=duty, step=rung.step.id, due=rung.due, at=now,
                   **as_addressed(person))


def _write(messages: list[Message], now: datetime) -> int:
    """One letter for each address, with everything it is to be reminded of."""
    letters: dict[str, Letter] = {}
    for message in messages:
        if message.address:
            message.letter = letters.setdefault(message.address.casefold(), letter_to(message, now))
    Letter.objects.bulk_create(letters.values())
    Message.objects.bulk_create(messages)
    queue(list(letters.values()))
    return len(letters)
