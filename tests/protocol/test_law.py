"""The law as sentences with data: a situation, what happened, what is owed or held back then. The tables are in law/*.toml.

A table of a law file: `clauses` it proves, what it `says`, the day `on`, and the `protocol` it holds under, both where none is named;
the situation it is `given` (law/situations.toml), further `facts` (the kind and its day, then its details), and kinds it is `without`; then
what must be true: `duties`, `asked` (a fact that a gate holds back, or does not), `access`, `stages`, `lists`, `refused` (a fact that cannot even be
written).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cspr.protocol import Fact, FactsInvalid, Protocol, check_fact, evaluate, gates_against, load, read_facts

LAW = Path(__file__).parent / "law"
PROVEN, MODEL = "kbsp-2022", "panel-2025"
SITUATIONS = tomllib.loads((LAW / "situations.toml").read_text(encoding="utf-8"))
Row = Mapping[str, Any]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _fact(row: Row, number: int = 0) -> dict[str, Any]:
    """{ authority_aware = 2026-12-18, agency = "gp" } → a fact of the contract; the first key is its kind."""
    (kind, at), *details = row.items()
    given = {"kind": kind, "at": _plain(at), "details": {k: _plain(v) for k, v in details if k not in ("id", "supersedes")}}
    return given | {k: row[k] for k in ("id", "supersedes") if k in row}


def _situation(name: str) -> list[Row]:
    found = SITUATIONS[name]
    return (_situation(found["after"]) if "after" in found else []) + list(found["facts"])


def _tables() -> Iterator[Any]:
    for file in sorted(LAW.glob("*.toml")):
        if file.stem == "situations":
            continue
        for number, table in enumerate(tomllib.loads(file.read_text(encoding="utf-8"))["law"], 1):
            for protocol in (PROVEN, MODEL):
                if table.get("protocol", protocol) == protocol:
                    marks = [pytest.mark.clause(*table["clauses"])] if protocol == PROVEN else []
                    yield pytest.param(protocol, table, id=f"{protocol}-{file.stem}-{number}-{'-'.join(table['clauses'])}", marks=marks)


def _facts(table: Row) -> tuple[Fact, ...]:
    rows = (_situation(table["given"]) if "given" in table else []) + list(table.get("facts", []))
    gone = set(table.get("without", []))
    return read_facts([_fact(row) for row in rows if next(iter(row)) not in gone])


def _prove(table: Row, protocol: Protocol) -> None:
    facts = _facts(table)
    says, on = table["says"], table.get("on", date(2029, 1, 1))
    result = evaluate(protocol, facts, on)
    for wanted in table.get("duties", []):
        found = [d for d in result.duties if d.id == wanted["duty"] and (d.for_ or "") == wanted.get("for", d.for_ or "")]
        assert found, f"{says}: there is no duty {wanted['duty']} {wanted.get('for', '')}"
        for status in found:  # One, or each of a duty "for each".
            seen = status.to_json()
            for key, value in wanted.items():
                if key not in ("duty", "for", "why"):
                    assert seen[key] == (None if value == "" else _plain(value)), f"{says}: {status.id} {status.for_ or ''}: {key}"
            assert wanted.get("why", "") in seen["why"], says
        if "for" not in wanted and "each" not in table:
            assert len(found) == 1 or all(d.for_ for d in found)
    for asked in table.get("asked", []):
        _gate(table, protocol, facts, asked)
    for wanted in table.get("access", []):
        opened = [a for a in result.access if a.role == wanted["role"] and a.scope == wanted["scope"] and a.for_ in (None, wanted.get("for"))
                  and a.since <= result.on and (a.until is None or a.until >= result.on)]
        if wanted.get("closed"):
            assert not opened, says
        else:
            assert table["clauses"][0] in {c for a in opened for c in a.clauses}, says
    for wanted in table.get("stages", []):
        assert {s.id: s.state for s in result.stages}[wanted["stage"]] == wanted["state"], says
    for wanted in table.get("lists", []):
        (one,) = [x for x in protocol.lists if x.id == wanted["list"]]
        assert set(table["clauses"]) & set(one.clauses), says
        assert [i.id for i in one.items] == wanted["items"] if "items" in wanted else set(wanted["among"]) <= {i.id for i in one.items}, says
    for row in table.get("refused", []):
        given = _fact(row)
        with pytest.raises(FactsInvalid):
            check_fact(Fact(given["kind"], date.fromisoformat(given["at"][:10]), details=given["details"]))


def _gate(table: Row, protocol: Protocol, facts: tuple[Fact, ...], asked: Row) -> None:
    (candidate,) = read_facts([_fact(asked["fact"]) | {"id": "asked"}])
    closed = gates_against(protocol, facts, candidate)
    missing = " ".join(m for g in closed for m in g.missing)
    if asked["held"]:
        assert closed, f"{table['says']}: {candidate.kind} is not held back"
        assert set(table["clauses"]) & {c for g in closed for c in g.clauses}, f"{table['says']}: held back by another clause: {missing}"
        for words in asked.get("because", []):
            assert words in missing, table["says"]
    else:
        assert not closed, f"{table['says']}: held back: {missing}"


@pytest.mark.parametrize(("protocol", "table"), list(_tables()))
def test_the_law(protocol: str, table: Row) -> None:
    _prove(table, load(protocol))


JOURNEYS = tomllib.loads((LAW.parent / "journey.toml").read_text(encoding="utf-8"))["journey"]


@pytest.mark.parametrize("protocol", [PROVEN, MODEL])
@pytest.mark.parametrize("journey", JOURNEYS, ids=[j["says"] for j in JOURNEYS])
def test_where_a_case_is_on_its_journey(protocol: str, journey: Row) -> None:
    if journey.get("protocol", protocol) == protocol:
        assert [s.state for s in evaluate(load(protocol), _facts(journey), date(2029, 1, 1)).stages] == journey["states"]


@pytest.mark.clause("J3", "J7", "J8", "K1", "K2")
def test_what_the_partnership_owes_stands_in_none_of_its_cases() -> None:
    found = {scope: {d.id for d in evaluate(load(PROVEN), (), date(2026, 11, 24), scope=scope).duties} for scope in ("case", "partnership")}
    assert found["partnership"] == {"report-exceptions", "hold-learning-event", "publish-annual-report", "review-protocol", "distribute-protocol"}
    assert not found["case"] & found["partnership"]


def test_the_model_has_its_own_names_for_reviews_and_groups() -> None:
    own, model = load(PROVEN), load(MODEL)
    assert own.protocol.review_name == "Child Safeguarding Practice Review"
    assert model.protocol.review_name == "Local Child Safeguarding Practice Review"
    theirs = {r.name for r in own.roles} - {r.name for r in model.roles}
    assert len(theirs) == 3
    words = [c.says for c in model.clauses] + [d.title + d.next for d in model.duties] + [n.else_ for g in model.gates for n in g.needs]
    words += [i.name for one in model.lists for i in one.items]
    assert [w for w in words if any(name in w for name in (*theirs, "Sub-group", " CSPR", "Domestic Homicide"))] == []


def _without_clause(protocol: Protocol, clause: str) -> Protocol:
    """The protocol as it would be if what rests on a clause had been forgotten."""
    def kept(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(r for r in rows if clause not in r.clauses)

    return protocol.model_copy(update={part: kept(getattr(protocol, part)) for part in ("duty", "gate", "list", "access")})


CITED = [c.id for c in load(PROVEN).clauses if _without_clause(load(PROVEN), c.id) != load(PROVEN)]


@pytest.mark.parametrize("clause", CITED)
def test_the_sentences_of_a_clause_fail_where_the_file_forgets_it(clause: str) -> None:
    forgetful = _without_clause(load(PROVEN), clause)
    for param in _tables():
        if any(clause in mark.mark.args for mark in param.marks):
            try:
                _prove(param.values[1], forgetful)
            except (AssertionError, KeyError, ValueError):
                return
    pytest.fail(f"everything that cites {clause} can be taken out, and no sentence of law notices")


def test_every_clause_of_the_protocol_has_a_sentence_of_law() -> None:
    proven = {c for param in _tables() for mark in param.marks for c in mark.mark.args}
    assert [c.id for c in load(PROVEN).clauses if c.id not in proven] == []
