"""States that the demo's twelve cases do not happen to be in, so that every step can be tried where it would be taken."""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator

from cspr import protocol
from cspr.operations import run
from cspr.operations.inputs import Upload
from cspr.partnership.models import Member, Partnership
from cspr.partnership.roles import Role
from cspr.record.models import Case
from cspr.services.messages.bounced import note_bounce
from cspr.services.messages.models import Letter
from cspr.services.reading.models import Flag
from cspr.services.retention.schedule import records
from cspr.web.demo import cases, people
from cspr.web.demo.meetings import write_down_actions
from cspr.web.demo.walk import AGENCIES, Walk
from tests.factories import NOON, member
from tests.factories import home as another_home
from tests.services.documents.files import made
from tests.trials import desk


def _taken_up(home: Partnership, kind: str, without: str) -> Walk:
    """A case of the demo in which one kind of fact is recorded and another is not, to be walked on."""
    found = Case.objects.filter(partnership=home, facts__kind=kind).exclude(facts__kind=without).first()
    assert found is not None, kind
    case = Walk(home, NOON.date(), found.about, ())
    case.reference = found.reference
    return case


def _retention(home: Partnership) -> None:
    """A period that is over for every closed case, a proposal of one member of the Business Unit, holds on a case and on another partnership."""
    first, second = Member.objects.filter(partnership=home, role=Role.BUSINESS_UNIT).order_by("pk")[:2]
    run("retention.set_period", first, {"record": "case_file", "number": 1, "unit": "days", "starts": "case_closed", "source": "Made up",
                                        "reasons": "So that something is due."}, now=NOON)
    over = Walk(home, protocol.Calendar.named().add_working_days(NOON.date(), -30), "child, long over", [{"name": "Alder Nye"}])
    cases._withdrawn(over)  # noqa: SLF001
    over.do("learning.close_case", first, 5, reasons="Nothing more is to be done.")
    looked = {"checks": [c.id for c in records().check], "reasons": "Looked through."}
    run("retention.propose_disposal", second, looked, case=over.reference, now=NOON)
    desk.FITTING_STEP["retention.confirm_disposal"] = {"reference": [str(over.reference)]}
    hold = {"asked_by": "An inquiry", "reasons": "Nothing is to be destroyed."}
    run("retention.place_hold", first, hold, case=Case.objects.filter(about="toddler, died").order_by("pk")[0].reference, now=NOON)
    run("retention.hold_everything", member(Role.BUSINESS_UNIT, partnership=another_home("elsewhere")), hold, now=NOON)


def add(home: Partnership) -> None:
    """The states: an action done and not accepted, a barrier before the Executive, a post without the report, a joint review, a panel
    about to recommend with its draft minutes, minutes sent round, a report about to be published, a conflict declared
    and one raised, access withdrawn, a case opened in an emergency, reminders paused, a message that bounced, a token and a
    calendar address made, a role ended, a bank holiday added, a learning event held, a flag,
    an agency's own sign-in, a second step.
    """
    lead, chair, unit = Role.AGENCY_LEAD, Role.SUB_GROUP_CHAIR, Role.BUSINESS_UNIT
    done = _taken_up(home, "action_set", "action_plan_agreed")
    done.do("action_plan.do_action", done.who(lead, "community_health"), 0, 9, action="A1", evidence="A shared list goes out.",
            late_reason="The list had to be agreed by two systems.")
    held_up = _taken_up(home, "barrier_raised", "barrier_escalated")
    held_up.do("action_plan.escalate_barrier", held_up.who(chair), 0, 9, action="A1", reasons="Only the Executive can settle it.")
    sent = done.case.facts.filter(kind="report_circulated").first()
    assert sent is not None
    done.do("record.take_back", done.who(unit), 0, 9, timed=False, fact=str(sent.pk), reason="It was not opened.")
    done.do("learning.hold_event", done.who(unit), 0, 9, title="What the autumn's reviews taught", attended=40)
    joint = _taken_up(home, "review_paused", "joint_review_decided")
    joint.do("local_review.decide_joint_review", joint.who(unit), 0, 9, joint=True, methodology_serves_both=True, **{"with": "An adult review"})
    finished = _taken_up(home, "case_closed", "conflict_declared")
    finished.do("conflicts.declare", finished.who(Role.SUB_GROUP_MEMBER, "school"), 0, 9, reasons="I taught the child.")
    finished.do("conflicts.raise", finished.who(chair), 0, 9, timed=False, who="Somebody of the school", reasons="They live next door.")
    finished.restrict_row("police", 0)
    finished.do("sight.withdraw", finished.who(unit), 0, 9, reasons="They left.",
                whom=f"member-{finished.who(Role.NAMED_POST, post='designated_nurse').pk}")
    for hours in (30, 1):  # One is over and waits for its review, one lasts.
        run("sight.break_glass", finished.who(Role.SAFEGUARDING_PARTNER, "police"), {"reference": finished.reference, "reasons": "A brother."},
            now=NOON - timedelta(hours=hours))
    late = Walk(home, NOON.date(), "teenager, seriously harmed", ())
    late.reference = Case.objects.filter(partnership=home, about=late.about).order_by("pk")[0].reference
    late.do("messages.pause_chasing", late.who(unit), 0, 9, timed=False, agency="school", reasons="It is being moved to another office.")
    bounced = Letter.objects.filter(carries__case__reference=late.reference, kind="request").order_by("pk")[0]
    assert note_bounce(bounced.message_id, "There is no such mailbox.")
    keeper = finished.who(Role.ADMINISTRATOR)
    run("messages.make_feed", keeper, {"name": "Outlook", "digest": "cd" * 32}, now=NOON)
    run("tokens.make", keeper, {"name": "Figures", "until": NOON.date() + timedelta(days=30), "digest": "ab" * 32}, now=NOON)
    run("documents.replace_template", keeper, {"of": "briefing", "file": Upload(name="made-up.docx", content=made("{{ findings }}"))}, now=NOON)
    people.invite_more(home, NOON.date())
    run("accounts.end_account", keeper, {"member": finished.who(lead, "charity").pk}, now=NOON)
    run("sign_in.set_provider", keeper, {"agency": "police", "issuer": "https://login.police.example.org", "client": "reviews", "secret": "Made up",
                                         "multi_factor": True}, now=NOON)
    Authenticator.objects.create(user=finished.who(lead, "hospital").user, type=Authenticator.Type.TOTP, data={"secret": "made up"})
    reader = finished.who(Role.SUB_GROUP_MEMBER)
    Flag.objects.create(partnership=home, member=reader, reason=Flag.Reason.HOURS, day=NOON.date(), says="One look at 23:10.", last_at=NOON)
    run("accounts.add_holiday", keeper, {"on": "2029-05-08", "name": "Day of thanks", "source": "Made up"}, now=NOON)

    start = protocol.Calendar.named().add_working_days
    _retention(home)
    weighed = Walk(home, start(NOON.date(), -20), "infant, about to be decided", [{"name": "Kestrel Ombry"}])
    weighed.become_aware()
    weighed.notify(2)
    weighed.ask()
    weighed.answer(AGENCIES)
    weighed.hold_meeting()
    weighed.weigh("local")
    write_down_actions(weighed, 8)
    weighed.minute(9, sent=False)
    met = _taken_up(home, "meeting_held", "minutes_circulated")
    met.minute(0, agreed=False)
    ready = Walk(home, start(NOON.date(), -150), "toddler, about to be published", [{"name": "Kestrel Ombry"}], outcome="died")
    cases._reviewed(ready, "local")  # noqa: SLF001
    ready.review(16)
    ready.approve(60)
    ready.plan_publication(80)
