"""A declared conflict closes the case to the person, whoever they are, until the Business Unit lifts it."""

from __future__ import annotations

import pytest

from cspr.operations import Forbidden, InputFault, NotHere, clock
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.models import Case, Fact
from tests.factories import NOON, client_for, do, home, member
from tests.stages.rapid_review.gathering.given import gathered

pytestmark = [pytest.mark.django_db, pytest.mark.clause("E2")]
WHY = "The child's aunt is a friend."


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def chair() -> Member:
    return member(Role.SUB_GROUP_CHAIR, "council")


def unit() -> Member:
    return member(Role.BUSINESS_UNIT)


def word(of: Member) -> str:
    return f"member-{of.pk}"


def is_there(case: Case, who: Member) -> bool:
    """Whether the person finds the case: in the list, by its address and in the API, all three alike."""
    client = client_for(who)
    found = {case.reference in client.get("/cases/").content.decode(), client.get(f"/cases/{case.reference}/").status_code < 400,
             client.get(f"/api/v1/cases/{case.reference}").status_code == 200}
    assert len(found) == 1, found
    return found.pop()


def test_whoever_declares_a_conflict_finds_the_case_no_more_and_others_do() -> None:
    case, colleague = gathered(), member(Role.SUB_GROUP_MEMBER, "police")
    assert is_there(case, chair()) and is_there(case, colleague)
    do("conflicts.declare", chair(), case, reasons=WHY)
    assert not is_there(case, chair())
    assert is_there(case, colleague) and is_there(case, unit())
    with pytest.raises(NotHere):
        do("rapid_review.hold_meeting", chair(), case, at="2026-11-12", partners=["local_authority", "police", "health"])


def test_the_bar_holds_in_every_role_the_person_has() -> None:
    case = gathered()
    second = Member.objects.create(user=chair().user, partnership=home(), role=Role.BUSINESS_UNIT)
    do("conflicts.declare", chair(), case, reasons=WHY)
    assert not is_there(case, second)


def test_the_business_unit_records_the_conflict_of_somebody_who_has_not_opened_the_case_yet() -> None:
    case = gathered()
    do("conflicts.declare", unit(), case, member=word(chair()), reasons=WHY)
    assert not is_there(case, chair())
    with pytest.raises(InputFault, match="recorded already"):
        do("conflicts.declare", unit(), case, member=word(chair()), reasons=WHY)


def test_one_part_of_a_case_is_enough_to_have_a_conflict_in_it() -> None:
    case = gathered()
    do("conflicts.declare", member(Role.AGENCY_LEAD, "gp"), case, reasons=WHY)
    assert not is_there(case, member(Role.AGENCY_LEAD, "gp"))
    assert is_there(case, member(Role.AGENCY_LEAD, "police"))


def test_nobody_but_the_business_unit_declares_for_another() -> None:
    case = gathered()
    with pytest.raises(Forbidden, match="your own"):
        do("conflicts.declare", chair(), case, member=word(unit()), reasons=WHY)
    for nobody in ("member-0", "member-x", "14", word(member(Role.BUSINESS_UNIT, partnership=home("elsewhere")))):
        with pytest.raises(InputFault, match="not a member of this partnership"):
            do("conflicts.declare", unit(), case, member=nobody, reasons=WHY)
    assert not Fact.objects.filter(kind="conflict_declared").exists()


def test_lifting_opens_the_case_again_and_says_why() -> None:
    case = gathered()
    second = Member.objects.create(user=chair().user, partnership=home(), role=Role.SUB_GROUP_MEMBER)
    do("conflicts.declare", chair(), case, reasons=WHY)
    with pytest.raises(NotHere):
        do("conflicts.lift", chair(), case, member=word(chair()), reasons="Mine to say.")
    do("conflicts.lift", unit(), case, member=word(second), reasons="Another family of that name was meant.")
    assert is_there(case, chair())
    page = client_for(unit()).get(f"/cases/{case.reference}/conflicts/").content.decode()
    assert WHY.replace("'", "&#x27;") in page and "Another family of that name was meant." in page and "Kept out" not in page
    with pytest.raises(InputFault, match="No conflict of"):
        do("conflicts.lift", unit(), case, member=word(chair()), reasons="Twice.")
    do("conflicts.declare", chair(), case, reasons="After all.")
    assert not is_there(case, chair())


def test_a_declaration_is_neither_corrected_nor_taken_back_by_a_colleague() -> None:
    case = gathered()
    done = do("conflicts.declare", chair(), case, reasons=WHY)
    for who in (unit(), member(Role.SUB_GROUP_MEMBER, "police")):
        with pytest.raises(InputFault, match="The Business Unit lifts it"):
            do("record.take_back", who, case, fact=str(done.facts[0].pk), reason="She is needed.")
    assert not is_there(case, chair())


def test_a_member_declares_on_a_page_checks_it_and_lands_at_home() -> None:
    case = gathered()
    client, address = client_for(chair()), f"/cases/{case.reference}/conflicts/declare/"
    assert "Who has the conflict?" not in client.get(address).content.decode()
    assert "Answer “What is the conflict?”" in client.post(address, {"action": "continue"}).content.decode()
    assert "Check your answers" in client.post(address, {"action": "continue", "reasons": WHY}).content.decode()
    assert is_there(case, chair()), "nothing is recorded before it is confirmed"
    answer = client.post(address, {"action": "confirm", "reasons": WHY}, follow=True)
    assert answer.redirect_chain[-1][0] == "/" and case.reference not in answer.content.decode().split("<main")[1]


def test_the_business_unit_chooses_the_member_by_name() -> None:
    case = gathered()
    client, address = client_for(unit()), f"/cases/{case.reference}/conflicts/declare/"
    assert f"{chair().user.name}, Sub-group chair" in client.get(address).content.decode()
    client.post(address, {"action": "confirm", "reasons": WHY, "member": word(chair())})
    page = client.get(f"/cases/{case.reference}/conflicts/").content.decode()
    assert chair().user.name in page and "Kept out" in page
    assert chair().user.name in client.get(f"/cases/{case.reference}/conflicts/lift/?for={word(chair())}").content.decode()


def test_a_declaration_waits_for_the_business_unit_and_the_case_stays_closed_meanwhile_and_after() -> None:
    case = gathered()
    do("conflicts.declare", chair(), case, reasons=WHY)
    client = client_for(unit())
    assert "Confirm a declared conflict of interest, or lift it" in client.get("/").content.decode()
    assert "Not confirmed yet" in client.get(f"/cases/{case.reference}/conflicts/").content.decode()
    assert not is_there(case, chair())
    do("conflicts.confirm", unit(), case, number="1", reasons="She was asked.")
    assert not is_there(case, chair())
    assert "Confirm a declared" not in client.get("/").content.decode()
    assert "Confirmed Fri 20 November" in client.get(f"/cases/{case.reference}/conflicts/").content.decode().replace("Nov 2026", "November 2026")
    with pytest.raises(InputFault, match="No declaration of that number waits"):
        do("conflicts.confirm", unit(), case, number="1", reasons="Twice.")
    do("conflicts.lift", unit(), case, member=word(chair()), reasons="Another family was meant.")
    assert is_there(case, chair())


def test_one_that_is_lifted_waits_for_nothing_and_a_new_one_waits_again() -> None:
    case = gathered()
    do("conflicts.declare", chair(), case, reasons=WHY)
    do("conflicts.lift", unit(), case, member=word(chair()), reasons="It was none.")
    assert "Confirm a declared" not in client_for(unit()).get("/").content.decode()
    do("conflicts.declare", chair(), case, reasons="After all.")
    assert "Confirm a declared" in client_for(unit()).get("/").content.decode()
    do("conflicts.confirm", unit(), case, number="2", reasons="She was asked.")


def test_what_the_business_unit_records_of_another_is_confirmed_by_that() -> None:
    case = gathered()
    done = do("conflicts.declare", unit(), case, member=word(chair()), reasons=WHY)
    assert [f.kind for f in done.facts] == ["conflict_declared", "conflict_confirmed"]
    assert "Confirm a declared" not in client_for(unit()).get("/").content.decode()


def test_a_colleague_raises_a_conflict_and_nothing_is_closed_by_it() -> None:
    case, colleague = gathered(), member(Role.SUB_GROUP_MEMBER, "police")
    do("conflicts.raise", colleague, case, who="The chair", reasons="Their sister is the aunt.")
    assert is_there(case, chair())
    for address in ("history/", "conflicts/"):
        shown = client_for(chair()).get(f"/cases/{case.reference}/{address}").content.decode()
        assert "Their sister is the aunt." not in shown and "raised" not in shown.split("<main")[1], "they do not learn of it from a page"
    assert "Their sister" not in client_for(chair()).get(f"/api/v1/cases/{case.reference}/facts").content.decode()
    assert "Answer a conflict of interest that a colleague raised" in client_for(unit()).get("/").content.decode()
    shown = client_for(unit()).get(f"/cases/{case.reference}/conflicts/").content.decode()
    assert "Their sister is the aunt." in shown
    assert "Their sister" in client_for(colleague).get(f"/cases/{case.reference}/history/").content.decode(), "who raised it reads it"


def test_the_answer_closes_the_case_to_whom_it_names_or_to_nobody() -> None:
    case, colleague = gathered(), member(Role.SUB_GROUP_MEMBER, "police")
    for _ in range(2):
        do("conflicts.raise", colleague, case, who="The chair", reasons="Their sister is the aunt.")
    with pytest.raises(InputFault, match="Choose whose conflict"):
        do("conflicts.answer", unit(), case, number="1", upheld=True, reasons="So it is.")
    with pytest.raises(InputFault, match="leave this empty"):
        do("conflicts.answer", unit(), case, number="1", upheld=False, member=word(chair()), reasons="It is not.")
    do("conflicts.answer", unit(), case, number="1", upheld=False, reasons="Another woman of that name.")
    assert is_there(case, chair())
    do("conflicts.answer", unit(), case, number="2", upheld=True, member=word(chair()), reasons="She was asked, and it is so.")
    assert not is_there(case, chair())
    with pytest.raises(InputFault, match="Nothing raised under that number"):
        do("conflicts.answer", unit(), case, number="2", upheld=True, member=word(chair()), reasons="Twice.")
    assert "a colleague raised" not in client_for(unit()).get("/").content.decode()
