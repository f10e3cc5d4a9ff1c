"""The two ways in: by the pages, filled in and sent as a person does, and by the API, as another system does."""

from __future__ import annotations

from base64 import b64encode
from datetime import date, datetime
from typing import Any, Protocol

from cspr.operations import get
from cspr.operations.inputs import Upload
from cspr.partnership.models import Member
from cspr.record.models import Case
from tests.factories import client_for
from tests.paper import Paper, flat


class Way(Protocol):
    """Does a step as a person. Gives the case, and the words that came back."""

    def __call__(self, name: str, who: Member, case: Case | None = None, /, named: str = "", **answers: Any) -> tuple[Case, str]:
        """name: "stage.verb". named: what the page's address says after ?for=. answers: as the operation's input takes them."""


def by_page(name: str, who: Member, case: Case | None = None, /, named: str = "", **answers: Any) -> tuple[Case, str]:
    """Open the page, fill in what it asks, check, send, and read the page one lands on."""
    client = client_for(who)
    stage, verb = name.split(".")
    address = (f"/cases/{case.reference}" if case else "") + f"/{stage}/{verb}/" + (f"?for={named}" if named else "")
    paper = Paper(client.get(address))
    for field, value in answers.items():  # As a person presses "Add another" for each row after the first.
        for _ in range(len(value) - 1 if isinstance(value, list) and value and isinstance(value[0], dict) else 0):
            paper = Paper(client.post(address, paper.as_it_is() | {"action": f"add:{field}"}))
    typed = flat(answers)
    assert typed.keys() <= paper.boxes.keys(), f"{address} does not ask {sorted(typed.keys() - paper.boxes.keys())}"
    answer = client.post(address, paper.as_it_is() | typed | {"action": "continue"})
    if answer.status_code == 200:
        answer = client.post(address, Paper(answer).as_it_is() | {"action": "confirm"})
    if answer.status_code != 302:
        raise AssertionError(" ".join(Paper(answer).words.split()))
    landed = " ".join(Paper(client.get(answer["Location"], follow=True)).words.split())
    return case or Case.objects.latest("pk"), landed


def by_api(name: str, who: Member, case: Case | None = None, /, named: str = "", **answers: Any) -> tuple[Case, str]:
    """Post the answers as JSON."""
    stage, verb = name.split(".")
    path = (f"/cases/{case.reference}" if case and get(name).on == "case" else "") + f"/{stage}/{verb}"
    more = {"person": named} if name == "people.correct_person" else {"fact": named} if name.startswith("record.") else {}
    if name == "record.correct":
        known = get(name).data.model_fields
        more["details"] = {k: answers.pop(k) for k in list(answers) if k not in known}
    answer = client_for(who).post(f"/api/v1{path}", as_json(answers | more), content_type="application/json")
    if answer.status_code != 200:
        raise AssertionError(answer.content.decode())
    return case or Case.objects.get(reference=answer.json()["case"], partnership=who.partnership), answer.content.decode()


def as_json(value: Any) -> Any:
    """Answers as JSON carries them: dates in ISO form, files in base64."""
    if isinstance(value, dict):
        return {k: as_json(v) for k, v in value.items()}
    if isinstance(value, list):
        return [as_json(v) for v in value]
    if isinstance(value, Upload):
        return {"name": value.name, "content": b64encode(value.content).decode()}
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value
