"""Who has looked at a case; what one person opened across cases; unusual reading; and the word that a page was printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_POST

from cspr.access.errors import NotHere
from cspr.access.models import Looked
from cspr.access.reads import case_for, note_look, note_own, of_visible_cases
from cspr.chronology.out.plain import as_csv
from cspr.operations import Done, clock, get
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.services.reading import reads
from cspr.services.reading.models import OPEN, Flag, Watched
from cspr.services.reading.operations import KEEPERS
from cspr.services.reading.watch import Unusual
from cspr.steps import Step
from cspr.steps.fresh import need_proof
from cspr.steps.page import CasePage, download

A_PAGE = 50
CSV = "text/csv; charset=utf-8"


class WhoHasLooked(CasePage):
    """Who opened what of this case, when, how and from where, the newest first; narrowed by person, kind and period."""

    room = "log"
    template = "reading/looked.html"
    heading = "who has looked"

    def wanted(self) -> tuple[reads.Wanted, QuerySet[Looked]]:
        """What is asked for, and those looks."""
        wanted = reads.Wanted.of(self.request.GET)
        return wanted, wanted.among(self.seen.looks.select_related("case"))

    def context(self) -> Mapping[str, Any]:
        """A page of them."""
        wanted, looks = self.wanted()
        return {"page": Paginator(looks, A_PAGE).get_page(self.request.GET.get("page")), "wanted": wanted, "kinds": Looked.Kind.choices,
                "people": reads.people_among(self.seen.looks), "faults": list(wanted.faults.values())}


class WhoHasLookedFile(WhoHasLooked):
    """The same as a file for a spreadsheet. Who took it is written down too."""

    def get(self, request: HttpRequest, reference: str, **kwargs: Any) -> HttpResponse:
        """Every look that is wanted."""
        self.member, self.seen = request.member, case_for(request.member, reference, clock.today(), self.room)
        need_proof(request)
        made = as_csv(reads.HEAD, reads.rows(self.wanted()[1].iterator(chunk_size=2000)))
        note_look(self.seen, "file: who has looked, as CSV", clock.now())
        return download(f"{reference}-who-has-looked.csv", made, CSV)


def _keeper(request: HttpRequest) -> Member:
    """Who asks, where it is for them. Raises NotHere."""
    member: Member = request.member  # type: ignore[attr-defined]
    if Role(member.role) not in KEEPERS:
        raise NotHere()
    return member


def unusual(request: HttpRequest) -> HttpResponse:
    """Reading that somebody should ask about: what is open, or what was looked into before."""
    member = _keeper(request)
    closed = request.GET.get("show") == "closed"
    flags = of_visible_cases(Flag.objects.exclude(OPEN) if closed else Flag.objects.filter(OPEN), member, clock.today())
    flags = flags.select_related("case", "member__user", "member__agency", "closed_by__user")
    return render(request, "reading/unusual.html", {
        "page": Paginator(flags, A_PAGE).get_page(request.GET.get("page")), "closed": closed, "rules": Unusual.now().in_words(),
        "watched": Watched.objects.filter(partnership=member.partnership).first(), "people": reads.people_of(member.partnership),
    })


def _of_person(request: HttpRequest) -> tuple[reads.Wanted, QuerySet[Looked], str]:
    """What is asked for, those looks of one person at the cases the asking person may know of, and the person's name. Raises NotHere."""
    member, wanted = _keeper(request), reads.Wanted.of(request.GET)
    name = dict(reads.people_of(member.partnership)).get(int(wanted.person or 0))
    if name is None:
        raise NotHere()
    looks = of_visible_cases(Looked.objects.exclude(kind=Looked.Kind.SIGN_IN), member, clock.today())
    looks = looks.select_related("case", "member__user", "member__agency").order_by("-at", "-pk")
    return wanted, wanted.among(looks), name


def person(request: HttpRequest) -> HttpResponse:
    """What one person opened, in every case of the partnership."""
    wanted, looks, name = _of_person(request)
    note_own(request.member, f"page: what one person opened (person {wanted.person})", clock.now())
    return render(request, "reading/person.html", {
        "page": Paginator(looks, A_PAGE).get_page(request.GET.get("page")), "wanted": wanted, "kinds": Looked.Kind.choices, "name": name,
        "people": reads.people_of(request.member.partnership), "faults": list(wanted.faults.values())})


def person_file(request: HttpRequest) -> HttpResponse:
    """The same as a file for a spreadsheet."""
    wanted, looks, _ = _of_person(request)
    need_proof(request)
    note_own(request.member, f"file: what one person opened (person {wanted.person}), as CSV", clock.now())
    return download("what-one-person-opened.csv", as_csv(reads.HEAD, reads.rows(looks.iterator(chunk_size=2000))), CSV)


def sign_ins(request: HttpRequest) -> HttpResponse:
    """Who signed in and out here, and who was not let in, for the administrator and the auditor. Nothing of a case is in it."""
    if Role(request.member.role) not in (Role.ADMINISTRATOR, Role.AUDITOR):
        raise NotHere()
    found = Looked.objects.filter(partnership=request.member.partnership, case=None, kind=Looked.Kind.SIGN_IN)
    looks = found.select_related("member__user").order_by("-at", "-pk")
    return render(request, "reading/sign_ins.html", {"page": Paginator(looks, A_PAGE).get_page(request.GET.get("page"))})


class LookInto(Step):
    """What came of asking about a flag."""

    operation = "reading.look_into"
    template = "reading/look_into.html"
    heading = "Look into unusual reading"
    button = "Close the flag"
    leave_out = ("flag",)
    next_says = "It stays on record under what was looked into, with your note. Should the same reading go on, it comes back."

    def flag(self) -> Flag:
        """The one the address names, closed since or not: the door says which. Raises NotHere."""
        number = self.request.GET.get("for", "")
        sound = number.isascii() and number.isdecimal() and len(number) < 10
        found = of_visible_cases(Flag.objects.filter(pk=int(number) if sound else 0), self.member, clock.today())
        flag = found.select_related("case", "member__user", "member__agency", "closed_by__user").first()
        if flag is None:
            raise NotHere()
        return flag

    def context(self) -> Mapping[str, Any]:
        """What it is about."""
        return {"flag": self.flag()}

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """With the flag of the address."""
        return {**answers, "flag": self.flag().pk}

    def done_url(self, done: Done) -> str:
        """Back to the list."""
        return reverse("reading")


def _named(path: str, reference: str) -> str:
    """The words for a page of that case by its address. Raises NotHere where it is none."""
    try:
        found = resolve(path)
    except Resolver404:
        raise NotHere() from None
    if found.kwargs.get("reference") != reference:
        raise NotHere()
    view = getattr(found.func, "view_class", None)
    if view is not None and issubclass(view, Step):
        return get(view.operation).title
    return str(getattr(view, "heading", "") or (found.url_name or "").replace("_", " ").replace(".", ": "))


@require_POST
def printed(request: HttpRequest, reference: str) -> HttpResponse:
    """The browser says that it prints a page of the case. It says so itself: what a browser does not say is not seen here."""
    seen = case_for(request.member, reference, clock.today())
    note_look(seen, f"printed: {_named(request.POST.get('page', ''), reference)}", clock.now())
    return HttpResponse(status=204)
