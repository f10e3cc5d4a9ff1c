"""A stage's task list: what is to be done, by whom, what is done, and what is held back and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from cspr.access.reads import case_for, note_look
from cspr.operations import clock, get
from cspr.operations.errors import NotHere
from cspr.partnership.roles import Role
from cspr.record.models import Draft
from cspr.steps.read import CaseRead
from cspr.steps.tabs import case_strip


@dataclass(frozen=True)
class Task:
    """One line of a task list. url: "" when it is another role's to do."""

    name: str
    status: str
    url: str = ""
    hint: str = ""


class TaskList(View):
    """Subclass with `stage`, `heading`, `intro` and `sections`: headings, each with the names of its operations."""

    stage: str = ""
    heading: str = ""
    intro: str = ""
    template: str = "steps/tasks.html"
    sections: Sequence[tuple[str, Sequence[str]]] = ()

    def context(self, read: CaseRead) -> Mapping[str, Any]:
        """More for the template."""
        return {}

    def status(self, read: CaseRead, name: str) -> str | None:
        """The status of one operation where the first kind it records does not tell it; None to let it."""
        return None

    def tasks(self, read: CaseRead, names: Sequence[str], drafts: set[str]) -> list[Task]:
        """The lines of one section that this person may see."""
        found = []
        for name in names:
            op = get(name)
            if op.room not in read.seen.rooms:
                continue
            missing = read.held_back(op.records[:1])
            before = bool(op.records and read.happened(op.records[0]))
            again = before and read.owed_again(op.records[0])
            done = before and not again
            status = self.status(read, name) or ("Done" if done else "Cannot start yet" if missing else "Started" if name in drafts else "To do")
            mine = Role(read.seen.member.role) in op.by
            owners = ", ".join(sorted(r.label for r in op.by))
            hint = " ".join(m.says for m in missing) if missing and not done and status != "Not needed" else "" if mine else f"For: {owners}"
            hint = f"Something new has come since this was last done. {hint}".strip() if again else hint
            found.append(Task(op.title, status, reverse(name, args=[read.case.reference]) if mine else "", hint))
        return found

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The list, for the rooms this person may enter."""
        member = request.member
        seen = case_for(member, reference, clock.today())
        read = CaseRead(seen)
        drafts = set(Draft.objects.filter(member=member, case=seen.case).values_list("step", flat=True))
        sections = [(heading, self.tasks(read, names, drafts)) for heading, names in self.sections]
        sections = [(heading, tasks) for heading, tasks in sections if tasks]
        if not sections:
            raise NotHere()
        note_look(seen, f"tasks: {self.heading}", read.now)
        return render(request, self.template, {
            "heading": self.heading, "intro": self.intro, "case": seen.case, "seen": seen, "read": read, "sections": sections,
            "classified": True, **case_strip(seen, request.path), **self.context(read),
        })
