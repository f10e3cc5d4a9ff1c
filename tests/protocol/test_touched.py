"""What is worked out after one more fact, of the rules and the values that it touches alone, together with all that was there before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cspr.protocol import KINDS, Evaluation, Fact, evaluate, tells, touched, whole
from tests.protocol.test_properties import FACTS, PROTOCOLS, START, TELLING, a_fact

LATER = START.replace(year=START.year + 3)
# Of these each stands for itself: an agency, an action, a post.
APART = sorted(kind for kind in KINDS if touched(PROTOCOLS[0], frozenset({kind})).by)
KIND = st.sampled_from(APART) | st.sampled_from(TELLING)
Rows = dict[tuple[str, str], Any]


@st.composite
def a_case(draw: Any) -> list[Fact]:
    """A history in which facts about each of several agencies or actions come often, and one more fact, correction or taking-back."""
    facts: list[Fact] = draw(FACTS)
    more = draw(st.lists(KIND.flatmap(a_fact), max_size=12))
    facts += [Fact(f.kind, f.at, f"e{n}", f.at, None, f.details) for n, f in enumerate(more)]
    wrong = draw(st.sampled_from([f for f in facts if f.kind != "withdrawn"])) if facts and draw(st.booleans()) else None
    if wrong is None:
        new: Fact = draw(KIND.flatmap(a_fact) | a_fact())
        return [*facts, Fact(new.kind, new.at, "new", LATER, None, new.details)]
    if draw(st.booleans()):
        return [*facts, Fact("withdrawn", wrong.at, "new", LATER, supersedes=wrong.id)]
    right: Fact = draw(a_fact(wrong.kind))
    return [*facts, Fact(wrong.kind, right.at, "new", LATER, None, right.details, wrong.id)]


def rows(result: Evaluation) -> Rows:
    """What a service keeps of an evaluation."""
    duties = {(d.id, d.for_ or ""): (d.title, d.owner, d.holder, d.opened, d.from_, d.due, d.done, d.state == "void", d.why)
              for d in result.duties if d.opened}
    return {**duties, **{(a.id, a.for_ or ""): (a.role, a.scope, a.since, a.until) for a in result.access}}


def changed(facts: list[Fact]) -> Iterable[Fact]:
    """The newest fact, and each that it corrects or takes back."""
    known, one = {f.id: f for f in facts}, facts[-1]
    yield one
    while one.supersedes:
        one = known[one.supersedes]
        yield one


@pytest.mark.parametrize("protocol", PROTOCOLS)
@settings(max_examples=150, deadline=None)
@given(facts=a_case())
@example(facts=[  # A return laid to the wrong agency, put right.
    *(Fact("information_requested", START, who, details={"agency": who, "due": "2026-02-02"}) for who in ("gp", "school")),
    Fact("return_received", START, "b", details={"agency": "gp"}),
    Fact("return_received", START, "c", supersedes="b", details={"agency": "school"}),
])
def test_the_rules_and_values_a_fact_touches_and_the_rest_as_it_was_are_a_whole_evaluation(protocol: str, facts: list[Fact]) -> None:
    part = touched(protocol, frozenset(f.kind for f in changed(facts)))
    only = part.only(changed(facts))
    read = [f for f in facts if f.kind in {*part.kinds, "withdrawn"}]
    values = {value for found in only.values() for value in found}
    if part.apart and len(values) == 1:  # Then no other agency's facts are read, unless a correction changed whose it is.
        few = [f for f in read if f.supersedes or not tells(f.kind, part.apart) or str(f.details.get(part.apart)) in values]
        there = {f.id for f in few}
        read = few if all(f.supersedes in there for f in few if f.supersedes and f.kind != "withdrawn") else read
    rules = {rule.id for rule in (*part.protocol.duty, *part.protocol.access)}
    stays = {key: row for key, row in rows(evaluate(whole(protocol).protocol, facts[:-1], LATER)).items()
             if key[0] not in rules or key[1] not in only.get(key[0], {key[1]})}
    again = rows(evaluate(part.protocol, read, LATER, only=only))
    assert {**stays, **again} == rows(evaluate(whole(protocol).protocol, facts, LATER))


def test_one_agencys_return_is_worked_out_alone_and_a_notification_withdrawn_is_about_every_agency() -> None:
    assert touched("kbsp-2022", frozenset({"return_received"})).apart == "agency"
    assert touched("kbsp-2022", frozenset({"action_done"})).only([Fact("action_done", START, details={"action": "A1"})]) == {
        "do-action": {"A1"}, "accept-action": {"A1"}}
    assert "return-information" not in touched("kbsp-2022", frozenset({"sin_withdrawn"})).by
    assert "check-quality" not in touched("kbsp-2022", frozenset({"draft_received"})).by, "only the newest draft is owed its check"
