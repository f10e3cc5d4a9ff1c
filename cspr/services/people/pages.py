"""The People page, one person with what was said of them before, the genogram, and the people file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from cspr.access.errors import NotHere
from cspr.access.reads import case_for, note_look
from cspr.operations import clock
from cspr.partnership.roles import Role
from cspr.record.facts import documents
from cspr.services.people import relations
from cspr.services.people.drawing import picture
from cspr.services.people.file import shown_file
from cspr.services.people.operations import KEEPERS
from cspr.services.people.roll import CasePeople, on_roll, what_changed
from cspr.steps.fresh import need_proof
from cspr.steps.page import CasePage, download


class People(CasePage):
    """Everybody on the roll, and how they belong together."""

    room = "people"
    template = "people/people.html"
    heading = "People"

    def context(self) -> Mapping[str, Any]:
        """The roll, the relations, and whether this person may change them."""
        return {"people": CasePeople.of(self.seen.case), "relations": relations.of_case(self.seen.case),
                "may_change": Role(self.member.role) in KEEPERS}


class OnePerson(CasePage):
    """One entry: what is known now, and each earlier version with who changed it and why."""

    room = "people"
    template = "people/one.html"
    heading = "Person"

    def context(self) -> Mapping[str, Any]:
        """The entry and its versions, the newest first."""
        person = on_roll(self.seen.case, str(self.kwargs["person"]))
        if person is None:
            raise NotHere()
        versions = list(documents(self.seen.case, "person", str(person.pk)))
        return {"person": person, "may_change": Role(self.member.role) in KEEPERS, "changes": what_changed(versions),
                "relations": [r for r in relations.of_case(self.seen.case) if person.pk in (r.a_id, r.b_id)]}


class Genogram(CasePage):
    """The family as a picture and in sentences; with names, or with the words that stand for them."""

    room = "people"
    template = "people/genogram.html"
    heading = "Genogram"

    def context(self) -> Mapping[str, Any]:
        """The picture in the view asked for."""
        named = self.request.GET.get("names") != "hidden"
        drawn, said = picture(self.seen.case, named)
        out = CasePeople.of(self.seen.case).withheld
        return {"withheld": out, "picture": drawn, "said": said, "named": named, "may_change": Role(self.member.role) in KEEPERS}


class PeopleFile(CasePage):
    """The people file of the contract, as a download; who took it is written down."""

    room = "people"
    heading = "People file"

    def get(self, request: HttpRequest, reference: str, **kwargs: Any) -> HttpResponse:
        """The JSON."""
        self.member = request.member
        self.seen = case_for(self.member, reference, clock.today(), self.room)
        need_proof(request)
        note_look(self.seen, "file: people", clock.now())
        content = json.dumps(shown_file(self.seen.case), indent=1, ensure_ascii=False).encode()
        return download(f"{reference}-people.json", content, "application/json")
