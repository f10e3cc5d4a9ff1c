"""A correction is refused for what the first recording would have been refused for, and changes only what is one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cspr.operations import Conflict, Done, Forbidden, GateClosed, InputFault
from cspr.operations.corrections import BY_THE_SERVICE, LIFTED, NOT_YOURS
from cspr.operations.doing import Doing
from cspr.operations.errors import Refusal
from cspr.operations.registry import get
from cspr.operations.rehearsal import check
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.facts import pure
from cspr.record.models import Case, Fact
from tests.access.given import world
from tests.factories import NOON, do, member, open_case

pytestmark = pytest.mark.django_db
UNIT, LEAD, NOTIFIER = Role.BUSINESS_UNIT, Role.AGENCY_LEAD, Role.NOTIFIER


def _unit() -> Member:
    return member(UNIT)


def _newest(case: Case, kind: str) -> Fact:
    return case.facts.filter(kind=kind).order_by("-seq")[0]


def _correct(person: Member, case: Case, kind: str, /, **answers: Any) -> Done:
    fact = _newest(case, kind)
    return do("record.correct", person, case, **{"fact": str(fact.pk), "at": fact.at, "reason": "Typed wrongly.", **answers})


def _asked() -> Case:
    """A case notified on 18 November, in which the surgery was asked and the hospital was not."""
    case = open_case(happened="2026-11-15", children=[{"name": "Rowan Thistle", "born": "2026-10-01"}])
    do("notification.record_sin", member(NOTIFIER), case, at="2026-11-18T15:00", reference="SIN-MADE-UP-1", partnership_told_at="2026-11-18T15:00")
    do("rapid_review.request_information", _unit(), case, at="2026-11-19", agencies=["gp", "police"], due="2026-11-25")
    return case


def _returned(agency: str = "gp") -> Case:
    case = _asked()
    do("rapid_review.submit_return", member(LEAD, agency), case, agency=agency, at="2026-11-20", nil=True, conversations_held=True,
       desktop_review_done=True, nil_reason="Nobody of the family is known.")
    return case


REFUSED: tuple[tuple[Callable[[], Case], str, dict[str, Any], str, str], ...] = (
    (_asked, "incident_occurred", {"at": "2026-09-30"}, "at", "before"),  # The child's birth.
    (_asked, "incident_occurred", {"at": "2026-11-17"}, "at", "is after the authority became aware of the incident (16 November 2026)"),
    (_asked, "incident_occurred", {"at": "2026-11-21"}, "at", "in the future"),
    (_asked, "incident_occurred", {"details": {"outcome": "unharmed"}}, "details.outcome", "choose one of"),
    (_asked, "authority_aware", {"at": "2026-11-14"}, "at", "before the incident (15 November 2026)"),
    (_asked, "sin_submitted", {"at": "2026-11-15T23:00"}, "at", "before the authority became aware (16 November 2026)"),
    (_asked, "sin_submitted", {"details": {"reference": ""}}, "details.reference", "What reference did the national system give?"),
    (_asked, "information_requested", {"at": "2026-11-17"}, "at", "before the partnership was told"),
    (_asked, "information_requested", {"details": {"agency": "circus"}}, "details.agency", "“circus” is not an agency of this partnership"),
    (_asked, "information_requested", {"details": {"due": "2026-11-18"}}, "details.due", "cannot be due before the day they are asked for"),
    (_returned, "return_received", {"details": {"agency": "hospital"}}, "details", "own agency only"),
    (_returned, "return_received", {"at": "2026-11-18"}, "at", "before Tallow Street Surgery was asked"),
    (_returned, "return_received", {"details": {"reasons": "x" * 10_001}}, "details.reasons", "10001 characters long"),
)


@pytest.mark.parametrize(("given", "kind", "answers", "place", "says"), REFUSED)
def test_a_correction_is_refused_for_what_a_first_recording_is_refused_for(
    given: Callable[[], Case], kind: str, answers: dict[str, Any], place: str, says: str
) -> None:
    case = given()
    before = case.facts.count()
    with pytest.raises(InputFault) as refused:
        _correct(_unit(), case, kind, **answers)
    assert [f.field for f in refused.value.faults] == [place]
    assert says in refused.value.faults[0].message
    assert case.facts.count() == before


def test_a_return_recorded_for_an_agency_is_not_corrected_to_one_that_was_not_asked() -> None:
    case = _asked()
    do("rapid_review.submit_return", _unit(), case, agency="gp", at="2026-11-20", nil=True, conversations_held=True, desktop_review_done=True,
       nil_reason="Nobody of the family is known.")
    with pytest.raises(InputFault, match="Wessmoor General has not been asked in this case"):
        _correct(_unit(), case, "return_received", details={"agency": "hospital"})
    _correct(_unit(), case, "return_received", details={"agency": "police"})
    assert case.duties.get(duty="return-information", for_value="gp").done is None
    assert case.duties.get(duty="return-information", for_value="police").done is not None


def test_what_a_gate_holds_back_is_not_reached_by_a_correction() -> None:
    case = world().case
    do("local_review.decide_joint_review", _unit(), case, at="2026-11-18", joint=True, methodology_serves_both=True, **{"with": "sar"})
    do("local_review.share_joint_learning", _unit(), case, at="2026-11-19", group="cspr_sub_group")
    with pytest.raises(GateClosed, match="G3"):
        _correct(_unit(), case, "joint_learning_shared", at="2026-11-17")


def test_whatever_was_recorded_could_be_recorded_again_as_it_is() -> None:
    """Of a whole case, up to the approval of its report: no entry is refused for what it says already."""
    made = world()
    entries = Fact.objects.filter(case=made.case, supersedes=None).exclude(kind__in=BY_THE_SERVICE | LIFTED)
    assert len(entries) > 70
    for fact in entries:
        old = pure(fact)
        check(Doing(op=get("record.correct"), member=made.people["U"], now=NOON, case=made.case), old, old.at, old.details)
    assert made.case.facts.count() == made.case.facts_count


def test_one_thing_that_is_wrong_does_not_keep_another_from_being_put_right() -> None:
    case = _returned()
    do("record.take_back", _unit(), case, fact=str(case.facts.get(kind="information_requested", details__agency="gp").pk), reason="Asked in error.")
    _correct(_unit(), case, "return_received", details={"nil": False})
    assert _newest(case, "return_received").details["nil"] is False


# -- what others have built on it -----------------------------------------------------------------------------------


def test_a_date_moved_past_what_follows_from_it_is_recorded_and_the_entry_to_look_at_is_named() -> None:
    case = _returned()
    done = _correct(_unit(), case, "partnership_told", at="2026-11-20T09:00")
    assert case.duties.get(duty="send-rapid-review-report").due.isoformat() == "2026-12-11"
    assert done.notes == ("“Information requested” of 19 November 2026 does not fit this any more: This is before the partnership was told, on "
                          "Friday 20 November 2026. Check both dates.",)
    assert _correct(_unit(), case, "partnership_told", at="2026-11-18T15:30").notes == ()


def test_who_does_not_see_what_was_built_on_their_entry_is_told_whom_to_ask() -> None:
    case = _asked()
    done = _correct(member(NOTIFIER), case, "partnership_told", at="2026-11-20T09:00")
    assert done.notes == ("Something recorded later does not fit this any more. Ask the Business Unit.",)


def test_what_others_are_about_is_not_corrected_away_beneath_them() -> None:
    case = _returned()
    asked = case.facts.get(kind="information_requested", details__agency="gp")
    with pytest.raises(InputFault, match="“Return received” of 20 November 2026 rests on .* Correct or take back that entry first"):
        _correct(_unit(), case, "information_requested", fact=str(asked.pk), at=asked.at, details={"agency": "housing"})
    assert case.duties.filter(duty="return-information", for_value="gp").exists()


def test_what_rests_on_an_entry_that_is_taken_back_is_named() -> None:
    case = _returned()
    asked = case.facts.get(kind="information_requested", details__agency="gp")
    done = do("record.take_back", _unit(), case, fact=str(asked.pk), reason="The letter never went.")
    assert len(done.notes) == 1
    assert done.notes[0].startswith("“Return received” of 20 November 2026 does not fit this any more: Tallow Street Surgery has not been asked")
    police = case.facts.get(kind="information_requested", details__agency="police")
    assert do("record.take_back", _unit(), case, fact=str(police.pk), reason="Nor did this one.").notes == ()


# -- whose it is -----------------------------------------------------------------------------------------------------


def test_an_agency_corrects_its_return_and_another_agency_cannot_tell_that_there_is_one() -> None:
    case = _returned()
    sent = _newest(case, "return_received")
    answers = {"at": "2026-11-19", "details": {}, "reason": "It went a day earlier."}
    refusals = []
    for entry in (str(sent.pk), "00000000-0000-4000-8000-000000000000"):
        with pytest.raises(Refusal) as refused:
            do("record.correct", member(LEAD, "police"), case, fact=entry, **answers)
        refusals.append((type(refused.value), str(refused.value)))
    assert refusals == [(InputFault, NOT_YOURS)] * 2
    author = member(Role.AGENCY_AUTHOR, "gp")
    done = do("record.correct", author, case, fact=str(sent.pk), **answers)
    assert [f.at for f in done.facts] == ["2026-11-19"]
    assert str(case.duties.get(duty="return-information", for_value="gp").done) == "2026-11-19"


def test_a_referrer_corrects_the_referral_but_not_what_the_authority_made_of_the_incident() -> None:
    case = do("referral.submit", member(LEAD, "hospital"), at="2026-11-16T10:00", when="2026-11-15", what_happened="Two fractures.",
              outcome="seriously_harmed", referrer_role="Registrar", abuse_or_neglect="suspected", immediate_safety="On the ward.").case
    assert case is not None
    _correct(member(LEAD, "hospital"), case, "incident_occurred", at="2026-11-14")
    do("notification.become_aware", _unit(), case, at="2026-11-16T12:00")
    do("notification.describe_incident", member(NOTIFIER), case, at="2026-11-13", abuse_or_neglect="suspected")
    with pytest.raises(InputFault, match="no entry of yours"):
        _correct(member(LEAD, "hospital"), case, "incident_occurred", at="2026-11-12")
    _correct(member(NOTIFIER), case, "incident_occurred", at="2026-11-12")
    assert [f.at for f in case.facts.filter(kind="incident_occurred").order_by("seq")] == ["2026-11-15", "2026-11-14", "2026-11-13", "2026-11-12"]


def test_a_notifier_corrects_when_its_authority_became_aware_and_the_date_for_notifying_moves() -> None:
    case = open_case()
    done_before = case.duties.get(duty="notify-panel").due
    _correct(member(NOTIFIER), case, "authority_aware", at="2026-11-13T09:00")
    assert (str(done_before), str(case.duties.get(duty="notify-panel").due)) == ("2026-11-23", "2026-11-20")


def test_an_agency_corrects_when_it_did_its_action_and_no_other_agency_does() -> None:
    made = world()
    lead = made.people["L"]
    do("action_plan.do_action", lead, made.case, action=made.action, at="2026-11-18", evidence="The list goes out each Friday.",
       late_reason="The system was changed first.")
    _correct(lead, made.case, "action_done", at="2026-11-17")
    assert str(made.case.duties.get(duty="do-action", for_value=made.action).done) == "2026-11-17"
    with pytest.raises(InputFault, match="before the action was set"):
        _correct(lead, made.case, "action_done", at="2026-01-02")
    police = Member.objects.get(partnership=made.case.partnership, role=LEAD, agency__slug="police")
    with pytest.raises(InputFault, match="no entry of yours"):
        _correct(police, made.case, "action_done", at="2026-11-16")


def test_nobody_but_the_partner_changes_a_signature_not_even_the_business_unit() -> None:
    made = world()
    signed = made.case.facts.filter(kind="partner_signed")[0]
    with pytest.raises(Forbidden, match="only by the partner who signed"):
        _correct(made.people["U"], made.case, "partner_signed", fact=str(signed.pk))


# -- sent twice, stale, on top of each other -------------------------------------------------------------------------


def test_a_correction_of_a_correction_stands_and_both_older_versions_stay() -> None:
    case = _returned()
    first = _newest(case, "return_received")
    _correct(_unit(), case, "return_received", details={"nil": False})
    second = _newest(case, "return_received")
    _correct(_unit(), case, "return_received", at="2026-11-19")
    third = _newest(case, "return_received")
    assert (third.supersedes_id, second.supersedes_id) == (second.pk, first.pk)
    assert (third.at, third.details["nil"], first.details["nil"]) == ("2026-11-19", False, True)


def test_the_same_correction_sent_twice_is_recorded_once() -> None:
    case = _returned()
    entry = str(_newest(case, "return_received").pk)
    for repeated in (False, True):
        done = do("record.correct", member(LEAD, "gp"), case, key="one", fact=entry, at="2026-11-19", reason="A day earlier.")
        assert done.repeated is repeated
    assert case.facts.filter(kind="return_received").count() == 2


def test_whoever_is_slower_learns_who_corrected_it_first() -> None:
    case = _returned()
    entry = str(_newest(case, "return_received").pk)
    do("record.correct", _unit(), case, fact=entry, at="2026-11-19", reason="As its letter says.")
    with pytest.raises(Conflict, match="Made-up Business Unit.* corrected this entry at 12:00 on 20 November"):
        do("record.correct", member(LEAD, "gp"), case, fact=entry, at="2026-11-20T09:00", reason="With the time.")
