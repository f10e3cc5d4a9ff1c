"""Taking the rows of a file into a case's chronology, and taking them out again. Written for operations, which hand in what they do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from cspr.chronology.comparing import Compared, compare
from cspr.chronology.shapes import Entry as Row
from cspr.chronology.shapes import RowsRead
from cspr.operations import Doing
from cspr.record.models import Case
from cspr.services.chronology.models import Entry, Import, Link, Problem
from cspr.services.chronology.pairs import fold, suggest
from cspr.services.chronology.rows import columns_of, pure

PLACE = ("sheet", "row")
TIME = ("order", "start", "end", "precision", "says", "first", "last", "reach")
FIELDS = (*PLACE, *TIME, "source", "live", "typed", "placed", "text", "present", "record", "response", "child_seen", "more", "significant",
          "left_out")
IMPORT = "chronology_import"


def begin(do: Doing, agency: str, name: str, kind: str, sha256: str, notes: Iterable[str] = (), kept: int | None = None) -> Import:
    """A file, before its rows."""
    return Import.objects.create(partnership=do.home, case=_case(do), agency=agency, name=name[:200], kind=kind, sha256=sha256, notes=list(notes),
                                 kept=kept, by=do.member, at=do.now)


def standing(case: Case, agency: str) -> list[Import]:
    """The agency's files whose rows are in the chronology, the newest first."""
    return list(Import.objects.filter(case=case, agency=agency, ended_at=None))


def would_change(read: RowsRead, instead_of: Import | None) -> Compared:
    """What taking these rows in would change. instead_of: the file that this is a newer version of."""
    return compare([pure(e) for e in _older(instead_of)], read.entries)


def take_in(do: Doing, source: Import, read: RowsRead, instead_of: Import | None = None) -> Compared:
    """Make the rows of a file those of the chronology; rows that were there before keep what people decided of them.

    instead_of: the file that this is a newer version of; its other rows leave the chronology.
    """
    older = _older(instead_of)
    found = compare([pure(e) for e in older], read.entries)
    at = {e.key: e for e in older}
    rows = {row.id: at[one.id] for one, row in (*found.same, *found.changed)}
    moved = [entry for one, row in found.same if _moved(entry := at[one.id], row)]
    changed = [_changed(at[one.id], source, row) for one, row in found.changed]
    Entry.objects.bulk_update([*moved, *changed], FIELDS, batch_size=500)
    Entry.objects.filter(pk__in=[at[one.id].pk for one, _ in found.same]).update(source=source)
    Entry.objects.filter(pk__in=[at[one.id].pk for one in found.gone]).update(live=False)
    rows |= _come(do, source, found.new)
    _reopen(changed)
    _problems(do, source, read, rows, instead_of)
    if instead_of is not None:
        _end(do, instead_of, f"Replaced by {source.name}.")
    source.rows = len(read.entries)
    source.save(update_fields=["rows"])
    _say(do, source, new=len(found.new), changed=len(found.changed), gone=len(found.gone), problems=len(read.problems))
    settled(do)
    return found


def take_out(do: Doing, source: Import, why: str) -> int:
    """Take the rows of a file out of the chronology; says how many. What people decided of them stays, for when they come in again."""
    taken = Entry.objects.filter(source=source, live=True).update(live=False)
    Problem.objects.filter(source=source, state=Problem.State.OPEN).update(state=Problem.State.GONE)
    _end(do, source, why)
    _say(do, source, taken_out=taken, reason=why)
    settled(do)
    return taken


def settled(do: Doing) -> None:
    """What follows once the rows of a chronology changed: which of them may tell the same, and which are shown as one."""
    case = _case(do)
    suggest(case)
    fold(case)


def _case(do: Doing) -> Case:
    if do.case is None:
        raise TypeError("a chronology belongs to a case")
    return do.case


def _older(instead_of: Import | None) -> list[Entry]:
    """The rows of the file that is replaced; those that a person left out too, so that they stay out."""
    if instead_of is None:
        return []
    rows = Entry.objects.filter(source=instead_of).exclude(live=False, left_out="").select_related("source")
    return list(rows.order_by("sheet", "row", "pk"))


def _moved(entry: Entry, row: Row) -> bool:
    """Gives the entry its place in the newer file, and its time as it is read now; says whether anything differs."""
    new = {name: value for name, value in columns_of(row).items() if name in PLACE or (name in TIME and not entry.placed)}
    differs = any(getattr(entry, name) != value for name, value in new.items())
    for name, value in new.items():
        setattr(entry, name, value)
    return differs


def _changed(entry: Entry, source: Import, row: Row) -> Entry:
    """With the newer words. A date that a person gave stands as long as what was typed for it is the same."""
    keep = set(TIME) if entry.placed and entry.typed == row.when.typed else set()
    entry.placed = bool(keep)
    keep |= {"significant"} if entry.weighed else set()
    for name, value in columns_of(row).items():
        if name not in keep:
            setattr(entry, name, value)
    entry.source, entry.live, entry.left_out = source, True, ""
    return entry


def _come(do: Doing, source: Import, new: Sequence[Row]) -> dict[str, Entry]:
    """Rows that were not there. One that was taken out with its file comes back as it was, with its notes."""
    known = {e.key: e for e in Entry.objects.filter(case=do.case, key__in=[row.id for row in new])}
    back: dict[str, Entry] = {}
    fresh: dict[str, Entry] = {}
    for row in new:
        earlier = known.get(row.id)
        if earlier is not None and not earlier.live:
            keep_out = earlier.left_out
            back[row.id] = _changed(earlier, source, row)
            earlier.left_out, earlier.live = keep_out, not keep_out
        else:
            key = row.id if earlier is None else f"{row.id[:60]}-{source.pk}"  # The first has moved within its file.
            fresh[row.id] = Entry(partnership=do.home, case=do.case, source=source, key=key, agency=source.agency, **columns_of(row))
    Entry.objects.bulk_update(back.values(), FIELDS, batch_size=500)
    Entry.objects.bulk_create(fresh.values(), batch_size=500)
    return {**back, **fresh}


def _reopen(changed: Sequence[Entry]) -> None:
    """What was decided of rows whose words are others now is looked at again."""
    numbers = [e.pk for e in changed]
    for side in ({"a__in": numbers}, {"b__in": numbers}):
        Link.objects.filter(**side).exclude(state=Link.State.SUGGESTED).update(state=Link.State.SUGGESTED)


def _problems(do: Doing, source: Import, read: RowsRead, rows: dict[str, Entry], instead_of: Import | None) -> None:
    """The problems of this reading. One that is there already keeps what a person did about it; the others of the file are gone."""
    there: dict[_About, list[Problem]] = defaultdict(list)
    older = Problem.objects.filter(source=instead_of).exclude(state=Problem.State.GONE) if instead_of else Problem.objects.none()
    for known in (*Problem.objects.filter(entry__in=[e.pk for e in rows.values()], state=Problem.State.GONE).order_by("-pk"),
                  *older.order_by("-pk")):
        there[_about(known)].append(known)
    fresh, used = [], set()
    for one in read.problems:
        entry = rows.get(one.entry)
        place: dict[str, Any] = {"source": source, "sheet": one.source.sheet[:200], "row": one.source.row, "says": one.says}
        about = (entry.pk, one.kind, "") if entry else (None, one.kind, f"{place['sheet']}!{place['row']}")
        if not there[about]:
            fresh.append(Problem(partnership=do.home, case=do.case, entry=entry, agency=source.agency, kind=one.kind, **place))
            continue
        kept = there[about].pop()
        used.add(kept.pk)
        for name, value in place.items():
            setattr(kept, name, value)
        if kept.state == Problem.State.GONE or (entry and not entry.placed and kept.state in _DATES):
            kept.state = Problem.State.OPEN
        kept.save()
    Problem.objects.bulk_create(fresh, batch_size=500)
    older.exclude(pk__in=used).update(state=Problem.State.GONE)


_About = tuple[int | None, str, str]
_DATES = (Problem.State.DATED, Problem.State.UNKNOWN)


def _about(problem: Problem) -> _About:
    return (problem.entry_id, problem.kind, "" if problem.entry_id else f"{problem.sheet}!{problem.row}")


def _end(do: Doing, source: Import, why: str) -> None:
    source.ended_at, source.ended_by, source.ended_why = do.now, do.member, why
    source.save(update_fields=["ended_at", "ended_by", "ended_why"])


def _say(do: Doing, source: Import, **more: Any) -> None:
    """Who took what in or out, as a version of the file's own document."""
    do.document(IMPORT, {"agency": source.agency, "file": source.name, "sha256": source.sha256, "rows": source.rows, "columns": source.columns,
                         "at": do.now.isoformat(timespec="seconds"), **more}, str(source.pk))
