"""Works out what the rules say of a case, or of a partnership itself, and writes its rows.

The door does it after each operation. Beside that, time moves on (a duty comes round with its period), and the rules
themselves may change: a holiday is added, a protocol file has a new edition.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from cspr import protocol
from cspr.access.answering import whole
from cspr.operations.project import Moved, project_duties, project_grants, stage_of
from cspr.partnership.models import Partnership
from cspr.protocol.facts import moment as moment_of
from cspr.record.chain import canonical, sha256
from cspr.record.facts import LONDON, About, local_holidays, of_case, of_partnership
from cspr.record.models import Case, Shift
from cspr.record.rows import change

Holidays = Mapping[date, str]
FactsOf = Callable[[Collection[str], About | None], tuple[protocol.Fact, ...]]


def basis(holidays: Holidays) -> str:
    """64 hex digits over what a case's rows are worked out with beside its facts: this edition of the protocol room, and the holidays."""
    return sha256(canonical([protocol.edition(), sorted((d.isoformat(), name) for d, name in holidays.items())]))


def moment(now: datetime, facts: Iterable[protocol.Fact]) -> datetime:
    """now (aware) as naive in Europe/London; or that of the newest fact, where another machine's clock was ahead: what is recorded has happened."""
    return max([now.astimezone(LONDON).replace(tzinfo=None), *(moment_of(f.at) for f in facts)])


def of_one_case(case: Case, facts_of: FactsOf, now: datetime, holidays: Holidays,
                changed: Collection[protocol.Fact] | None = None) -> list[Moved]:
    """Evaluate a case and save it with its rows. facts_of: gives its facts of some kinds, all of them or those about one value.

    changed: the facts that were recorded, corrected or taken back; None: work all of it out.
    """
    part = protocol.whole(case.protocol) if changed is None else protocol.touched(case.protocol, frozenset(f.kind for f in changed))
    only = part.only(changed or ())
    values = sorted(frozenset[str]().union(*only.values()))
    facts = facts_of(part.kinds, (part.apart, values[0]) if part.apart and len(values) == 1 else None)
    result = protocol.evaluate(part.protocol, facts, moment(now, facts), holidays, scope="case", only=only)
    change(case, stage=stage_of(result) if part.protocol.stages else case.stage, worked_with=basis(holidays),
           facts_count=case.facts_count, chain_head=case.chain_head, authorities=case.authorities)
    if part.protocol.access:
        project_grants(case, result, None if part.whole else {a.id: only.get(a.id) for a in part.protocol.access})
    if not part.protocol.duties:
        return []
    return project_duties(case.partnership, case, result.duties, None if part.whole else {d.id: only.get(d.id) for d in part.protocol.duties})


def of_partnership_itself(home: Partnership, facts: tuple[protocol.Fact, ...], now: datetime, holidays: Holidays) -> list[Moved]:
    """Evaluate what a partnership owes beside its cases, and write its rows."""
    result = protocol.evaluate(protocol.load(home.protocol), facts, moment(now, facts), holidays, scope="partnership", begun=home.since)
    home.worked_with = _today(now)
    home.save(update_fields=["worked_with"])
    return project_duties(home, None, result.duties)


def _today(now: datetime) -> str:
    return f"{now.astimezone(LONDON):%Y-%m-%d} {protocol.edition()[:32]}"


def come_round(home: Partnership, now: datetime) -> None:
    """Open what comes round with its period (J3, J7, J8, K1): once a day, when somebody first asks. now: aware."""
    if home.worked_with == _today(now):
        return
    with transaction.atomic():
        locked = Partnership.objects.select_for_update(no_key=True).get(pk=home.pk)
        of_partnership_itself(locked, of_partnership(locked), now, local_holidays(locked))
    home.worked_with = locked.worked_with


def catch_up(home: Partnership, now: datetime, why: str) -> int:
    """Work out again every case whose rows rest on another edition or on other holidays, and note on it what moved.

    why: for the people of the case, ending without a full stop. Gives how many cases there were. Each is a transaction of
    its own, the newest first: broken off, the next run goes on with what is left.
    """
    holidays = local_holidays(home)
    with transaction.atomic():
        locked = Partnership.objects.select_for_update(no_key=True).get(pk=home.pk)
        of_partnership_itself(locked, of_partnership(locked), now, holidays)
    home.worked_with = locked.worked_with
    with whole(home.pk):
        kept = Case.objects.filter(partnership=home, disposed_at=None)
        stale = list(kept.exclude(worked_with=basis(holidays)).order_by("-pk").values_list("pk", flat=True))
        for pk in stale:
            with transaction.atomic():
                _afresh(pk, now, why, holidays)
    return len(stale)


def _afresh(pk: int, now: datetime, why: str, holidays: Holidays) -> None:
    case = Case.objects.select_for_update(no_key=True).select_related("partnership").get(pk=pk)
    facts = of_case(case)
    moved = of_one_case(case, lambda _kinds, _about: facts, now, holidays)
    note_moves(case, now, why, moved)


def note_moves(case: Case, now: datetime, why: str, moved: Collection[Moved]) -> None:
    """Write on a case what moved in it, and why, where anything did. now: aware. why: for its people, ending without a full stop."""
    if moved:
        Shift.objects.create(case=case, at=now, why=why, moves=[_plain(m) for m in moved])


def _plain(moved: Moved) -> dict[str, str | None]:
    was, due = (day.isoformat() if day else None for day in (moved.was, moved.due))
    return {"what": moved.what, "title": moved.title, "for": moved.for_value, "was": was, "due": due}
