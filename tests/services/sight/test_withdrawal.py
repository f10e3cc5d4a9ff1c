"""Access is withdrawn with a reason and given back; the page that says who may see a case says why."""

from __future__ import annotations

from typing import Any

import pytest

from cspr.access.models import Bar, Grant
from cspr.operations import InputFault, NotHere, catch_up, clock
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.models import Case, Fact
from cspr.services.messages.models import Letter
from tests.factories import NOON, client_for, do, home, member
from tests.services.conflicts.test_conflicts import is_there
from tests.stages.rapid_review.gathering.given import gathered

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D11")]
WHY = "She moved to another force on Monday."


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def unit() -> Member:
    return member(Role.BUSINESS_UNIT)


def word(of: Member) -> str:
    return f"member-{of.pk}"


def page(case: Case, who: Member | None = None) -> str:
    return client_for(who or unit()).get(f"/cases/{case.reference}/who-may-see/").content.decode()


def test_a_person_whose_access_is_withdrawn_finds_nothing_and_is_told_without_a_word_of_the_case() -> None:
    case, chair = gathered(), member(Role.SUB_GROUP_CHAIR, "council")
    assert is_there(case, chair)
    do("sight.withdraw", unit(), case, whom=word(chair), reasons=WHY)
    assert not is_there(case, chair)
    assert is_there(case, member(Role.SUB_GROUP_MEMBER, "police")), "others of the role keep theirs"
    letter = Letter.objects.get(kind="access_withdrawn")
    message = letter.carries.get()
    assert letter.address == chair.user.email and message.case is None
    assert case.reference not in client_for(chair).get("/messages/").content.decode()


def test_what_they_had_open_is_gone_at_their_next_click() -> None:
    case, chair = gathered(), member(Role.SUB_GROUP_CHAIR, "council")
    client, address = client_for(chair), f"/cases/{case.reference}/meetings/learning/"
    assert client.get(address).status_code == 200
    do("sight.withdraw", unit(), case, whom=word(chair), reasons=WHY)
    assert client.get(address).status_code == 404
    with pytest.raises(NotHere):
        do("rapid_review.hold_meeting", chair, case, at="2026-11-12", partners=["local_authority", "police", "health"])


def test_an_agency_loses_its_request_its_return_and_its_invitation_and_gets_them_back() -> None:
    case, lead = gathered(), member(Role.AGENCY_LEAD, "gp")
    before = set(Grant.objects.filter(case=case, who="gp").values_list("rule", "since"))
    assert before and is_there(case, lead)
    do("sight.withdraw", unit(), case, whom="agency-gp", reasons="The practice closed.")
    assert not is_there(case, lead) and is_there(case, member(Role.AGENCY_LEAD, "police"))
    Case.objects.filter(pk=case.pk).update(worked_with="an earlier edition")
    assert catch_up(home(), NOON, "the rules have a new edition") == 1
    assert not is_there(case, lead), "what is worked out again does not let it in"
    assert "The practice closed." in page(case)
    do("sight.give_back", unit(), case, whom="agency-gp", reasons="Another practice took over.")
    assert is_there(case, lead)
    assert set(Grant.objects.filter(case=case, who="gp").values_list("rule", "since")) == before


def test_access_given_back_does_not_lift_a_conflict() -> None:
    case, chair = gathered(), member(Role.SUB_GROUP_CHAIR, "council")
    do("sight.withdraw", unit(), case, whom=word(chair), reasons=WHY)
    do("sight.give_back", unit(), case, whom=word(chair), reasons="Back.")
    do("conflicts.declare", chair, case, reasons="A friend of the aunt.")
    with pytest.raises(InputFault, match="not withdrawn"):
        do("sight.give_back", unit(), case, whom=word(chair), reasons="Back again.")
    assert not is_there(case, chair)
    assert "conflict of interest" in page(case).split("Kept out")[1]


@pytest.mark.parametrize(("whom", "says"), [
    ("member-0", "neither a member nor an agency"), ("14", "neither a member nor an agency"), ("agency-nowhere", "not an agency"),
    ("oneself", "their own access"),
])
def test_whose_access_cannot_be_withdrawn(whom: str, says: str) -> None:
    case = gathered()
    with pytest.raises(InputFault, match=says):
        do("sight.withdraw", unit(), case, whom=word(unit()) if whom == "oneself" else whom, reasons=WHY)
    with pytest.raises(InputFault, match="neither"):
        do("sight.withdraw", unit(), case, whom=word(member(Role.BUSINESS_UNIT, partnership=home("elsewhere"))), reasons=WHY)
    assert not Bar.objects.filter(case=case).exists() and not Fact.objects.filter(kind="access_withdrawn").exists()


def test_twice_is_refused_whichever_role_of_the_person_is_named() -> None:
    case, chair = gathered(), member(Role.SUB_GROUP_CHAIR, "council")
    second = Member.objects.create(user=chair.user, partnership=home(), role=Role.SUB_GROUP_MEMBER)
    do("sight.withdraw", unit(), case, whom=word(chair), reasons=WHY)
    with pytest.raises(InputFault, match="withdrawn already"):
        do("sight.withdraw", unit(), case, whom=word(second), reasons=WHY)
    do("sight.give_back", unit(), case, whom=word(second), reasons="Back.")
    assert is_there(case, chair)


def test_withdrawal_is_neither_corrected_nor_taken_back() -> None:
    case, chair = gathered(), member(Role.SUB_GROUP_CHAIR, "council")
    done = do("sight.withdraw", unit(), case, whom=word(chair), reasons=WHY)
    with pytest.raises(InputFault, match="The Business Unit lifts it"):
        do("record.take_back", unit(), case, fact=str(done.facts[0].pk), reason="She is needed.")


def test_the_page_says_who_may_see_the_case_and_why() -> None:
    case, outsider = gathered(), member(Role.KEEPING_CHILDREN_SAFE)
    expected = [(member(Role.AGENCY_LEAD, "gp"), "Its own request and return, since"), (unit(), "Every case of the partnership"),
                (member(Role.SUB_GROUP_CHAIR, "council"), "The whole case, since")]
    shown = page(case)
    for who, opens in expected:
        row = next(part for part in shown.split("<tr")[2:] if who.user.name in part and who.get_role_display() in part)
        assert opens in row, row
    assert "D5" in shown and "Nobody." in shown
    assert outsider.user.name not in shown


def test_the_auditor_reads_the_page_without_reasons_and_others_find_none() -> None:
    case, chair = gathered(), member(Role.SUB_GROUP_CHAIR, "council")
    do("sight.withdraw", unit(), case, whom=word(chair), reasons=WHY)
    shown = page(case, member(Role.AUDITOR))
    assert chair.user.name in shown and "access withdrawn" in shown and WHY not in shown and "Withdraw<" not in shown
    assert WHY in page(case)
    assert client_for(member(Role.SUB_GROUP_MEMBER, "police")).get(f"/cases/{case.reference}/who-may-see/").status_code == 404


def test_the_business_unit_withdraws_on_a_page_and_is_shown_it() -> None:
    case, chair = gathered(), member(Role.SUB_GROUP_CHAIR, "council")
    client, address = client_for(unit()), f"/cases/{case.reference}/sight/withdraw/"
    form = client.get(f"{address}?for={word(chair)}").content.decode()
    assert f"{chair.user.name}, Sub-group chair" in form and f"{unit().user.name}, Business Unit" not in form
    typed: dict[str, Any] = {"whom": word(chair), "reasons": WHY}
    assert "Check your answers" in client.post(address, {**typed, "action": "continue"}).content.decode()
    assert is_there(case, chair)
    shown = client.post(address, {**typed, "action": "confirm"}, follow=True).content.decode()
    assert WHY in shown.split("Kept out")[1] and not is_there(case, chair)
    assert chair.user.name in client.get(f"/cases/{case.reference}/sight/give_back/").content.decode()
