"""What is asked at the desk."""

from __future__ import annotations

from typing import Literal

from cspr.operations.inputs import Input, LongText, OptionalLongText, OptionalReportText, OptionalText, Text, Upload, ask


class UndoImport(Input):
    """Which file is taken out again, and why."""

    source: Text = ask("Which file?")
    reason: LongText = ask("Why is it taken out again?", "For example: it was another family's file.", lines=2)


Settling = Literal["date", "unknown", "right", "leave_out"]
SETTLING = {"date": "Give the date", "unknown": "The date stays unknown", "right": "It is right as it stands", "leave_out": "Leave the row out"}


class SettleProblem(Input):
    """What is done about one row that could not be read as it stood."""

    problem: Text = ask("Which row?")
    what: Settling = ask("What is done about it?", labels=SETTLING)
    day: OptionalText = ask("The date", "As exactly as it is known: 17/1/2026, January 2026, about March 2020, between 3 and 9 May 2020.",
                            default="")
    time: OptionalText = ask("The time, if known", "For example 21:40.", default="")
    reason: OptionalLongText = ask("Why?", "Needed where the row is left out. For example: it is about another child.", default="", lines=2)


class ChangeEntry(Input):
    """What is different about one row of the chronology. What the agency wrote stays as it is."""

    entry: Text = ask("Which row?")
    what: Literal["date", "unknown", "leave_out", "put_back"] = ask(
        "What is to change?", labels={"date": "Its date", "unknown": "Its date is unknown after all", "leave_out": "Leave the row out",
                                      "put_back": "Put the row back"})
    day: OptionalText = ask("The date", "As exactly as it is known: 17/1/2026, January 2026, about March 2020.", default="")
    time: OptionalText = ask("The time, if known", "For example 21:40.", default="")
    reason: LongText = ask("Why?", "It stays with the row.", lines=2)


class DecidePair(Input):
    """What two rows are to each other."""

    pair: Text = ask("Which two rows?")
    decided: Literal["joined", "apart"] = ask("What are they to each other?", labels={"joined": "They belong together", "apart": "They do not"})
    words: OptionalLongText = ask("Anything to say about it?", "For example: which account is the fuller one, or what to ask whom.", default="",
                                  lines=2)


class ReopenPair(Input):
    """A decision about two rows that is to be looked at again."""

    pair: Text = ask("Which two rows?")
    reason: LongText = ask("Why?", "For example: the agency has said that these were two visits.", lines=2)


class AddNote(Input):
    """What the panel says of a row, or asks."""

    entry: Text = ask("Which row?")
    question: bool = ask("Is it a question?", "A question is marked in the chronology until it is answered.")
    words: LongText = ask("Your note or question", lines=3)


class AnswerQuestion(Input):
    """The answer to a question about a row."""

    note: Text = ask("Which question?")
    answer: LongText = ask("What is the answer?", "And who gave it.", lines=3)


class TakeBackNote(Input):
    """A note that should not stand."""

    note: Text = ask("Which note?")
    reason: LongText = ask("Why is it taken back?", lines=2)


class WeighEntry(Input):
    """Whether an event mattered."""

    entry: Text = ask("Which row?")
    significant: bool = ask("Is it a significant event?", "One that mattered for the child, whatever came of it.")


KINDS = ("docx", "xlsx", "ods", "csv", "tsv", "txt")
FURTHER = "further"
What = Literal["date", "until", "time", "event", "present", "record", "response", "child_seen", "significant", "agency", "more", "leave"]


class TableIn(Input):
    """What the columns of one table or sheet are, where a person says so."""

    table: OptionalText = ask("The table or sheet", "Empty for a file that is one table.", default="")
    header: int = ask("The row with the headings", "0 where there is none.", default=0)
    are: list[What] = ask("What each column is, from the left", default=[])


class ImportFile(Input):
    """One agency's chronology, as a file or a pasted table."""

    agency: OptionalText = ask("Which agency is it from?", default="")
    file: Upload | None = ask("Choose the file", "Word (.docx), Excel (.xlsx), OpenDocument (.ods), CSV or plain text, at most 20 MB. "
                              "It need not follow a template.", default=None, accept=KINDS)
    pasted: OptionalReportText = ask("Or paste the rows here", "Copy the table in Word or Excel and paste it.", default="", lines=6)
    replaces: OptionalText = ask("Is it a newer version of something sent before?", "Rows that stayed as they were keep what was decided about them.",
                                 default="")
    tables: list[TableIn] = ask("What the columns are", "Left out, they are taken as proposed, or as they were corrected before.", default=[])
