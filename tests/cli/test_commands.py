"""The command line, as people and other programs meet it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cspr.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
FACTS = [
    {"kind": "incident_occurred", "at": "2026-12-16", "details": {"abuse_or_neglect": "known", "outcome": "died"}},
    {"kind": "authority_aware", "at": "2026-12-18"},
]


@pytest.fixture
def facts(tmp_path: Path) -> str:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(FACTS))
    return str(file)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    seen = capsys.readouterr()
    return code, seen.out, seen.err


def test_one_date_gives_the_due_date_and_the_explanation(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "deadline", "2026-12-18", "--working-days", "5")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "2026-12-29"
    for named in (
        "Friday 18 December 2026",
        "Monday 21 December",
        "Saturday 26 December (Boxing Day)",
        "Friday 25 December (Christmas Day)",
        "Monday 28 December",
    ):
        assert named in out


def test_several_dates_give_one_date_a_line_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "deadline", "2026-12-18", "2026-01-02", "2026-12-18", "--working-days", "5")
    assert (code, out) == (0, "2026-12-29\n2026-01-09\n2026-12-29\n")


@pytest.mark.parametrize(
    ("arguments", "due"),
    [
        (("2026-08-31", "--months", "6"), "2027-02-28"),
        (("2026-06-11", "--days", "7"), "2026-06-18"),
        (("2026-11-20", "--working-days", "-7"), "2026-11-11"),
        (("2026-12-25", "--working-days", "0"), "2026-12-29"),
        (("2026-03-31", "--months", "-1"), "2026-02-28"),
    ],
)
def test_days_months_and_counting_back(arguments: tuple[str, ...], due: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "deadline", *arguments)[1].splitlines()[0] == due


def test_json_names_every_day_not_counted(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(run(capsys, "deadline", "2026-12-18", "2026-11-20", "--working-days", "5", "--json")[1])
    assert [f["due"] for f in found] == ["2026-12-29", "2026-11-27"]
    assert {"date": "2026-12-25", "reason": "Christmas Day"} in found[0]["skipped"]
    assert len(found[0]["skipped"]) == 6


def test_beyond_the_calendar_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "deadline", "2031-01-06", "--working-days", "5")
    assert "ends with 2030" in out
    _, out, err = run(capsys, "deadline", "2031-01-06", "2031-01-07", "--working-days", "5")
    assert "ends with 2030" in err and "2030" not in out.replace("2031", "")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nonsense",),
        ("deadline",),
        ("deadline", "2026-12-18"),
        ("deadline", "2026-02-31", "--days", "1"),
        ("deadline", "18/12/2026", "--days", "1"),
        ("deadline", "2026-W01-1", "--days", "1"),
        ("deadline", "2026-12-18", "--days", "two"),
        ("deadline", "2026-12-18", "--days", "1", "--months", "1"),
        ("deadline", "2026-12-18", "--weeks", "1"),
        ("deadline", "2026-12-18", "--work", "5"),
        ("deadline", "9999-12-30", "--working-days", "9"),
        ("deadline", "9999-12-30", "--days", "9"),
        ("deadline", "2026-12-18", "--months", "999999999"),
        ("deadline", "2026-12-18", "--days", "99999999999"),
        ("protocol",),
        ("protocol", "show"),
        ("protocol", "show", "kbsp-1999"),
        ("protocol", "show", "absent.toml"),
        ("protocol", "list", "--all"),
        ("protocol", "check"),
        ("protocol", "check", "absent.toml"),
        ("protocol", "check", "."),
        ("protocol", "check", "a" * 5000),
        ("protocol", "show", ""),
        ("deadline", "2026-12-18", "--days", "9" * 5000),
        ("deadline", "2026-12-18", "--days", "nan"),
        ("deadline", "2026-12-18", "--days", "٥"),
        ("deadline", "2026-12-18", "--days", "1_0"),
        ("deadline", "20\n26", "--days", "1"),
        ("dead\nline",),
        ("evaluate", "--protocol", "kbsp-2022", "--facts", "a\0b", "--on", "2026-12-18"),
        ("evaluate", "--protocol", "kbsp-2022", "--facts", "absent.json", "--on", "2026-02-30"),
        ("evaluate", "--protocol", "kbsp-2022", "--facts", "absent.json", "--on", "9999-12-31"),
        ("evaluate", "--protocol", "a" * 5000, "--facts", "absent.json", "--on", "2026-12-18"),
        ("evaluate",),
        ("evaluate", "--protocol", "kbsp-2022", "--facts", "absent.json", "--on", "2026-12-18"),
        ("evaluate", "--protocol", "kbsp-2022", "--facts", ".", "--on", "2026-12-18"),
        ("audit",),
        ("audit", "verify", "--quietly"),
    ],
)
def test_what_is_not_understood_is_one_clear_line_and_exit_2(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1 and 20 < len(err) < 700
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is not JSON: line 1"),
        (b"[{]", "is not JSON: line 1"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"[" * 100_000, "not JSON"),
        (b"{}", "must be a list"),
        (b'[{"kind": "sin_sent", "at": "2026-12-18"}]', "fact 1: “sin_sent” is not a kind of fact"),
        (b'[{"kind": "authority_aware", "at": "2026-02-31"}]', "“2026-02-31” is not a date that exists"),
        (b"[1]", "a fact must be an object"),
        (b"null", "must be a list"),
        (b'[{"kind": "authority_aware", "at": "2026-12-18", "at": "2026-12-19"}]', "the key “at” twice"),
        (b'[{"kind": "authority_aware", "at": NaN}]', "“NaN”, which is not a number of JSON"),
        (b'[{"kind": "authority_aware", "at": -Infinity}]', "“-Infinity”, which is not a number of JSON"),
        (b'[{"kind": "authority_aware", "at": 1e999}]', "“inf” is not a date"),
        (b'[{"kind": "authority_aware", "at": ' + b"9" * 5000 + b"}]", "longer than any fact has"),
        (b'[{"kind": "authority_aware", "at": "2026-12-18T10:00+99:00"}]', "its difference from UTC is a day or more"),
        (b'[{"kind": "authority_aware", "at": "2026-12-18", "id": ["f1"]}]', "“id” must be text"),
        (b'[{"kind": "authority_aware", "at": "2026-12-18", "by": {"role": "x"}}]', "“by” must be text"),
        (b'[{"kind": "sin_submitted", "at": "2026-12-18", "details": {"reference": "\\u0000"}}]', "a character that cannot be kept"),
        (b'[{"kind": "sin_submitted", "at": "2026-12-18", "details": {"reference": "\\ud800"}}]', "a character that cannot be kept"),
        (
            b'[{"kind": "authority_aware", "at": "0002-01-01"}, {"kind": "incident_occurred", "at": "2026-12-16", "details": '
            b'{"abuse_or_neglect": "known", "outcome": "died"}}]',
            "outside the years 1900 to 2199",
        ),
    ],
)
def test_facts_that_cannot_be_read_are_refused_with_their_place(
    content: bytes, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "facts.json"
    file.write_bytes(content)
    code, out, err = run(capsys, "evaluate", "--protocol", "kbsp-2022", "--facts", str(file), "--on", "2026-12-18")
    assert (code, out) == (2, "")
    assert says in err and str(file) in err and "Traceback" not in err


def test_counting_back_is_said_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    for start, unit, count, says in (
        ("2026-12-18", "--working-days", "-5", "5 working days before Friday 18 December 2026 is Friday 11 December 2026"),
        ("2026-12-18", "--days", "-1", "1 calendar day before Friday 18 December 2026 is Thursday 17 December 2026"),
        ("2026-12-31", "--months", "-1", "1 calendar month before Thursday 31 December 2026 is Monday 30 November 2026"),
    ):
        assert says in run(capsys, "deadline", start, unit, count)[1]


def test_every_fault_of_the_facts_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "facts.json"
    file.write_text(
        json.dumps([{"kind": "x", "at": "2026-01-01"}, {"kind": "authority_aware", "at": "y"}, {"kind": "sin_submitted", "at": "2026-01-01"}])
    )
    assert len(run(capsys, "evaluate", "--protocol", "kbsp-2022", "--facts", str(file), "--on", "2026-12-18")[2].splitlines()) == 3


def test_an_evaluation_has_the_shape_that_others_rely_on(facts: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "evaluate", "--protocol", "kbsp-2022", "--facts", facts, "--on", "2026-12-30", "--json")
    found = json.loads(out)
    assert code == 0 and (found["protocol"], found["on"]) == ("kbsp-2022", "2026-12-30")
    duty = next(d for d in found["duties"] if d["id"] == "notify-panel")
    assert {"id", "for", "clauses", "title", "owner", "state", "opened", "from", "due", "done", "days_late", "why"} <= set(duty)
    assert (duty["state"], duty["opened"], duty["due"], duty["done"], duty["days_late"]) == ("overdue", "2026-12-18", "2026-12-29", None, 1)
    assert {d["state"] for d in found["duties"]} <= {"waiting", "open", "overdue", "done", "late", "void"}
    gate = found["gates"][0]
    assert {"id", "clauses", "blocks", "open", "missing"} <= set(gate)
    assert all(d["clauses"] for d in found["duties"]) and all(g["clauses"] for g in found["gates"])


def test_people_read_what_is_overdue_first_and_what_is_held_back_last(facts: str, capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "evaluate", "--protocol", "kbsp-2022", "--facts", facts, "--on", "2026-12-30")[1]
    assert out.index("Overdue (1)") < out.index("Notify the national Panel") < out.index("Waiting") < out.index("Held back")


def test_facts_may_come_from_standard_input_or_inside_an_object(
    facts: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("evaluate", "--protocol", "kbsp-2022", "--on", "2026-12-30", "--json", "--facts")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + json.dumps({"facts": FACTS}).encode())))
    assert run(capsys, *asked, "-")[1] == run(capsys, *asked, facts)[1]


def test_a_protocol_may_be_a_file_of_ones_own(facts: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "own.toml"
    text = (ROOT / "cspr" / "protocol" / "library" / "kbsp-2022.toml").read_text()
    own.write_text(text.replace('id = "kbsp-2022"', 'id = "own"', 1).replace("clock.working_days = 5", "clock.working_days = 3", 1))
    found = json.loads(run(capsys, "evaluate", "--protocol", str(own), "--facts", facts, "--on", "2026-12-20", "--json")[1])
    assert found["protocol"] == "own"
    assert next(d for d in found["duties"] if d["id"] == "notify-panel")["due"] == "2026-12-23"


def test_the_protocols_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "protocol", "list")[1].splitlines()
    assert [line.split()[0] for line in out] == ["kbsp-2022", "panel-2025"]


def test_a_protocol_is_shown_clause_by_clause(capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "protocol", "show", "kbsp-2022")[1]
    assert max(map(len, out.splitlines())) <= 110
    for words in (
        "C4  The notification is made",
        "within 5 working days (notify-panel)",
        "between working days 6 and 10",
        "“report_published” waits",
    ):
        assert words in out


@pytest.mark.clause("K1")
def test_who_changed_the_protocol_and_when_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    lines = run(capsys, "protocol", "show", "kbsp-2022")[1].splitlines()
    assert [line.split(",")[0] for line in lines if line.startswith("version ")] == [
        "version 1  2019-12", "version 2  2022-03", "version 3  2022-08", "version 4  2022-10",
    ]


def test_a_sound_file_is_ok_and_a_broken_one_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sound = ROOT / "cspr" / "protocol" / "library" / "kbsp-2022.toml"
    assert run(capsys, "protocol", "check", str(sound)) == (0, "ok\n", "")
    broken = tmp_path / "broken.toml"
    broken.write_text(sound.read_text().replace('owner = "sub_group"', 'owner = "nobody"', 2).replace('scope = "pack"', 'scope = "all"', 1))
    code, out, _ = run(capsys, "protocol", "check", str(broken))
    assert code == 1 and len(out.splitlines()) == 3 and all(line.startswith("line ") for line in out.splitlines())
    asked = ("evaluate", "--protocol", str(broken), "--facts", "-", "--on", "2026-12-20")
    code, out, err = run(capsys, *asked)
    assert (code, out) == (2, "") and all(line.startswith(f"{broken}: line ") for line in err.splitlines())


def test_the_pure_commands_never_load_the_web_service() -> None:
    code = "import sys; from cspr.cli.main import main; main(['deadline', '2026-12-18', '--days', '1']); sys.exit('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0


def test_a_reader_that_has_enough_is_not_an_error() -> None:
    shell = f"{sys.executable} -m cspr.cli.main protocol show kbsp-2022 | head -1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {shell}"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_words_come_out_whole_where_the_terminal_knows_only_ascii() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cspr.cli.main", "deadline", "x", "--days", "1"],
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
    )
    assert done.returncode == 2 and b"Traceback" not in done.stderr
