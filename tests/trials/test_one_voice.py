"""A page asks for what its operation asks for, and nothing else: whatever it refuses, the API refuses at the same places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse

from cspr.operations import get, lateness
from cspr.steps import step
from tests.paper import Paper, Typed
from tests.trials.desk import Desk, desk, steps
from tests.ways import as_json

pytestmark = pytest.mark.django_db


def _question(box: str) -> str:
    """The question that a box, or the place of a fault, belongs to: at-day → at, points.0.met → points."""
    return re.split(r"[-.]", box.removeprefix("#id_"))[0]


def _variants(here: Desk) -> Iterator[Typed]:
    """The answers without all that may be left out; and so for each other choice that the page offers."""
    optional = {name for name, info in get(here.step).data.model_fields.items() if not info.is_required()}
    kinds = {name: here.paper.boxes[name].kind for name in here.answers}
    least = {name: [""] if _question(name) in optional and kinds[name] in ("text", "textarea", "select") else values
             for name, values in here.answers.items() if kinds[name] not in ("radio", "checkbox") or _question(name) not in optional}
    yield least
    for box in here.paper.choices():
        for value in box.offered:
            if value and [value] != here.answers[box.name]:
                yield least | {box.name: [value]}


def _undone(send: Any) -> HttpResponse:
    with transaction.atomic():
        answer = send()
        transaction.set_rollback(True)
    return answer


@pytest.mark.parametrize("route", list(steps()))
def test_a_page_refuses_what_the_api_refuses_and_nothing_else(route: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here, asked = desk(route), []

    def door(name: str, who: Any, data: dict[str, Any], **more: Any) -> Any:
        asked.append((data, more["case"]))
        return run(name, who, data, **more)

    run = step.run
    monkeypatch.setattr(step, "run", door)
    client, op = here.client(), get(here.step)
    for typed in _variants(here):
        asked.clear()
        page = Paper(_undone(lambda typed=typed: here.send(typed, client=client)))
        assert len(asked) == 1, f"the page alone refuses: {page.problems} {page.words}"
        data, case = asked[0]
        path = f"/api/v1{f'/cases/{case}' if case else ''}/{op.stage}/{op.verb}"
        answer = _undone(lambda path=path, data=data: client.post(path, as_json(data), content_type="application/json"))
        assert answer.status_code == {here.taken: 200}.get(page.status, page.status), (typed, page.words, answer.content)
        places = {_question(fault["field"]) for fault in answer.json().get("faults", ())}
        shown = {_question(name) for name in here.paper.boxes}
        assert {_question(p) for p in page.problems} & shown == places & shown


@pytest.mark.parametrize("route", [route for route, page in steps().items() if lateness.asks(get(page.operation))])
def test_a_page_can_ask_why_it_is_late(route: str) -> None:
    here = desk(route)
    page = Paper(here.send(here.answers | {lateness.FIELD: ["Snow closed the office."]}, "change"))
    assert page.boxes[lateness.FIELD].on == ["Snow closed the office."]
