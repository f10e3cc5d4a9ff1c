"""Twelve made-up cases, one in each state a partnership meets."""

from __future__ import annotations

from datetime import date
from typing import Any

from cspr import protocol
from cspr.partnership.models import Partnership
from cspr.partnership.roles import Role
from cspr.web.demo import families
from cspr.web.demo.meetings import sit, write_down_actions
from cspr.web.demo.returns import told_by
from cspr.web.demo.walk import AGENCIES, Walk


def _child(name: str, born: str) -> dict[str, Any]:
    return {"name": name, "born": born}


def make(home: Partnership, today: date) -> None:
    """Make the cases, each so many working days ago that all of it has happened by today."""
    calendar = protocol.Calendar.named()

    def walk(days_ago: int, about: str, *children: dict[str, Any], outcome: str = "seriously_harmed") -> Walk:
        return Walk(home, calendar.add_working_days(today, -days_ago), about, children, outcome=outcome)

    _finished(walk(260, "infant, seriously harmed", _child("Rowan Thistle", "2025-02-11")))
    _in_publication(walk(190, "teenager, died", _child("Morgan Reed", "2010-06-03"), outcome="died"))
    _paused(walk(150, "two children, seriously harmed", _child("Ash Pell", "2019-03-09"), _child("Bryn Pell", "2021-08-30")))
    _in_review(lomas := walk(90, "toddler, died", _child("Skye Lomas", "2023-11-19"), outcome="died"))
    _no_review(vole := walk(70, "infant, died", _child("Perry Vole", "2026-01-30"), outcome="died"))
    for case in (lomas, vole):  # The Sub-group looks at the actions of both at one sitting.
        sit(case, 45, calendar.add_working_days(today, 6))
    _withdrawn(walk(60, "child, first thought seriously harmed", _child("Robin Tew", "2017-05-14")))
    _awaiting_signatures(carr := walk(17, "infant, seriously harmed", _child("Linden Carr", "2026-04-22")))
    _late(walk(28, "teenager, seriously harmed", _child("Jess Orme", "2011-12-01")))
    _gathering(newborn := walk(10, "newborn, not yet named, died", {"name": "", "born": None}, outcome="died"))
    _need_to_know(carr, newborn)
    _declined(walk(20, "child, incident outside the criteria", _child("Vale Istead", "2016-09-09"), outcome="neither"))
    _to_notify(walk(4, "teenager, seriously harmed", _child("Toby Wick", "2012-02-02")))
    walk(0 if calendar.is_working_day(today) else 1, "infant, referred today", _child("Wynne Ardley", "2026-07-07")).refer()


def _reviewed(case: Walk, review: str) -> None:
    case.refer()
    case.consider()
    case.become_aware()
    case.notify(4)
    if str(case.children[0]["name"]).rpartition(" ")[2] in families.FAMILIES:
        families.enter(case)
    case.ask()
    case.answer(AGENCIES[:5], nil=AGENCIES[5:])
    case.send_files()
    case.meet(review)
    case.minute(9)
    case.sign(review)
    case.send()
    case.brief("rapid_review", 20)


def _finished(case: Walk) -> None:
    _reviewed(case, "local")
    case.write_to_family(2)
    action = case.plan_actions("rapid_review", 22)
    case.review(16)
    case.keep_commitments(108)
    case.approve(110)
    actions = [action, case.plan_actions("local_review", 122, "Tell the school nurse when a child under two is admitted")]
    case.publish(125)
    case.brief("local_review", 134)
    case.finish(actions)


def _in_publication(case: Walk) -> None:
    _reviewed(case, "local")
    case.review(16)
    case.do("local_review.open_parallel_process", case.who(Role.BUSINESS_UNIT), 30, process="inquest", forbids=["publication"])
    case.keep_commitments(128)
    case.approve(130)


def _paused(case: Walk) -> None:
    _reviewed(case, "local")
    case.review(16)
    case.do("local_review.open_parallel_process", case.who(Role.BUSINESS_UNIT), 40, process="Criminal investigation or proceedings",
            forbids=["family_contact", "publication"])
    case.do("local_review.pause", case.who(Role.BUSINESS_UNIT), 41, reasons="The trial is listed; the family are witnesses.")


def _in_review(case: Walk) -> None:
    _reviewed(case, "local")
    case.plan_actions("rapid_review", 22, agree=False)
    case.review(16)


def _no_review(case: Walk) -> None:
    _reviewed(case, "none")
    action = case.plan_actions("rapid_review", 22)
    case.do("action_plan.raise_barrier", case.who(Role.AGENCY_LEAD, "community_health"), 40, action=action,
            reasons="The two systems cannot exchange the list.")


def _withdrawn(case: Walk) -> None:
    case.become_aware()
    case.notify(2)
    case.do("notification.withdraw", case.who(Role.NOTIFIER, "council"), 3, reasons="The injury was found to be accidental.")


def _awaiting_signatures(case: Walk) -> None:
    case.become_aware()
    case.notify(3)
    families.enter(case)
    case.ask()
    case.answer(AGENCIES)
    case.send_files()
    case.meet("local")
    write_down_actions(case, 8)
    case.minute(9, agreed=False)
    case.sign("local", ("council",), 11)


def _need_to_know(case: Walk, other: Walk) -> None:
    """A conflict that waits to be confirmed, a row for named people only, and a case that was opened in an emergency and is to be looked back at."""
    case.do("conflicts.declare", case.who(Role.SUB_GROUP_MEMBER, "school"), 10, 9, reasons="I taught an older brother.")
    case.restrict_row("police", 10)
    other.do("sight.break_glass", other.who(Role.SAFEGUARDING_PARTNER, "police"), 6, 18, timed=False, reference=other.reference,
             reasons="Officers were called to the home tonight. Who else lives there, and is a child there now?")


def _late(case: Walk) -> None:
    case.become_aware()
    case.notify(7)
    case.ask()
    case.answer(AGENCIES[:4])
    case.meet("none", 12)


def _gathering(case: Walk) -> None:
    """Eleven agencies are asked: eight are back, one of them with nothing; one is late, one asks for more time, one has its return approved."""
    case.become_aware(place="home")
    case.notify(2)
    families.enter(case)
    back = ("childrens_social_care", "police", "community_health", "gp", "icb", "midwifery", "ambulance")
    case.ask((*back, "school", "probation"), questions="Who lived in the home, and who visited it?\nWhen was the child last seen, and by whom?")
    case.answer(back, day=4)
    case.answer((), nil=("school",), day=5)
    case.ask_others(("hospital", "mental_health"))
    lead, author = case.who(Role.AGENCY_LEAD, "mental_health"), case.who(Role.AGENCY_AUTHOR, "hospital")
    case.look("What your agency is asked for", lead, 4)
    case.do("rapid_review.ask_more_time", lead, 5, 11, agency="mental_health", until=case.at(10).date(),
            reasons="The nurse who knew the mother is back on Monday.")
    case.look("What your agency is asked for", author, 4)
    case.do("rapid_review.attach_file", author, 5, 12, timed=False, agency="hospital",
            file={"name": "Ward notes, summary.txt", "content": b"A made-up summary of made-up notes.\n"})
    case.do("rapid_review.send_for_approval", author, 5, 13, agency="hospital", nil=False, conversations_held=True, desktop_review_done=True,
            **told_by("hospital", case.start))


def _to_notify(case: Walk) -> None:
    case.refer("school")
    case.consider()
    case.become_aware()


def _declined(case: Walk) -> None:
    case.become_aware(abuse_or_neglect="no")
    case.do("notification.decline", case.who(Role.NOTIFIER, "council"), 3, reasons="No abuse or neglect is known or suspected, and no serious harm.")
