"""What of a return can be for named people only: one answer, in every version of it, and one file that goes with it (D5, D11)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from cspr import protocol
from cspr.access.withheld import Cut, Item, Left, restrictions, withheld, withheld_files
from cspr.partnership.roles import Role
from cspr.record.facts import documents, of_case
from cspr.record.files import one_file
from cspr.record.models import Case, Document, File
from cspr.services.chronology.finding import ENTRY
from cspr.services.chronology.telling import typed_rows
from cspr.services.chronology.words import row_in_words

ANSWER, FILE = "answer", "file"
RETURN, FOR_APPROVAL = "return", "return_for_approval"
CLOSED = ("Part of this return is for named people only, and you are not one of them: it cannot be written anew without what you do not see. Ask who "
          "restricted it, or the Business Unit, to name you.")
HIDDEN = "1 item withheld, for named people only."  # Stands in the place of an answer.
# The parts of a return in the order of its form, with the heading each has when read.
PARTS = {
    "involvement": "How the agency was involved",
    "family": "The family, their life and who they are",
    "voice_of_child": "What life was like for the child",
    "practice_episodes": "Moments of practice that mattered",
    "good_practice": "What was done well",
    "immediate_actions": "Already done to keep children safe",
    "own_learning": "What the agency has learnt and will change",
}
# The answers given in rows: the part, the name of its question, the name of the answer.
_ROWS = (("criteria", "criterion", "information"), ("answers", "question", "answer"))


def number_of(agency: str, part: str, question: str = "") -> int:
    """The number of an agency's answer to a question, the same in every version of its return: an answer has no row of its own."""
    return int(hashlib.sha256(f"{agency}\n{part}\n{question}".encode()).hexdigest()[:13], 16)


def _questions(case: Case, agency: str) -> Iterator[tuple[str, str, str]]:
    """What an agency is or was asked: (part, question, heading)."""
    yield from ((part, "", heading) for part, heading in PARTS.items())
    yield from (("criteria", key, f"{key} {words}") for key, words in protocol.load(case.protocol).items_of("B3", "B4").items())
    asked = dict.fromkeys(q for request in documents(case, "request", agency) for q in request.body.get("questions", []))
    yield from (("answers", question, question) for question in asked)


def _asked(case: Case) -> dict[str, str]:
    """The agencies that were asked: word → name."""
    words = {str(f.details["agency"]) for f in of_case(case, ["information_requested"]) if "agency" in f.details}
    return dict(case.partnership.agencies.filter(slug__in=words).values_list("slug", "name"))


def as_answer(case: Case, number: int) -> Item | None:
    """An answer of a return, given already or not, as something that can be restricted; None where none has that number, or it is withheld."""
    if number in withheld(case, ANSWER):
        return None
    return next((Item(f"Answer in the return of {name}: {heading}", agency) for agency, name in _asked(case).items()
                 for part, question, heading in _questions(case, agency) if number_of(agency, part, question) == number), None)


def as_file(case: Case, number: int) -> Item | None:
    """A file that goes with a return as something that can be restricted; None where there is none of that number, or it is withheld."""
    found = one_file(case, RETURN, number) if number not in withheld_files(case) else None
    if found is None:
        return None
    sent = any(file["file"] == number for version in documents(case, RETURN, found.for_value) for file in version.body.get("files", []))
    return Item(f"File of the return of {_asked(case).get(found.for_value, found.for_value)}, attached {found.at:%-d %B %Y}, number {number}",
                found.for_value, sent=sent or (found.author is not None and found.author.role == Role.BUSINESS_UNIT))


def files_of_withheld(case: Case) -> Collection[int]:
    """The files that are restricted to others than who reads the case."""
    return withheld(case, FILE)


def cut(case: Case) -> Cut | None:
    """Takes the answers and files that are withheld from who reads the case out of returns (see `withholds`)."""
    out, closed = withheld(case, ANSWER), withheld_files(case)
    if not out and not closed:
        return None

    def left(document: Document) -> Left:
        if document.kind not in (RETURN, FOR_APPROVAL):
            return document.body, 0
        body, agency = dict(document.body), document.for_value
        hidden = [part for part in PARTS if body.get(part) and number_of(agency, part) in out]
        body |= dict.fromkeys(hidden, HIDDEN)
        number = len(hidden)
        for part, question, answer in _ROWS:
            rows = [{**row, answer: HIDDEN} if number_of(agency, part, row[question]) in out else row for row in body.get(part, [])]
            number += sum(row[answer] == HIDDEN for row in rows)
            body[part] = rows
        listed = body.get("files", [])
        body["files"] = [file for file in listed if file["file"] not in closed]
        return body, number + len(listed) - len(body["files"])

    return left


def is_closed(case: Case, agency: str) -> bool:
    """Whether something an agency wrote in its return, or may write, is withheld from who reads the case: they cannot write it anew."""
    out, rows = withheld(case, ANSWER), withheld(case, ENTRY)
    return bool(out) and not out.isdisjoint(number_of(agency, part, question) for part, question, _ in _questions(case, agency)) or (
        bool(rows) and not rows.isdisjoint(row.pk for row in typed_rows(case, agency)))


@dataclass(frozen=True)
class Restrictable:
    """What of a return can be restricted: the word of the item, which one it is, and whether it is restricted now."""

    word: str
    says: str
    is_now: bool


def restrictable(case: Case, agency: str, attached: Iterable[File]) -> list[Restrictable]:
    """Every answer and typed row of an agency's return that is open to who reads the case, given already or not; and these files of it."""
    answers, rows = withheld(case, ANSWER), withheld(case, ENTRY)
    found = [(f"{ANSWER}-{number}", heading) for part, question, heading in _questions(case, agency)
             if (number := number_of(agency, part, question)) not in answers]
    found += [(f"{ENTRY}-{row.pk}", f"Chronology row, {row_in_words(row)}") for row in typed_rows(case, agency) if row.pk not in rows]
    found += [(f"{FILE}-{file.pk}", f"File, {file.name}") for file in attached]
    now = {f"{one.kind}-{one.item}" for one in restrictions(case)}
    return [Restrictable(word, says, word in now) for word, says in found]
