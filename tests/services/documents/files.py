"""Word files as people hand them in, made here."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO

from docx import Document


def made(*paragraphs: str, rows: Sequence[Sequence[str]] = (), header: str = "") -> bytes:
    """A document of these paragraphs, a table and a header."""
    document = Document()
    for words in paragraphs:
        document.add_paragraph(words)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
    if header:
        document.sections[0].header.paragraphs[0].text = header
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


def with_parts(content: bytes, more: Mapping[str, bytes]) -> bytes:
    """The same file with these parts put in, or in place of those it has."""
    kept = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as given, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in given.namelist():
            if name not in more:
                archive.writestr(name, given.read(name))
        for name, inner in more.items():
            archive.writestr(name, inner)
    return kept.getvalue()


def words_of(content: bytes) -> str:
    """Everything a reader of a Word file reads, its tables, headers and footers with it."""
    document = Document(BytesIO(content))
    found = [p.text for p in document.paragraphs]
    found += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    found += [p.text for section in document.sections for edge in (section.header, section.footer) for p in edge.paragraphs]
    return "\n".join(found)
