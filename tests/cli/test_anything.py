"""Whatever is typed or handed over, a command ends with 0, 1 or 2 and words: never with a traceback."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cspr.cli.main import main
from cspr.protocol import KINDS, Fact, Protocol, ProtocolFaults, evaluate, gates_against
from cspr.protocol.loader import LIBRARY, read

ONE_CAPTURE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=150)
WORDS = st.one_of(st.text(max_size=12), st.sampled_from((
    "deadline", "protocol", "evaluate", "chronology", "merge", "-o", "x.json", "--agency", "a=b", "check", "show", "list", "--days", "--months",
    "--working-days", "--json", "--on", "--facts", "--protocol",
    "--", "-1", "0", "5", "2026-12-18", "2024-02-29", "kbsp-2022", "panel-2025", ".", "/dev/null", "--help",
)))


def ended(capsys: pytest.CaptureFixture[str], *arguments: str) -> int:
    """Run it; what it says must be words, and on standard error only where it was not understood."""
    try:
        code = main(arguments)
    except SystemExit as asked_for_help:
        code = int(str(asked_for_help.code))
    out, err = capsys.readouterr()
    assert code in (0, 1, 2) and "Traceback" not in err
    if arguments[:1] == ("chronology",) and code == 1:  # No file could be read: each is named, and nothing is written.
        assert out == "" and err.strip()
        return code
    assert (out == "" and err.strip()) if code == 2 else (out.strip() and (err == "" or "bank holidays" in err))
    return code


@ONE_CAPTURE
@given(arguments=st.lists(WORDS, max_size=6))
def test_whatever_is_typed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    ended(capsys, *arguments)


@ONE_CAPTURE
@given(start=st.dates(), count=st.integers(), unit=st.sampled_from(("--days", "--months", "--working-days")))
def test_any_date_and_any_number(start: date, count: int, unit: str, capsys: pytest.CaptureFixture[str]) -> None:
    ended(capsys, "deadline", start.isoformat(), f"{unit}={count}")


KEYS = st.sampled_from(("kind", "at", "details", "id", "supersedes", "by", "agency", "facts", "x"))
JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=12)


@ONE_CAPTURE
@given(content=st.binary(max_size=40) | (JSON | st.lists(JSON, max_size=3)).map(lambda value: json.dumps(value).encode()))
def test_any_file_of_facts(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "facts.json"
    file.write_bytes(content)
    ended(capsys, "evaluate", "--protocol", "kbsp-2022", "--facts", str(file), "--on", "2026-12-18")


@ONE_CAPTURE
@given(content=st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")))
def test_any_file_at_all_as_a_protocol(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "protocol.toml"
    file.write_bytes(content)
    assert ended(capsys, "protocol", "check", str(file)) == 1


LINES = (LIBRARY / "kbsp-2022.toml").read_text(encoding="utf-8").splitlines()
VALUES = (
    "1", "-1", "nan", "true", '""', '"x"', "[]", "[[]]", "{}", "{ a = 1 }", "2026-01-01", "99999999999999999999", '{ fact = "x" }', "{ every = {} }",
    '{ detail = "agency" }', '{ fact = "authority_aware" }', "{ any = [{}] }", '{ not = "authority_aware" }', '{ values = ["a"], detail = "agency" }',
    '{ every = { list = "quality-points", fact = "quality_point_met", detail = "point" } }', '{ every = "year" }', "{ months = 1 }",
    '[{ id = "a", name = "b" }]',
)
PAIR = re.compile(r'([\w.]+) = ("[^"]*"|\[[^\]]*\]|\{[^}]*\}|[\w.-]+)')


@st.composite
def spoilt(draw: Any) -> str:
    """The protocol with a few lines taken out, doubled, cut, or given another value."""
    lines = LINES.copy()
    for _ in range(draw(st.integers(1, 4))):
        n = draw(st.integers(0, len(lines) - 1))
        how, found = draw(st.integers(0, 5)), PAIR.search(lines[n])
        if found and how > 2:
            lines[n] = lines[n][:found.start(2)] + draw(st.sampled_from(VALUES)) + lines[n][found.end(2):]
        elif how == 0:
            del lines[n]
        elif how == 1:
            lines.insert(n, draw(st.sampled_from(LINES)))
        else:
            lines[n] = lines[n][:draw(st.integers(0, len(lines[n])))]
    return "\n".join(lines)


def _some_facts() -> list[Fact]:
    given_: dict[str, Any] = {"bool": True, "date": "2026-05-05"}
    found = []
    for n, (kind, about) in enumerate(KINDS.items()):
        if kind != "withdrawn":
            details = {name: [d.values[0]] if d.type == "choices" else given_.get(d.type, (*d.values, "one")[0]) for name, d in about.details.items()}
            found.append(Fact(kind, date(2026, 1 + n % 12, 1 + n % 28), f"f{n}", details=details))
    return found


def _used(protocol: Protocol) -> None:
    facts = _some_facts()
    evaluate(protocol, facts, date(2026, 12, 31)).to_json()
    for fact in facts:
        gates_against(protocol, facts, fact)


@settings(max_examples=60)
@given(text=spoilt())
def test_a_spoilt_protocol_is_refused_in_words_or_can_be_used(text: str) -> None:
    try:
        protocol = read(text)
    except ProtocolFaults as faults:
        assert faults.faults and all(len(str(f).splitlines()) == 1 for f in faults.faults)
    else:
        _used(protocol)
