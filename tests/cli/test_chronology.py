"""`cspr chronology merge`: agencies' files as one chronology, without a database."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from cspr.cli.main import main
from tests.cli.test_commands import ROOT

pytestmark = pytest.mark.clause("D5")
GP = "Date,Event,Source\n3/2/21,Seen with cough.,Record\n31/02/2021,Repeat prescription.,Record\n?,Filed without a date.,Letter\n"


def police(path: Path) -> None:
    """A workbook with a title block, real dates, and times in a column of their own."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (("WESSMOOR POLICE - SAFEGUARDING",), (), ("Occ No", "Date", "Time", "Persons", "Details", "Outcome"),
                ("WM/1", "17/01/2026", "2140", "A LANE", "Called to an address, sound of something breaking.", "NFA"),
                ("WM/0", "3 Feb 2021", None, "A LANE", "Report of shouting in the street.", None)):
        sheet.append(row)
    book.save(path)


def charity(path: Path) -> None:
    """Paragraphs that begin with a date."""
    made = docx.Document()
    for words in ("Harbourlight - our contact with the family", "11 May 2025: Came to stay-and-play.", "Early 2020 - Food parcel given."):
        made.add_paragraph(words)
    made.save(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "gp-practice.csv").write_text(GP)
    police(tmp_path / "police.xlsx")
    charity(tmp_path / "charity.docx")
    (tmp_path / "probation-nil.txt").write_text("We have had no involvement with the persons named. Nil return.")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["chronology", "merge", *map(str, arguments)])
    seen = capsys.readouterr()
    return code, seen.out, seen.err


def rows(out: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(out.read_text())
    return found


def test_all_files_in_time_order_with_their_problems(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder / "merged.json"
    code, said, wrong = run(capsys, *sorted(folder.glob("*.*")), "-o", out)
    assert code == 0
    found = rows(out)
    assert [(r["start"], r["end"], r["precision"], r["agency"]) for r in found] == [
        ("2020-01-01", "2020-04-30", "approximate", "Harbourlight"), ("2021-02-03", "2021-02-03", "day", "GP practice"),
        ("2021-02-03", "2021-02-03", "day", "Wessmoor Police"), ("2025-05-11", "2025-05-11", "day", "Harbourlight"),
        ("2026-01-17T21:40", "2026-01-17T21:40", "minute", "Wessmoor Police"),
        (None, None, "unknown", "GP practice"), (None, None, "unknown", "GP practice")]
    last = found[4]
    assert (last["typed"], last["text"]) == ("17/01/2026 2140", "Called to an address, sound of something breaking.")
    assert last["source"] == {"file": "police.xlsx", "sheet": "Sheet", "row": 4}
    assert last["duplicate_of"] is None and last["same_event"] == [] and last["id"]
    gp = folder / "gp-practice.csv"
    assert wrong.splitlines() == [
        f"{gp}:3: “31/02/2021”: There is no 31 February 2021: that month has 28 days. Give the right date.",
        f"{gp}:4: “?”: The date is not known. Ask the agency, or say that it stays unknown."]
    assert "7 entries from 4 files; 2 problems to look at" in said and "Probation: nil return" in said


def test_the_agency_is_as_said_else_as_its_title_says_else_the_files_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder / "m.json"
    gp, harbour = folder / "gp-practice.csv", folder / "charity.docx"
    assert run(capsys, gp, harbour, "-o", out, "--agency", f"{gp}=Tallow Street = Surgery", "--agency", "charity.docx=Harbourlight Support")[0] == 0
    assert {r["agency"] for r in rows(out)} == {"Tallow Street = Surgery", "Harbourlight Support"}


@pytest.mark.parametrize("agency", ["other.csv=GP", "GP", "gp-practice.csv=", "=GP"])
def test_an_agency_for_no_file_is_refused(folder: Path, agency: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, wrong = run(capsys, folder / "gp-practice.csv", "-o", folder / "m.json", "--agency", agency)
    assert code == 2 and "is not FILE=NAME" in wrong and not (folder / "m.json").exists()


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_merged(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 not a zip")
    out, absent = folder / "m.json", folder / "absent.csv"
    harbour = folder / "charity.docx"
    code, said, wrong = run(capsys, folder / "broken.docx", absent, folder, harbour, "-o", out)
    assert code == 0 and len(rows(out)) == 2 and "from 1 file" in said
    assert run(capsys, "a\0b", "\ud800", "-o", out)[0] == 1 and run(capsys, harbour, "-o", "a\0b/m.json")[0] == 2
    lines = wrong.splitlines()
    assert [line.split(": ")[0] for line in lines] == [str(folder / "broken.docx"), str(absent), str(folder)] and "Traceback" not in wrong


def test_nothing_that_could_be_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "empty.csv").write_text("")
    (folder / "letter.txt").write_text("Dear all, please find nothing here.")
    out = folder / "m.json"
    code, said, wrong = run(capsys, folder / "empty.csv", folder / "letter.txt", "-o", out)
    assert (code, said) == (1, "") and not out.exists() and len(wrong.splitlines()) == 2


def test_only_nil_returns_make_an_empty_chronology(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, folder / "probation-nil.txt", "-o", folder / "m.json")[0] == 0
    assert rows(folder / "m.json") == []


@pytest.mark.parametrize("out", ["merged.pdf", "merged", "gp-practice.csv", "nowhere/m.json"])
def test_where_it_cannot_be_written(folder: Path, out: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, said, wrong = run(capsys, folder / "gp-practice.csv", "-o", folder / out)
    assert (code, said) == (2, "") and "m.json" not in os.listdir(folder) and (folder / "gp-practice.csv").read_text() == GP and wrong


def test_a_file_given_twice_counts_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gp = folder / "gp-practice.csv"
    assert run(capsys, gp, gp, folder / "." / "gp-practice.csv", "-o", folder / "m.json")[0] == 0
    assert len(rows(folder / "m.json")) == 3


def test_two_files_of_the_same_name_are_told_apart(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "b").mkdir()
    (folder / "b" / "gp-practice.csv").write_text(GP)
    assert run(capsys, folder / "gp-practice.csv", folder / "b" / "gp-practice.csv", "-o", folder / "m.json")[0] == 0
    assert len({r["source"]["file"] for r in rows(folder / "m.json")}) == 2 and len({r["id"] for r in rows(folder / "m.json")}) == 6


def test_what_lies_outside_the_period_is_kept_and_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, wrong = run(capsys, folder / "police.xlsx", "-o", folder / "m.json", "--period", "2024-01-01", "2026-12-31")
    assert code == 0 and len(rows(folder / "m.json")) == 2
    assert wrong.startswith(f"{folder / 'police.xlsx'}:5: 3 February 2021 lies outside the period asked about")


def test_every_form_of_output(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [folder / "gp-practice.csv", folder / "police.xlsx"]
    for ending in ("xlsx", "docx", "csv", "JSON"):
        assert run(capsys, *files, "-o", folder / f"out.{ending}")[0] == 0
    sheet = openpyxl.load_workbook(folder / "out.xlsx").active
    told = "Called to an address, sound of something breaking."
    assert any(told in map(str, row) for row in sheet.iter_rows(values_only=True))
    table = docx.Document(str(folder / "out.docx")).tables[0]
    assert any(told in cell.text for cell in table.rows[-1].cells) or any(told in c.text for row in table.rows for c in row.cells)
    assert any(told in row for row in csv.reader(io.StringIO((folder / "out.csv").read_text(encoding="utf-8-sig"))))
    assert len(rows(folder / "out.JSON")) == 5


@pytest.mark.parametrize("ending", ["xlsx", "docx", "csv"])
def test_what_was_written_can_be_merged_again(folder: Path, ending: str, capsys: pytest.CaptureFixture[str]) -> None:
    files = [folder / "gp-practice.csv", folder / "police.xlsx", folder / "charity.docx"]
    assert run(capsys, *files, "-o", folder / "first.json")[0] == run(capsys, *files, "-o", folder / f"once.{ending}")[0] == 0
    assert run(capsys, folder / f"once.{ending}", "-o", folder / "again.json")[0] == 0
    kept = ("start", "end", "precision", "agency", "text")
    assert [[r[k] for k in kept] for r in rows(folder / "again.json")] == [[r[k] for k in kept] for r in rows(folder / "first.json")]


def test_it_needs_neither_django_nor_a_database(folder: Path) -> None:
    code = ("import sys; from cspr.cli.main import main; code = main(sys.argv[1:]); "
            "assert not [m for m in sys.modules if m.split('.')[0] in ('django', 'psycopg')]; sys.exit(code)")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO", "DATABASE", "DATA_DIR", "CSPR"))}
    done = subprocess.run([sys.executable, "-c", code, "chronology", "merge", str(folder / "police.xlsx"), "-o", str(folder / "m.json")],
                          env=environment | {"PYTHONPATH": str(ROOT)}, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(rows(folder / "m.json")) == 2
