"""A step that several people of one agency write together: each sees what the others saved, and nobody's typing is lost (ADR 0083)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

from cspr.access.reads import note_look
from cspr.operations import Done
from cspr.record import drafts
from cspr.record.models import Draft, SharedDraft
from cspr.steps import uploads
from cspr.steps.case_step import CaseStep
from cspr.steps.forms import StepForm
from cspr.steps.step import CONTROLS
from cspr.steps.together import Merged, Typed, merge

BASE = "base"  # Which save of the draft a form began from.


@dataclass(frozen=True)
class Said:
    """What somebody else typed: to which question, the words, who and when."""

    question: str
    words: str
    who: str
    at: datetime


def _typed(posted: QueryDict) -> dict[str, list[str]]:
    """What was typed into the form, without what the page itself carries."""
    return {name: values for name, values in posted.lists() if name not in CONTROLS and name != BASE}


def _as_posted(typed: Typed) -> QueryDict:
    posted = QueryDict(mutable=True)
    for name, values in typed.items():
        posted.setlist(name, list(values))
    return posted


def questions_of(form: StepForm) -> dict[str, str]:
    """The question of each of a form's names; of a row, with the row's heading."""
    found = {name: str(shown.label) for name, shown in form.main.fields.items()}
    for rows in form.rows.values():
        for _, heading, small in rows.numbered():
            found |= {f"{small.prefix}-{name}": f"{heading}: {shown.label}" for name, shown in small.fields.items() if shown.label}
    return found


def question(name: str, questions: Mapping[str, str]) -> str:
    """The question that a form's name answers; part of a date answers the date's. "" for what the page itself carries."""
    while name not in questions and "-" in name:
        name = name.rsplit("-", 1)[0]
    return questions.get(name, "")


class SharedStep(CaseStep):
    """Subclass with `place` (whose draft it is) and `saved_url`. Where `place` is None the draft is the person's own, as in other steps."""

    saved_says = "Saved. Your colleagues see it here and can go on with it. Nobody outside your agency can."
    _merged: Merged | None = None
    _before: drafts.Typed | None = None

    @property
    def place(self) -> drafts.Place | None:
        """Which draft."""
        return None

    def saved_url(self) -> str:
        """Where a person goes after saving."""
        raise NotImplementedError

    @cached_property
    def history(self) -> list[SharedDraft]:
        """Every save, the newest first."""
        return list(drafts.saves(self.place)) if self.place else []

    # -- the request ------------------------------------------------------------------------------------------------

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The draft as it stands (or stood, with ?version=), put together with what this person typed and could not save."""
        if self.place is None or self.seen is None:
            return super().get(request, *args, **kwargs)
        note_look(self.seen, f"step: {self.op.title}", self.now)
        kept = request.session.get("typed")
        if kept and kept["path"] == request.path and kept["member"] == self.member.pk:
            self._keep(QueryDict(request.session.pop("typed")["data"]))
            messages.info(request, f"{kept.get('says', 'Your sign-in had run out.')} What you typed is still here, "
                                   "and is not saved with the others' yet.")
        own = Draft.objects.filter(member=self.member, case=self._case, step=self.draft_name).first()
        if own:
            return self._show_together(QueryDict(own.data["typed"]))
        wanted = request.GET.get("version", "")
        shown = next((d for d in self.history if str(d.version) == wanted), self.history[0] if self.history else None)
        return self._show(self._form(_as_posted(shown.answers) if shown else None))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As of any step; what others saved meanwhile is put to it first, and shown before anything is sent."""
        action = request.POST.get("action", "")
        if self.place is None or action in ("discard", "change") or action.startswith("add:"):
            return super().post(request, *args, **kwargs)
        if action == "save":
            uploads.stage(request, self.member)
            return self._save_together(request.POST)
        if self._is_stale(request.POST):
            return self._show_together(request.POST)
        return super().post(request, *args, **kwargs)

    # -- saving together --------------------------------------------------------------------------------------------

    def _base(self, posted: QueryDict) -> int:
        given = posted.get(BASE) or "0"
        return int(given) if given.isascii() and given.isdecimal() and len(given) < 7 else 0

    def _is_stale(self, posted: QueryDict) -> bool:
        """Whether somebody else saved after this form was opened, something that is not in it."""
        newest = self.history[0] if self.history else None
        if newest is None or newest.version <= self._base(posted):
            return False
        merged = self._merge(posted, newest)
        return bool(merged.theirs or merged.clashes)

    def _merge(self, posted: QueryDict, newest: SharedDraft) -> Merged:
        began = next((d.answers for d in self.history if d.version == self._base(posted)), None)
        blank = self._form(None)
        growing = [name for name, rows in blank.rows.items() if not rows.fixed]
        return merge(began if began is not None else self._fresh(blank), newest.answers, _typed(posted), growing)

    def _fresh(self, form: StepForm) -> Typed:
        """What a form holds where nobody has saved: the return as it was sent, or nothing."""
        found: dict[str, list[str]] = {}
        for one in form.all_forms():
            for name in one.fields:
                value = one[name].value()
                if isinstance(value, bool):
                    found[one.add_prefix(name)] = ["yes" if value else "no"]
                elif isinstance(value, str) and value:
                    found[one.add_prefix(name)] = [value]
        return found

    def _save_together(self, posted: QueryDict) -> HttpResponse:
        assert self.place is not None
        with transaction.atomic():
            newest = drafts.hold(self.place)
            merged = None
            if newest is not None and newest.version > self._base(posted):
                merged = self._merge(posted, newest)
                if merged.clashes:
                    self._keep(posted)
                    return self._show_together(posted)
            drafts.keep(self.place, merged.typed if merged else _typed(posted), self.member, self.now)
        self._forget()
        messages.success(self.request, self.saved_says)
        if merged and newest and merged.theirs:
            questions = questions_of(self._form(_as_posted(merged.typed)))
            names = [q for q in dict.fromkeys(question(name, questions) for name in merged.theirs) if q]
            messages.info(self.request, f"While you typed, {newest.author.user.name} changed: {'; '.join(names)}. Both are in what is saved.")
        return HttpResponseRedirect(self.saved_url())

    def _show_together(self, posted: QueryDict) -> HttpResponse:
        """The form with both in it, and beside it what the other typed where both answered the same question."""
        if not self.history:
            return self._show(self._form(_as_posted(_typed(posted))))
        self._merged = self._merge(posted, self.history[0])
        return self._show(self._form(_as_posted(self._merged.typed)), status=409 if self.request.method == "POST" else 200)

    def _said(self, names: Iterable[str], form: StepForm) -> list[Said]:
        """What stands in the newest save under these names, each question once."""
        questions, typed = questions_of(form), drafts.last_typed(self.history)
        found: dict[str, Said] = {}
        for name in names:
            asked = question(name, questions)
            if not asked:
                continue
            save = typed.get(name) or self.history[0]
            words = " ".join(self.history[0].answers.get(name, [])) or "Nothing: it was taken out."
            words = f"{found[asked].words} {words}" if asked in found else words
            found[asked] = Said(asked, words, save.author.user.name, save.at)
        return list(found.values())

    def _page(self, form: StepForm) -> dict[str, Any]:
        page = super()._page(form)
        if self.place is None:
            return page
        posted = self.request.POST
        newest = self.history[0] if self.history else None
        base = posted.get(BASE, "0") if posted and not self._merged else str(newest.version if newest else 0)
        merged = self._merged
        return {
            **page, "shared": newest, "history": self.history, "base": base,
            "clashes": self._said(merged.clashes, form) if merged else [], "theirs": self._said(merged.theirs, form) if merged else [],
            "both": bool(merged and (merged.theirs or merged.clashes)),
            "typed_by_whom": self._said(drafts.last_typed(self.history), form) if self.history else [],
        }

    def _done(self, done: Done) -> HttpResponse:
        if self.place is not None and self.sends:
            drafts.drop(self.place)
        return super()._done(done)

    @property
    def sends(self) -> bool:
        """Whether the step, once done, has sent what was written, so that the draft is over."""
        return True
