"""A Word template from outside, looked through before it is taken: whether it is one, what it must not hold, and each field by its place."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from io import BytesIO
from typing import Any

from docx import Document as read_document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from jinja2 import TemplateError, TemplateSyntaxError

from cspr.services.documents.fields import environment, names_in
from cspr.services.documents.kinds import Kind
from cspr.services.documents.word import fill

LARGEST, LARGEST_INSIDE = 5_000_000, 60_000_000  # Bytes: of the file, and of what is in it once unpacked.
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_LOOSE = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_WHERE = re.compile(r"^(\{%|\{\{)(p|tr|tc|r)\s")
_FETCHES = re.compile(r"\b(INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|DDE|LINK|IMPORT|RD|DATABASE)\b")
_AS_TYPED = str.maketrans("“”‘’", "\"\"''")


@dataclass(frozen=True)
class Tag:
    """What stands between braces, and where: the part of the file, as a person finds it."""

    text: str
    place: str


def check(kind: Kind, content: bytes) -> list[str]:
    """Everything that keeps a file from being the template of a kind, each with its place and what to do; empty where nothing does."""
    faults = _file(content)
    if faults:
        return faults
    try:
        document = read_document(BytesIO(content))
    except Exception:  # Whatever python-docx stumbles over, Word most likely does too.
        return ["The file cannot be read as a Word document. Open it in Word, save it again as a Word document (.docx), and choose that."]
    faults = list(_inside(document))
    tags: list[Tag] = []
    for place, text in _paragraphs(document):
        rest = _TAG.sub("", text)
        if loose := _LOOSE.search(rest):
            faults.append(f"{place}: “{loose[0]}” has no other half in the same paragraph. Write each field as {{{{ name }}}}, in one paragraph.")
        tags += [Tag(found, place) for found in _TAG.findall(text)]
    faults += _tags(kind, tags)
    return faults or _trial(kind, content)


# -- the file -----------------------------------------------------------------------------------------------------------------------


def _file(content: bytes) -> list[str]:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return ["The file is protected with a password, or is an old Word document (.doc). Save it as a Word document (.docx) without a password."]
    if len(content) > LARGEST:
        return [f"The file is {len(content) / 1e6:.0f} MB; a template may have {LARGEST // 10**6} MB. Take large pictures out of it."]
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            found = archive.infolist()
            names = {one.filename for one in found}
            if "word/document.xml" not in names:
                return ["The file is not a Word document (.docx). Save the template as one, and choose that."]
            if sum(one.file_size for one in found) > LARGEST_INSIDE:
                return ["The file unpacks to far more than a template holds, and was not opened. Save it again in Word."]
            return list(_parts(archive, names))
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
        return ["The file is not a Word document (.docx), or it is damaged. Open it in Word, save it again, and choose that."]


def _parts(archive: zipfile.ZipFile, names: set[str]) -> Iterator[str]:
    if any(n.lower().endswith("vbaproject.bin") for n in names) or b"macroEnabled" in archive.read("[Content_Types].xml"):
        yield "The file has macros in it. A template needs none: save it as a Word document (.docx), not as one with macros (.docm)."
    if any(n.startswith(("word/embeddings/", "word/activeX/", "word/afchunk")) for n in names):
        yield "Another file or a control is built into the document. Take it out: only words, tables and pictures can be in a template."
    for name in sorted(names):
        if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(name):
            yield f"The part {name} of the file is not as Word writes it. Open the file in Word and save it again."


def _inside(document: Any) -> Iterator[str]:
    """What would fetch something from elsewhere when the document is opened."""
    for part in document.part.package.iter_parts():
        for link in part.rels.values():
            if link.is_external and link.reltype != RELATIONSHIP_TYPE.HYPERLINK:
                what = link.reltype.rsplit("/", 1)[1]
                yield (f"The document fetches something from elsewhere ({what}: {link.target_ref[:80]}) whenever it is opened. Put pictures into the "
                       "document itself, and take other links out.")
    for part, element in _roots(document):
        for field in element.iter(qn("w:instrText"), qn("w:fldSimple")):
            words = (field.text or "") + " ".join(str(v) for v in field.attrib.values())
            if found := _FETCHES.search(words):
                yield f"{part}: the Word field {found[1]} fetches something from elsewhere. Take it out."


# -- its words ----------------------------------------------------------------------------------------------------------------------


def _roots(document: Any) -> Iterator[tuple[str, Any]]:
    """The parts of a document that have words in them, with what a person calls each."""
    yield "", document.element.body
    seen: list[Any] = []
    for number, section in enumerate(document.sections, 1):
        for name in ("header", "first_page_header", "even_page_header", "footer", "first_page_footer", "even_page_footer"):
            edge = getattr(section, name)
            if edge.is_linked_to_previous or edge._element in seen:
                continue
            seen.append(edge._element)
            words = name.replace("_", " ").replace("first page", "first page's").replace("even page", "even pages'")
            yield words.capitalize() + (f" of section {number}" if number > 1 else ""), edge._element


def _text(paragraph: Any) -> str:
    """A paragraph's words, with those of no box that floats in it."""
    return "".join(t.text or "" for t in paragraph.iter(qn("w:t")) if _owner(t) is paragraph).translate(_AS_TYPED)


def _owner(text: Any) -> Any:
    return next(a for a in text.iterancestors() if a.tag == qn("w:p"))


def _paragraphs(document: Any) -> Iterator[tuple[str, str]]:
    """Every paragraph that has words, with its place as a person finds it."""
    for part, root in _roots(document):
        tables = list(root.iter(qn("w:tbl")))
        number = 0
        for paragraph in root.iter(qn("w:p")):
            cell = next((a for a in paragraph.iterancestors() if a.tag == qn("w:tc")), None)
            number += cell is None
            text = _text(paragraph)
            if not text.strip():
                continue
            place = f"Paragraph {number}" if cell is None else _cell(cell, tables)
            yield f"{f'{part}, {place[0].lower()}{place[1:]}' if part else place} (“{_short(text)}”)", text


def _cell(cell: Any, tables: list[Any]) -> str:
    row = cell.getparent()
    while row.tag != qn("w:tr"):
        row = row.getparent()
    table = row.getparent()
    while table.tag != qn("w:tbl"):
        table = table.getparent()
    return f"Table {tables.index(table) + 1}, row {list(table.iter(qn('w:tr'))).index(row) + 1}"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 40 else f"{words[:39]}…"


# -- its fields ---------------------------------------------------------------------------------------------------------------------


def _tags(kind: Kind, tags: list[Tag]) -> list[str]:
    """What is wrong with the fields: each name that is not known, and how “if” and “for” stand to their ends."""
    faults, lines, env = [], [], environment()
    for tag in tags:
        where = _WHERE.match(tag.text)
        if where and (where[1] == "{{" or where[2] in ("tc", "r")):
            faults.append(f"{tag.place}: “{where[0].strip()}” cannot be used here. Write {{{{ name }}}}; or {{%p … %}} and {{%tr … %}} for “if” and "
                          "“for”.")
        line = _WHERE.sub(r"\1 ", tag.text)
        if line.startswith("{#") and " " not in line[2:3] and re.match(r"\{#(p|tr|tc)\s", line):
            line = "{# #}"
        lines.append(line)
        if line.startswith("{{"):
            try:
                env.parse(line)
            except TemplateSyntaxError as error:
                if "can only stand between" not in str(error.message):
                    faults.append(f"{tag.place}: {_says(tag.text, error)}")
                    lines[-1] = ""
    if faults:
        return faults
    try:
        tree = env.parse("\n".join(lines))
    except TemplateSyntaxError as error:
        tag = tags[min(max(error.lineno, 1), len(tags)) - 1] if tags else Tag("", "")
        return [f"{tag.place}: {_says(tag.text, error)}"]
    known = {f.name: f for f in kind.every_field}
    for line_number, name, column in sorted(set(names_in(tree))):
        says = _unknown(known, name, column)
        if says:
            faults.append(f"{tags[line_number - 1].place}: {says}")
    return faults


def _says(tag: str, error: TemplateSyntaxError) -> str:
    """A fault of a tag in words; the parser's own where nothing better is known."""
    said = str(error.message)
    if "Unexpected end of template" in said or "was looking for" in said:
        return f"an “if” or “for” has no end. Write {{%p endif %}} or {{%p endfor %}} after what it is about ({said})."
    if "Encountered unknown tag" in said:
        return f"“{tag}” is not known here, or ends what was not begun. There are only “if” … “endif” and “for” … “endfor”."
    return f"“{tag}” cannot be understood: {said[:1].lower()}{said[1:]}"


def _unknown(known: dict[str, Any], name: str, column: str) -> str:
    if name not in known:
        near = get_close_matches(name, known, 1)
        return f"there is no field “{name}”." + (f" Did you mean “{near[0]}”?" if near else " The list of fields is on this page.")
    columns = known[name].columns
    if column == "" and columns:
        return f"“{name}” has rows. Go through them: {{%tr for row in {name} %}}, then {{{{ row.{next(iter(columns))} }}}}, then {{%tr endfor %}}."
    if column not in ("", "*") and column not in columns:
        if not columns:
            return f"“{name}” has no rows to go through."
        near = get_close_matches(column, columns, 1)
        return f"the rows of “{name}” have no “{column}”." + (f" Did you mean “{near[0]}”?" if near else f" They have {', '.join(columns)}.")
    return ""


def _trial(kind: Kind, content: bytes) -> list[str]:
    """Fill it from nothing and from everything, as it will be: what cannot be filled or read again then is no template."""
    empty = {f.name: [] if f.columns else "" for f in kind.every_field}
    full = {f.name: [{name: "Two words" for name in f.columns}] * 2 if f.columns else "Two words\n\nand two" for f in kind.every_field}
    for values in (empty, full):
        try:
            read_document(BytesIO(fill(content, kind, values, datetime(2000, 1, 1, tzinfo=UTC))))
        except TemplateError as error:
            return [f"The template could not be filled: {error}. Compare it with the standard one."]
        except Exception:  # The file that comes of it is broken: most often by a “{%p … %}” that shares its paragraph with other words.
            return ["What comes of the template is no Word document. Let each {%p … %} stand alone in its paragraph and each {%tr … %} in a row of "
                    "its own; or begin again from the standard one."]
    return []
