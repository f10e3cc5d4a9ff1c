"""The pages of a case's action plan and of each of its actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cspr import protocol
from cspr.access.errors import NotHere
from cspr.operations import clock
from cspr.partnership.models import Agency
from cspr.partnership.roles import Role
from cspr.record.facts import latest_document
from cspr.record.models import Draft
from cspr.stages.action_plan.operations import PLANNERS, REVIEWS, TYPES
from cspr.stages.action_plan.reads import FILTERS, LISTED_FOR, Line, actions_across, lines_of, listed, own_words, owners
from cspr.steps.page import CasePage
from cspr.steps.read import CaseRead
from cspr.steps.tasks import TaskList

A_PAGE = 25


class _Tasks(TaskList):
    """The lines of the plan's task list; a partner's agreement is its own."""

    def status(self, read: CaseRead, name: str) -> str | None:
        """Agreement is done when this partner (or, for others, each of the three) agreed to every plan."""
        if name == "action_plan.set_action":
            return "Add another" if read.happened("action_set") else None
        if name != "action_plan.agree":
            return None
        return "Done" if plans_of(read) and not any(p["waiting"] for p in plans_of(read, read.seen.member.who)) else "To do"


def plans_of(read: CaseRead, partner: str = "") -> list[dict[str, Any]]:
    """Each review's plan: its findings, when it was developed, and who agreed to it as it now stands.

    partner: only this one's agreement is waited for; "" for all three.
    """
    names = {a.partner: a.name for a in Agency.objects.filter(partnership=read.case.partnership).exclude(partner="")}
    found = []
    for of, words in REVIEWS.items():
        developed = read.happened("action_plan_developed", of=of)
        if not developed:
            continue
        document = latest_document(read.case, "action_plan", of)
        agreed = {str(f.details["partner"]): f for f in read.happened("action_plan_agreed", of=of)}
        asked = [p for p in protocol.KINDS["action_plan_agreed"].details["partner"].values if p in names]
        now = developed[-1].details.get("text_hash")
        rows = [(names[p], agreed.get(p), bool(p in agreed and agreed[p].details.get("text_hash") != now)) for p in asked]
        found.append({"of": of, "name": words, "developed": developed[-1], "findings": document.body["findings"] if document else [], "agreed": rows,
                      "waiting": [p for p in asked if (p not in agreed or agreed[p].details.get("text_hash") != now) and partner in ("", p)]})
    return found


class ActionPlan(CasePage):
    """The plan: what was found, who agreed, and each action with how it stands."""

    room = "actions"
    template = "action_plan/plan.html"
    heading = "Action plan"

    def context(self) -> Mapping[str, Any]:
        """An agency sees its own actions; findings and agreement are for those who plan and agree."""
        read = self.read
        whole = self.member.role in PLANNERS or self.member.role == Role.SAFEGUARDING_PARTNER
        drafts = set(Draft.objects.filter(member=self.member, case=self.seen.case).values_list("step", flat=True))
        names = ("action_plan.develop", "action_plan.agree", "action_plan.set_action")
        lines = lines_of(read)
        return {"plans": plans_of(read) if whole else [], "tasks": _Tasks().tasks(read, names, drafts) if whole else [], "lines": lines,
                "whole": whole, "planner": self.member.role in PLANNERS, "overview": "overview" in self.seen.rooms}


class ActionPage(CasePage):
    """One action: what it is for, what has happened to it, and what can be done next."""

    room = "actions"
    template = "action_plan/action.html"
    heading = "Action"

    def context(self) -> Mapping[str, Any]:
        """The action, and the steps this person may take. Raises NotHere for another agency's."""
        line = find(lines_of(self.read), self.kwargs["action"])
        answer = latest_document(self.seen.case, "barrier_answer", line.id)
        return {"line": line, "heading": line.title, "type": TYPES.get(line.body.get("type", "")), "review": REVIEWS.get(line.body.get("of", "")),
                "answer": answer.body if answer else None, "steps": self._steps(line), "happened": self._happened(line)}

    def _steps(self, line: Line) -> list[tuple[str, str]]:
        action, member = line.action, self.member
        if action is None:
            return []
        planner, owner = member.role in PLANNERS, action.owner in own_words(member)
        can = (
            ("do_action", "Report it as done", action.open and (member.role == Role.BUSINESS_UNIT or (owner and member.role != Role.EXECUTIVE))),
            ("accept_action", "Accept it as complete", planner and action.done is not None and action.accepted is None),
            ("raise_barrier", "Say what stands in its way", action.open and (planner or (owner and member.role != Role.EXECUTIVE))),
            ("escalate_barrier", "Bring the barrier to the Executive", planner and action.open and action.barrier is not None),
            ("answer_barrier", "Record what the Executive decided",
             member.role in (Role.EXECUTIVE, Role.BUSINESS_UNIT) and action.escalated is not None),
            ("change_due", "Change its date", planner and action.open),
            ("retest_impact", "Look again at what it changed", planner and action.accepted is not None),
        )
        return [(words, f"{reverse(f'action_plan.{step}', args=[line.case.reference])}?for={line.id}") for step, words, may in can if may]

    def _happened(self, line: Line) -> list[dict[str, Any]]:
        a = line.action
        facts = [f for f in (a.set, a.done, a.accepted, a.retested, a.barrier, a.escalated) if f] if a else []
        return [{"title": protocol.KINDS[f.kind].says, "at": f.at, "text": f.details.get("evidence") or f.details.get("reasons") or ""}
                for f in sorted(facts, key=lambda f: f.order())]


def find(lines: list[Line], action: str) -> Line:
    """The action of that name among those somebody may see. Raises NotHere."""
    found = next((line for line in lines if line.id == action), None)
    if found is None:
        raise NotHere()
    return found


def all_actions(request: HttpRequest) -> HttpResponse:
    """Actions across the cases this person may see: an owner's own, the Executive's barriers, or every plan's."""
    member, today = request.member, clock.today()
    if member.role not in LISTED_FOR:
        raise NotHere()
    standing, owner = request.GET.get("standing", ""), request.GET.get("owner", "")[:60].replace("\x00", "")
    page = Paginator(actions_across(member, today, standing, owner), A_PAGE).get_page(request.GET.get("page"))
    own = member.role in (Role.AGENCY_LEAD, Role.AGENCY_AUTHOR)
    heading = f"Actions of {member.agency}" if own else "Barriers brought to the Executive" if member.role == Role.EXECUTIVE else "Actions"
    return render(request, "action_plan/all.html", {
        "page": page, "lines": listed(list(page.object_list), member.partnership, today), "heading": heading, "standing": standing, "owner": owner,
        "filters": FILTERS, "owners": [] if own else owners(member.partnership), "classified": True,
    })

