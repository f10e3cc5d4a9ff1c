"""The verbs of the desk: settling rows, deciding pairs, notes, and taking a file out again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cspr.access.withheld import open_rows
from cspr.chronology.dates import read_when
from cspr.chronology.shapes import When
from cspr.operations import Doing, Forbidden, InputFault, operation
from cspr.partnership.roles import Role
from cspr.record.models import Case
from cspr.services.chronology import incoming
from cspr.services.chronology.finding import ENTRY
from cspr.services.chronology.inputs import (
    KINDS,
    AddNote,
    AnswerQuestion,
    ChangeEntry,
    DecidePair,
    ImportFile,
    ReopenPair,
    SettleProblem,
    TakeBackNote,
    UndoImport,
    WeighEntry,
)
from cspr.services.chronology.models import Entry, Import, Link, Note, Problem, Remembered
from cspr.services.chronology.pairs import fold
from cspr.services.chronology.reads import has_withheld, links, notes
from cspr.services.chronology.rows import iso, pure, when_columns
from cspr.services.chronology.taking import Looked, look

OF_AGENCIES = (Role.AGENCY_LEAD, Role.AGENCY_AUTHOR)
SENDERS = (*OF_AGENCIES, Role.BUSINESS_UNIT)
FILES = "chronology"  # The purpose under which the record keeps them.
PANEL = (Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR, Role.SUB_GROUP_MEMBER, Role.REVIEWER)


def numbered(text: str) -> int:
    """A row's number as an address names it; 0, which is no row's, where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


def _own(do: Doing, found: Any, field_name: str, says: str) -> Any:
    """What was found, if this person may work on it: an agency on its own alone. Raises InputFault, the same for absent and another's."""
    if found is None or (do.member.role in OF_AGENCIES and found.agency != do.member.who):
        raise InputFault.at(field_name, says)
    return found


def _case(do: Doing) -> Case:
    assert do.case is not None
    return do.case


def _entry(do: Doing, text: str) -> Entry:
    found = open_rows(Entry.objects.filter(case=do.case, pk=numbered(text)).select_related("source"), _case(do), ENTRY).first()
    return _own(do, found, "entry", "That row is not in this chronology. Open the chronology again and choose one.")  # type: ignore[no-any-return]


def _link(do: Doing, text: str) -> Link:
    found = links(_case(do)).filter(pk=numbered(text)).first()
    if found is None:
        raise InputFault.at("pair", "Those two rows are no longer a pair: one has changed or was taken out. Open the list again.")
    return found


def _note(do: Doing, text: str) -> Note:
    found = notes(_case(do)).filter(pk=numbered(text)).first()
    if found is None:
        raise InputFault.at("note", "That note is no longer there. Open the row again.")
    return found


def _place(do: Doing, entry: Entry, date: str, time: str) -> None:
    """Gives a row the date a person typed. Raises InputFault at the date where it cannot be read."""
    if not date:
        raise InputFault.at("day", "Give the date, as exactly as it is known.")
    when = read_when(date, time or None)
    if when.start is None:
        raise InputFault.at("day", f"“{date}” cannot be read as a date. {when.says}".strip())
    if iso(when.start)[:10] > do.now.date().isoformat():
        raise InputFault.at("day", f"“{date}” is in the future. Check the year.")
    _timed(entry, when)


def _timed(entry: Entry, when: When) -> None:
    """What was typed in the file stays readable beside the time that a person gave."""
    for name, value in when_columns(replace(pure(entry), when=replace(when, says=""))).items():
        setattr(entry, name, value)
    entry.placed = True


UNKNOWN = When("", None, None, "unknown")


@operation("chronology.import_file", title="Take in a chronology", clauses=["D5"], by=SENDERS, room="request")
def import_file(do: Doing, data: ImportFile) -> None:
    """Take the rows of a file or pasted table into the chronology, all of them or none; the same again brings nothing new.

    Agencies for themselves only; the Business Unit for any that was asked. Rows that cannot be read as they stand go on the list of
    rows to settle. Raises InputFault where the file cannot be read, with what to do.
    """
    agency = data.agency or do.member.who
    if do.member.role in OF_AGENCIES and agency != do.member.who:
        raise Forbidden("You can take in your own agency's chronology only.")
    if do.case is None or not agency or not do.happened("information_requested", agency=agency):
        raise InputFault.at("agency", f"{do.agency(agency).name} has not been asked in this case. The Business Unit asks first." if agency
                            else "Say which agency it is from.")
    looked = look(do.case, agency, data)
    do.notes.append(looked.says())
    if looked.again:
        return
    kept = do.keep_file(data.file, purpose=FILES, for_value=agency, kinds=KINDS, was_read=True) if data.file else None
    notes = dict.fromkeys((*looked.read.notes, *looked.rows.notes))
    source = incoming.begin(do, agency, looked.read.name, looked.read.kind, looked.sha256, notes, kept.pk if kept else None)
    source.columns = {t.grid.where: t.columns.to_json() for t in looked.tables}
    source.save(update_fields=["columns"])
    incoming.take_in(do, source, looked.rows, looked.before)
    _remember(do, agency, looked)
    waiting = len(looked.rows.problems)
    if waiting:
        do.notes.append(f"{waiting} row{'' if waiting == 1 else 's'} could not be read as {'it stands' if waiting == 1 else 'they stand'}: "
                        "see the rows to settle.")


def _remember(do: Doing, agency: str, looked: Looked) -> None:
    """Keep what a person said of the columns, for the next file with these headings."""
    for table in looked.corrected:
        if any(table.columns.headings):
            Remembered.objects.update_or_create(partnership=do.home, agency=agency, headings=table.proposal.fingerprint,
                                                defaults={"columns": list(table.columns.are), "by": do.member, "at": do.now})


@operation("chronology.undo_import", title="Take a file out of the chronology", clauses=["D5"], by=SENDERS, room="request")
def undo_import(do: Doing, data: UndoImport) -> None:
    """The rows of a file leave the chronology; what people decided about them is kept, and stands again if the same rows come in again."""
    found = Import.objects.filter(case=do.case, pk=numbered(data.source), ended_at=None).first()
    found = None if found and has_withheld(_case(do), found.pk) else found
    source = _own(do, found, "source", "That file is not in this chronology, or was taken out already. Open the list of files again.")
    if source.kind == "typed":
        raise InputFault.at("source", "These rows are part of a return that was sent. Send a changed version of the return instead.")
    taken = incoming.take_out(do, source, data.reason)
    do.notes.append(f"{taken} row{'' if taken == 1 else 's'} left the chronology. What was decided about them is kept, and stands again if the same "
                    "file is taken in again.")


@operation("chronology.settle_problem", title="Settle a row that could not be read", clauses=["D5"], by=SENDERS, room="request")
def settle_problem(do: Doing, data: SettleProblem) -> None:
    """Give a row its date, say that it stays unknown or is right as it stands, or leave it out with a reason; the agency's words stay."""
    found = Problem.objects.filter(case=do.case, pk=numbered(data.problem)).select_related("entry__source")
    problem = _own(do, open_rows(found, _case(do), ENTRY, "entry").first(), "problem", "That row is no longer on the list. Open it again.")
    if problem.state != Problem.State.OPEN:
        raise InputFault.at("problem", f"This row was settled already: {problem.get_state_display().lower()}.")
    entry = problem.entry
    if entry is None and data.what in ("date", "unknown"):
        raise InputFault.at("what", "This row is not in the chronology, so a date alone does not help. Correct it in the file and take that in, "
                            "or leave the row out.")
    if data.what == "leave_out":
        data.needs(reason="Say why the row is left out.")
    if entry is not None:
        if data.what == "date":
            _place(do, entry, data.day, data.time)
        elif data.what == "unknown":
            _timed(entry, UNKNOWN)
        elif data.what == "leave_out":
            entry.live, entry.left_out = False, data.reason
        entry.save()
    states = {"date": Problem.State.DATED, "unknown": Problem.State.UNKNOWN, "right": Problem.State.RIGHT, "leave_out": Problem.State.LEFT_OUT}
    problem.state, problem.words, problem.by, problem.at = states[data.what], data.reason, do.member, do.now
    problem.save()
    do.document("chronology_problem", {**data.model_dump(exclude={"problem"}), "row": entry.key if entry else ""}, str(problem.pk))
    incoming.settled(do)


@operation("chronology.change_entry", title="Change a row of the chronology", clauses=["D5"], by=SENDERS, room="request")
def change_entry(do: Doing, data: ChangeEntry) -> None:
    """Give a row another date, leave it out or put it back, with the reason. What the agency wrote is not changed here."""
    entry = _entry(do, data.entry)
    if not entry.source.stands or (not entry.live and not entry.left_out):
        raise InputFault.at("entry", "That row's file was taken out of the chronology. Take the file in again first.")
    if data.what == "date":
        _place(do, entry, data.day, data.time)
    elif data.what == "unknown":
        _timed(entry, UNKNOWN)
    elif data.what == "leave_out":
        entry.live, entry.left_out = False, data.reason
    else:
        entry.live, entry.left_out = True, ""
    entry.save()
    do.document("chronology_row", data.model_dump(exclude={"entry"}), str(entry.pk))
    incoming.settled(do)


@operation("chronology.decide_pair", title="Decide what two rows are to each other", clauses=["D8"], by=PANEL, room="chronology")
def decide_pair(do: Doing, data: DecidePair) -> None:
    """Say whether two rows are the same, tell the same event, or differ in what they tell. It can be opened again."""
    link = _link(do, data.pair)
    if link.state != Link.State.SUGGESTED:
        raise InputFault.at("pair", f"This was decided already: {link.get_state_display().lower()}. Open it again first, with the reason.")
    link.state = Link.State(data.decided)
    _decided(do, link, data.words)


@operation("chronology.reopen_pair", title="Look at two rows again", clauses=["D8"], by=PANEL, room="chronology")
def reopen_pair(do: Doing, data: ReopenPair) -> None:
    """Undo what was decided about two rows, with the reason."""
    link = _link(do, data.pair)
    if link.state == Link.State.SUGGESTED:
        raise InputFault.at("pair", "Nothing is decided about these two rows yet.")
    link.state = Link.State.SUGGESTED
    _decided(do, link, data.reason)


def _decided(do: Doing, link: Link, words: str) -> None:
    link.words, link.by, link.at = words, do.member, do.now
    link.save()
    do.document("chronology_pair", {"kind": link.kind, "rows": [link.a.key, link.b.key], "decided": link.state, "words": words,
                                    "at": do.now.isoformat(timespec="seconds")}, str(link.pk))
    fold(link.case)


@operation("chronology.add_note", title="Add a note or question to a row", clauses=["D8"], by=PANEL, room="chronology")
def add_note(do: Doing, data: AddNote) -> None:
    """Say something of a row, or ask about it; seen by everybody who sees the desk, and by no agency."""
    entry = _entry(do, data.entry)
    note = Note.objects.create(partnership=do.home, case=do.case, entry=entry, question=data.question, words=data.words, by=do.member, at=do.now)
    do.document("chronology_note", {"row": entry.key, "question": data.question, "words": data.words}, str(note.pk))


@operation("chronology.answer_question", title="Answer a question about a row", clauses=["D8"], by=PANEL, room="chronology")
def answer_question(do: Doing, data: AnswerQuestion) -> None:
    """The answer to a question; the row is no longer marked for it."""
    note = _note(do, data.note)
    if not note.question:
        raise InputFault.at("note", "That is a note, not a question.")
    note.answer, note.answered_by, note.answered_at = data.answer, do.member, do.now
    note.save()
    do.document("chronology_note", {"row": note.entry.key, "question": True, "words": note.words, "answer": data.answer}, str(note.pk))


@operation("chronology.take_back_note", title="Take back a note", clauses=["D8"], by=PANEL, room="chronology")
def take_back_note(do: Doing, data: TakeBackNote) -> None:
    """A note of one's own, or as the Business Unit anybody's, no longer stands; what it said stays with the record."""
    note = _note(do, data.note)
    if note.by_id != do.member.pk and do.member.role != Role.BUSINESS_UNIT:
        raise InputFault.at("note", "Only whoever wrote it, or the Business Unit, takes a note back.")
    note.taken_back_at = do.now
    note.save()
    do.document("chronology_note", {"row": note.entry.key, "words": note.words, "taken_back": data.reason}, str(note.pk))


@operation("chronology.weigh_entry", title="Say whether an event is significant", clauses=["D8"], by=PANEL, room="chronology")
def weigh_entry(do: Doing, data: WeighEntry) -> None:
    """Mark an event as significant, or take the mark away, whatever the agency's own file said."""
    entry = _entry(do, data.entry)
    entry.significant, entry.weighed = data.significant, True
    entry.save()
    do.document("chronology_weight", {"row": entry.key, "significant": data.significant, "at": do.now.isoformat(timespec="seconds")}, str(entry.pk))
