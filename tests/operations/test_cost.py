"""What an operation costs does not grow with its case: as many statements, and as few facts read, in a long case as in a short one."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cspr.operations import doing
from cspr.partnership.models import Agency
from cspr.partnership.roles import Role
from cspr.record.models import Case, Fact
from tests.factories import AGENCIES, do, home, member, open_case

pytestmark = pytest.mark.django_db
READ = doing.of_case
DAY = {"at": "2026-11-18"}
RETURN = {"agency": "gp", "nil": True, "nil_reason": "Not known.", "conversations_held": True, "desktop_review_done": True}
# Operation, what is given, the most statements it may take, the most facts it may read.
OPERATIONS: tuple[tuple[str, dict[str, Any], int, int | None], ...] = (
    ("learning.disseminate", {"to": "School nurses"}, 9, None),
    ("rapid_review.tell_family", {"who": "Mother", "by": "Business Manager"}, 10, 8),
    ("rapid_review.submit_return", RETURN, 13, 8),  # One of them looks for the files that go with it.
)


def review(agencies: int) -> Case:
    """A Rapid Review in which so many agencies were asked, and the learning brought to as many, in several rounds."""
    case, unit = open_case(at="2026-11-16"), member(Role.BUSINESS_UNIT)
    words = [*AGENCIES, *(f"made-up-{n}" for n in range(agencies))][:agencies]
    for word in set(words) - set(Agency.objects.values_list("slug", flat=True)):
        Agency.objects.create(partnership=home(), slug=word, name=word.capitalize())
    do("notification.record_sin", member(Role.NOTIFIER), case, reference="SIN-1", at="2026-11-17", partnership_told_at="2026-11-17")
    do("rapid_review.consult_lead_professional", unit, case, name_or_post="Health visitor", **DAY)
    do("rapid_review.request_information", unit, case, agencies=words, due="2026-11-27", **DAY)
    for _ in range(2):
        do("learning.disseminate", unit, case, agencies=words, **DAY)
    return case


def test_an_operation_takes_as_many_statements_in_a_long_case_as_in_a_short_one() -> None:
    cost: dict[int, list[tuple[int, int]]] = {}
    unit = member(Role.BUSINESS_UNIT)
    for agencies in (4, 130):
        case, cost[agencies] = review(agencies), []
        for name, data, _, _ in OPERATIONS:
            read: list[int] = []

            def of_case(*asked: Any, read: list[int] = read) -> Any:
                found = READ(*asked)
                read.append(len(found))
                return found

            with patch.object(doing, "of_case", of_case), CaptureQueriesContext(connection) as statements:
                do(name, unit, case, **data, **DAY)
            cost[agencies].append((len(statements), sum(read)))
        facts = Fact.objects.filter(case=case).count()
    assert facts > 390
    for (name, _, most, facts_read), short, long in zip(OPERATIONS, cost[4], cost[130], strict=True):
        assert long[0] == short[0] <= most, f"{name}: {short[0]} statements, {long[0]} in a long case"
        assert facts_read is None or long[1] == short[1] <= facts_read, f"{name} reads {short[1]} facts, {long[1]} in a long case"
