"""Going through the log of who looked for what is unusual. What counts as that is said in the settings, and in words on each flag."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from cspr import protocol
from cspr.access.models import Grant, Looked
from cspr.access.reads import reads_content
from cspr.partnership.models import Member, Partnership
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON, local_holidays
from cspr.record.models import Duty, Fact
from cspr.services.reading.models import Flag, Watched

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Unusual:
    """What counts as unusual. cases: more than so many within an hour. away: days in which nothing of the case was theirs.

    first, last: when the ordinary day begins and ends, on working days. tries: turned away so often in a day.
    """

    cases: int
    away: int
    first: time
    last: time
    tries: int

    @classmethod
    def now(cls) -> Unusual:
        """As the settings have it."""
        first, last = settings.UNUSUAL_HOURS
        return cls(settings.UNUSUAL_CASES_AN_HOUR, settings.UNUSUAL_DAYS_AWAY, first, last, settings.UNUSUAL_TRIES_A_DAY)

    def in_words(self) -> list[str]:
        """A sentence each, for who reads the flags."""
        return [
            f"a case in which the person owed nothing, recorded nothing, was asked and invited to nothing in the {self.away} days before",
            f"more than {self.cases} cases opened within an hour",
            f"anything opened before {self.first:%H:%M} or after {self.last:%H:%M}, or on a day that is no working day",
            f"turned away {self.tries} times or more in a day",
        ]


@dataclass(frozen=True)
class Found:
    """One flag to be. case: its number, None where it is about no one case."""

    reason: Flag.Reason
    case: int | None
    says: str
    last_at: datetime


def watch(home: Partnership, now: datetime) -> None:
    """Go through what was looked at since the day of the last time, and raise what is unusual. Done again, it raises nothing twice. now: aware."""
    with transaction.atomic():
        mark, _ = Watched.objects.get_or_create(partnership=home, defaults={"until": datetime.combine(home.since, time(), LONDON)})
        mark = Watched.objects.select_for_update().get(pk=mark.pk)  # Two at once: the second finds the first one's work.
        begin = datetime.combine(mark.until.astimezone(LONDON).date(), time(), LONDON)
        days: dict[tuple[int, date], list[Looked]] = defaultdict(list)
        looks = Looked.objects.filter(partnership=home, at__gte=begin, at__lte=now, member__isnull=False)
        for look in looks.exclude(kind=Looked.Kind.SIGN_IN).order_by("at", "pk").iterator(chunk_size=2000):
            days[look.member_id or 0, look.at.astimezone(LONDON).date()].append(look)
        members = Member.objects.select_related("user", "agency").in_bulk({member for member, _ in days})
        calendar = protocol.Calendar.named(protocol.load(home.protocol).protocol.calendar, local_holidays(home))
        for (member, day), found in days.items():
            for one in _unusual(members[member], day, found, Unusual.now(), calendar):
                Flag.objects.update_or_create(partnership=home, member_id=member, day=day, reason=one.reason, case_id=one.case,
                                              defaults={"says": one.says, "last_at": one.last_at})
        Watched.objects.filter(pk=mark.pk).update(until=now)


def _unusual(member: Member, day: date, looks: Sequence[Looked], what: Unusual, calendar: protocol.Calendar) -> Iterator[Found]:
    """What of one person's looks of one day, in order, is unusual."""
    opened = [one for one in looks if one.kind != Looked.Kind.REFUSED and one.case_id]
    refused = [one for one in looks if one.kind == Looked.Kind.REFUSED]
    if len(refused) >= what.tries:
        says = f"Turned away {len(refused)} times from cases that are not theirs, or that there are none of."
        yield Found(Flag.Reason.TRIES, None, says, refused[-1].at)
    if most := _most_within_an_hour(opened, what.cases):
        yield Found(Flag.Reason.MANY, None, f"{most[0]} cases within an hour, up to {most[1].astimezone(LONDON):%H:%M}.", most[1])
    out = [one for one in looks if not (calendar.is_working_day(day) and what.first <= one.at.astimezone(LONDON).time() < what.last)]
    if out:
        at = [f"{one.at.astimezone(LONDON):%H:%M}" for one in (out[0], out[-1])]
        between = f"between {at[0]} and {at[1]}" if at[0] != at[1] else f"at {at[0]}"
        yield Found(Flag.Reason.HOURS, None, f"{len(out)} look{'s' * (len(out) > 1)} {between}, outside working hours.", out[-1].at)
    if reads_content(member):
        cases = {one.case_id: one.at for one in opened if one.case_id}
        for case in sorted(cases.keys() - _own(member, cases, day, day - timedelta(days=what.away))):
            says = f"In the {what.away} days before, nothing in this case was theirs: no duty, request, invitation or entry."
            yield Found(Flag.Reason.NOT_OWN, case, says, cases[case])


def _most_within_an_hour(looks: Sequence[Looked], few: int) -> tuple[int, datetime] | None:
    """How many cases were opened within an hour, and until when, where that is more than a few."""
    most: tuple[int, datetime] | None = None
    first = 0
    for n, one in enumerate(looks):
        while looks[first].at < one.at - HOUR:
            first += 1
        cases = len({look.case_id for look in looks[first:n + 1]})
        if cases > max(few, most[0] if most else 0):
            most = cases, one.at
    return most


def _own(member: Member, cases: Iterable[int], day: date, since: date) -> set[int]:
    """Those of the cases in which something was the person's between two days: an entry, a duty of their role, something given to them by name.

    To the Business Unit, which runs them all, every case is its own in which anybody recorded anything.
    """
    begin, end = datetime.combine(since, time(), LONDON), datetime.combine(day + timedelta(days=1), time(), LONDON)
    wrote = Fact.objects.filter(case__in=cases, recorded_at__gte=begin, recorded_at__lt=end)
    if member.role != Role.BUSINESS_UNIT:
        wrote = wrote.filter(actor__user=member.user_id)
    owed = Duty.objects.filter(case__in=cases, owner=member.protocol_role or "-", holder__in=["", member.who], opened__lte=day)
    owed = owed.filter(Q(done__gte=since) | Q(done=None, void=False))
    given = Grant.objects.filter(case__in=cases, role=member.protocol_role or "-", who=member.who or "-", since__lte=day)
    given = given.filter(Q(since__gte=since) | Q(until__gte=day))
    return {int(pk) for rows in (wrote, owed, given) for pk in rows.values_list("case", flat=True)}
