"""The page from which a schedule or a bundle is taken, and the files themselves. Each is written down as taken away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from cspr.access.errors import NotHere
from cspr.access.reads import case_for, note_look
from cspr.access.withheld import withheld
from cspr.chronology.out.plain import as_csv
from cspr.operations import clock
from cspr.record.people import PERSON
from cspr.services.people.models import Person
from cspr.steps.fresh import need_proof
from cspr.steps.page import CasePage, download
from cspr.web.disclosure import bundle, schedule

KINDS = {"docx": ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"), "csv": ("CSV", "text/csv; charset=utf-8")}


class Disclosure(CasePage):
    """What can be taken, and of whom."""

    room = "disclosure"
    template = "web/disclosure.html"
    heading = "Disclosure"

    def everybody(self) -> list[Person]:
        """Who is or was on the roll: one taken off it may still be named in what was written, and so may one who is withheld from the reader."""
        return list(Person.objects.filter(partnership=self.seen.case.partnership_id, case=self.seen.case).order_by("pk"))

    def people(self) -> list[Person]:
        """Of whom a bundle can be taken."""
        out = withheld(self.seen.case, PERSON)
        return [one for one in self.everybody() if one.removed_at is None and one.role != Person.Role.PROFESSIONAL and one.pk not in out]

    def context(self) -> Mapping[str, Any]:
        """The people by the roll."""
        return {"people": self.people()}


class ScheduleFile(Disclosure):
    """The schedule as a file."""

    def get(self, request: HttpRequest, reference: str, **kwargs: Any) -> HttpResponse:
        """Word for the reviewer to fill in, or CSV. Raises NotHere for another ending."""
        self.member, now = request.member, clock.now()
        self.seen = case_for(self.member, reference, now.date(), self.room)
        if kwargs["ending"] not in KINDS:
            raise NotHere()
        need_proof(request)
        name, media_type = KINDS[kwargs["ending"]]
        note_look(self.seen, f"taken away: disclosure schedule, {name}", now)
        made = schedule.rows(self.seen, self.everybody())
        content = as_csv([column.head for column in schedule.COLUMNS], made) if name == "CSV" else schedule.as_word(self.seen, made, now)
        return download(f"OFFICIAL-SENSITIVE-{reference}-disclosure-schedule.{kwargs['ending']}", content, media_type)


class BundleFile(Disclosure):
    """What is recorded of one person, as a zip file."""

    def get(self, request: HttpRequest, reference: str, **kwargs: Any) -> HttpResponse:
        """The bundle, named without a name. Raises NotHere for somebody who is not on the roll."""
        self.member, now = request.member, clock.now()
        self.seen = case_for(self.member, reference, now.date(), self.room)
        person = next((one for one in self.people() if one.pk == kwargs["person"]), None)
        if person is None:
            raise NotHere()
        need_proof(request)
        note_look(self.seen, f"taken away: subject access bundle, person {person.pk}", now)
        made = bundle.bundle(self.seen, person, self.everybody(), now)
        return download(f"OFFICIAL-SENSITIVE-{reference}-subject-access-{person.pk}.zip", made, "application/zip")
