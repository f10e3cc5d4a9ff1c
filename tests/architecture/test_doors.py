"""A case is read only through access, and written only through the door: read from the code itself."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from django.apps import apps

from cspr.access.policies import REACHES
from cspr.record.models import Case
from tests.architecture.test_tree import ROOT, code

# Rows that belong to a case, and the names by which a case leads to them.
OF_A_CASE = {"Case", "Fact", "Document", "Duty", "Grant", "Bar", "Looked", "Shift", "Person", "Relation", "File",
             "Import", "Entry", "Problem", "Link", "Note"}
LEADS_TO = {"facts", "documents", "duties", "grants", "bars", "looks", "shifts", "people", "drafts", "cases", "files", "relations"}
ASKS = {"all", "annotate", "count", "distinct", "earliest", "exclude", "exists", "filter", "first", "get", "last", "latest", "order_by",
        "select_for_update", "select_related", "values", "values_list"}
WRITES = {"create", "update", "delete", "save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
OF_A_CASE |= {"Message", "Copy", "Glass", "Restriction"}
LEADS_TO |= {"messages", "glasses", "restrictions"}
# The rooms whose business it is: the record itself, access over it, and the door. Operations of services write the tables of their own.
OWNERS = ("access/", "record/", "operations/")

READS_ELSEWHERE = {
    "services/messages/queue.py": "what a run at the door sends; each message is made for whoever may know of the case, asked of access",
    "services/messages/carrying.py": "a job, asked at the last moment by nobody; whether the reader may know of the case is asked of access",
    "services/messages/chasing.py": "a job, which goes through every case in which somebody owes; each reader is asked of access",
    "services/messages/digest.py": "a job: what waits for one person, to whom each was made as access allowed, and is asked again when it is sent",
    "services/messages/operations.py": "messages of the case that the door holds, and the one return in question",
    "web/demo/reminders.py": "a message of the demo, which has just been made",
    "services/messages/removing.py": "what is past its time, or goes with its case: nobody reads it",
    "services/retention/daily.py": "which cases are held, asked by the clock before anything goes",
    "services/retention/removing.py": "the learning events of a partnership that are past their time, counted",
    "services/accounts/removing.py": "whether a case that is kept needs somebody's name; no case is read",
    "services/retention/operations.py": "the newest entry and the proposal of the case that the door holds",
    "services/messages/reads.py": "of one case, which was found through access or at the door; and counts of letters, which hold no case",
    "services/insight/figures.py": "figures count every case of a partnership, whoever asks, and name none",
    "services/documents/archive.py": "the whole of one case, which was found through access for whoever exports it",
    "web/demo/keeping.py": "the demo looks up the case it holds",
    "services/documents/making.py": "the one copy that is being made; its case is read through access, as its recipient",
    "services/documents/operations.py": "a person's own copies, of the case that the door holds",
    "services/documents/reads.py": "copies of a case that was found through access",
    "services/documents/restricted.py": "the letters of one case, which was found through access or at the door",
    "services/people/file.py": "when the children of cases were born that their asker was let into before",
    "services/people/roll.py": "the people of one case, which was found through access or at the door",
    "services/people/relations.py": "likewise",
    **dict.fromkeys((f"services/chronology/{name}.py" for name in ("finding", "incoming", "operations", "pairs", "reads", "telling", "typed",
                                                                 "view")),
                    "the rows of one case, which was found through access or at the door"),
    "web/demo/walk.py": "the demo looks up the rows it has just taken in",
    **dict.fromkeys((f"web/disclosure/{name}.py" for name in ("items", "pages")), "everything of one case, which was found through access"),
    "web/demo/reading.py": "the demo looks up the cases it has just made",
    "services/reading/watch.py": "a job, which goes through the log of every case; who reads what it finds is asked of access",
    "services/reading/pages.py": "the log across cases, as far as access lets the reader know of each",
}
WRITES_ELSEWHERE = {
    "chronology/out/docx.py": "the save is of a Word document, into memory",
    "services/messages/queue.py": "the outbox: the letters of a run, written within it",
    "services/messages/carrying.py": "that a message is no longer to be sent, found when it would have been",
    "services/messages/chasing.py": "the letters of a chase, which nobody at the door makes",
    "services/messages/digest.py": "the letter of a digest, and the day it was made for",
    "services/messages/tasks.py": "what came of a letter, which only the job that sent it knows",
    "config/backup/__main__.py": "the sessions of when a backup was made: after a restore everybody signs in again",
    "services/messages/handing.py": "how far a letter came, which only the job that hands it over knows",
    "services/messages/bounced.py": "what a mail system reports, which is nobody's doing",
    "services/accounts/rescue.py": "a sole administrator, on the server alone: nobody is left who could come to the door (docs/adr/0141)",
    "services/tokens/models.py": "the day a token was last used",
    "services/messages/feed.py": "the day a calendar last fetched its address",
    "services/sign_in/sessions.py": "a person's own sessions: ended by their own hand, or with what changes their account",
    "services/sign_in/mine.py": "how a person signs in, on their own page and by what only they have: the key of an app, a passkey",
    "partnership/founding.py": "a partnership and its first administrator, before anyone is there to sign in",
    "partnership/models.py": "a person is made with a hashed password, here alone",
    "services/reading/watch.py": "what the job finds in the log, which is nobody's doing",
    "services/documents/laying.py": "a Word file in memory, which is no row",
    "services/documents/word.py": "a Word file in memory, which is no row",
    "services/documents/making.py": "how far a copy is, and its file: it is made after the door has closed",
    "services/people/roll.py": "written for operations, which hand in what they do",
    "services/people/relations.py": "likewise",
    "services/chronology/incoming.py": "written for operations, which hand in what they do",
    "services/chronology/pairs.py": "suggestions worked out from the rows, for the operations that change these",
    **dict.fromkeys((f"services/{room}/removing.py" for room in ("accounts", "messages", "retention", "tokens")),
                    "what goes by itself once it is past its time, or with a disposed case; nobody is at the door (docs/adr/0135)"),
    "steps/uploads.py": "a person's own file on a form not sent yet, as a draft",
    "steps/step.py": "a person's own draft, which nobody else sees, is no fact of a case",
}


# Who may open a case, or a whole partnership, to its own transaction: what they read so is worked out or counted, and shown to nobody as it is.
OPENS = {"whole", "open_case", "at_the_door"}
OPENED_BY = {
    "operations/runner.py": "the case that the person was let into, for the run",
    "operations/opening.py": "the case that a run makes, and the number of the one before it",
    "operations/work_out.py": "every case whose rows rest on other holidays or another edition",
    "services/insight/figures.py": "figures count every case of a partnership, whoever asks, and name none",
    "services/accounts/leaving/reads.py": "what somebody who leaves holds, counted for an administrator, who sees no case",
    "access/emergencies.py": "what is open to the person themselves in an emergency, who was told of one, and the opening of one, which says nothing",
}


def _chain(node: ast.AST) -> Iterator[ast.AST]:
    """An expression such as Fact.objects.filter(…).order_by(…), from its end to its beginning."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
        yield node


def _of_a_case(node: ast.AST) -> bool:
    """Whether this asks a table of cases: Fact.objects, or case.facts.filter."""
    if not isinstance(node, ast.Attribute):
        return False
    if node.attr == "objects":
        return isinstance(node.value, ast.Name) and node.value.id in OF_A_CASE
    return node.attr in ASKS and isinstance(node.value, ast.Attribute) and node.value.attr in LEADS_TO and not _of_seen(node.value)


def _of_seen(node: ast.Attribute) -> bool:
    """seen.duties and the like are what access gives."""
    inner = node.value
    return (isinstance(inner, ast.Name) and inner.id == "seen") or (isinstance(inner, ast.Attribute) and inner.attr == "seen")


def _writes(node: ast.AST) -> bool:
    """Whether this writes a row: Token.objects.create(…), rows.filter(…).update(…), person.save()."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
        return False
    if node.func.attr == "save":
        return not (isinstance(node.func.value, ast.Attribute) and node.func.value.attr == "session")
    parts = list(_chain(node.func))
    return any(isinstance(p, ast.Attribute) and p.attr in ("objects", *ASKS) for p in parts)


@cache
def _found(asks: Callable[[ast.AST], bool]) -> dict[str, list[int]]:
    """Where in the code it stands, outside the rooms whose business it is: file → lines."""
    found: dict[str, list[int]] = {}
    for path in code("cspr"):
        place = str(path.relative_to(ROOT / "cspr"))
        if not place.startswith(OWNERS) and not (asks is _writes and place.startswith("services/") and place.endswith("/operations.py")):
            lines = sorted({node.lineno for node in ast.walk(ast.parse(path.read_text())) if asks(node)})
            found |= {place: lines} if lines else {}
    return found


@pytest.mark.parametrize(("asks", "allowed"), [(_of_a_case, READS_ELSEWHERE), (_writes, WRITES_ELSEWHERE)], ids=["read", "written"])
def test_a_case_goes_through_access_and_the_door(asks: Callable[[ast.AST], bool], allowed: dict[str, str]) -> None:
    found = _found(asks)
    assert {place: lines for place, lines in found.items() if place not in allowed} == {}
    assert [place for place in allowed if place not in found] == [], "these no longer need to be allowed"


@pytest.mark.parametrize("line", [
    "Fact.objects.filter(case=1)", "Case.objects", "seen.case.facts.filter(kind='a').first()", "read.case.documents.exists()",
    "case.bars.values_list('user')"])
def test_a_read_past_access_is_seen(line: str) -> None:
    assert any(_of_a_case(node) for node in ast.walk(ast.parse(line)))


@pytest.mark.parametrize("line", ["read.facts", "self.seen.duties.filter(done=None)", "Member.objects.filter(pk=1)", "body['people'].get('a')"])
def test_what_is_none_is_left_alone(line: str) -> None:
    assert not any(_of_a_case(node) for node in ast.walk(ast.parse(line)))


@pytest.mark.parametrize("line", [
    "Case.objects.create(a=1)", "rows.filter(pk=1).update(a=1)", "case.save(update_fields=[])", "Draft.objects.all().delete()"])
def test_a_write_past_the_door_is_seen(line: str) -> None:
    assert any(_writes(node) for node in ast.walk(ast.parse(line)))


@pytest.mark.parametrize("line", ["found.update(path)", "request.session.save()", "counts.update(a=1)", "typed.pop('a')"])
def test_what_writes_no_row_is_left_alone(line: str) -> None:
    assert not any(_writes(node) for node in ast.walk(ast.parse(line)))


def test_a_case_is_opened_in_the_database_by_the_door_alone() -> None:
    found = {str(path.relative_to(ROOT / "cspr")) for path in code("cspr") for node in ast.walk(ast.parse(path.read_text()))
             if isinstance(node, ast.ImportFrom) and node.module == "cspr.access.answering" and OPENS & {name.name for name in node.names}}
    assert found == OPENED_BY.keys()


def _leading_to_a_case() -> set[str]:
    """Every table from which foreign keys lead to a case, whether directly or through others."""
    models, found = apps.get_models(), {Case}
    while more := {m for m in models if m not in found and {f.related_model for f in m._meta.concrete_fields if f.is_relation} & found}:
        found |= more
    return {m._meta.db_table for m in found}


def test_every_table_that_leads_to_a_case_is_kept_by_a_policy_of_the_database() -> None:
    assert _leading_to_a_case() - REACHES.keys() == set(), "say in cspr/access/policies.py how its rows reach their case"
    assert REACHES.keys() - {m._meta.db_table for m in apps.get_models()} == set(), "there are no such tables"
