"""What can be restricted to named people is read through the one place that withholds it: seen in the code itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.test_tree import ROOT, code

# Tables of which an item can be restricted, and those whose rows belong to one.
HELD = {"Entry", "Problem", "Link", "Note", "Person", "Relation", "Document", "File"}
# Documents in which something can be withheld, by the words that name their kind where they are read; and files that can be.
TOLD = {"RETURN", "FOR_APPROVAL", "return", "return_for_approval", "document"}
READS = {"latest_document", "latest_documents", "documents", "files", "one_file"}
# Functions that read them past it, and why nothing of it is shown to anybody.
PAST_IT = {
    "services/chronology/incoming.py": "rows taken in, compared and taken out; what is said of it is how many",
    "services/chronology/pairs.py": "suggestions worked out between all rows; they are shown through reads.links",
    "services/chronology/operations.py:add_note": "makes one",
    "services/chronology/reads.py:withheld_rows": "counts what is withheld", "services/chronology/reads.py:has_withheld": "likewise",
    "services/people/roll.py:of": "takes out and counts what is withheld", "services/people/roll.py:whole": "for hiding names, never to be shown",
    "services/people/file.py:births": "of the children the case is about, who are never restricted",
    "services/people/roll.py:pseudonym": "whether a word is taken", "services/people/roll.py:word_fault": "whether a word is taken or names somebody",
    "services/people/relations.py:whole": "for hiding names, never to be shown",
    "services/people/relations.py:check_births": "of a person who was found before", "services/people/relations.py:remove_all": "likewise",
    "services/people/relations.py:hand_over": "likewise",
    "web/disclosure/pages.py:everybody": "to find whose names stand in what is given; they are not shown",
    "web/disclosure/items.py": "lists what there is; of what is withheld, that it is",
    "access/withheld.py:withheld_files": "the place itself", "services/chronology/telling.py": "says what tells of withheld rows",
    "services/documents/restricted.py:cut": "says which versions are withheld",
    "services/documents/versions.py:_versions": "all of a kind at once; shown by way of _one", "services/documents/versions.py:one": "likewise",
    "stages/rapid_review/gathering/reads.py:attached": "what goes with the next version, whoever sends it; shown by way of open_attached",
    "stages/rapid_review/gathering/board.py:standings": "asks only when something was sent for approval",
    "stages/rapid_review/gathering/operations/meeting.py:share_pack": "keeps the numbers of the versions",
    "record/facts.py": "the record's own reads, which rooms ask for by kind", "record/files.py": "likewise",
    "record/disposal.py:certificate": "counts what is disposed of", "operations/files.py:take_out": "of a file that was found before",
    "operations/runner.py:seen_token": "the number of the newest", "services/accounts/removing.py:_needed": "whether an account is still named",
    "web/demo/walk.py": "the demo looks up the rows it has just taken in",
}


def _functions(tree: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node.name, node


def _names(node: ast.expr) -> str:
    """The last word of what is handed in: RETURN, reads.RETURN, "return"."""
    return str(getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "value", ""))


def _reads(node: ast.AST) -> bool:
    """Whether a function asks such a table, Entry.objects, or for such a document or file: latest_document(case, RETURN)."""
    return any(isinstance(n, ast.Attribute) and n.attr == "objects" and isinstance(n.value, ast.Name) and n.value.id in HELD
               or isinstance(n, ast.Call) and _names(n.func) in READS and len(n.args) > 1 and _names(n.args[1]) in TOLD for n in ast.walk(node))


def _through(node: ast.AST) -> bool:
    """Whether it hands what it found to what withholds."""
    return any(isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in (
        "open_rows", "_open", "open_documents", "opening", "withheld_files") for n in ast.walk(node))


def test_the_readers_of_what_can_be_restricted_go_through_the_one_place() -> None:
    past, known = [], set[str]()
    for path in code("cspr"):
        place = str(path.relative_to(ROOT / "cspr"))
        for name, node in _functions(ast.parse(path.read_text())):
            if not _reads(node):
                continue
            word = place if place in PAST_IT else f"{place}:{name}"
            known.add(word)
            if word not in PAST_IT and not _through(node):
                past.append(word)
    assert past == []
    assert set(PAST_IT) - known == set(), "these no longer need to be allowed"


def test_a_reader_past_it_is_seen() -> None:
    function = ast.parse("def rows(case):\n    return Entry.objects.filter(case=case)").body[0]
    assert _reads(function) and not _through(function)
    assert _reads(ast.parse("def sent(case):\n    return latest_document(case, RETURN, 'gp')").body[0])
    assert not _reads(ast.parse("def plan(case):\n    return latest_document(case, 'action_plan')").body[0])
    assert _through(ast.parse("def rows(case):\n    return open_rows(Entry.objects.filter(case=case), case, 'entry')").body[0])
