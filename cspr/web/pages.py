"""Home, the list of cases, the case page and its history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cspr import protocol
from cspr.access.emergencies import emergencies_told, tried_in_emergency
from cspr.access.errors import NotHere
from cspr.access.models import Glass
from cspr.access.reads import (
    SeenCase,
    about_of,
    case_for,
    duties_in_sight,
    note_look,
    open_duties,
    own_entries,
    reads_content,
    visible_cases,
    with_something_owed,
)
from cspr.operations import clock, come_round, get
from cspr.operations.corrections import BY_THE_SERVICE, LIFTED, in_sight, is_own, may_change
from cspr.partnership.models import Member
from cspr.partnership.roles import COMES_TO, Role
from cspr.record.facts import LONDON, pure
from cspr.record.models import OPEN, Fact
from cspr.services.sight.operations import TOLD
from cspr.stages.notification.reads import undecided
from cspr.stages.rapid_review.gathering.board import glance_of
from cspr.steps.fact_words import details_in_words, names_of, shift_in_words
from cspr.steps.read import CaseRead
from cspr.steps.tabs import case_strip
from cspr.web import pictures
from cspr.web.owed import lines, partnership_now, together, without_owner

A_PAGE = 25
_ENDINGS = ("case_closed", "sin_withdrawn", "sin_declined", "referral_considered")  # The last of them says why nothing is owed.
SHIFT_SHOWN = timedelta(days=30)  # How long a case says that its dates moved by themselves.

# What can be started from home without a case, by operation.
_STARTS = (("referral.submit", "Refer a case"), ("notification.open", "Record an incident the authority has become aware of"),
           ("accounts.invite", "Invite somebody"), ("sight.break_glass", "Open a case in an emergency"))
# What is there to read for a role that owes nothing.
_PAPERS = (("learning.exceptions", "Exceptions papers: actions overdue or held up, each quarter", frozenset({Role.KEEPING_CHILDREN_SAFE})),)


def home(request: HttpRequest) -> HttpResponse:
    """What I owe, oldest debt first, with the paragraph and the reason for the date."""
    member, today = request.member, clock.today()
    come_round(member.partnership, clock.now())
    owed = open_duties(member, today)
    # Counted once: how many things, and in how many cases.
    counted = owed.order_by().values("case").annotate(n=Count("pk")).aggregate(things=Sum("n", default=0), cases=Count("case"))
    pages = Paginator(owed, A_PAGE)
    pages.count = counted["things"]
    page = pages.get_page(request.GET.get("page"))
    runs = member.role == Role.BUSINESS_UNIT
    return render(request, "web/home.html", {
        "page": page, "owed": together(lines(list(page.object_list), member, today)), "comes_to": COMES_TO[Role(member.role)],
        "in_cases": counted["cases"],
        "starts": [(words, reverse(name)) for name, words in _STARTS if Role(member.role) in get(name).by],
        "papers": [(words, reverse(name)) for name, words, roles in _PAPERS if member.role in roles],
        "now": partnership_now(member, today) if runs else None, "unowned": without_owner(member, today) if runs else (),
        "told": emergencies_in_words(member, today),
        "open_cases": () if runs else [(c, about_of(member, c)) for c in visible_cases(member, today)[:5]],
    })


def emergencies_in_words(member: Member, today: date) -> list[tuple[Glass, str]]:
    """The emergencies this person was told of, until they are reviewed, with the case's reference where they may know of it."""
    told = list(emergencies_told(member)) if Role(member.role) in TOLD else []
    known = dict(visible_cases(member, today).filter(pk__in=[one.case_id for one in told]).values_list("pk", "reference")) if told else {}
    return [(one, known.get(one.case_id, "")) for one in told]


def cases(request: HttpRequest) -> HttpResponse:
    """The cases this person may see, newest first; found by reference or the words about it.

    Where a case stands, and what others owe in it, only for those who may see its overview.
    """
    member, today = request.member, clock.today()
    found, whole = visible_cases(member, today), visible_cases(member, today, "overview").order_by()
    wanted = request.GET.get("q", "").strip()[:60].replace("\x00", "")
    stage = request.GET.get("stage", "")
    names = {s.id: s.name for s in protocol.load(member.partnership.protocol).stages}
    if wanted:
        found = found.filter(Q(reference__icontains=wanted) | (Q(about__icontains=wanted) if reads_content(member) else Q()))
    if stage in names:
        found = found.filter(stage=stage, pk__in=whole.values("pk"))
    if only_owed := request.GET.get("owed") == "on":
        found = with_something_owed(found.filter(pk__in=whole.values("pk")))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    shown = [c.pk for c in page.object_list]
    in_whole = set(whole.filter(pk__in=shown).values_list("pk", flat=True))
    owed = duties_in_sight(member, today, shown).select_related("case").order_by("case", F("due").asc(nulls_last=True), "opened", "pk")
    following = {one.duty.case_id: one for one in lines(list(owed.distinct("case")), member, today)}
    rows = [(c, about_of(member, c), names.get(c.stage, "") if c.pk in in_whole else "", following.get(c.pk)) for c in page.object_list]
    return render(request, "web/cases.html", {
        "page": page, "rows": rows, "q": wanted, "stage": stage, "only_owed": only_owed,
        "stages": names.items() if in_whole or stage or only_owed else (),
    })


def case(request: HttpRequest, reference: str) -> HttpResponse:
    """The case: next step, clock, journey, what is owed; or, for who sees only a part, the way to that part."""
    member = request.member
    seen = case_for(member, reference, clock.today())
    if seen.case.disposed_at:
        return redirect("retention.case", reference=reference)
    strip = case_strip(seen, request.path)
    if "overview" not in seen.rooms:
        if strip["parts"] == 1:
            return redirect(strip["tabs"][0]["href"])
        note_look(seen, "page: case", clock.now())
        return render(request, "web/part.html", {"case": seen.case, "classified": True, **strip})
    note_look(seen, "page: case", clock.now())
    read, today = CaseRead(seen), clock.today()
    held = {g.blocks: g.missing for g in read.result.gates if not g.open}
    names = names_of(seen.case.partnership, read.protocol)
    endings = [f for kind in _ENDINGS for f in read.happened(kind)]
    owed = lines(list(seen.duties.filter(OPEN)), member, today, held)
    owed.sort(key=lambda o: (o.duty.due is None, o.duty.due or today, o.duty.opened))
    return render(request, "web/case.html", {
        "case": seen.case, "seen": seen, "classified": True, **strip, "owed": owed, "next": owed[0] if owed else None,
        "met": lines(list(seen.duties.exclude(OPEN).order_by("done", "pk")), member, today, facts=read.facts),
        "stage": next((s.name for s in read.protocol.stages if s.id == seen.case.stage), ""),
        "shifts": [(s, [shift_in_words(m, names) for m in s.moves]) for s in seen.shifts.filter(at__gte=read.now - SHIFT_SHOWN)],
        "ribbon": pictures.ribbon(read, today), "journey": pictures.journey_of(read),
        "ended": [(protocol.KINDS[f.kind].says, f) for f in sorted(endings, key=protocol.Fact.order)[-1:]],
        "glance": glance_of(read), "too_little_known": not owed and "sin" in seen.rooms and undecided(read),
    })


def history(request: HttpRequest, reference: str) -> HttpResponse:
    """Every fact, newest first: what, when it happened, when and by whom it was recorded, corrections with their reasons."""
    seen = case_for(request.member, reference, clock.today(), "history")
    note_look(seen, "page: history", clock.now())
    return _entries(request, seen, "web/history.html", seen.entries, lambda fact: True)


def recorded(request: HttpRequest, reference: str) -> HttpResponse:
    """What one has recorded oneself (or one's agency or partner has), as far as it is still open to one, older versions too."""
    seen = case_for(request.member, reference, clock.today())
    if Role(seen.member.role) not in get("record.correct").by:
        raise NotHere()
    note_look(seen, "page: what you recorded", clock.now())
    return _entries(request, seen, "web/recorded.html", seen.entries,
                    lambda fact: is_own(fact, seen.member) and in_sight(fact, seen.member, seen.rooms))


def recorded_by_partnership(request: HttpRequest) -> HttpResponse:
    """What the partnership recorded of its own: exceptions, events, annual reports, its protocol's reviews and distribution."""
    member = request.member
    if member.role != Role.BUSINESS_UNIT:
        raise NotHere()
    tried = {fact.pk for fact in tried_in_emergency(member)}
    return _entries(request, None, "web/recorded_by_partnership.html", own_entries(member.partnership),
                    lambda fact: fact.pk in tried or fact.kind in get("record.correct_own").records)


def _entries(request: HttpRequest, seen: SeenCase | None, template: str, found: QuerySet[Fact], wanted: Callable[[Fact], bool]) -> HttpResponse:
    """A page of those of the facts found (the newest first) that are wanted. seen: the case, None where they are the partnership's own."""
    member = request.member
    facts = list(found)
    replaced = {f.supersedes_id: f for f in facts if f.supersedes_id}
    counting = {f.id for f in protocol.effective(pure(f) for f in reversed(facts))}
    shown = [f for f in facts if wanted(f)]
    among = {f.pk for f in shown}
    page = Paginator(shown, 50).get_page(request.GET.get("page"))
    names = names_of(member.partnership, protocol.load((seen.case if seen else member.partnership).protocol))
    steps = ("record.correct", "record.take_back") if seen else ("record.correct_own", "record.take_back_own")
    correct_at, take_back_at = (reverse(name, args=[seen.case.reference] if seen else []) for name in steps)
    rows = [{
        "fact": f, "says": protocol.KINDS[f.kind].says, "details": details_in_words(pure(f), names),
        "replaces": f.supersedes_id if f.supersedes_id in among else None, "replaced_by": replaced.get(f.pk),
        "by_others": f.pk in replaced and not is_own(replaced[f.pk], member),
        "recorded": f.recorded_at.astimezone(LONDON), "at": f.at,
        "correctable": str(f.pk) in counting and f.kind not in BY_THE_SERVICE | LIFTED and may_change(f, member, seen.rooms if seen else ()),
    } for f in page.object_list]
    shell = {"case": seen.case, "seen": seen, "classified": True, **case_strip(seen, request.path)} if seen else {}
    return render(request, template, {"rows": rows, "page": page, "correct_at": correct_at, "take_back_at": take_back_at, **shell})
