"""Referring a case, triage, circulation and the decision, through the door."""

from __future__ import annotations

from typing import Any

import pytest

from cspr import protocol
from cspr.access.reads import rooms_of
from cspr.operations import Forbidden, GateClosed, InputFault, NotHere, get
from cspr.partnership.models import Partnership
from cspr.partnership.roles import Role
from cspr.record.facts import latest_document
from cspr.record.models import Case, Duty, Fact
from cspr.services.people.models import Person
from tests.factories import NOON, do, home, member, owed_by
from tests.stages.referral.given import LITTLE, NURSE, TOLD, circulated, kinds, referred

pytestmark = pytest.mark.django_db
BU, CHAIR, SUB, NOTIFIER = (Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR, Role.SUB_GROUP_MEMBER, Role.NOTIFIER)


def faults(error: pytest.ExceptionInfo[InputFault]) -> dict[str, str]:
    return {f.field: f.message for f in error.value.faults}


def owed(case: Case, duty: str) -> Duty | None:
    return Duty.objects.filter(case=case, duty=duty).first()


@pytest.mark.clause("C7", "C8")
@pytest.mark.parametrize("agency", ["police", "icb", "gp", "school", "community_health", "hospital", "housing", "probation", "charity"])
def test_any_agency_can_refer_a_case_and_the_business_unit_then_owes_its_review(agency: str) -> None:
    case = do("referral.submit", member(Role.AGENCY_AUTHOR, agency), **LITTLE).case
    assert case is not None
    received = Fact.objects.get(case=case, kind="referral_received")
    assert received.details == {"agency": agency}
    duty = owed(case, "review-referral")
    assert duty is not None and duty.owner == "business_unit" and duty.done is None


@pytest.mark.clause("C8")
def test_the_form_holds_everything_told_and_the_children_are_on_the_roll() -> None:
    case = referred(criteria=[{"criterion": "B3-3", "reasons": "Missed appointments were not joined up."}], agencies_involved=["gp", "police"])
    document = latest_document(case, "referral", "hospital")
    assert document is not None
    assert document.body["what_happened"] == TOLD["what_happened"]
    assert document.body["criteria"] == [{"criterion": "B3-3", "reasons": "Missed appointments were not joined up."}]
    child = Person.objects.get(case=case)
    assert (child.name, child.pseudonym) == ("Robin Madeup", "Child 1")
    assert "Robin" not in str(document.body)


def test_a_referral_says_what_is_known_of_the_incident() -> None:
    incident = Fact.objects.get(case=referred(looked_after="no"), kind="incident_occurred")
    assert incident.at == "2026-11-17T21:40"
    assert incident.details == {"abuse_or_neglect": "suspected", "outcome": "seriously_harmed", "looked_after": False}


def test_several_children_one_with_no_name_and_one_not_born_are_one_case() -> None:
    case = referred(children=[{"name": "Robin Madeup"}, {"name": ""}, {"unborn": True, "born_note": "due March 2027"}])
    shown = [(p.pseudonym, p.shown_name) for p in Person.objects.filter(case=case)]
    assert shown == [("Child 1", "Robin Madeup"), ("Child 2", "No name yet"), ("Child 3", "Not born yet")]
    assert Case.objects.count() == 1


def test_an_incident_before_a_childs_birth_is_refused_at_that_childs_date_and_nothing_is_kept() -> None:
    with pytest.raises(InputFault) as error:
        referred(children=[{"name": "A"}, {"name": "B", "born": "2026-11-18"}])
    assert list(faults(error)) == ["children.1.born"]
    assert "before this child was born" in faults(error)["children.1.born"]
    assert not Case.objects.exists() and not Fact.objects.exists() and not Person.objects.exists()


@pytest.mark.parametrize(("given", "field"), [
    ({"when": "2026-11-18T11:00"}, "when"), ({"agencies_involved": ["gp", "nobody"]}, "agencies_involved.1"),
    ({"criteria": [{"criterion": "B9-1", "reasons": "x"}]}, "criteria.0.criterion"), ({"about": "baby Robin, injured"}, "about"),
    ({"when": "2026-02-31"}, "when"), ({"what_happened": ""}, "what_happened"), ({"at": "2026-11-21"}, "at"),
    ({"children": [{"born": "2027-01-01"}]}, "children.0.born"), ({"what_happened": "x" * 10_001}, "what_happened"), ({"colour": "red"}, "colour"),
])
def test_what_cannot_be_is_refused_at_its_place(given: dict[str, Any], field: str) -> None:
    with pytest.raises(InputFault) as error:
        referred(**given)
    assert field in faults(error)
    assert not Case.objects.exists()


def test_emoji_and_right_to_left_text_are_kept_as_typed() -> None:
    case = referred(what_happened="👶 تم إحضار الطفل")
    document = latest_document(case, "referral", "hospital")
    assert document is not None and document.body["what_happened"] == "👶 تم إحضار الطفل"


def test_another_systems_shape_is_understood() -> None:
    sent = {"agency": "hospital", "referrer": {"name": "Asha Example", "role": "named nurse", "email": "asha@example.org"},
            "child": {"name": "Robin Madeup", "born": "2026-03-02"}, "what_happened": "Unresponsive.", "when": "2026-11-17T21:40",
            "abuse_or_neglect": "suspected", "outcome": "seriously_harmed", "agencies_involved": ["gp"], "criteria": {"B3-1": "Known in parts."},
            "immediate_safety": "With a grandmother."}
    case = do("referral.submit", member(*NURSE), **sent).case
    assert case is not None and Person.objects.get(case=case).name == "Robin Madeup"
    document = latest_document(case, "referral", "hospital")
    assert document is not None and document.body["referrer_role"] == "named nurse"
    assert document.body["criteria"] == [{"criterion": "B3-1", "reasons": "Known in parts."}]


def test_an_agency_refers_for_itself_only() -> None:
    with pytest.raises(InputFault) as error:
        do("referral.submit", member(Role.AGENCY_LEAD, "gp"), **LITTLE, agency="police")
    assert "your own agency only" in faults(error)["agency"]


def test_the_business_unit_says_which_agency_refers() -> None:
    with pytest.raises(InputFault) as error:
        do("referral.submit", member(BU), **LITTLE)
    assert "agency" in faults(error)
    case = do("referral.submit", member(BU), **LITTLE, agency="gp").case
    assert Fact.objects.get(case=case, kind="referral_received").details == {"agency": "gp"}


def test_the_referrer_sees_its_referral_and_no_more_and_other_agencies_nothing() -> None:
    case = referred()
    assert rooms_of(member(*NURSE), case, NOON.date()) == {"referral"}
    assert not rooms_of(member(Role.AGENCY_LEAD, "gp"), case, NOON.date())


@pytest.mark.clause("C9")
def test_the_sub_group_sees_a_referral_only_once_the_business_unit_circulated_it() -> None:
    case = referred()
    assert not rooms_of(member(SUB), case, NOON.date())
    do("referral.review", member(BU), case, at="2026-11-19", children_safe="yes", notes="Looks met.")
    assert not rooms_of(member(SUB), case, NOON.date())
    do("referral.circulate", member(BU), case, at="2026-11-19")
    assert "referral" in rooms_of(member(SUB), case, NOON.date())
    review, circulate, consider = owed(case, "review-referral"), owed(case, "circulate-referral"), owed(case, "consider-referral")
    assert review and review.done and circulate and circulate.done
    assert consider and consider.owner == "sub_group" and not consider.done


@pytest.mark.clause("C9")
def test_what_was_not_circulated_cannot_be_decided() -> None:
    case = referred()
    with pytest.raises(GateClosed) as closed:
        do("referral.consider", member(BU), case, outcome="neither", reasons="x", learning_goes_to="y", at="2026-11-19")
    assert "C9" in closed.value.missing[0].clauses
    assert "referral_considered" not in kinds(case)


@pytest.mark.clause("C9")
@pytest.mark.parametrize("role", [CHAIR, SUB, Role.AGENCY_LEAD, NOTIFIER])
def test_only_the_business_unit_reviews_and_circulates(role: Role) -> None:
    case = referred()
    for name in ("referral.review", "referral.circulate"):
        with pytest.raises((Forbidden, NotHere)):
            do(name, member(role, "hospital" if role == Role.AGENCY_LEAD else None), case, at="2026-11-19")


def test_triage_dated_before_the_referral_arrived_is_refused() -> None:
    with pytest.raises(InputFault) as error:
        do("referral.review", member(BU), referred(), at="2026-11-17", children_safe="yes")
    assert "before the referral arrived" in faults(error)["at"]


@pytest.mark.clause("C10")
def test_a_asking_for_a_notification_asks_the_authority_at_once() -> None:
    case = circulated()
    assert not rooms_of(member(NOTIFIER), case, NOON.date())
    do("referral.consider", member(CHAIR), case, outcome="ask_for_sin", reasons="Serious head injury.", at="2026-11-20T09:00")
    assert kinds(case)[-2:] == ["referral_considered", "sin_requested"]
    assert "sin" in rooms_of(member(NOTIFIER), case, NOON.date())
    asked = owed(case, "decide-on-request")
    assert asked and asked.owner == "local_authority" and not asked.done


@pytest.mark.clause("C10")
def test_b_a_rapid_review_without_a_notification_opens_at_once() -> None:
    case = circulated()
    do("referral.consider", member(CHAIR), case, outcome="rapid_review_without_sin", reasons="Learning, threshold not met.", at="2026-11-20T09:00")
    opened = Fact.objects.get(case=case, kind="rapid_review_opened")
    assert opened.details == {"basis": "referral"} and opened.at == "2026-11-20T09:00"
    assert owed(case, "request-information") is not None


@pytest.mark.clause("C10")
def test_c_neither_keeps_the_reasons_and_where_the_learning_goes() -> None:
    case = circulated()
    do("referral.consider", member(CHAIR), case, outcome="neither", reasons="One agency only.", learning_goes_to="The hospital's own review.",
       at="2026-11-20T09:00")
    assert kinds(case)[-1] == "referral_considered"
    decision = latest_document(case, "referral_decision")
    assert decision is not None and decision.body["learning_goes_to"] == "The hospital's own review."


@pytest.mark.clause("C10")
@pytest.mark.parametrize("missing", ["outcome", "reasons"])
def test_a_decision_has_an_outcome_and_reasons(missing: str) -> None:
    given = {"outcome": "neither", "reasons": "x", "at": "2026-11-20"}
    del given[missing]
    with pytest.raises(InputFault) as error:
        do("referral.consider", member(CHAIR), circulated(), **given)
    assert missing in faults(error)


@pytest.mark.clause("C10")
def test_a_protocol_without_option_b_refuses_it_by_its_own_words() -> None:
    Partnership.objects.filter(pk=home().pk).update(protocol="panel-2025")
    case = circulated()
    assert case.protocol == "panel-2025"
    with pytest.raises(GateClosed) as closed:
        do("referral.consider", member(CHAIR), case, outcome="rapid_review_without_sin", reasons="x", at="2026-11-20")
    assert closed.value.missing
    assert "referral_considered" not in kinds(case)


@pytest.mark.clause("B1")
@pytest.mark.parametrize("role", [Role.AGENCY_LEAD, Role.AGENCY_AUTHOR, NOTIFIER, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_no_one_but_the_partnership_decides_what_follows(role: Role) -> None:
    case = circulated()
    with pytest.raises((Forbidden, NotHere)):
        do("referral.consider", member(role, "hospital" if "agency" in role.value else None), case, outcome="neither", reasons="x", at="2026-11-20")
    assert "referral_considered" not in kinds(case)


@pytest.mark.clause("B1")
def test_whether_the_criteria_are_met_is_the_sub_groups_to_consider() -> None:
    case = circulated()
    assert case.reference in owed_by(member(CHAIR)) and "Consider the referral" in owed_by(member(CHAIR))
    for other in (member(NOTIFIER), member(Role.AGENCY_LEAD, "hospital"), member(BU)):
        assert "Consider the referral" not in owed_by(other)


@pytest.mark.clause("B1")
def test_a_referral_decides_nothing_by_itself_whatever_it_says() -> None:
    case = referred(criteria=[{"criterion": f"B3-{n}", "reasons": "It is met."} for n in range(1, 5)])
    assert set(kinds(case)) == {"referral_received", "incident_occurred"}
    assert get("referral.consider").by == {BU, CHAIR}


def test_a_further_referral_joins_the_case_and_its_agency_sees_only_its_own() -> None:
    case = referred()
    do("referral.receive", member(BU), case, agency="school", at="2026-11-19", what_happened="A teacher was worried.")
    assert rooms_of(member(Role.AGENCY_LEAD, "school"), case, NOON.date()) == {"referral"}
    with pytest.raises(InputFault) as error:
        do("referral.receive", member(BU), case, agency="nobody", at="2026-11-19")
    assert "agency" in faults(error)


@pytest.mark.clause("A1")
def test_a_partnership_has_three_statutory_partners_whose_signatures_are_all_needed() -> None:
    partners = home().agencies.exclude(partner="").values_list("partner", flat=True)
    assert sorted(partners) == ["health", "local_authority", "police"]
    wanted = {v for d in protocol.load("kbsp-2022").duties if d.for_each and "partner_signed" in d.meeting_kinds for v in d.for_each.values}
    assert wanted == {"health", "police", "local_authority"}
