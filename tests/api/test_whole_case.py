"""One case from the referral to the annual report through the named endpoints, by the roles that owe each step."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from cspr.access.audit import verify
from cspr.operations import clock, get, registry
from cspr.partnership.roles import Role
from cspr.web.demo import people
from tests.api.walking import ApiWalk
from tests.factories import NOON

pytestmark = pytest.mark.django_db
WALKED = ("cspr.stages", "cspr.operations", "cspr.services.people")
TESTS = Path(__file__).resolve().parents[1]
# What this one case has no need of: the file that tries it, and the word by which it is found there.
ELSEWHERE = {
    "local_review.check_quality_point": "stages/local_review/test_drafts.py", "local_review.weigh_reviewer": "stages/local_review/test_operations.py",
    "notification.add_authority": "stages/notification/test_operations.py", "notification.decline": "stages/notification/test_operations.py",
    "notification.notify_death": "stages/notification/test_operations.py", "notification.open": "stages/notification/test_deciding.py",
    "notification.tell_partnership": "stages/notification/test_operations.py", "notification.withdraw": "stages/notification/test_operations.py",
    "record.correct_own": "web/test_partnership_entries.py", "record.take_back_own": "web/test_partnership_entries.py",
    "publication.decline": "stages/publication/test_operations.py", "rapid_review.confirm_decision": "stages/rapid_review/decision/test_signing.py",
    "rapid_review.consider_criterion": "stages/rapid_review/decision/test_weighing.py",
    "rapid_review.notify_secretary_of_state": "stages/rapid_review/decision/test_sending.py",
    "rapid_review.settle_national_review": "stages/rapid_review/decision/test_sending.py",
    "rapid_review.open": "stages/rapid_review/gathering/test_operations.py", "referral.receive": "stages/referral/test_operations.py",
    "referral.request_notification": "stages/referral/test_api.py",
    **dict.fromkeys(("rapid_review.send_for_approval", "rapid_review.approve_return", "rapid_review.give_return_back"),
                    "stages/rapid_review/gathering/test_approval.py"),
    **dict.fromkeys(("rapid_review.ask_more_time", "rapid_review.answer_more_time"), "stages/rapid_review/gathering/test_more_time.py"),
    **dict.fromkeys(("rapid_review.attach_file", "rapid_review.remove_file"), "stages/rapid_review/gathering/test_files.py"),
    "rapid_review.change_request": "stages/rapid_review/gathering/test_more_time.py",
    **dict.fromkeys(("people.relate", "people.change_relation", "people.remove_relation", "people.merge", "people.remove_person"),
                    "services/people/test_relations.py"),
}


@pytest.fixture
def case(monkeypatch: pytest.MonkeyPatch) -> ApiWalk:
    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_clock(NOON)
    walk = ApiWalk(people.make(date(2026, 1, 5)), date(2026, 1, 12), "infant, seriously harmed", [{"name": "Rowan Thistle", "born": "2025-02-11"}])
    return walk.over(set_clock)


@pytest.mark.clause("C4", "C7", "C9", "D2", "D5", "D6", "D8", "E5", "I8", "J1", "J2", "J4", "J5", "J7", "J8", "K1", "K2")
def test_a_case_goes_from_referral_to_the_annual_report(case: ApiWalk) -> None:
    unit, notifier, chair = case.who(Role.BUSINESS_UNIT), case.who(Role.NOTIFIER, "council"), case.who(Role.SUB_GROUP_CHAIR)
    lead, executive, reviewer = case.who(Role.AGENCY_LEAD, "community_health"), case.who(Role.EXECUTIVE), case.who(Role.REVIEWER)

    case.refer("hospital")
    assert {"review-referral", "circulate-referral"} == {duty for duty, _ in case.owed(unit)}
    case.consider("ask_for_sin")
    assert ("decide-on-request", "") in case.owed(notifier)

    case.become_aware()  # On Tuesday 13 January: five working days.
    assert case.owed(notifier)["notify-panel", ""] == date(2026, 1, 20)
    case.do("notification.describe_incident", notifier, 3, 15, at=case.at(0, 8), abuse_or_neglect="known", reason="The police confirmed it.")
    case.do("notification.record_view", notifier, 3, 15, partner="health", notify=True, reasons="Two injuries of different ages.")
    case.do("notification.save_sheet", notifier, 3, 16, timed=False, notifier_name="Made-up notifier")
    case.do("people.add_person", notifier, 3, 16, timed=False, role="sibling", name="Ash Thistle")
    sibling = case.case.people.get(role="sibling")
    case.do("people.correct_person", notifier, 3, 16, timed=False, person=str(sibling.pk), role="sibling", name="Ashley Thistle",
            reason="As the school has it.")
    case.notify(4)  # On Friday 16 January: day 0 of the Rapid Review.
    assert case.owed(notifier) == {}

    owed = case.owed(unit)
    assert owed["send-rapid-review-report", ""] == date(2026, 2, 6) and owed["hold-learning-meeting", ""] == date(2026, 1, 30)
    case.do("rapid_review.warn_agencies", unit, 1, 9)
    case.ask()
    assert case.owed(lead) == {("return-information", "community_health"): date(2026, 1, 23)}
    case.do("rapid_review.arrange_meeting", unit, 2, 15, on=case.at(9).date(), reason="The hall is taken on the day first named.")
    case.answer(("childrens_social_care", "police", "hospital", "community_health", "gp"), nil=("school",))
    assert case.owed(lead) == {}
    case.meet("local", 9)
    partner = case.who(Role.SAFEGUARDING_PARTNER, "police")
    assert ("sign-final-decision", "police") in case.owed(partner) and ("sign-final-decision", "health") not in case.owed(partner)
    case.sign("local")
    assert case.owed(partner) == {}
    case.send()
    case.do("rapid_review.agree_wider", chair, 14, 12, to="Head of Housing", by="sub_group_chair", why="Two of its actions are theirs.")
    case.do("rapid_review.record_panel_response", unit, 18, 10, view="agrees", says="The Panel agrees with a local review.")
    case.brief("rapid_review", 20)

    action = case.plan_actions("rapid_review", 22)
    assert list(case.owed(lead)) == [("do-action", action)]
    case.do("action_plan.raise_barrier", lead, 30, 10, action=action, reasons="The two systems cannot exchange the list.")
    case.do("action_plan.escalate_barrier", chair, 31, 10, action=action, reasons="It needs the Executive's money.")
    case.do("action_plan.answer_barrier", executive, 35, 10, action=action, answer="Paid for from the reserve.")
    case.do("action_plan.change_due", unit, 36, 10, timed=False, action=action, due=case.at(60).date(),
            reason="The Executive's answer took five days.")
    assert case.owed(lead) == {("do-action", action): case.at(60).date()}

    case.review(38)
    assert case.owed(unit)["complete-local-review", ""] == date(2026, 8, 2)  # Six months from Monday 2 February.
    case.do("local_review.decide_joint_review", unit, 49, 10, joint=True, methodology_serves_both=True, reasons="One review is enough.",
            **{"with": "Safeguarding adult review"})
    case.do("local_review.open_parallel_process", unit, 50, 10, process="inquest", forbids=["publication"])
    case.do("local_review.pause", chair, 52, 10, reasons="The inquest hears the same people this fortnight.")
    case.do("local_review.resume", chair, 60, 10, reasons="The hearing is over.")
    case.do("action_plan.do_action", lead, 58, 10, action=action, evidence="A shared list goes out each Monday.")
    case.do("action_plan.accept_action", chair, 61, 10, action=action, reasons="The list was seen.")
    case.do("local_review.check_progress", chair, 62, 10, reasons="On course.")
    for n in range(1, 5):
        case.do("local_review.evidence_commitment", reviewer, 70 + n, 10, commitment=f"E5-{n}", evidence="See the reviewer's record.")
    case.approve(100)

    refused = case.call("publication.publish", unit, {"url": "https://wessmoor.example.org/x", "at": case.at(110).isoformat()})
    held = [m["says"] for m in refused.json()["missing"]]
    assert any("parallel" in says.lower() for says in held) and any("Panel" in says for says in held), held
    case.do("local_review.close_parallel_process", unit, 112, 10, process="inquest", outcome="A conclusion was given.")
    case.publish(125)
    for group in ("cspr_sub_group", "sar_dhr_sub_group"):
        case.do("local_review.share_joint_learning", chair, 134, 10, group=group)
    case.brief("local_review", 134)
    later = case.plan_actions("local_review", 135)
    case.do("learning.disseminate", unit, 136, 10, agencies=["hospital", "school"], to="Foster carers' forum")
    case.do("action_plan.do_action", lead, 140, 10, action=later, evidence="A shared list goes out each Monday.")
    case.do("action_plan.accept_action", chair, 141, 10, action=later, reasons="The list was seen.")
    done = case.do("action_plan.retest_impact", unit, 190, 10, action=later, reasons="An audit of twenty records.")
    wrong = case.read(unit, "{case}/facts")[-1]
    assert wrong["kind"] == done.facts[0].kind
    case.do("record.correct", unit, 191, 10, fact=wrong["id"], at=wrong["at"], details={"reasons": "An audit of thirty records."},
            reason="Miscounted.")
    case.do("record.take_back", unit, 191, 11, timed=False, fact=case.read(unit, "{case}/facts")[-1]["id"],
            reason="It was another case's audit.")
    case.do("learning.close_case", unit, 205, 10, reasons="Published, learnt from, nothing left to do.")

    for name, data in {
        "learning.report_exceptions": {"note": "None."}, "learning.hold_event": {"title": "What reviews taught", "attended": 40},
        "learning.publish_annual_report": {"year": 2026, "url": "https://wessmoor.example.org/annual"},
        "learning.review_protocol": {"changes": "None needed."}, "learning.distribute_protocol": {},
    }.items():
        case.do(name, unit, 206, 10, **data)

    duties = case.read(unit, "{case}/evaluation")["duties"]
    assert {d["state"] for d in duties} <= {"done", "void", "waiting"}, [d["id"] for d in duties if d["state"] in ("open", "overdue", "late")]
    assert case.owed(unit) == {} and case.owed(chair) == {} and case.owed(lead) == {}
    assert case.read(unit, "{case}/facts")[-1]["kind"] == "case_closed"
    assert verify().broken == ()
    catalogue = {op.name for op in registry().values() if op.body.__module__.startswith(WALKED)}
    asked = {name for name in case.asked if get(name).body.__module__.startswith(WALKED)}
    assert asked | set(ELSEWHERE) == catalogue, "an operation that is new is walked here, or named with the file that tries it"


def test_what_the_walk_leaves_out_is_tried_where_it_says() -> None:
    for name, place in ELSEWHERE.items():
        word = "sin_requested" if name == "referral.request_notification" else name
        assert word in (TESTS / place).read_text(), (name, place)
