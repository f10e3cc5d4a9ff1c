"""The lists of cases and the single case answer alike, though each asks the database in its own way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cspr.access.models import Bar, Grant
from cspr.access.reads import rooms_of, visible_cases
from cspr.access.rooms import ROOMS
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from tests.factories import NOON, home, member, open_case

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
DAYS = [TODAY + timedelta(days=n) for n in (-1, 0, 1)]


def hats() -> list[Member]:
    """One of every role, two agencies and two posts among them."""
    others = set(Role) - {Role.AGENCY_LEAD, Role.NAMED_POST}
    return [*(member(role, "police" if role == Role.SAFEGUARDING_PARTNER else None) for role in sorted(others)),
            member(Role.AGENCY_LEAD, "gp"), member(Role.AGENCY_LEAD, "school"), member(Role.NAMED_POST, post="designated_nurse")]


def test_a_case_is_in_the_list_of_whoever_may_enter_it_and_of_nobody_else() -> None:
    case, people = open_case(), hats()
    spans: list[tuple[date, date | None]] = [(since, until) for since in DAYS for until in (None, *DAYS)]
    agreed = set()
    for role, who, scope in (("sub_group", "", "case"), ("agency", "gp", "request"), ("safeguarding_partner", "police", "signature"),
                             ("named_post", "designated_nurse", "document"), ("executive", "", "report")):
        for since, until in spans:
            Grant.objects.filter(case=case).delete()
            Grant.objects.create(partnership=home(), case=case, rule="made-up", role=role, who=who, scope=scope, since=since, until=until)
            for person in people:
                rooms = rooms_of(person, case, TODAY)
                assert visible_cases(person, TODAY).exists() == bool(rooms), (person.role, role, since, until)
                if (since, until) == spans[0]:
                    assert {room for room in ROOMS if visible_cases(person, TODAY, room).exists()} == rooms
                agreed.add((person.role, bool(rooms)))
    assert {("agency_lead", True), ("agency_lead", False), ("executive", True), ("executive", False), ("business_unit", True)} <= agreed


def test_a_bar_closes_the_case_in_the_list_and_by_itself() -> None:
    case = open_case()
    for person in hats():
        Bar.objects.create(case=case, user=person.user, since=NOON)
        assert rooms_of(person, case, TODAY) == frozenset() and not visible_cases(person, TODAY).exists()
