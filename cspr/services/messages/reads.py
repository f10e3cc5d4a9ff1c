"""What was told to whom in a case, and how far its agencies were chased; for the pages of this room and the boards of the stages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count, Max, QuerySet

from cspr import protocol
from cspr.partnership.models import Partnership
from cspr.protocol.ladder import Ladder, Owed, Rung, Told, climb, paused
from cspr.record.facts import LONDON, of_case
from cspr.record.models import OPEN, Case, Duty
from cspr.services.messages.hours import calendar_of
from cspr.services.messages.kinds import CHASES, KINDS
from cspr.services.messages.models import Letter, Message
from cspr.services.messages.post import NO_SERVER
from cspr.services.messages.queue import configured

RECENT, MOST = timedelta(days=30), 25
COMING = ("ahead", "now", "paused", "held")  # Of a step: it was not told yet, and may be.
BOUNCED = (Letter.State.BOUNCED, Letter.State.FAILED)
ASKS = (*BOUNCED, Letter.State.UNSURE)  # Somebody decides whether it is sent again.


@dataclass(frozen=True)
class Chased:
    """How an agency was chased. last: when it was last told (None: not yet); step: the last step, in words; times: how often.

    next: the step that comes next, in words, and next_on its day ("", None: none does). state: of the last reminder, "Sent", "Waiting",
    "Bounced", "Not sent", "May not have gone", or "" for none. bounced: the last thing sent to somebody there did not arrive, or may not have.
    unreachable: nobody could be written to.
    """

    last: datetime | None = None
    step: str = ""
    times: int = 0
    state: str = ""
    bounced: bool = False
    paused: bool = False
    unreachable: bool = False
    next: str = ""
    next_on: date | None = None


def of_the_case(case: Case) -> QuerySet[Message]:
    """Everything told, the newest first."""
    return Message.objects.filter(case=case).select_related("letter", "member__user", "member__agency").order_by("-at", "-pk")


def told(messages: Iterable[Message]) -> list[Told]:
    """The steps of the ladder that were told, as the ladder reads them. What was set aside before it was sent was not."""
    return [Told(m.step, m.agency, m.due, m.at.astimezone(LONDON).date()) for m in messages if m.step and m.due and not m.dropped]


def ladder_of(case: Case) -> Ladder | None:
    """The ladder by which the returns of a case are chased, None where its protocol has none."""
    ladders = protocol.load(case.protocol).ladders
    return ladders[0] if ladders else None


def rungs_of(case: Case, ladder: Ladder, now: datetime, *, calendar: protocol.Calendar | None = None) -> tuple[Rung, ...]:
    """Every step of the ladder for each who still owes in the case, as it stands now."""
    duty = next(d for d in protocol.load(case.protocol).duties if d.id == ladder.duty)
    kind = (duty.for_each.fact or "") if duty.for_each else ""
    facts = of_case(case, {*ladder.kinds, kind})
    asked: dict[str, date] = {}
    for fact in protocol.effective(facts):  # When they were last told of the day: a changed day has a letter of its own.
        if fact.kind == kind and fact.recorded_at and duty.for_each:
            asked[str(fact.details.get(duty.for_each.detail))] = fact.recorded_at.date()
    rows = Duty.objects.filter(OPEN, case=case, duty=ladder.duty, due__isnull=False)
    owed = [Owed(row.for_value, asked.get(row.for_value, row.opened), row.due) for row in rows]
    before = told(Message.objects.filter(case=case, kind__in=CHASES))
    return climb(ladder, owed, facts, before, calendar or calendar_of(case.partnership), now.astimezone(LONDON).date())


def _state(messages: list[Message]) -> str:
    """How the last of these arrived; the worst of those told at the same time."""
    last = [m for m in messages if m.at == messages[0].at]
    states = [m.letter.state for m in last if m.letter] or [Letter.State.FAILED]
    worst = next((s for s in (*ASKS, Letter.State.WAITING) if s in states), states[0])
    return str(Letter.State(worst).label)


def chased(case: Case, now: datetime) -> dict[str, Chased]:
    """How each agency of a case was chased, by its word; agencies never written to are left out. now: aware."""
    ladder = ladder_of(case)
    rungs = rungs_of(case, ladder, now) if ladder else ()
    by_agency: dict[str, list[Message]] = {}
    for message in of_the_case(case).exclude(agency=""):
        by_agency.setdefault(message.agency, []).append(message)
    names = {s.id: s.name for s in ladder.steps} if ladder else {}
    facts = of_case(case, ladder.kinds) if ladder else ()
    found = {}
    for agency in {*by_agency, *(r.value for r in rungs)}:
        everything = by_agency.get(agency, [])
        chases = [m for m in everything if m.kind in CHASES and not m.dropped]
        following = next((r for r in rungs if r.value == agency and r.state in ("ahead", "now")), None)
        found[agency] = Chased(
            last=chases[0].at if chases else None, step=names.get(chases[0].step, "") if chases else "",
            times=len({(m.step, m.due) for m in chases}), state=_state(chases) if chases else "",
            bounced=bool(everything and everything[0].letter and everything[0].letter.state in ASKS),
            paused=paused(facts, agency), unreachable=bool(everything and not everything[0].address),
            next=following.step.name if following else "", next_on=following.on if following else None)
    return found


def sends() -> bool:
    """Whether what is told leaves the building: a mail server is set."""
    return configured()


def undelivered(case: Case) -> set[tuple[str, str, date | None]]:
    """The reminders that reached nobody: agency, step, and the day that was owed."""
    steps: dict[tuple[str, str, date | None], list[Message]] = {}
    for message in of_the_case(case).filter(kind__in=CHASES, dropped=""):
        steps.setdefault((message.agency, message.step, message.due), []).append(message)
    lost = BOUNCED if configured() else (*BOUNCED, Letter.State.WAITING)
    return {key for key, found in steps.items() if all(m.letter is None or m.letter.state in lost for m in found)}


def all_paused(case: Case) -> bool:
    """Whether nobody of the case is reminded."""
    ladder = ladder_of(case)
    return ladder is not None and paused(of_case(case, ladder.kinds))


@dataclass(frozen=True)
class Line:
    """A message as a line of the case's list. state: how it arrived, in words; why: where it did not. again: whether it can be sent again."""

    message: Message
    what: str
    about: str
    state: str
    why: str
    again: bool


def line(message: Message, ladder: Ladder | None, names: Mapping[str, str]) -> Line:
    """One line. names: of the agencies, by their words."""
    step = next((s.name for s in ladder.steps if s.id == message.step), "") if ladder and message.step else ""
    letter, says = message.letter, KINDS[message.kind].says
    about = names.get(message.agency, message.agency)
    if not message.address:
        return Line(message, says, about, "Nobody to write to", "Nobody there has an address here. Add one to the directory.", False)
    if message.dropped or letter is None:
        return Line(message, step or says, about, "Set aside" if message.dropped else "In the next digest", message.dropped, False)
    state = "Not sent yet" if letter.state == Letter.State.WAITING and not configured() else str(Letter.State(letter.state).label)
    why = letter.error or ("" if letter.state != Letter.State.WAITING or configured() else NO_SERVER)
    return Line(message, step or says, about, state, why, letter.state in ASKS)


@dataclass(frozen=True)
class Post:
    """How the post of a partnership goes: when a letter was last sent, how many wait, how many failed in the last thirty days."""

    last_sent: datetime | None
    waiting: int
    sent: int
    failed: int


def _recent(home: Partnership, now: datetime) -> QuerySet[Letter]:
    return Letter.objects.filter(partnership=home, queued_at__gte=now - RECENT)


def post_of(home: Partnership, now: datetime) -> Post:
    """Counted over the last thirty days."""
    counted = dict(_recent(home, now).values_list("state").annotate(n=Count("pk")))
    last = Letter.objects.filter(partnership=home, state=Letter.State.SENT).aggregate(last=Max("sent_at"))["last"]
    return Post(last, counted.get("waiting", 0) + counted.get("handing", 0), counted.get("sent", 0), sum(counted.get(state, 0) for state in ASKS))


def failures_of(home: Partnership, now: datetime) -> list[Letter]:
    """The newest letters that did not arrive, for somebody who sees no case: when, to which address, why."""
    return list(_recent(home, now).filter(state__in=ASKS).order_by("-queued_at", "-pk")[:MOST])


def worker_seen() -> datetime | None:
    """When a worker last said that it works; None where none does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        found: datetime | None = cursor.fetchone()[0]
    return found
