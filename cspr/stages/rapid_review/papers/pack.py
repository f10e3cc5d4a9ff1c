"""The parts of the pack that are the Rapid Review's."""
from __future__ import annotations

from typing import Any

from cspr.chronology.out.table import in_words, withheld_in_words
from cspr.chronology.shapes import Entry
from cspr.govuk import days
from cspr.govuk.svg.lanes import Blank, Lane, Moment, lanes
from cspr.govuk.svg.marks import Mark
from cspr.protocol.facts import day_of
from cspr.services.chronology.lanes import VAGUE
from cspr.services.chronology.reads import merged
from cspr.services.chronology.view import api_rows
from cspr.services.documents.archive import in_archive
from cspr.services.documents.pack import Blocks, part
from cspr.services.documents.paper import Block, Bullets, Heading, Note, Pairs, Picture, Table, Text, only_the_drawing
from cspr.services.people.drawing import picture
from cspr.services.people.roll import CasePeople
from cspr.stages.rapid_review.decision.reads import criteria
from cspr.stages.rapid_review.gathering import reads
from cspr.steps.read import CaseRead

_MET = {"yes": "Met", "no": "Not met", "unclear": "Not clear"}


@part(30, "The child and the family", without="Nobody is on the list of people yet.")
def people(read: CaseRead) -> Blocks | None:
    """Who is who, with the word that stands for each where no name may."""
    everybody = CasePeople.of(read.case).everybody
    out = CasePeople.of(read.case).withheld
    if not everybody and not out:
        return None
    rows = [(p.shown_name, str(p.get_role_display()), days.in_words(p.born) if p.born else p.born_note or "Not known", p.pseudonym)
            for p in everybody]
    blocks: list[Block] = [Table("People of this case", ("Name", "Who they are", "Born", "Called, where no name may stand"), rows, (3, 2, 2, 2))]
    blocks += [Note(withheld_in_words(out))] if out else []
    drawn, said = picture(read.case)
    if drawn and said:
        blocks += [Heading("Genogram"), Picture(only_the_drawing(drawn), " ".join(said)), Bullets(said)]
    return blocks


@part(40, "Returns", without="No return is back yet.")
def returns(read: CaseRead) -> Blocks | None:
    """Each agency's return, in the order of their names, and whose is missing."""
    board = sorted(reads.board(read), key=lambda line: line.name)
    if not any(line.returned for line in board):
        return None
    missing = [line.name for line in board if not line.returned]
    blocks: list[Block] = [Note(f"Not in this pack: {', '.join(missing)}. Their returns are not back.")] if missing else []
    for line in board:
        if line.returned:
            blocks += [Heading(line.name), *_return(line)]
    return blocks


def _return(line: reads.Asked) -> list[Block]:
    returned = line.returned
    if returned is None:
        return []
    blocks: list[Block] = [Text(f"Returned on {days.in_words(returned.at)}"
                                f"{f', version {line.document.version}' if line.document and line.document.version > 1 else ''}.", quiet=True)]
    if returned.details.get("nil"):
        blocks.append(Text("Nil return: nothing was found."))
    if line.document is None:
        return [*blocks, Text("The text of this return is held elsewhere.")]
    blocks += [Note(withheld_in_words(line.document.withheld))] if line.document.withheld else []
    body = line.document.body
    if body.get("nil_reason"):
        blocks += [Heading("What was searched", 3), Text(body["nil_reason"])]
    for heading, words in reads.parts(line.document):
        blocks += [Heading(heading, 3), Text(words)]
    answers = [(a["question"], a["answer"]) for a in body.get("answers", []) if a.get("answer")]
    return [*blocks, Heading("Answers to this case's own questions", 3), Pairs(answers)] if answers else blocks


@part(50, "Information on each criterion")
def grid(read: CaseRead) -> Blocks | None:
    """Each criterion and circumstance with what the agencies say on it; and the panel's view, where it has one."""
    lines = [line for line in sorted(reads.board(read), key=lambda line: line.name) if line.returned]
    views = {w.id: w.fact for w in criteria(read)}
    blocks: list[Block] = []
    for key, words, said in reads.by_criterion(read, lines):
        blocks.append(Heading(f"{key} {words}"))
        blocks.append(Pairs(said) if said else Text("No agency has information on this."))
        view = views.get(key)
        if view:
            blocks.append(Note(f"The panel's view: {_MET.get(str(view.details.get('met')), '')}. {view.details.get('reasons', '')}"))
    return blocks or None


@part(60, "Chronology", without="No events have been recorded yet.", wide=True)
def chronology(read: CaseRead) -> Blocks | None:
    """Every agency's events in one table, those told twice once, and the stretches without any contact."""
    found = merged(read.case)
    withheld = [Note(withheld_in_words(found.withheld, gaps=True))] if found.withheld else []
    if not found.entries:
        return [*withheld] or None
    rows = [(in_words(e.when), e.agency, _text(e), e.present, e.record) for e in found.entries]
    blocks: list[Block] = [*withheld, Table("All agencies, in the order of time; a date that is not known comes last",
                                 ("When", "Agency", "What happened", "Who was there", "Recorded in"), rows, (3, 3, 8, 3, 3))]
    without = [g for g in found.gaps if not g.agency]
    if without:
        blocks += [Heading("Stretches without contact with any agency"), Bullets(
            [f"{g.days} days, from {days.in_words(g.after)} to {days.in_words(g.before)}" for g in without])]
    if found.problems:
        many = len(found.problems)
        blocks.append(Note(f"{many} row{'s wait' if many > 1 else ' waits'} for somebody to settle its date or words."))
    return blocks


@in_archive("chronology.json", "every row of the chronology, those told twice too")
def chronology_data(read: CaseRead) -> list[dict[str, Any]]:
    """The rows in the contract's shape, with names as they were typed."""
    return api_rows(read.case, named=True)


def _text(entry: Entry) -> str:
    """What happened, and what the agency did; a significant event says so."""
    return "\n\n".join(filter(None, ("Significant." if entry.significant else "", entry.text, entry.response and f"Response: {entry.response}")))


@part(70, "Swim lanes", wide=True)
def swim_lanes(read: CaseRead) -> Blocks | None:
    """The same as a picture: a lane for each agency, on one axis of time."""
    found = merged(read.case)
    placed = [(e, e.when.start) for e in found.entries if e.when.start is not None]
    if not placed:
        return None
    names = sorted({e.agency for e, _ in placed})
    rows = [Lane(name, [Mark(start, e.text[:90], e.when.end, big=e.significant, vague=e.when.precision in VAGUE)
                        for e, start in placed if e.agency == name], [Blank(g.after, g.before) for g in found.gaps if g.agency == name])
            for name in names]
    span = [day_of(start) for _, start in placed] + [day_of(e.when.end) for e, _ in placed if e.when.end]
    incident = [f for f in read.happened("incident_occurred") if f.details.get("day") != "not known"]
    drawn = lanes(rows, min(span), max(span), moments=[Moment(day_of(f.at), "Incident", "firm") for f in incident[-1:]])
    told = "; ".join(f"{row.name}: {len(row.marks)} event{'s' if len(row.marks) != 1 else ''}" for row in rows)
    return [Picture(only_the_drawing(drawn), f"Events from {days.in_words(min(span))} to {days.in_words(max(span))}. {told}. "
                    "The chronology says the same in words.")]


@part(90, "Attachments")
def attachments(read: CaseRead) -> Blocks | None:
    """What came with the returns and is read beside the pack."""
    found = [f"{line.name}: {file['name']}" for line in sorted(reads.board(read), key=lambda line: line.name)
             for file in (line.document.body.get("files", []) if line.returned and line.document else [])]
    return [Text("These came with the returns. Read them there: they are not in this copy."), Bullets(found)] if found else None
