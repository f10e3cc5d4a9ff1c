"""The command line as an outside program relies on it: the words and shapes of the contract, and nothing of our own beside it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cspr.cli.main import main

EXAMPLE = Path(__file__).parents[1] / "data" / "by-example.toml"
# A fact with all it may hold, facts with the least they must, and each "for each".
FACTS: list[dict[str, Any]] = [
    {"kind": "incident_occurred", "at": "2026-12-16",
     "details": {"abuse_or_neglect": "suspected", "outcome": "seriously_harmed", "looked_after": False, "place": "at home"}},
    {"kind": "authority_aware", "at": "2026-12-18"},
    {"id": "f7", "kind": "sin_submitted", "at": "2026-12-22T15:10", "recorded_at": "2026-12-23T09:02", "by": "local_authority",
     "details": {"reference": "SIN-0001"}, "supersedes": None},
    {"kind": "partnership_told", "at": "2026-12-22T15:20"},
    {"kind": "information_requested", "at": "2026-12-23", "details": {"agency": "police", "due": "2027-01-04"}},
    {"kind": "information_requested", "at": "2026-12-23", "details": {"agency": "gp", "due": "2027-01-05"}},
]


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that is done prints; nothing is said beside it."""
    assert main(arguments) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """What a command that was not understood says, line by line."""
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == "" and "Traceback" not in err
    return err.splitlines()


@pytest.fixture
def evaluated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """The example's evaluation on a day, of facts in any order."""
    def on(day: str, facts: list[dict[str, Any]] | None = None, protocol: str = str(EXAMPLE)) -> Any:
        file = tmp_path / "facts.json"
        file.write_text(json.dumps(FACTS if facts is None else facts))
        return json.loads(said(capsys, "evaluate", "--protocol", protocol, "--facts", str(file), "--on", day, "--json"))
    return on


def test_the_example_of_a_protocol_file_is_sound_and_is_read_as_it_says(evaluated: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "protocol", "check", str(EXAMPLE)) == "ok\n"
    found = evaluated("2026-12-30")
    assert set(found) >= {"protocol", "on", "duties", "gates"} and (found["protocol"], found["on"]) == ("kbsp-2022", "2026-12-30")
    duties = {(d["id"], d["for"]): d for d in found["duties"]}
    assert set(duties) == {("notify-panel", None), ("hold-learning-meeting", None), ("return-information", "police"), ("return-information", "gp")}
    notify = duties["notify-panel", None]
    assert [notify[k] for k in ("clauses", "title", "owner", "state", "opened", "from", "due", "done", "days_late")] == [
        ["C1", "C2", "C4"], "Notify the national Panel of the incident", "local_authority", "done", "2026-12-18", None, "2026-12-29", "2026-12-22", 0]
    meeting = duties["hold-learning-meeting", None]
    assert (meeting["state"], meeting["from"], meeting["due"]) == ("open", "2027-01-04", "2027-01-08")
    assert [duties["return-information", agency]["due"] for agency in ("police", "gp")] == ["2027-01-04", "2027-01-05"]
    (gate,) = found["gates"]
    assert gate == {"id": "seven-days-with-panel-and-secretary-of-state", "clauses": ["I8"], "blocks": "report_published", "open": False, "missing": [
        "Send the final report to the Panel at least 7 days before publication.", "Send it to the Secretary of State too."]}


def test_every_state_is_reached_by_its_own_rule(evaluated: Any) -> None:
    def state(day: str, facts: list[dict[str, Any]]) -> tuple[str, int]:
        (duty,) = [d for d in evaluated(day, facts)["duties"] if d["id"] == "notify-panel"]
        return duty["state"], duty["days_late"]

    late = {"kind": "sin_submitted", "at": "2026-12-31", "details": {"reference": "SIN-0001"}}
    declined = {"kind": "sin_declined", "at": "2026-12-21", "details": {"reasons": "Not met."}}
    aware = FACTS[:2]
    assert state("2026-12-18", FACTS[:1]) == ("waiting", 0)
    assert state("2026-12-29", aware) == ("open", 0), "on the day it is due it is open still"
    assert state("2026-12-30", aware) == ("overdue", 1)
    assert state("2027-01-04", aware) == ("overdue", 3), "working days: New Year's Day is none"
    assert state("2027-01-04", FACTS) == ("done", 0)
    assert state("2027-01-04", [*aware, late]) == ("late", 2)
    assert state("2027-01-04", [*aware, declined]) == ("void", 0)
    assert state("2026-12-30", [*aware, late]) == ("overdue", 1), "what comes after the day has not happened yet"


def test_the_order_of_facts_and_what_they_leave_out_do_not_matter(evaluated: Any) -> None:
    assert evaluated("2026-12-30", FACTS[::-1]) == evaluated("2026-12-30")
    bare = [{k: v for k, v in fact.items() if k in ("kind", "at", "details")} for fact in FACTS]
    assert evaluated("2026-12-30", bare) == evaluated("2026-12-30")


def test_a_correction_counts_instead_and_a_withdrawal_counts_for_nothing(evaluated: Any) -> None:
    def opened(*more: dict[str, Any]) -> str | None:
        facts = [FACTS[0], {"id": "f2", "kind": "authority_aware", "at": "2026-12-18"}, *more]
        return next(d["opened"] for d in evaluated("2026-12-30", facts)["duties"] if d["id"] == "notify-panel")

    assert opened({"kind": "authority_aware", "at": "2026-12-21", "supersedes": "f2"}) == "2026-12-21"
    assert opened({"kind": "withdrawn", "at": "2026-12-21", "supersedes": "f2"}) is None


def test_the_why_of_a_date_counts_from_its_day_and_names_each_day_left_out(evaluated: Any) -> None:
    why = next(d["why"] for d in evaluated("2026-12-30")["duties"] if d["id"] == "notify-panel")
    assert why.startswith("5 working days from Friday 18 December 2026") and "not counted:" in why
    assert "25 December (Christmas Day)" in why and "28 December (Boxing Day" in why


@pytest.mark.parametrize(("arguments", "due"), [
    (("2026-12-18", "--working-days", "5"), "2026-12-29"), (("2026-12-19", "--working-days", "1"), "2026-12-21"),
    (("2026-05-01", "--working-days", "1"), "2026-05-05"), (("2026-08-31", "--months", "6"), "2027-02-28"),
    (("2023-08-31", "--months", "6"), "2024-02-29"), (("2026-12-18", "--days", "7"), "2026-12-25"),
    (("2026-12-18", "--working-days", "0"), "2026-12-18"),
])
def test_one_date_is_answered_by_its_due_date_and_then_the_explanation(
        arguments: tuple[str, ...], due: str, capsys: pytest.CaptureFixture[str]) -> None:
    first, *rest = said(capsys, "deadline", *arguments).splitlines()
    assert first == due and rest


def test_several_dates_are_answered_by_one_due_date_a_line_in_their_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "deadline", "2026-12-18", "2026-01-02", "2022-09-16", "--working-days", "1") == "2026-12-21\n2026-01-05\n2022-09-20\n"
    assert said(capsys, "deadline", "--working-days", "1", "2026-12-18", "2026-01-02") == "2026-12-21\n2026-01-05\n"
    as_json = json.loads(said(capsys, "deadline", "2026-12-18", "2026-01-02", "--working-days", "1", "--json"))
    assert [(one["date"], one["due"]) for one in as_json] == [("2026-12-18", "2026-12-21"), ("2026-01-02", "2026-01-05")]


def test_the_protocols_known_are_listed_and_shown_with_every_clause(capsys: pytest.CaptureFixture[str]) -> None:
    for line in said(capsys, "protocol", "list").splitlines():
        shown = said(capsys, "protocol", "show", line.split()[0])
        assert [clause for clause in ("A1", "C4", "D10", "I8", "K2") if not re.search(rf"^{clause} ", shown, re.MULTILINE)] == []


@pytest.mark.parametrize("arguments", [
    ("deadline", "2026-02-30", "--days", "1"), ("deadline", "18/12/2026", "--days", "1"), ("deadline", "2026-12-18", "--days", "1", "--months", "1"),
    ("deadline", "2026-12-18", "--working-days", "five"), ("deadline", "2026-12-18", "--fortnights", "1"), ("deadline", "2026-12-18", "--work", "5"),
    ("protocol", "show", "kbsp-1999"), ("protocol", "frobnicate"), ("evaluate", "--protocol", "kbsp-2022", "--facts", "x.json", "--on", "2026-13-01"),
    ("frobnicate",), (),
])
def test_what_cannot_be_understood_is_one_clear_line_and_exit_2(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert len(refused(capsys, *arguments)) == 1


def test_each_thing_wrong_with_the_facts_is_a_line_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps([
        {"kind": "sin_submited", "at": "2026-12-18"}, {"kind": "sin_submitted", "at": "2026-12-18"}, {"kind": "authority_aware", "at": "2026-02-31"},
        {"kind": "authority_aware", "at": "2026-12-18", "supersedes": "f99"}, {"kind": "authority_aware"},
    ]))
    lines = refused(capsys, "evaluate", "--protocol", "kbsp-2022", "--facts", str(file), "--on", "2026-12-30", "--json")
    assert len(lines) == 5 and all(line.startswith(f"{file}: ") for line in lines)
    for words in ("fact 1: “sin_submited” is not a kind", "fact 2: sin_submitted needs the detail “reference”", "fact 3: “2026-02-31” is not a date",
                  "supersedes “f99”", "fact 5: “at” is missing"):
        assert any(words in line for line in lines), (words, lines)
