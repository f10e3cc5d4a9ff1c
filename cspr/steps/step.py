"""One step as a page: the question with its guidance, save and return, check your answers, and the door behind it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from cspr import protocol
from cspr.access.reads import SeenCase, case_for, note_look, rooms_of
from cspr.operations import Done, FileRefused, GateClosed, InputFault, clock, get, lateness, rehearse, run
from cspr.operations.errors import Conflict, Missing
from cspr.operations.runner import check_role, done_before, news, seen_token
from cspr.partnership.models import Member
from cspr.protocol.explain import in_words
from cspr.record.models import Draft
from cspr.steps import uploads
from cspr.steps.forms import Choices, StepForm, file_fields, secret_fields
from cspr.steps.fresh import ask_again, is_fresh
from cspr.steps.read import CaseRead

CONTROLS = frozenset({"csrfmiddlewaretoken", "action", "key", "seen", "typed_by"})
_WHO = signing.Signer(salt="typed-by")


class Step(View):
    """Subclass with `operation`; override the words, `choices`, `initial`, `context`, and the template's blocks."""

    operation: str = ""
    template: str = "steps/step.html"
    check_template: str = "steps/check.html"
    heading: str = ""
    check: bool = False
    button: str = "Record"
    leave_out: tuple[str, ...] = ()
    next_says: str = ""
    from_address: str = ""  # The field whose answer the address gives after ?for=.

    request: HttpRequest
    member: Member
    seen: SeenCase | None

    def choices(self, name: str) -> Choices | None:
        """The choices of a field that are read from the record (agencies, actions); None for fields with none."""
        return None

    def initial(self) -> Mapping[str, Any]:
        """What the form shows at first (a document's newest version, a date proposed); by itself, what the address names."""
        return {self.from_address: self.request.GET.get("for", "")} if self.from_address else {}

    def fixed(self) -> Mapping[str, tuple[str, Sequence[tuple[str, str]]]]:
        """Row fields whose rows are given: field → (key field, [(key, heading)])."""
        return {}

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Turn what was typed into the operation's input (add what the page itself supplies)."""
        return answers

    def context(self) -> Mapping[str, Any]:
        """More for the template."""
        return {}

    def done_url(self, done: Done) -> str:
        """Where the person goes next: the case, or what they see of it; home when they see nothing of it."""
        return reverse("case", args=[done.case.reference]) if done.case and rooms_of(self.member, done.case, clock.today()) else reverse("home")

    # -- the request ------------------------------------------------------------------------------------------------

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Every page reads the case through access, before anything else."""
        super().setup(request, *args, **kwargs)
        self.op = get(self.operation)
        self.member = request.member
        self.seen = None
        self.now = clock.now()
        if "reference" in kwargs:
            self.seen = case_for(self.member, kwargs["reference"], self.now.date(), self.op.room or None)
        check_role(self.op, self.member)

    @cached_property
    def read(self) -> CaseRead:
        """The case with its facts and their evaluation, read once a page."""
        if self.seen is None:
            raise TypeError(f"{self.operation} is not done in a case")
        return CaseRead(self.seen)

    @property
    def draft_name(self) -> str:
        """Which draft this step keeps; with the part of the address that says which one (the agency, the action)."""
        rest = [str(v) for k, v in sorted(self.kwargs.items()) if k != "reference"]
        return ":".join([self.operation, *rest])

    @property
    def _case(self) -> Any:
        return self.seen.case if self.seen else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form: as it was typed before sign-in ran out or saved as a draft, else a fresh one."""
        if self.seen:
            note_look(self.seen, f"step: {self.op.title}", self.now)
        kept = request.session.get("typed")
        restored = bool(kept) and kept["path"] == request.path and kept["member"] == self.member.pk
        if restored:
            self._keep(QueryDict(request.session.pop("typed")["data"]))
            messages.info(request, f"{kept.get('says', 'Your sign-in had run out.')} What you typed is still here.")
        draft = Draft.objects.filter(member=self.member, case=self._case, step=self.draft_name).first()
        if draft and (restored or "fresh" not in request.GET):
            return self._show(self._form(QueryDict(draft.data["typed"])), draft=draft)
        return self._show(self._form(None))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save, add a row, check, or send."""
        uploads.stage(request, self.member)
        action = request.POST.get("action", "")
        if action in ("save", "change") or action.startswith("add:"):  # The form is not looked through: what became of its files is said above.
            for says in uploads.refused(request.POST):
                messages.warning(request, says)
        form = self._form(request.POST)
        if action == "discard":
            self._forget()
            return HttpResponseRedirect(request.get_full_path())
        if action == "save":
            return self._save(request)
        if action.startswith("add:") or action == "change":
            return self._show(form)
        key = request.POST.get("key") or None
        if not form.is_valid():
            # A choice may be gone because this very form was carried out: then it was sent twice.
            before = done_before(self.op, self.member, self._case, key) if key else None
            return self._done(before) if before else self._show(form, status=422)
        if self.op.fresh_sign_in and not is_fresh(request):
            request.session["typed"] = {"path": request.path, "member": self.member.pk, "data": self._typed(request.POST).urlencode(),
                                        "says": "Thank you for showing that it is you."}
            return ask_again(request.get_full_path(), "sign")
        try:
            checking = self.check and action != "confirm"  # What cannot be done is said before the answers are looked over, not after.
            answers = uploads.given(self.member, form.answers(), self._files)
            done = (rehearse if checking else run)(
                self.operation, self.member, self.prepare(answers), case=self._case.reference if self._case else None,
                key=key, seen=request.POST.get("seen") or None, draft=self.draft_name)
            if checking and not done.repeated:
                return self._check(form, done)
        except InputFault as fault:
            late = any(f.field == lateness.FIELD for f in fault.faults)
            if late:
                self._why_late = True
            bad = [f.field for f in fault.faults if self._files.get(f.field) is False] if isinstance(fault, FileRefused) else []
            if uploads.drop(request, self.member, form.answers(), bad) or late:
                form = self._form(request.POST)
                form.is_valid()
            form.add_faults(fault.faults)
            return self._show(form, status=fault.status)
        except GateClosed as closed:
            return self._show(form, missing=closed.missing, status=closed.status)
        except Conflict as conflict:
            return self._show(form, changes=conflict.changes, status=conflict.status)
        uploads.forget(self.member, form.answers(), self._files)
        return self._done(done)

    # -- parts ------------------------------------------------------------------------------------------------------

    @property
    def _files(self) -> dict[str, bool]:
        return file_fields(self.op.data)

    @cached_property
    def _why_late(self) -> bool:
        return lateness.may_be_late(self.op, self._case, self.now.date())

    def _form(self, data: QueryDict | None) -> StepForm:
        unasked = lateness.asks(self.op) and not self._why_late and lateness.FIELD not in (data or ())
        return StepForm(self.op.data, data=data, initial=self.initial(), choices=self.choices, fixed=self.fixed(),
                        leave_out=(*self.leave_out, lateness.FIELD) if unasked else self.leave_out)

    def _held_back(self) -> tuple[Missing, ...]:
        # Only the main kind: what else it may record follows from that, or from what is typed, and the door asks again.
        return self.read.held_back(self.op.records[:1]) if self.seen else ()

    def _typed(self, posted: QueryDict) -> QueryDict:
        """The answers alone; passwords and the like are typed again, and kept nowhere."""
        typed, secret = posted.copy(), secret_fields(self.op.data)
        for name in [n for n in typed if n in CONTROLS or n in secret or n.endswith(uploads.REFUSED)]:
            del typed[name]
        return typed

    def _keep(self, posted: QueryDict) -> None:
        """What was typed, as this person's draft of this step."""
        typed = self._typed(posted)
        Draft.objects.update_or_create(member=self.member, case=self._case, step=self.draft_name,
                                       defaults={"data": {"typed": typed.urlencode()}, "saved_at": self.now})

    def _forget(self) -> None:
        Draft.objects.filter(member=self.member, case=self._case, step=self.draft_name).delete()

    def _save(self, request: HttpRequest) -> HttpResponse:
        self._keep(request.POST)
        messages.success(request, "Saved. Only you can see it until you send it.")
        return HttpResponseRedirect(reverse("case", args=[self._case.reference]) if self.seen else reverse("home"))

    def _done(self, done: Done) -> HttpResponse:
        self.tell(done)
        return HttpResponseRedirect(self.done_url(done))

    def _page(self, form: StepForm) -> dict[str, Any]:
        proto = protocol.load(self._case.protocol if self._case else self.member.partnership.protocol)
        clauses = [c for c in proto.clauses if c.id in self.op.clauses]
        return {
            "step": self, "op": self.op, "form": form, "case": self._case, "seen": self.seen, "heading": self.heading or self.op.title,
            "clauses": clauses, "classified": self.op.on != "partnership", "key": self.request.POST.get("key") or secrets.token_urlsafe(24),
            "seen_token": seen_token(self.member.partnership, self._case), "typed_by": signed(self.member),
            "next_says": self.next_says, "printed": self.seen and reverse("printed", args=[self.seen.case.reference]), **self.context(),
        }

    def _show(self, form: StepForm, *, draft: Draft | None = None, missing: tuple[Missing, ...] | None = None,
              changes: tuple[str, ...] = (), status: int = 200) -> HttpResponse:
        held = self._held_back() if missing is None and self.request.method == "GET" else missing
        if status == 422:  # What is wrong may be wrong because somebody else was quicker.
            changes = news(self.op, self.member, self._case, self.request.POST.get("seen"))
        page = {**self._page(form), "draft": draft, "missing": held or (), "changes": changes}
        if status == 200 and self.request.method == "POST":
            page["seen_token"] = self.request.POST.get("seen") or page["seen_token"]
        return render(self.request, self.template, page, status=status)

    def _check(self, form: StepForm, done: Done) -> HttpResponse:
        typed = [(k, v) for k, values in self.request.POST.lists() if k not in CONTROLS for v in values]
        page = {**self._page(form), "typed": typed, "parts": form.summary(), "changes": [*_what_moved(done), *done.notes]}
        page["seen_token"] = self.request.POST.get("seen") or page["seen_token"]
        return render(self.request, self.check_template, page)

    def tell(self, done: Done) -> None:
        """Say what was done and what moved, on the next page."""
        recorded = "; ".join(dict.fromkeys(protocol.KINDS[f.kind].says for f in done.facts))
        said = "This had already been recorded, and was not recorded twice" if done.repeated else "Recorded" if recorded else "Saved"
        messages.success(self.request, " ".join([f"{': '.join(filter(None, (said, recorded)))}.", *_what_moved(done)]))
        for note in done.notes:
            messages.warning(self.request, note)


def _what_moved(done: Done) -> list[str]:
    """The dates that changed, as far as the person may know of them, in sentences."""
    words = {"moved": "now due {day}", "reopened": "owed again, due {day}", "voided": "no longer needed"}
    moved = [(m, words[m.what]) for m in done.moved if m.what in words and (m.due or m.what != "moved")]
    return [f"{m.title}: {said.format(day=in_words(m.due)) if m.due else said.split(',')[0]}." for m, said in moved]


def signed(member: Member) -> str:
    """What a form carries so that its answers are sent as nobody but who opened it, in the role they opened it in."""
    return _WHO.sign(str(member.pk))


def typed_member(value: str) -> int | None:
    """The member who typed a form, from its signed `typed_by`; None when it was not signed by this service."""
    try:
        return int(_WHO.unsign(value))
    except (signing.BadSignature, ValueError):
        return None
