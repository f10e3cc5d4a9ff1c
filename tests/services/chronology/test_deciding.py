"""What people decide at the desk: rows settled, pairs joined or kept apart, notes and questions, and each of it undone."""

from __future__ import annotations

import pytest

from cspr.operations import InputFault
from cspr.operations.errors import Refusal
from cspr.partnership.roles import Role
from cspr.record.models import Case, Document
from cspr.services.chronology.models import Entry, Link, Note, Problem
from tests.factories import client_for, do, member
from tests.services.chronology.given import asked, merged, page, row, taken_in
from tests.stages.rapid_review.gathering.given import bu, lead

pytestmark = pytest.mark.django_db
TWICE = b"""Date,Event
17/01/2026,Called to the address by a neighbour who heard shouting. Mother's partner was present.
17/01/2026,Called to the address by a neighbour who heard shouting. Mother's partner was present.
"""


def problem(case: Case) -> Problem:
    return Problem.objects.get(case=case, state=Problem.State.OPEN)


@pytest.mark.clause("D5")
def test_a_date_given_by_a_person_places_the_row_and_what_was_typed_stays_readable() -> None:
    case = merged()
    do("chronology.settle_problem", lead("police"), case, problem=str(problem(case).pk), what="date", day="about March 2026")
    body = page(case)
    assert "About March 2026" in body and "date given by a person" in body and "typed “one day in spring”" in body
    assert body.index("Baby asleep") < body.index("Seen in the town") and "to settle" not in body
    taken_in(case)  # The same file again changes nothing of it.
    assert "About March 2026" in page(case)


@pytest.mark.parametrize(("data", "field"), [
    ({"what": "date"}, "day"), ({"what": "date", "day": "31/02/2026"}, "day"), ({"what": "date", "day": "1/1/2031"}, "day"),
    ({"what": "leave_out"}, "reason")])
def test_what_settles_nothing_is_refused_at_its_place(data: dict[str, str], field: str) -> None:
    case = merged()
    with pytest.raises(InputFault) as fault:
        do("chronology.settle_problem", bu(), case, problem=str(problem(case).pk), **data)
    assert [f.field for f in fault.value.faults] == [field]


def test_a_row_left_out_stays_out_of_a_newer_file_until_it_is_put_back() -> None:
    case = merged()
    left = problem(case)
    do("chronology.settle_problem", bu(), case, problem=str(left.pk), what="leave_out", reason="Another child.")
    assert "Seen in the town" not in page(case) and "Another child." in page(case, "problems/?state=left_out")
    with pytest.raises(InputFault, match="settled already"):
        do("chronology.settle_problem", bu(), case, problem=str(left.pk), what="unknown")
    taken_in(case, content=b"Date,Event\none day in spring,Seen in the town centre with the baby.\n4/4/2026,Visit.\n")
    assert "Seen in the town" not in page(case)
    do("chronology.change_entry", bu(), case, entry=str(left.entry_id), what="put_back", reason="It was this child.")
    assert "Seen in the town" in page(case)


def test_settling_goes_on_to_the_next_row_until_none_is_left() -> None:
    case = asked()
    taken_in(case, content=b"Date,Event\n1/1/2026,Visit.\nsome day,First.\nanother day,Second.\n")
    one, two = Problem.objects.order_by("row")
    client = client_for(lead("police"))
    address = f"/cases/{case.reference}/chronology/settle_problem/"
    assert "2 rows to settle" in client.get(f"{address}?for={one.pk}").content.decode()
    answer = client.post(f"{address}?for={one.pk}", {"action": "confirm", "problem": one.pk, "what": "unknown"})
    assert answer["Location"].endswith(f"?for={two.pk}")
    answer = client.post(answer["Location"], {"action": "confirm", "problem": two.pk, "what": "date", "day": "3/2026"})
    assert answer["Location"].endswith("/problems/")
    assert "Every row is settled" in client.get(answer["Location"]).content.decode()


@pytest.mark.clause("D8")
def test_the_same_row_twice_is_shown_once_when_somebody_says_so_and_twice_when_it_is_opened_again() -> None:
    case = asked()
    taken_in(case, content=TWICE)
    link = Link.objects.get(kind="duplicate")
    body = page(case, "pairs/")
    assert "May be the same row" in body and body.count("heard shouting") >= 2
    do("chronology.decide_pair", bu(), case, pair=str(link.pk), decided="joined")
    body = page(case)
    assert body.count("heard shouting") == 1 and "Also told by" in body and "1 event " in body
    with pytest.raises(InputFault, match="decided already"):
        do("chronology.decide_pair", bu(), case, pair=str(link.pk), decided="apart")
    do("chronology.reopen_pair", bu(), case, pair=str(link.pk), reason="Two calls that night.")
    do("chronology.decide_pair", bu(), case, pair=str(link.pk), decided="apart", words="Two calls.")
    assert page(case).count("heard shouting") == 2
    assert "Two calls." in page(case, "pairs/?state=apart")
    assert [d.body["decided"] for d in Document.objects.filter(kind="chronology_pair").order_by("version")] == ["joined", "suggested", "apart"]


def test_what_was_decided_of_a_row_that_changed_is_looked_at_again() -> None:
    case = asked()
    taken_in(case, content=TWICE)
    do("chronology.decide_pair", bu(), case, pair=str(Link.objects.get(kind="duplicate").pk), decided="joined")
    taken_in(case, content=TWICE.replace(b"was present.\n", b"was present throughout.\n", 1))
    assert Link.objects.filter(kind="duplicate", state=Link.State.JOINED).count() == 0
    assert Entry.objects.filter(live=True, same_as=None).count() == 2


@pytest.mark.clause("D8")
def test_a_question_is_marked_until_it_is_answered_and_can_be_taken_back() -> None:
    case = merged()
    here = row(case, "Called by a neighbour")
    panel = member(Role.SUB_GROUP_MEMBER, "police")
    do("chronology.add_note", panel, case, entry=str(here.pk), question=True, words="Who rang?")
    assert "Who rang?" in page(case, "?flag=question") and "1 open question" in page(case)
    note = Note.objects.get()
    do("chronology.answer_question", bu(), case, note=str(note.pk), answer="Number 14; the police asked.")
    assert "Number 14" in page(case) and "open question" not in page(case) and "No event matches" in page(case, "?flag=question")
    with pytest.raises(InputFault, match="whoever wrote it"):
        do("chronology.take_back_note", member(Role.SUB_GROUP_CHAIR, "council"), case, note=str(note.pk), reason="No.")
    do("chronology.take_back_note", panel, case, note=str(note.pk), reason="Asked twice.")
    assert "Who rang?" not in page(case)


def test_an_event_is_marked_as_significant_and_the_newer_file_does_not_undo_it() -> None:
    case = merged()
    here = row(case, "Baby asleep")
    do("chronology.weigh_entry", bu(), case, entry=str(here.pk), significant=True)
    assert "Baby asleep" in page(case, "?flag=significant") and "Called by" not in page(case, "?flag=significant")
    taken_in(case, content=b"Date,Event\n17/01/2026 2140hrs,Called to the address. Mother's partner present. Baby asleep upstairs!\n")
    here.refresh_from_db()
    assert here.significant and here.text.endswith("upstairs!")


def test_nobody_decides_about_rows_of_another_case_or_another_agency() -> None:
    case, other = merged(), merged()
    here = row(other, "Six-week check")
    for who, name, data in (
            (bu(), "weigh_entry", {"significant": True}), (bu(), "add_note", {"question": True, "words": "?"}),
            (bu(), "change_entry", {"what": "unknown", "reason": "?"})):
        with pytest.raises(InputFault):
            do(f"chronology.{name}", who, case, entry=str(here.pk), **data)
    with pytest.raises(InputFault):
        do("chronology.change_entry", lead("police"), other, entry=str(here.pk), what="unknown", reason="?")
    for who in (lead("police"), member(Role.SAFEGUARDING_PARTNER, "police")):
        with pytest.raises(Refusal):
            do("chronology.weigh_entry", who, other, entry=str(here.pk), significant=True)
