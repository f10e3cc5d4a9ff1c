"""The partnership's pages of learning: events, exceptions, figures, the protocol and the calendar; and a case's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cspr import protocol
from cspr.access.errors import NotHere
from cspr.operations import clock, get
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.facts import parse_at
from cspr.services.insight.figures import calendar_of, exceptions, years
from cspr.stages.learning import reads
from cspr.steps.page import CasePage

PLANNERS = (Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR, Role.SUB_GROUP_MEMBER)
READS_FIGURES = (*PLANNERS, Role.KEEPING_CHILDREN_SAFE, Role.EXECUTIVE, Role.SAFEGUARDING_PARTNER)
OWN_STEPS = ("learning.report_exceptions", "learning.hold_event", "learning.publish_annual_report", "learning.review_protocol",
             "learning.distribute_protocol")
KIND_WORDS = {"rule": "Rule", "duty": "Duty", "gate": "Gate", "list": "List", "access": "Access"}


def _member(request: HttpRequest) -> Member:
    return request.member


def _only(member: Member, roles: tuple[Role, ...]) -> None:
    if member.role not in roles:
        raise NotHere()


def learning(request: HttpRequest) -> HttpResponse:
    """What the partnership does with what it learnt: what it owes, events, briefings, and whom the learning reached."""
    member, today = _member(request), clock.today()
    home = member.partnership
    unit = member.role == Role.BUSINESS_UNIT
    owed = reads.owed(home, clock.now()) if unit else []
    steps = [(get(name).title, reverse(name)) for name in OWN_STEPS] if unit else []
    page = Paginator(reads.briefings(home), 20).get_page(request.GET.get("page"))
    return render(request, "learning/learning.html", {
        "halves": reads.halves(home, today), "page": page, "owed": owed, "steps": steps, "figures": member.role in READS_FIGURES,
        "reached": reads.reached_across(home) if member.role in PLANNERS else None, "actions": member.role in PLANNERS,
        "of": {"rapid_review": "Rapid Review", "local_review": "Local review"},
    })


def exceptions_papers(request: HttpRequest) -> HttpResponse:
    """The exceptions as they stand today (for those who prepare them) and the papers of each quarter."""
    member = _member(request)
    _only(member, READS_FIGURES)
    today = exceptions(member.partnership, clock.today()) if member.role in PLANNERS else None
    return render(request, "learning/exceptions.html", {
        "papers": reads.papers(member.partnership), "today": today, "unit": member.role == Role.BUSINESS_UNIT})


def exceptions_paper(request: HttpRequest, paper: UUID) -> HttpResponse:
    """One quarter's paper, as it was reported."""
    member = _member(request)
    _only(member, READS_FIGURES)
    found = next((d for d in reads.papers(member.partnership) if d.for_value == str(paper)), None)
    if found is None:
        raise NotHere()
    rows = [{**row, "due": parse_at(row["due"])} for row in found.body["rows"]]
    return render(request, "learning/paper.html", {"paper": found.body, "rows": rows, "on": parse_at(found.body["on"]), "author": found.author})


def figures(request: HttpRequest) -> HttpResponse:
    """The figures for the annual report, year by year; the Business Unit also sees which Rapid Reviews they count."""
    member = _member(request)
    _only(member, READS_FIGURES)
    found = years(member.partnership)
    wanted = request.GET.get("year", "")
    year = next((y for y in found if str(y.year) == wanted), found[0] if found else None)
    held = reads.rapid_reviews(member, year.year, clock.today()) if year and member.role == Role.BUSINESS_UNIT else None
    oldest_first = list(reversed(found))
    return render(request, "learning/figures.html", {
        "years": found, "year": year, "rows": reads.year_rows(year) if year else [], "held": held,
        "outcomes": [(words, year.outcomes[key]) for key, words in reads.OUTCOMES.items()] if year else [],
        "opened": [(str(y.year), y.counts["rapid_review_opened"]) for y in oldest_first],
        "timeliness": [(f"{y.year}, {words}", n) for y in oldest_first for words, n in (("in time", y.in_time), ("late", y.late))],
        "medians": [(str(y.year), y.median_days) for y in oldest_first if y.median_days is not None],
        "reports": reads.own_facts(member.partnership, "annual_report_published"),
    })


def the_protocol(request: HttpRequest) -> HttpResponse:
    """The protocol in plain words, clause by clause, with its versions, its reviews and its distribution list."""
    home = _member(request).partnership
    proto = protocol.load(home.protocol)
    owners = {r.id: r.name for r in proto.roles}
    served: dict[str, list[str]] = {}
    for duty in proto.duties:
        who = owners.get(duty.owner, duty.owner) if isinstance(duty.owner, str) else "Whoever it names"
        for clause in duty.clauses:
            served.setdefault(clause, []).append(f"{duty.title} ({who})")
    review = next(((d, state) for d, state in reads.owed(home, clock.now()) if "K1" in d.clauses), None)
    return render(request, "learning/protocol.html", {
        "proto": proto, "clauses": [(c, KIND_WORDS.get(c.kind, c.kind.capitalize()), served.get(c.id, [])) for c in proto.clauses],
        "review": review, "reviews": reads.own_facts(home, "protocol_reviewed"), "sent": reads.own_facts(home, "protocol_distributed"),
        "lists": [one for one in proto.list if "K2" in one.clauses], "home": home, "unit": _member(request).role == Role.BUSINESS_UNIT,
    })


def calendar(request: HttpRequest) -> HttpResponse:
    """The days that are not counted, year by year, and how far the calendar reaches."""
    home, today = _member(request).partnership, clock.today()
    table = calendar_of(home)
    typed = request.GET.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) == 4 else today.year
    year = min(max(year, table.first_year), table.last_year)
    return render(request, "learning/calendar.html", {
        "calendar": table, "year": year, "days": reads.days_off(home, year), "ends_soon": table.last_year - today.year < 2,
        "keeper": _member(request).role == Role.ADMINISTRATOR,
        "earlier": year - 1 if year > table.first_year else None, "later": year + 1 if year < table.last_year else None,
    })


class CaseLearning(CasePage):
    """Whom one case's learning reached, and what keeps the case open."""

    room = "overview"
    template = "learning/case.html"
    heading = "Learning from this case"

    def context(self) -> Mapping[str, Any]:
        """The briefings, who was reached and who was not yet, and the way to close the case."""
        read = self.read
        closed = read.happened("case_closed")
        return {
            "reached": reads.reached_in(read.facts, self.seen.case.partnership), "briefings": read.happened("briefing_published"),
            "may_record": self.member.role in PLANNERS, "unit": self.member.role == Role.BUSINESS_UNIT, "closed": closed[-1] if closed else None,
            "told": read.happened("learning_disseminated"),
        }
