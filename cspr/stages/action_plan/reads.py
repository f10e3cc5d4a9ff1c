"""What the pages of action plans show: a case's actions as one person may see them, and the list across cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT
from django.urls import reverse

from cspr import protocol
from cspr.access.reads import facts_across
from cspr.partnership.models import Member, Partnership
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON, counting, followed_by, latest_documents, local_holidays
from cspr.record.models import Case, Fact
from cspr.services.insight.actions import Action, Standing, actions_of, close_by, standing_of
from cspr.services.insight.figures import owner_names
from cspr.steps.read import CaseRead

OWN_ONLY = (Role.AGENCY_LEAD, Role.AGENCY_AUTHOR)
LISTED_FOR = (Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR, Role.SUB_GROUP_MEMBER, Role.SAFEGUARDING_PARTNER, Role.EXECUTIVE, *OWN_ONLY)


@dataclass(frozen=True)
class Line:
    """An action with its words, as a line of a list. body: title, finding, outcome, measure, type, theme, of."""

    case: Case
    id: str
    title: str
    owner: str
    due: date
    standing: Standing
    escalated: bool
    body: dict[str, Any]
    action: Action | None = None

    @property
    def url(self) -> str:
        """Its own page."""
        return reverse("action_plan.action", args=[self.case.reference, self.id])


def close_for(home: Partnership, today: date) -> date:
    """The last due date that is shown as due soon."""
    return close_by(today, protocol.load(home.protocol).protocol.calendar, local_holidays(home))


def own_words(member: Member) -> set[str]:
    """The words by which an action's owner may name this person."""
    return {member.who, member.protocol_role, member.agency.slug if member.agency else ""} - {""}


def lines_of(read: CaseRead) -> list[Line]:
    """The actions of a case this person may see: an agency its own, the Executive those brought to it, others all."""
    member, today = read.seen.member, read.now.astimezone(LONDON).date()
    close, names, bodies = close_for(read.case.partnership, today), owner_names(read.case.partnership), latest_documents(read.case, "action")
    found = []
    for action in actions_of(read.all_facts):
        if member.role in OWN_ONLY and action.owner not in own_words(member):
            continue
        if member.role == Role.EXECUTIVE and action.escalated is None:
            continue
        body = bodies[action.id].body if action.id in bodies else {}
        found.append(Line(read.case, action.id, body.get("title") or f"Action {action.id}", names.get(action.owner, action.owner), action.due,
                          action.standing(today, close), action.escalated is not None, body, action))
    return found


def owners(home: Partnership) -> list[tuple[str, str]]:
    """Who may own an action: the agencies, then the partnership's own groups."""
    groups = [r for r in protocol.load(home.protocol).roles if r.id in ("business_unit", "sub_group", "executive", "keeping_children_safe")]
    return [*home.agencies.values_list("slug", "name"), *((r.id, r.name) for r in groups)]


# -- across cases ---------------------------------------------------------------------------------------------------

FILTERS = (("", "Open"), ("overdue", "Overdue"), ("at_risk", "At risk: barrier"), ("close", "Due soon"), ("on_track", "On track"),
           ("to_accept", "Done, to be accepted"), ("escalated", "Barrier brought to the Executive"), ("complete", "Complete"), ("all", "All"))


def actions_across(member: Member, today: date, standing: str = "", owner: str = "") -> QuerySet[Fact]:
    """The `action_set` facts of every case this person may see, the earliest due first, as far as the actions are theirs to see.

    standing: a word of FILTERS; owner: an owner's word, "" for all. Each has done, accepted, barrier and escalated.
    """
    facts = counting(facts_across(member, today, ["action_set"], "actions"))
    facts = facts.annotate(name=KT("details__action"), owner=KT("details__owner"), due=KT("details__due"))
    later = {"done": "action_done", "accepted": "action_accepted", "barrier": "barrier_raised", "escalated": "barrier_escalated"}
    facts = facts.annotate(**{word: followed_by(kind, "action") for word, kind in later.items()})
    if member.role in OWN_ONLY:
        facts = facts.filter(owner__in=own_words(member))
    if member.role == Role.EXECUTIVE:
        facts = facts.filter(escalated=True)
    if owner:
        facts = facts.filter(owner=owner)
    return facts.filter(_matching(standing, today, close_for(member.partnership, today))).select_related("case").order_by("due", "pk")


def _matching(standing: str, today: date, close: date) -> Q:
    now, soon = today.isoformat(), close.isoformat()
    open_ = Q(done=False, accepted=False)
    return {
        "overdue": open_ & Q(due__lt=now), "at_risk": open_ & Q(due__gte=now, barrier=True),
        "close": open_ & Q(due__gte=now, due__lte=soon, barrier=False), "on_track": open_ & Q(due__gt=soon, barrier=False),
        "to_accept": Q(done=True, accepted=False), "escalated": Q(escalated=True, accepted=False), "complete": Q(accepted=True), "all": Q(),
    }.get(standing, Q(accepted=False))


def listed(facts: list[Fact], home: Partnership, today: date) -> list[Line]:
    """One page of `actions_across` as lines."""
    close, names = close_for(home, today), owner_names(home)
    cases = {f.case_id: f.case for f in facts if f.case}
    bodies = {pk: latest_documents(case, "action") for pk, case in cases.items()}
    found = []
    for f in facts:
        name, owner = str(f.details["action"]), str(f.details["owner"])
        document = bodies.get(f.case_id, {}).get(name)
        body = document.body if document else {}
        due = date.fromisoformat(str(f.details["due"])[:10])
        done, accepted, barrier, escalated = (bool(getattr(f, word)) for word in ("done", "accepted", "barrier", "escalated"))
        standing = standing_of(due, today, close, done=done, accepted=accepted, barrier=barrier)
        found.append(Line(cases[f.case_id], name, body.get("title") or f"Action {name}", names.get(owner, owner), due, standing, escalated, body))
    return found
