"""What is due and when, the schedule, and how one case is kept, or what is left of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cspr.access.errors import NotHere
from cspr.operations import clock
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record import disposal
from cspr.services.retention import reads
from cspr.services.retention.schedule import CONFIRMERS, records, schedule
from cspr.steps.page import CasePage

A_PAGE = 25


def _unit(request: HttpRequest) -> Member:
    member: Member = request.member
    if member.role != Role.BUSINESS_UNIT:
        raise NotHere()
    return member


def due(request: HttpRequest) -> HttpResponse:
    """Every closed case with the day it is due, why, and what stops it; those to look through first."""
    member, today = _unit(request), clock.today()
    found, still_open = reads.standings(member, today)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "retention/due.html", {
        "page": page, "rows": [(s, s.state(today)) for s in page.object_list], "still_open": still_open,
        "now": sum(s.may_go(today) for s in found), "held": reads.held_everything(member.partnership),
    })


def periods(request: HttpRequest) -> HttpResponse:
    """The period of each type of record, or that none is set; the holds on everything; what went by itself."""
    home = _unit(request).partnership
    set_now = schedule(home)
    return render(request, "retention/schedule.html", {
        "rows": [(record, set_now.get(record.id)) for record in records().record], "held": reads.held_everything(home),
        "gone": [(fact, records().by_id[fact.details["record"]]) for fact in reads.routine(home)],
    })


class OfCase(CasePage):
    """When a case is due, why, its holds and its proposal; once it was disposed of, the certificate."""

    room = "retention"
    template = "retention/case.html"
    heading = "Retention"

    def context(self) -> Mapping[str, Any]:
        """The one or the other."""
        case, role = self.seen.case, Role(self.member.role)
        unit = role == Role.BUSINESS_UNIT
        if case.disposed_at:
            return {"certificate": disposal.certificate(case), "unit": unit}
        standing, today = reads.standing(self.seen), clock.today()
        entries = {str(f.pk): f for f in self.seen.entries.filter(kind__in=("disposal_proposed", "legal_hold_placed"))}
        proposed = entries.get(standing.proposal.id) if standing.proposal else None
        return {"standing": standing, "state": standing.state(today), "may_go": standing.may_go(today), "unit": unit, "proposed": proposed,
                "confirms": role in CONFIRMERS, "own": proposed is not None and proposed.actor is not None and
                proposed.actor.user_id == self.member.user_id}
