"""A version of a document laid out: as the paper that becomes its PDF, and as the standard Word template with its fields."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

from docx import Document as new_document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from cspr.services.documents.fields import filled
from cspr.services.documents.kinds import Item, Kind, Line, Part, Rows, Title, Values, Words, kinds
from cspr.services.documents.paper import Block, Paper, Section, Table, Text

NAVY = RGBColor(0x12, 0x43, 0x6D)


def as_paper(kind: Kind, values: Values, foot: str = "") -> Paper:
    """The document as it is set in a PDF, by the standard layout."""
    title, sections, opening = kind.title, [], list[Block]()
    for item in kind.layout:
        match item:
            case Title():
                title = filled(item.text, values)
            case Line():
                if not item.needs or values.get(item.needs):
                    opening.append(Text(filled(item.text, values), quiet=item.quiet, bold=item.bold))
            case Words():
                opening += [Text(str(values[item.name]))] if values.get(item.name) else []
            case Part() | Rows():
                if values.get(item.name):
                    sections += [Section("", opening)] if opening else []
                    sections, opening = [*sections, Section(item.heading, [_under(item, values)])], []
    return Paper(title, str(values["partnership"]), [*sections, *([Section("", opening)] if opening else [])], marking=kind.marking, foot=foot)


def _under(item: Part | Rows, values: Values) -> Block:
    if isinstance(item, Part):
        return Text(str(values[item.name]))
    rows = [[str(row.get(name, "")) for name, _ in item.columns] for row in values[item.name]]
    return Table("", [words for _, words in item.columns], rows, item.widths)


@cache
def standard(word: str) -> bytes:
    """The standard Word template of a kind, with its fields. It is made here and is nobody's file."""
    kind, made = kinds()[word], new_document()
    _dress(made)
    for item in kind.layout:
        _lay(made, item)
    _edges(made, kind)
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def _dress(made: Word) -> None:
    """A4, a face that every Word has, British English."""
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin = section.bottom_margin = Cm(2.4)
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    normal.paragraph_format.space_after = Pt(8)
    for name, size in (("Title", 22), ("Heading 1", 15), ("Heading 2", 13)):
        style = made.styles[name]
        style.font.name, style.font.size, style.font.color.rgb, style.font.bold = "Arial", Pt(size), NAVY, True
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    title = made.styles["Title"].element.pPr
    edge = title.find(qn("w:pBdr")) if title is not None else None
    if edge is not None:
        title.remove(edge)
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


def _lay(made: Word, item: Item) -> None:
    match item:
        case Title():
            made.add_paragraph(item.text, style="Title")
        case Line():
            with_if = _if(made, item.needs) if item.needs else None
            run = made.add_paragraph().add_run(item.text)
            run.bold = item.bold or None
            if item.quiet:
                run.font.size, run.font.color.rgb = Pt(9.5), RGBColor(0x48, 0x49, 0x49)
            if with_if:
                made.add_paragraph("{%p endif %}")
        case Words():
            _if(made, item.name)
            made.add_paragraph(f"{{{{ {item.name} }}}}")
            made.add_paragraph("{%p endif %}")
        case Part():
            _if(made, item.name)
            made.add_paragraph(item.heading, style="Heading 1")
            made.add_paragraph(f"{{{{ {item.name} }}}}")
            made.add_paragraph("{%p endif %}")
        case Rows():
            _if(made, item.name)
            made.add_paragraph(item.heading, style="Heading 1")
            _table(made, item)
            made.add_paragraph("{%p endif %}")


def _if(made: Word, name: str) -> Paragraph:
    return made.add_paragraph(f"{{%p if {name} %}}")


def _table(made: Word, item: Rows) -> None:
    """A row of headings that is repeated on each page, and one row that stands for all."""
    table = made.add_table(rows=4, cols=len(item.columns), style="Table Grid")
    table.rows[1].cells[0].text = f"{{%tr for row in {item.name} %}}"
    table.rows[3].cells[0].text = "{%tr endfor %}"
    for cell, (_, words) in zip(table.rows[0].cells, item.columns, strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    for cell, (name, _) in zip(table.rows[2].cells, item.columns, strict=True):
        cell.text = f"{{{{ row.{name} }}}}"
    repeated = table.rows[0]._tr.get_or_add_trPr()
    repeated.append(OxmlElement("w:tblHeader"))
    if item.widths:
        whole = sum(item.widths)
        for row in table.rows:
            for cell, width in zip(row.cells, item.widths, strict=True):
                cell.width = Cm(16.4 * width / whole)


def _edges(made: Word, kind: Kind) -> None:
    """The marking above and below, and "page n of N"."""
    section = made.sections[0]
    if kind.marking:
        for edge in (section.header, section.footer):
            _marked(edge.paragraphs[0])
    foot = section.footer.add_paragraph() if kind.marking else section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for words, code in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        foot.add_run(words).font.size = Pt(9)
        _counted(foot, code)


def _marked(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("{{ marking }}").bold = True


def _counted(paragraph: Paragraph, code: str) -> None:
    """A number that Word counts."""
    run = paragraph.add_run()
    run.font.size = Pt(9)
    parts: list[Any] = [("begin", None), (None, code), ("separate", None), ("text", "1"), ("end", None)]
    for kind, words in parts:
        if kind == "text":
            run.add_text(words)
            continue
        element = OxmlElement("w:instrText" if kind is None else "w:fldChar")
        if kind is None:
            element.text = f" {words} "
        else:
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)
