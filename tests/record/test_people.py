"""Every room reads the same people, from the one that keeps them."""

from __future__ import annotations

import pytest

from cspr.operations import run
from cspr.record.people import people_file
from tests.factories import NOON, do, open_case
from tests.stages.rapid_review.gathering.given import bu

pytestmark = pytest.mark.django_db


def test_a_name_corrected_on_the_roll_is_read_by_every_room_at_once() -> None:
    case = open_case(children=[{"name": "Rowan Thistle", "born": "2025-02-11", "school": "Otterholt Primary"}])
    do("people.add_person", bu(), case, role="parent", name="Fern Thistle", aliases="Fern Moss, Ferny")
    child, mother = people_file(case)["people"]
    assert (child["role"], child["name"], child["born"], child["school"]) == ("subject_child", "Rowan Thistle", "2025-02-11", "Otterholt Primary")
    assert mother["aliases"] == ["Fern Moss", "Ferny"] and mother["pseudonym"] == "Parent 1" and "born" not in mother
    run("people.correct_person", bu(), {"person": child["id"], "role": "subject_child", "name": "Rowan Thistel", "reason": "Spelt so."},
        case=case.reference, now=NOON)
    assert people_file(case)["people"][0]["name"] == "Rowan Thistel"
    assert people_file(open_case(about="teenager, died"))["people"] == []
