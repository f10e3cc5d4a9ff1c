"""`cspr chronology merge`: agencies' files as one chronology, on a laptop, without a database."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cspr.cli.errors import Refused
from cspr.cli.given import a_date
from cspr.protocol.explain import one_line

if TYPE_CHECKING:
    from cspr.chronology.shapes import FileRead, Merged, RowsRead

ENDINGS = (".json", ".xlsx", ".docx", ".csv")


@dataclass(frozen=True)
class _Given:
    """One file: as it was named on the command line, and as its rows name it."""

    path: str
    name: str


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("chronology", allow_abbrev=False, help="agencies' chronologies: merge")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    merge = verbs.add_parser(
        "merge", allow_abbrev=False, help="files as agencies send them, as one chronology in time order",
        description="Reads Word, Excel, OpenDocument, CSV and text files, and writes their rows in time order. What a person must look at is "
                    "printed on standard error as “file:row: what is wrong, and what to do”. Exit code 1 if nothing could be read.")
    merge.add_argument("files", nargs="+", metavar="FILE")
    merge.add_argument("-o", "--output", required=True, metavar="OUT", help="ends in .json, .xlsx, .docx or .csv")
    merge.add_argument("--agency", action="append", default=[], metavar="FILE=NAME",
                       help="whose file it is; may be given for each file. Otherwise its title says so, or its name")
    merge.add_argument("--period", nargs=2, metavar=("FROM", "TO"), type=a_date,
                       help="the days asked about, such as 2024-04-01 2026-04-01: rows outside are "
                       "kept, and said")
    merge.set_defaults(run=run_merge)


def _place(path: str) -> str:
    """Where a file really is; a name that can be none stays as it is, to be refused when it is opened."""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return path


def _given(paths: Sequence[str]) -> list[_Given]:
    """The files, each once. Two of the same name in different folders are told apart by their folders."""
    once = {_place(p): p for p in reversed(paths)}
    kept = [p for p in dict.fromkeys(paths) if once[_place(p)] == p]
    names = [Path(p).name for p in kept]
    return [_Given(p, name if names.count(name) == 1 else p) for p, name in zip(kept, names, strict=True)]


def _agencies(given: Sequence[_Given], asked: Sequence[str]) -> Mapping[str, str]:
    """Path → agency, from FILE=NAME. Raises Refused where it names no file that is given, or no agency."""
    found: dict[str, str] = {}
    for pair in asked:
        cuts = [n for n, sign in enumerate(pair) if sign == "="]
        for cut in reversed(cuts):
            matching = [g.path for g in given if pair[:cut] in (g.path, g.name, Path(g.path).name)]
            if matching and (agency := pair[cut + 1:].strip()):
                found |= dict.fromkeys(matching, agency)
                break
        else:
            raise Refused(f"cspr chronology merge: --agency “{pair}” is not FILE=NAME with one of the files given.")
    return found


def _out(named: str, given: Sequence[_Given]) -> Path:
    """Where to write. Raises Refused before any work is done, where that cannot be."""
    out = Path(named)
    if out.suffix.lower() not in ENDINGS:
        raise Refused(f"{named}: cannot be written in that form. Let its name end in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}.")
    if any(_place(g.path) == _place(named) for g in given):
        raise Refused(f"{named}: is one of the files to be read. Give another name to what is written.")
    if out.is_dir() or not out.parent.is_dir() or "\0" in named:
        raise Refused(f"{named}: cannot be written there. Check the folder.")
    return out


def _read(given: _Given) -> FileRead:
    """One file. Raises Refused of the chronology room with the reason."""
    from cspr.chronology.files import limits, read_file
    from cspr.chronology.shapes import Refused as Unreadable

    path = Path(given.path)
    try:
        if path.is_file() and path.stat().st_size > limits.FILE:
            # Not even brought into memory: reading a part of it leads to the same words.
            with path.open("rb") as opened:
                return read_file(given.name, opened.read(limits.FILE + 1))
        return read_file(given.name, path.read_bytes())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Unreadable(f"It cannot be opened ({reason}). Check the name.") from error


def _tell(given: _Given, read: FileRead, rows: RowsRead) -> None:
    """The problems of one file, a line each."""
    several = len(read.grids) > 1
    for problem in rows.problems:
        place = f"{given.path}:{problem.source.row}" if problem.source.row else given.path
        sheet = f"{problem.source.sheet}: " if several and problem.source.sheet else ""
        print(one_line(f"{place}: {sheet}{problem.says}"), file=sys.stderr)


def _write(out: Path, merged: Merged) -> None:
    """All of it, or nothing: what stood there before is replaced only by a whole file. Raises Refused where it cannot be written."""
    from cspr.chronology.out import to_csv, to_docx, to_json, to_xlsx

    makers: Mapping[str, Callable[[Merged], bytes]] = {".json": to_json, ".xlsx": to_xlsx, ".docx": to_docx, ".csv": to_csv}
    content = makers[out.suffix.lower()](merged)
    kept: str | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}.", delete=False) as beside:
            kept = beside.name
            beside.write(content)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(kept, 0o666 & ~mask)
        os.replace(kept, out)
    except OSError as error:
        if kept and os.path.exists(kept):
            os.unlink(kept)
        raise Refused(f"{out}: cannot be written ({error.strerror or error}).") from error


def run_merge(asked: argparse.Namespace) -> int:
    """Write the merged chronology, and print what a person must look at. 1 if no file could be read."""
    # Here and not above: the other commands need none of it, and should not wait.
    from cspr.chronology.agency import agency_of
    from cspr.chronology.merging import merge
    from cspr.chronology.reading import rows_of
    from cspr.chronology.shapes import Entry, Problem
    from cspr.chronology.shapes import Refused as Unreadable

    scope = (min(asked.period), max(asked.period)) if asked.period else None
    given = _given(asked.files)
    out, agencies = _out(asked.output, given), _agencies(given, asked.agency)
    entries: list[Entry] = []
    problems: list[Problem] = []
    notes: list[str] = []
    read_files = 0
    for file in given:
        try:
            read = _read(file)
        except Unreadable as refused:
            print(one_line(f"{file.path}: {refused}"), file=sys.stderr)
            continue
        agency = agencies.get(file.path) or agency_of(read)
        rows = rows_of(read, agency, scope=scope)
        _tell(file, read, rows)
        entries += rows.entries
        problems += rows.problems
        told = "nil return" if rows.nil else _count(len(rows.entries), "entry", "entries")
        notes += [f"{file.path}: {agency}: {told}", *(f"  {note}" for note in rows.notes)]
        read_files += bool(rows.entries) or rows.nil
    if not read_files:
        return 1
    merged = merge(entries, problems)
    _write(out, merged)
    for note in notes:
        print(one_line(note) if not note.startswith("  ") else f"  {one_line(note)}")
    print(_sum(merged, read_files, out))
    return 0


def _count(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"


def _sum(merged: Merged, files: int, out: Path) -> str:
    """What was written, in a sentence."""
    kinds = [(kind, sum(1 for p in merged.pairs if p.kind == kind)) for kind in ("duplicate", "same_event", "contradiction")]
    words = {"duplicate": ("row told twice", "rows told twice"),
             "same_event": ("pair of rows that tell one event", "pairs of rows that tell one event"),
             "contradiction": ("contradiction", "contradictions")}
    seen = "".join(f"; {_count(count, *words[kind])}" for kind, count in kinds if count)
    look = f"; {_count(len(merged.problems), 'problem', 'problems')} to look at" if merged.problems else ""
    return f"{out}: {_count(len(merged.entries), 'entry', 'entries')} from {_count(files, 'file', 'files')}{look}{seen}."
