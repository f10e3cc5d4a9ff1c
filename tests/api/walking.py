"""A case walked along the protocol by another system, each step through its own endpoint, signed in as who owes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.test import Client

from cspr.operations import Done, get
from cspr.partnership.models import Member
from cspr.record.facts import LONDON
from cspr.record.models import Case, Fact
from cspr.web.demo.walk import Walk
from tests.factories import client_for


class ApiWalk(Walk):
    """Sends JSON and reads JSON; what it asked for is kept in `asked`."""

    def over(self, set_clock: Callable[[datetime], None]) -> ApiWalk:
        """set_clock: makes a moment (aware) the service's now."""
        self.set_clock, self.asked, self.clients = set_clock, set[str](), dict[int, Client]()
        return self

    def client(self, who: Member) -> Client:
        """That person's own session."""
        if who.pk not in self.clients:
            self.clients[who.pk] = client_for(who)
        return self.clients[who.pk]

    def read(self, who: Member, path: str) -> Any:
        """What is at an address below /api/v1/; {case} stands for the case's."""
        answer = self.client(who).get(f"/api/v1/{path.format(case=f'cases/{self.reference}')}")
        assert answer.status_code == 200, (path, answer.content)
        return answer.json()

    def owed(self, who: Member) -> dict[tuple[str, str], date | None]:
        """What that person owes in the case by (duty, whom or what it is for), with the day it is due."""
        return {(d["duty"], d["for_"]): date.fromisoformat(d["due"]) if d["due"] else None for d in self.read(who, "owed") if d["case"]}

    def call(self, name: str, who: Member, data: dict[str, Any]) -> Any:
        """The answer to one call of an operation's endpoint."""
        stage, verb = name.split(".")
        self.asked.add(name)
        path = f"/api/v1/cases/{self.reference}/{stage}/{verb}" if get(name).on == "case" else f"/api/v1/{stage}/{verb}"
        return self.client(who).post(path, data, content_type="application/json")

    def do(self, name: str, who: Member, day: int, hour: int = 10, /, *, timed: bool = True, **data: Any) -> Done:
        """Send one operation on a working day; nothing of it may be refused. Gives what was recorded, read from the answer."""
        self.set_clock((self.at(day, hour) + timedelta(minutes=20)).replace(tzinfo=LONDON))
        if timed:
            data.setdefault("at", self.at(day, hour))
        answer = self.call(name, who, data)
        assert answer.status_code == 200, (name, answer.content)
        said = answer.json()
        self.reference = said["case"] or self.reference
        facts = tuple(Fact(kind=f["kind"], at=f["at"], details=f["details"]) for f in said["facts"])
        return Done(get(name), Case.objects.filter(reference=said["case"]).first(), facts, ())
