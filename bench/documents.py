"""How long a pack of 150 pages takes, from the record to the file; beside typst alone, setting the same words without tags, marking or data."""

from __future__ import annotations

import sys
import time

from _given import ready

GOAL_S, PAGES, ROWS = 10.0, 150, 2000
PARAGRAPH = "The health visitor rang, wrote and went to the door; nobody opened, and nobody else was told. " * 8


def _long(case: object) -> None:
    """Makes each return of a case as long as its form takes it."""
    from cspr.record.facts import latest_documents
    from cspr.record.models import Document
    from cspr.stages.rapid_review.gathering.reads import PARTS

    for found in latest_documents(case, "return").values():
        body = {**found.body, **{part: "\n\n".join([PARAGRAPH] * 18) for part in PARTS}}
        found.pk, found.version, found.body = None, found.version + 1, body
        Document.objects.bulk_create([found])


def pack() -> bool:
    """A copy of a whole pack, by the way a person's is made."""
    from cspr.operations import run
    from cspr.partnership.models import Member
    from cspr.record.models import Case
    from cspr.services.documents.making import make
    from cspr.services.documents.models import Copy

    case = Case.objects.filter(documents__kind="return").order_by("pk")[0]
    _long(case)
    unit = Member.objects.filter(role="business_unit").select_related("user", "partnership")[0]
    run("documents.make_pack", unit, {}, case=case.reference)
    copy = Copy.objects.filter(case=case).order_by("number").last()
    assert copy is not None
    Copy.objects.filter(pk=copy.pk).update(state=Copy.State.WAITING)
    began = time.perf_counter()
    make(copy.pk)
    took = time.perf_counter() - began
    copy.refresh_from_db()
    alone = _typst_alone(copy.pages)
    print(f"  a pack of {copy.pages} pages {took:.2f} s (goal for {PAGES} pages < {GOAL_S:.0f} s); typst alone {alone:.2f} s; "
          f"{took / alone:.1f} times")
    return copy.state == "made" and copy.pages >= PAGES and took < GOAL_S


def _typst_alone(pages: int) -> float:
    """The same words in as many pages, as plain typst."""
    import typst

    source = ("#set text(size: 11.5pt)\n" + "\n\n".join([PARAGRAPH] * (pages * 4))).encode()
    began = time.perf_counter()
    typst.compile(source, format="pdf", pdf_tags=False)
    return time.perf_counter() - began


def table() -> bool:
    """A chronology of 2,000 rows, which is what a long pack mostly is."""
    from cspr.services.documents.paper import Paper, Section, Table
    from cspr.services.documents.pdf import pages_of, to_pdf

    rows = [(f"{n % 28 + 1} May 2026", "Wessmoor Community Health", PARAGRAPH[:240], "Record") for n in range(ROWS)]
    paper = Paper("Made up", "Wessmoor", [Section("Chronology", [Table("All", ("When", "Agency", "What", "Where"), rows, (2, 2, 5, 2))])])
    began = time.perf_counter()
    content = to_pdf(paper)
    took = time.perf_counter() - began
    print(f"  {ROWS} rows as a table, {pages_of(content)} pages {took:.2f} s (goal < {GOAL_S:.0f} s)")
    return took < GOAL_S


def main() -> int:
    """Print what was measured. 1 where a goal is missed."""
    ready()
    return 0 if all([pack(), table()]) else 1


if __name__ == "__main__":
    sys.exit(main())
