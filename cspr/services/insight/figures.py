"""Figures of a partnership's reviews by year, and its exceptions, from facts alone. Counts and dates only: no case is named.

They count every case of the partnership, whoever asks, so that a declared conflict does not make a published figure wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from statistics import median

from cspr import protocol
from cspr.access.answering import whole
from cspr.partnership.models import Agency, Partnership
from cspr.protocol.calendar import Calendar
from cspr.record.facts import latest_documents, local_holidays, pure
from cspr.record.models import Case, Duty, Fact
from cspr.services.insight.actions import EXCEPTIONS, KINDS, STANDINGS, Action, actions_of, close_by

_COUNTED = ("referral_received", "sin_submitted", "rapid_review_opened", "rapid_review_report_sent", "final_decision", "briefing_published",
            "review_completed", "report_published", "publication_declined")


def calendar_of(home: Partnership) -> Calendar:
    """The calendar the partnership's clocks run on, its own added holidays included."""
    return Calendar.named(protocol.load(home.protocol).protocol.calendar, local_holidays(home))


@dataclass
class Year:
    """What one calendar year's figures are. `counts`: by kind of fact; `outcomes`: final decisions by review."""

    year: int
    counts: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    in_time: int = 0
    late: int = 0
    days: list[int] = field(default_factory=list)

    @property
    def median_days(self) -> float | None:
        """The middle number of working days from notification to the report, None without a report."""
        middle = median(self.days) if self.days else None
        return int(middle) if middle is not None and middle == int(middle) else middle


def _year_of(at: date | datetime) -> int:
    return at.year


def _by_case(home: Partnership, kinds: Iterable[str]) -> Iterable[tuple[int, list[protocol.Fact]]]:
    """The facts that count, of these kinds, case by case."""
    rows = Fact.objects.filter(partnership=home, case__isnull=False, kind__in=[*kinds, "withdrawn"])
    rows = rows.filter(case__disposed_at=None).order_by("case_id", "seq")  # Of a disposed case nothing is left to count.
    for case_id, facts in groupby(rows, key=lambda f: f.case_id or 0):
        yield case_id, list(protocol.effective(pure(f) for f in facts))


def across(home: Partnership, kind: str) -> list[protocol.Fact]:
    """The facts of a kind that count, of all cases, the newest first. No case is named."""
    with whole(home.pk):
        facts = [f for _, found in _by_case(home, [kind]) for f in found if f.kind == kind]
    return sorted(facts, key=lambda f: f.order(), reverse=True)


def years(home: Partnership) -> list[Year]:
    """The figures of each calendar year in which something happened, the newest first. A case's event counts once a year."""
    found: dict[int, Year] = {}
    with whole(home.pk):
        for _, facts in _by_case(home, _COUNTED):
            for kind, year in {(f.kind, _year_of(f.at)) for f in facts}:
                found.setdefault(year, Year(year)).counts[kind] += 1
            decided = [f for f in facts if f.kind == "final_decision"]
            if decided:
                found.setdefault(_year_of(decided[-1].at), Year(_year_of(decided[-1].at))).outcomes[str(decided[-1].details["review"])] += 1
        _add_timeliness(home, found)
    return sorted(found.values(), key=lambda y: -y.year)


def _add_timeliness(home: Partnership, found: dict[int, Year]) -> None:
    sending = [d.id for d in protocol.load(home.protocol).duties if "rapid_review_report_sent" in d.meeting_kinds]
    calendar = calendar_of(home)
    for opened, due, done in Duty.objects.filter(partnership=home, duty__in=sending, done__isnull=False, due__isnull=False).values_list(
            "opened", "due", "done"):
        year = found.setdefault(done.year, Year(done.year))
        year.in_time, year.late = year.in_time + (done <= due), year.late + (done > due)
        year.days.append(calendar.working_days_between(opened, done))


@dataclass(frozen=True)
class Unmet:
    """One action that is overdue or at risk, without its case: owner, dates, and what kind of change it is."""

    owner: str
    due: date
    days_late: int
    standing: str
    colour: str
    type: str
    theme: str
    escalated: bool


@dataclass(frozen=True)
class Exceptions:
    """The exceptions of all action plans on one day. `totals`: (words, colour, number) of every standing."""

    on: date
    total: int
    totals: tuple[tuple[str, str, int], ...]
    rows: tuple[Unmet, ...]


def owner_names(home: Partnership) -> dict[str, str]:
    """How owners of actions are written: agencies, the statutory partners, and the roles of the protocol."""
    names = {r.id: r.name for r in protocol.load(home.protocol).roles}
    agencies = list(Agency.objects.filter(partnership=home))
    names.update({a.partner: a.name for a in agencies if a.partner})
    names.update({a.slug: a.name for a in agencies})
    return names


def exceptions(home: Partnership, today: date) -> Exceptions:
    """Every action of the partnership's plans counted, and those overdue or at risk listed without their case (J3).

    today: Europe/London. days_late: working days.
    """
    with whole(home.pk):
        return _exceptions(home, today)


def _exceptions(home: Partnership, today: date) -> Exceptions:
    calendar, names = calendar_of(home), owner_names(home)
    close = close_by(today, protocol.load(home.protocol).protocol.calendar, local_holidays(home))
    counts: Counter[str] = Counter()
    rows: list[Unmet] = []
    for case_id, facts in _by_case(home, KINDS):
        actions = actions_of(facts)
        standing = {a.id: a.standing(today, close) for a in actions}
        counts.update(s.key for s in standing.values())
        if any(s in EXCEPTIONS for s in standing.values()):
            bodies = {k: d.body for k, d in latest_documents(Case(pk=case_id), "action").items()}
            rows += [_exception(a, standing[a.id].words, standing[a.id].colour, names, bodies.get(a.id, {}), calendar, today)
                     for a in actions if standing[a.id] in EXCEPTIONS]
    rows.sort(key=lambda r: (r.due, r.owner))
    return Exceptions(today, sum(counts.values()), tuple((s.words, s.colour, counts[s.key]) for s in STANDINGS), tuple(rows))


def _exception(action: Action, words: str, colour: str, names: dict[str, str], body: dict[str, str], calendar: Calendar, today: date) -> Unmet:
    return Unmet(
        owner=names.get(action.owner, action.owner), due=action.due, days_late=max(0, calendar.working_days_between(action.due, today)),
        standing=words, colour=colour, type=body.get("type", ""), theme=body.get("theme", ""), escalated=action.escalated is not None)
