"""Filling a Word template with what a version says, and leaving nothing in the file of who made the template or where."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from io import BytesIO
from typing import Any

from docxtpl import DocxTemplate

from cspr.record.facts import LONDON
from cspr.services.documents.fields import environment
from cspr.services.documents.kinds import Kind, Values
from cspr.services.documents.paper import clean, paragraphs

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_APP = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        'extended-properties"><Application>Microsoft Office Word</Application></Properties>')
# Of whoever made the template: a picture of their screen, their own properties.
_LEFT_OUT = re.compile(r"docProps/(thumbnail\.\w+|custom\.xml)")
_NAMES_LEFT_OUT = re.compile(rb'<(?:Relationship|Override)[^>]*docProps/(?:thumbnail\.\w+|custom\.xml)"[^>]*/>')
PARAGRAPH = "\a"  # Where a new paragraph of the same look begins, as docxtpl takes it.


def _fitting(value: Any) -> Any:
    """A value as a template takes it: clean text, its paragraphs apart; the rows of a field likewise."""
    if isinstance(value, list):
        return [{name: _fitting(inner) for name, inner in row.items()} for row in value]
    return PARAGRAPH.join(paragraphs(str(value))) if value else ""


def fill(template: bytes, kind: Kind, values: Values, at: datetime) -> bytes:
    """The template with its fields filled in. at: aware, when it is made. Raises jinja2's TemplateError for a template that was not checked."""
    document = DocxTemplate(BytesIO(template))
    document.render({name: _fitting(value) for name, value in values.items()}, jinja_env=environment())
    about = document.docx.core_properties  # Asked for otherwise, the template is read anew.
    about.author = about.last_modified_by = clean(values["partnership"])
    about.title, about.language = kind.title, "en-GB"
    about.comments = about.keywords = about.subject = about.category = about.content_status = about.identifier = about.version = ""
    about.created = about.modified = at.astimezone(LONDON).replace(tzinfo=None)
    about.revision = 1
    kept = BytesIO()
    document.save(kept)
    return _without_its_maker(kept.getvalue())


def _without_its_maker(content: bytes) -> bytes:
    """The same file without what the template's own maker left in it, and with no time of its own in the archive."""
    kept = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as given, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        for one in given.infolist():
            if _LEFT_OUT.fullmatch(one.filename):
                continue
            inner = _APP.encode() if one.filename == "docProps/app.xml" else given.read(one)
            if one.filename in ("_rels/.rels", "[Content_Types].xml"):
                inner = _NAMES_LEFT_OUT.sub(b"", inner)
            made.writestr(zipfile.ZipInfo(one.filename, (1980, 1, 1, 0, 0, 0)), inner, zipfile.ZIP_DEFLATED)
    return kept.getvalue()
