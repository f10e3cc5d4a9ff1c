"""Word, by python-docx; the rows are written as XML at once, for it makes cells one by one far too slowly."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from cspr.chronology.names import Names
from cspr.chronology.out.table import MARKING, Table, table
from cspr.chronology.out.xlsx import NEVER
from cspr.chronology.shapes import Entry, Merged, Pair

ACROSS = 15_300  # Twentieths of a point: an A4 sheet on its side, less its margins.


def to_docx(
    merged: Merged,
    *,
    title: str = "Chronology",
    names: Names | None = None,
    age: Callable[[Entry], str] | None = None,
    pairs: Sequence[Pair] | None = None,
    made: datetime | None = None,
) -> bytes:
    """A document on its side: title, one table whose first row comes again on each page, marking and page numbers on each. made: as to_xlsx."""
    return written(table(merged, title, names, age, pairs), made)


def written(content: Table, made: datetime | None = None) -> bytes:
    """The same of any table of texts."""
    document = Document()
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.title, properties.category, properties.language = content.title, MARKING, "en-GB"
    properties.created = properties.modified = made or NEVER
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(9)
    normal.paragraph_format.space_after = Pt(0)
    normal.element.get_or_add_rPr().append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-GB"/>'))
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(14)
    _marking(section.header.paragraphs[0])
    foot = section.footer.paragraphs[0]
    _marking(foot)
    _page_numbers(section.footer.add_paragraph(), content.title)
    fonts = document.styles["Heading 1"].element.rPr.rFonts
    for of_theme in [a for a in fonts.attrib if "Theme" in a]:
        del fonts.attrib[of_theme]
    fonts.set(qn("w:ascii"), "Arial")
    fonts.set(qn("w:hAnsi"), "Arial")
    document.add_heading(content.title, level=1)
    document.add_paragraph(content.about)
    document.add_paragraph()
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(_table(content)))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _marking(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(MARKING).bold = True


def _page_numbers(paragraph: Any, title: str) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(f"{title} · page ")
    for n, name in enumerate(("PAGE", "NUMPAGES")):
        if n:
            paragraph.add_run(" of ")
        field = f'<w:fldSimple {nsdecls("w")} w:instr="{name}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        paragraph._p.append(parse_xml(field))


def _table(content: Table) -> str:
    total = sum(c.wide for c in content.columns)
    widths = [ACROSS * c.wide // total for c in content.columns]
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    side = "".join(f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="8D9193"/>' for s in ("top", "left", "bottom", "right", "insideH", "insideV"))
    head = "".join(_cell(c.head, w, head=True) for c, w in zip(content.columns, widths, strict=True))
    rows = "".join(
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(_cell(text, w) for text, w in zip(row, widths, strict=True))}</w:tr>"
        if sum(map(len, row)) < 2_000
        else f"<w:tr>{''.join(_cell(text, w) for text, w in zip(row, widths, strict=True))}</w:tr>"
        for row in content.rows
    )
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{ACROSS}" w:type="dxa"/><w:tblBorders>{side}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar><w:tblLook w:val="0020" w:firstRow="1" '
        f'w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val={quoteattr(content.title)}/>'
        f"<w:tblDescription w:val={quoteattr(content.about)}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{rows}</w:tbl>"
    )


def _cell(text: str, width: int, *, head: bool = False) -> str:
    look = '<w:shd w:val="clear" w:color="auto" w:fill="E5ECF3"/>' if head else ""
    bold = "<w:rPr><w:b/></w:rPr>" if head else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.replace("\t", " ").split("\n"))
    run = f"<w:r>{bold}{lines}</w:r>" if text else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{look}</w:tcPr><w:p>{run}</w:p></w:tc>'
