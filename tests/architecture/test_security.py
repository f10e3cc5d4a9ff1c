"""docs/security.md answers every requirement of OWASP ASVS 5.0 up to level 2, and what it points to is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# How many requirements of levels 1 and 2 stand in each section (a 4 is 1 to 4), and those whose numbers do not run on.
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
    "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3,
    "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2,
    "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3,
    "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1,
    "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2,
}
ASKED = {f"{section}.{n}" for section, many in SECTIONS.items() for n in range(1, many + 1)}
_ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.M)
ROWS = _ROW.findall((ROOT / "docs" / "security.md").read_text())


def test_every_requirement_has_its_row_once() -> None:
    assert len(ASKED) == 253, "levels 1 and 2 of version 5.0.0"
    numbers = [number for number, *_ in ROWS]
    assert sorted(numbers) == sorted(ASKED)


def test_what_holds_a_row_is_there_and_what_nothing_holds_gives_its_reason() -> None:
    gone, bare = [], []
    for number, _, how, held in ROWS:
        if held.strip() == "–":
            bare += [number] if len(how) < 6 else []
        else:
            gone += [f"{number}: {path}" for path in re.split(r",\s*", held.strip()) if not (ROOT / path).is_file()]
    assert gone == [] and bare == []
