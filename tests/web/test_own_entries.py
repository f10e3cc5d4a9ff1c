"""What an agency, a notifier or another recorded themselves: a list of it, and its correction on the page."""

from __future__ import annotations

from datetime import date

import pytest

from cspr.operations import clock
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.models import Case, Fact
from tests.factories import NOON, client_for, do, member, open_case
from tests.paper import Paper
from tests.ways import Way, by_api, by_page

pytestmark = pytest.mark.django_db
NOTHING = "There is no entry of yours here to change"


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def _lead(agency: str = "gp") -> Member:
    return member(Role.AGENCY_LEAD, agency)


@pytest.fixture
def case() -> Case:
    """Notified; the surgery and the police were asked, and both have returned."""
    made = open_case()
    do("notification.record_sin", member(Role.NOTIFIER), made, at="2026-11-18T15:00", reference="SIN-MADE-UP-1",
       partnership_told_at="2026-11-18T15:00")
    do("rapid_review.request_information", member(Role.BUSINESS_UNIT), made, at="2026-11-19", agencies=["gp", "police"], due="2026-11-25")
    for agency in ("gp", "police"):
        do("rapid_review.submit_return", _lead(agency), made, agency=agency, at="2026-11-20", nil=True, conversations_held=True,
           desktop_review_done=True, nil_reason=f"Nobody is known to {agency}.")
    return made


def _return_of(case: Case, agency: str) -> Fact:
    return case.facts.filter(kind="return_received", details__agency=agency).order_by("-seq")[0]


def _words(person: Member, path: str) -> str:
    return " ".join(Paper(client_for(person).get(path)).words.split())


@pytest.mark.parametrize("way", [by_page, by_api])
def test_an_agency_corrects_its_return_and_reads_both_versions(way: Way, case: Case) -> None:
    sent = _return_of(case, "gp")
    _, said = way("record.correct", _lead(), case, named=str(sent.pk), at=date(2026, 11, 20), nil=False, reasons="One child is known.",
                  reason="A record was found.")
    assert "Return received" in said if way is by_page else '"nil": false' in said.replace('"nil":false', '"nil": false')
    listed = _words(_lead(), f"/cases/{case.reference}/recorded/")
    assert "One child is known." in listed and "Nobody is known to gp." in listed
    assert "Correction" in listed and "Replaced" in listed and "A record was found." in listed
    assert "police" not in listed.lower() and "SIN-MADE-UP-1" not in listed


def test_the_list_is_reached_from_what_the_agency_sees_and_leads_to_the_correction(case: Case) -> None:
    client = client_for(_lead())
    opened = client.get(f"/cases/{case.reference}/", follow=True)
    assert f'href="/cases/{case.reference}/recorded/"' in opened.content.decode()
    listed = client.get(f"/cases/{case.reference}/recorded/").content.decode()
    assert f"/record/correct/?for={_return_of(case, 'gp').pk}" in listed
    page = " ".join(Paper(client.get(f"/cases/{case.reference}/record/correct/?for={_return_of(case, 'gp').pk}")).words.split())
    assert "When was it returned?" in page and "Have you talked with the colleagues involved?" in page


def test_of_an_entry_that_is_somebody_elses_nothing_is_shown_as_if_it_were_not_there(case: Case) -> None:
    client = client_for(_lead())
    others = [_return_of(case, "police"), case.facts.get(kind="sin_submitted"), case.facts.get(kind="information_requested", details__agency="gp")]
    for verb in ("correct", "take_back"):
        address = f"/cases/{case.reference}/record/{verb}/?for="
        absent = [Paper(client.get(address + word)).words for word in ("00000000-0000-4000-8000-000000000000", "no-number", "")]
        found = [Paper(client.get(f"{address}{fact.pk}")).words for fact in others]
        found += [Paper(client.post(f"{address}{fact.pk}", {"action": "continue"})).words for fact in others]
        assert set(absent) == set(found) and NOTHING in found[0]


def test_who_reads_the_history_still_opens_only_their_own_entries(case: Case) -> None:
    do("referral.circulate", member(Role.BUSINESS_UNIT), case, at="2026-11-20")
    chair, fact = member(Role.SUB_GROUP_CHAIR), case.facts.get(kind="sin_submitted")
    assert "SIN-MADE-UP-1" in _words(chair, f"/cases/{case.reference}/history/")
    assert NOTHING in _words(chair, f"/cases/{case.reference}/record/correct/?for={fact.pk}")


def test_what_somebody_else_corrected_is_said_so_without_their_words(case: Case) -> None:
    sent = _return_of(case, "gp")
    do("record.correct", member(Role.BUSINESS_UNIT), case, fact=str(sent.pk), at="2026-11-19", reason="Kept in the unit's own words.")
    listed = _words(_lead(), f"/cases/{case.reference}/recorded/")
    assert "Somebody else corrected it" in listed and "the unit's own words" not in listed
    assert f"?for={sent.pk}" not in client_for(_lead()).get(f"/cases/{case.reference}/recorded/").content.decode()


def test_a_return_taken_back_is_owed_again_and_its_reason_stays_readable(case: Case) -> None:
    by_page("record.take_back", _lead(), case, named=str(_return_of(case, "gp").pk), reason="It was another family's.")
    assert case.duties.get(duty="return-information", for_value="gp").done is None
    listed = _words(_lead(), f"/cases/{case.reference}/recorded/")
    assert "Taken back" in listed and "It was another family's." in listed


def test_what_is_wrong_stands_at_its_question_and_nothing_typed_is_lost(case: Case) -> None:
    unit = client_for(member(Role.BUSINESS_UNIT))
    asked = case.facts.get(kind="information_requested", details__agency="police")
    address = f"/cases/{case.reference}/record/correct/?for={asked.pk}"
    typed = Paper(unit.get(address)).as_it_is() | {"due-day": "18", "due-month": "11", "due-year": "2026", "reason": "As the letter has it."}
    page = Paper(unit.post(address, typed | {"action": "confirm"}))
    assert page.status == 422 and "#id_due-day" in page.problems
    assert "Returns cannot be due before the day they are asked for" in page.words
    assert page.shows({"reason": ["As the letter has it."]}) == []


def test_a_referral_taken_back_ends_what_its_agency_saw_and_leads_home() -> None:
    made = do("referral.submit", _lead("hospital"), at="2026-11-18T10:00", what_happened="An injury.", referrer_role="Nurse",
              abuse_or_neglect="not_known", outcome="not_known", immediate_safety="On the ward.").case
    assert made is not None
    client, sent = client_for(_lead("hospital")), made.facts.get(kind="referral_received")
    address = f"/cases/{made.reference}/record/take_back/?for={sent.pk}"
    typed = Paper(client.get(address)).as_it_is() | {"reason": "It was sent for another child.", "action": "confirm"}
    assert client.post(address, typed)["Location"] == "/"
    assert client.get(f"/cases/{made.reference}/recorded/").status_code == 404


def test_the_api_gives_an_agency_the_facts_it_recorded_and_no_others(case: Case) -> None:
    facts = client_for(_lead()).get(f"/api/v1/cases/{case.reference}/facts").json()
    assert [(f["kind"], f["details"]["agency"]) for f in facts] == [("return_received", "gp")]


def test_before_it_is_sent_the_page_says_which_dates_move_and_what_no_longer_fits(case: Case) -> None:
    unit = client_for(member(Role.BUSINESS_UNIT))
    address = f"/cases/{case.reference}/record/correct/?for={case.facts.get(kind='partnership_told').pk}"
    typed = Paper(unit.get(address)).as_it_is() | {"at-day": "20", "at-time": "09:00", "reason": "Told by telephone on Friday."}
    check = Paper(unit.post(address, typed | {"action": "continue"}))
    assert "now due Friday 11 December 2026" in check.words
    assert "“Information requested” of 19 November 2026 does not fit this any more" in check.words
    landed = Paper(unit.post(address, check.as_it_is() | {"action": "confirm"}, follow=True))
    assert "now due Friday 11 December 2026" in landed.words


def test_who_has_the_page_open_while_another_corrects_it_keeps_what_was_typed(case: Case) -> None:
    lead, sent = client_for(_lead()), _return_of(case, "gp")
    address = f"/cases/{case.reference}/record/correct/?for={sent.pk}"
    typed = Paper(lead.get(address)).as_it_is() | {"at-day": "19", "reason": "It went a day earlier."}
    do("record.correct", member(Role.BUSINESS_UNIT), case, fact=str(sent.pk), at="2026-11-19", reason="As its letter says.")
    page = Paper(lead.post(address, typed | {"action": "confirm"}))
    assert page.status == 409 and "corrected this entry at 12:00 on 20 November" in page.words
    assert page.shows({"reason": ["It went a day earlier."]}) == []


def test_one_entry_saved_for_later_does_not_show_up_in_another(case: Case) -> None:
    unit = client_for(member(Role.BUSINESS_UNIT))
    one, other = (f"/cases/{case.reference}/record/correct/?for={_return_of(case, agency).pk}" for agency in ("gp", "police"))
    unit.post(one, {"action": "save", "reason": "The surgery rang."})
    assert "The surgery rang." in unit.get(one).content.decode()
    assert "The surgery rang." not in unit.get(other).content.decode()
    assert "The surgery rang." not in unit.post(one, {"action": "discard"}, follow=True).content.decode()
