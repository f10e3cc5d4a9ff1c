"""Whole cases replayed as facts: the dates come out as they must, and no fact is held back when its time comes."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cspr.protocol import evaluate, gates_against, load, read_facts

ROOT = Path(__file__).resolve().parents[2]
OWN = ROOT / "tests" / "data" / "winter.json"
OUTSIDE = ROOT.parent / "shared" / "samples" / "marsh" / "case.json"
# The sample case beside the project is replayed too, where it is there.
FILES = {file.stem: file for file in sorted(OWN.parent.glob("*.json"))} | ({"outside": OUTSIDE} if OUTSIDE.exists() else {})
CASES = [pytest.param(file, id=name) for name, file in FILES.items()]


def read(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("file", CASES)
def test_the_due_dates_are_those_expected(file: Path) -> None:
    given = read(file)
    result = evaluate(load(given["protocol"]), read_facts(given["facts"]), date(2028, 1, 1))
    for clause, wanted in given["expected"].items():
        if clause == "I8" and "due" not in wanted:
            ((name, day),) = wanted.items()
            wanted = {"due": day}
            assert date.fromisoformat(name[-10:]) - date.fromisoformat(day) == timedelta(days=7)
        dated = [d.to_json() for d in result.duties if clause in d.clauses and d.due]
        assert dated, clause
        assert all({k: d[k] for k in wanted} == wanted for d in dated), f"{clause}: {dated}"


@pytest.mark.parametrize("file", CASES)
def test_each_fact_can_be_recorded_when_it_happens(file: Path) -> None:
    given = read(file)
    protocol, facts = load(given["protocol"]), list(read_facts(given["facts"]))
    # In order of time; what has only a date comes in the order it was written.
    facts.sort(key=lambda f: f.day)
    for number, fact in enumerate(facts):
        before = [f for f in facts[:number] if not isinstance(f.at, datetime) or not isinstance(fact.at, datetime) or f.at <= fact.at]
        closed = gates_against(protocol, before, fact)
        assert not closed, f"{fact.id} {fact.kind}: {[g.missing for g in closed]}"


@pytest.mark.parametrize("file", CASES)
def test_on_every_day_of_the_case_the_answer_is_whole(file: Path) -> None:
    given = read(file)
    protocol, facts = load(given["protocol"]), read_facts(given["facts"])
    first, last = min(f.day for f in facts), max(f.day for f in facts)
    done = -1
    for n in range((last - first).days + 2):
        result = evaluate(protocol, facts, first + timedelta(days=n), scope="case")
        now = sum(1 for d in result.duties if d.done)
        assert now >= done, "what was done stays done"
        done = now


def test_the_own_case_ends_with_nothing_owed_that_has_a_date() -> None:
    given = read(OWN)
    result = evaluate(load(given["protocol"]), read_facts(given["facts"]), date(2028, 1, 1), scope="case")
    assert {s.id: s.state for s in result.stages}["publication"] == "done"
    assert [d.id for d in result.duties if d.state == "overdue"] == []
    late = {(d.id, d.for_): d.days_late for d in result.duties if d.state == "late"}
    assert late == {("return-information", "police"): 1}
