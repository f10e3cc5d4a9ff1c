"""Home, the list of cases, the case page, its history and who has looked."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from cspr import protocol
from cspr.access.models import Looked
from cspr.access.reads import SeenCase, case_for, note_look, visible_cases
from cspr.operations import clock
from cspr.partnership.roles import COMES_TO, Role
from cspr.record.facts import LONDON
from cspr.record.models import Case, Duty, Fact
from cspr.steps.tasks import CaseRead
from cspr.web import pictures
from cspr.web.owed import lines, open_duties

A_PAGE = 25

# What can be started from home without a case, by operation.
_STARTS = (("referral.submit", "Refer a case"), ("notification.open", "Record an incident the authority has become aware of"))


def health(request: HttpRequest) -> HttpResponse:
    """For a load balancer: the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def home(request: HttpRequest) -> HttpResponse:
    """What I owe, oldest debt first, with the paragraph and the reason for the date."""
    member, today = request.member, clock.today()  # type: ignore[attr-defined]
    page = Paginator(open_duties(member, today), A_PAGE).get_page(request.GET.get("page"))
    from cspr.operations import get

    starts = [(words, reverse(name)) for name, words in _STARTS if Role(member.role) in get(name).by]
    return render(request, "web/home.html", {
        "page": page, "owed": lines(list(page.object_list), member, today), "starts": starts, "comes_to": COMES_TO[Role(member.role)],
        "now": _partnership_now(request) if member.role == Role.BUSINESS_UNIT else None,
    })


def _partnership_now(request: HttpRequest) -> list[tuple[int, str]]:
    member, today = request.member, clock.today()  # type: ignore[attr-defined]
    visible = visible_cases(member, today).order_by()
    stages = dict(visible.values_list("stage").annotate(n=Count("pk")))
    overdue = Duty.objects.filter(Q(case__isnull=True) | Q(case__in=visible.values("pk")), partnership=member.partnership_id,
                                  done__isnull=True, void=False, due__lt=today).count()
    return [
        (stages.get("rapid_review", 0) + stages.get("decision", 0), "Rapid Reviews under way"),
        (stages.get("local_review", 0), "local reviews under way"),
        (overdue, "duties overdue, whoever owes them"),
    ]


def cases(request: HttpRequest) -> HttpResponse:
    """The cases this person may see, newest first; found by reference or the words about it."""
    member, today = request.member, clock.today()  # type: ignore[attr-defined]
    found = visible_cases(member, today)
    wanted = request.GET.get("q", "").strip()[:60].replace("\x00", "")
    stage = request.GET.get("stage", "")
    proto = protocol.load(member.partnership.protocol)
    names = {s.id: s.name for s in proto.stages}
    if wanted:
        found = found.filter(Q(reference__icontains=wanted) | Q(about__icontains=wanted))
    if stage in names:
        found = found.filter(stage=stage)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    next_due: dict[int, Duty] = {}
    duties = Duty.objects.filter(case__in=[c.pk for c in page.object_list], done__isnull=True, void=False, due__isnull=False)
    for duty in duties.order_by("-due"):
        next_due[duty.case_id] = duty
    rows = [(c, names.get(c.stage, ""), next_due.get(c.pk), first_url(c, member)) for c in page.object_list]
    return render(request, "web/cases.html", {"page": page, "rows": rows, "q": wanted, "stage": stage, "stages": names.items(), "today": today})


def first_url(case: Case, member: Any) -> str:
    """Where a person lands in a case: its overview, or the one part that is theirs."""
    return reverse("case", args=[case.reference])


# Parts of a case with a page of their own: (words, URL name, room). Shown as tabs where the room is open.
TABS = (
    ("Overview", "case", "overview"), ("Referral", "referral", "referral"), ("Notification", "notification", "sin"), ("People", "people", "people"),
    ("Your request", "rapid_review.request", "request"), ("Rapid Review", "rapid_review", "overview"), ("Pack", "rapid_review.pack", "pack"), ("Decision", "rapid_review.decision", "decision"),
    ("Local review", "local_review", "review"), ("Publication", "publication", "publication"), ("Actions", "action_plan", "actions"), ("Learning", "learning.case", "overview"),
    ("Report", "rapid_review.circulated_report", "document"), ("History", "history", "history"), ("Who has looked", "who_has_looked", "log"),
)


def tabs(seen: SeenCase, current: str) -> list[dict[str, Any]]:
    """The case's sub-navigation for this person."""
    found = []
    for text, name, room in TABS:
        if room in seen.rooms:
            try:
                found.append({"text": text, "href": reverse(name, args=[seen.case.reference]), "current": name == current})
            except NoReverseMatch:
                continue
    return found


def case(request: HttpRequest, reference: str) -> HttpResponse:
    """The case: next step, clock, journey, what is owed; or, for who sees only a part, the way to that part."""
    member = request.member  # type: ignore[attr-defined]
    seen = case_for(member, reference, clock.today())
    note_look(seen, "page: case", clock.now())
    if "overview" not in seen.rooms:
        return render(request, "web/part.html", {"case": seen.case, "tabs": tabs(seen, ""), "classified": True})
    read, today = CaseRead(seen), clock.today()
    owed = lines(list(Duty.objects.filter(case=seen.case, done__isnull=True, void=False).select_related("case")), member, today)
    owed.sort(key=lambda o: (o.duty.due is None, o.duty.due or today, o.duty.opened))
    roles = {r.id: r.name for r in read.protocol.roles}
    met = Duty.objects.filter(case=seen.case).filter(Q(done__isnull=False) | Q(void=True)).order_by("done", "pk")
    return render(request, "web/case.html", {
        "case": seen.case, "seen": seen, "classified": True, "tabs": tabs(seen, "case"), "owed": [(o, roles.get(o.duty.owner, o.duty.owner)) for o in owed],
        "met": lines(list(met), member, today), "next": owed[0] if owed else None, "next_owner": roles.get(owed[0].duty.owner) if owed else "",
        "ribbon": pictures.ribbon(read, today), "journey": pictures.journey_of(read),
    })


def history(request: HttpRequest, reference: str) -> HttpResponse:
    """Every fact, newest first: what, when it happened, when and by whom it was recorded, corrections with their reasons."""
    member = request.member  # type: ignore[attr-defined]
    seen = case_for(member, reference, clock.today(), "history")
    note_look(seen, "page: history", clock.now())
    facts = list(Fact.objects.filter(case=seen.case).select_related("actor__user", "actor__agency").order_by("-seq"))
    replaced = {f.supersedes_id: f for f in facts if f.supersedes_id}
    page = Paginator(facts, 50).get_page(request.GET.get("page"))
    may = Role.BUSINESS_UNIT == member.role
    rows = [{
        "fact": f, "says": protocol.KINDS[f.kind].says, "details": [(k.replace("_", " "), v) for k, v in f.details.items()],
        "replaced_by": replaced.get(f.pk), "recorded": f.recorded_at.astimezone(LONDON), "at": f.at,
        "correctable": f.pk not in replaced and f.kind not in ("withdrawn", "final_decision", "rapid_review_opened") and (may or f.by == member.protocol_role),
    } for f in page.object_list]
    return render(request, "web/history.html", {"case": seen.case, "seen": seen, "classified": True, "tabs": tabs(seen, "history"), "rows": rows, "page": page})


def who_has_looked(request: HttpRequest, reference: str) -> HttpResponse:
    """Who opened what of this case, and when."""
    member = request.member  # type: ignore[attr-defined]
    seen = case_for(member, reference, clock.today(), "log")
    looks = Looked.objects.filter(case=seen.case).select_related("member__user", "member__agency").order_by("-at", "-pk")
    page = Paginator(looks, 50).get_page(request.GET.get("page"))
    note_look(seen, "page: who has looked", clock.now())
    return render(request, "web/looked.html", {"case": seen.case, "seen": seen, "classified": True, "tabs": tabs(seen, "who_has_looked"), "page": page})
