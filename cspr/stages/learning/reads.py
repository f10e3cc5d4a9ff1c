"""What the pages of learning show of the partnership as a whole. No case is named but to those who may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from cspr import protocol
from cspr.access.reads import facts_across, own_duties, visible_cases
from cspr.operations import come_round
from cspr.partnership.models import Agency, Member, Partnership
from cspr.protocol.calendar import period
from cspr.record.facts import LONDON, local_holidays, of_partnership, own_documents, pure
from cspr.record.models import Document, Duty, Fact
from cspr.services.insight.figures import Year, across, calendar_of
from cspr.steps.words import state_today

OUTCOMES = {"local": "Local review", "national": "National review", "none": "No further review"}


def own_facts(home: Partnership, kind: str) -> list[protocol.Fact]:
    """The partnership's own facts of a kind that count, the newest first; a correction by the id of what it corrects."""
    found = [f for f in protocol.in_place(of_partnership(home)) if f.kind == kind]
    return sorted(found, key=lambda f: f.order(), reverse=True)


def owed(home: Partnership, now: datetime) -> list[tuple[Duty, str]]:
    """What the partnership itself owes now and how each stands today, the nearest date first. now: aware."""
    come_round(home, now)
    return [(d, state_today(d, now.astimezone(LONDON).date())) for d in own_duties(home)]


@dataclass(frozen=True)
class Half:
    """A half-year and the events held in it."""

    name: str
    first: date
    last: date
    events: tuple[protocol.Fact, ...]


def halves(home: Partnership, today: date) -> list[Half]:
    """This half-year and the one before, with their learning events (two a year are owed)."""
    events, found, of = own_facts(home, "learning_event_held"), [], today
    for _ in range(2):
        name, first, last = period(of, "half_year")
        held = tuple(e for e in events if first <= e.day <= last)
        words = f"{'January to June' if name.endswith('1') else 'July to December'} {first.year}"
        found.append(Half(words, first, last, held))
        of = date.fromordinal(first.toordinal() - 1)
    return found


def briefings(home: Partnership) -> list[protocol.Fact]:
    """Every learning briefing that was published, the newest first. They are public; their cases are not named."""
    return across(home, "briefing_published")


@dataclass(frozen=True)
class Reached:
    """How often learning reached an agency or group, and when last. times 0: never."""

    name: str
    times: int
    last: date | datetime | None


def _reached(facts: Iterable[protocol.Fact], home: Partnership) -> list[Reached]:
    names = dict(Agency.objects.filter(partnership=home).values_list("slug", "name"))
    by: dict[str, list[protocol.Fact]] = {slug: [] for slug in names}
    for fact in facts:
        by.setdefault(str(fact.details["to"]), []).append(fact)
    rows = [Reached(names.get(to, to), len(found), max((f.at for f in found), key=str, default=None)) for to, found in by.items()]
    return sorted(rows, key=lambda r: (r.times, r.name))


def reached_across(home: Partnership) -> list[Reached]:
    """Whom learning reached in all, those it reached least first (J5)."""
    return _reached(across(home, "learning_disseminated"), home)


def reached_in(facts: Iterable[protocol.Fact], home: Partnership) -> list[Reached]:
    """Whom one case's learning reached, those it did not reach first. facts: of that case, those that count."""
    return _reached((f for f in facts if f.kind == "learning_disseminated"), home)


def papers(home: Partnership) -> list[Document]:
    """The exceptions papers that were reported and not taken back, the newest first."""
    reported = {f.id for f in own_facts(home, "exceptions_reported")}
    return [d for d in own_documents(home, "exceptions_paper") if d.for_value in reported]


@dataclass(frozen=True)
class Held:
    """One Rapid Review for the annual report, for those who may see its case."""

    reference: str
    opened: date | datetime
    sent: date | datetime | None
    outcome: str
    why_late: str


def rapid_reviews(member: Member, year: int, today: date) -> list[Held]:
    """The Rapid Reviews opened in a year in the cases this person may see (J8)."""
    cases = {c.pk: c.reference for c in visible_cases(member, today)}
    kinds = ("rapid_review_opened", "rapid_review_report_sent", "final_decision", "withdrawn")
    rows = facts_across(member, today, kinds).order_by("case_id", "seq")
    by: dict[int, list[Fact]] = {}
    for row in rows:
        by.setdefault(row.case_id or 0, []).append(row)
    found = []
    for pk, facts in by.items():
        latest = {f.kind: f for f in protocol.effective(pure(x) for x in facts)}
        opened, sent, decided = (latest.get(k) for k in ("rapid_review_opened", "rapid_review_report_sent", "final_decision"))
        if opened and opened.day.year == year:
            found.append(Held(cases[pk], opened.at, sent.at if sent else None, OUTCOMES.get(str(decided.details["review"]), "") if decided else "",
                              str(sent.details.get("late_reason", "")) if sent else ""))
    return sorted(found, key=lambda h: str(h.opened))


def year_rows(year: Year) -> list[tuple[str, int]]:
    """One year's numbers with their words."""
    count = year.counts
    return [
        ("Referrals received", count["referral_received"]), ("Serious Incident Notifications", count["sin_submitted"]),
        ("Rapid Reviews opened", count["rapid_review_opened"]), ("Rapid Review reports sent to the Panel", count["rapid_review_report_sent"]),
        ("Local reviews completed", count["review_completed"]), ("Reports published", count["report_published"]),
        ("Reports not published, with reasons", count["publication_declined"]), ("Learning briefings published", count["briefing_published"]),
    ]


def days_off(home: Partnership, year: int) -> list[tuple[date, str, bool]]:
    """The bank holidays of a year: day, name, and whether the partnership added it itself."""
    added = local_holidays(home)
    return sorted((on, name, on in added) for on, name in calendar_of(home).holidays.items() if on.year == year)

