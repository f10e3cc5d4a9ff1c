"""The templates of the partnership's documents: what each can hold, the standard one to begin from, and putting one's own in its place."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify

from cspr.operations import Done
from cspr.operations.errors import Forbidden, NotHere
from cspr.operations.files import opened
from cspr.partnership.roles import Role
from cspr.services.documents.fields import FILTERS
from cspr.services.documents.kinds import Kind, kinds
from cspr.services.documents.laying import standard
from cspr.services.documents.operations import KEEPERS
from cspr.services.documents.templates_kept import earlier, every_template, standing
from cspr.services.documents.word import DOCX
from cspr.steps.page import download
from cspr.steps.step import Step


def _keeper(request: HttpRequest) -> Any:
    """The person's partnership. Raises Forbidden for who keeps no templates."""
    if Role(request.member.role) not in KEEPERS:
        raise Forbidden("The templates of documents are kept by the Business Unit and the administrator.")
    return request.member.partnership


def _named(word: str) -> Kind:
    found = kinds().get(word)
    if found is None:
        raise NotHere()
    return found


def templates(request: HttpRequest) -> HttpResponse:
    """Every kind of document, with the template that stands for it."""
    return render(request, "documents/templates.html", {"templates": every_template(_keeper(request))})


def template(request: HttpRequest, kind: str) -> HttpResponse:
    """One template: its fields, and those there have been."""
    home, found = _keeper(request), _named(kind)
    return render(request, "documents/template.html", {
        "kind": found, "own": standing(home, found.name), "earlier": earlier(home, found.name), "filters": FILTERS.items(),
        "with_rows": [f for f in found.fields if f.columns], "plain": [f for f in found.every_field if not f.columns]})


def standard_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The standard template, to begin one's own from."""
    _keeper(request)
    found = _named(kind)
    return download(f"template-{slugify(found.title)}-standard.docx", standard(found.name), DOCX)


def template_file(request: HttpRequest, kind: str, template: int) -> HttpResponse:
    """A template the partnership handed in, as it was."""
    home, found = _keeper(request), _named(kind)
    one = next((f for f in earlier(home, found.name) if f.pk == template), None)
    if one is None:
        raise NotHere()
    return download(f"template-{slugify(found.title)}-{one.pk}.docx", opened(one), DOCX)


class _TemplateStep(Step):
    template = "documents/template_step.html"
    from_address = "of"

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """The kinds of documents."""
        return [(kind.name, kind.title) for kind in kinds().values()] if name == "of" else None

    def done_url(self, done: Done) -> str:
        """Its page."""
        return reverse("documents.template", args=[done.facts[0].details["of"]]) if done.facts else reverse("documents.templates")


class ReplaceTemplate(_TemplateStep):
    """A template of the partnership's own."""

    operation = "documents.replace_template"
    button = "Use this template"
    next_says = "Documents of this kind are made from it from now on, earlier versions of them too. You can take the standard one again at any time."


class ReturnToStandard(_TemplateStep):
    """Back to the standard one."""

    operation = "documents.return_to_standard"
    button = "Use the standard template"
    next_says = "Documents of this kind are made from the standard template from now on. Your own stays here and can be put in place again."

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """Those that have a template of their own."""
        kept = every_template(self.member.partnership)
        return [(one.kind.name, one.kind.title) for one in kept if one.own] if name == "of" else None
