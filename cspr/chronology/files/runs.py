"""The words of a piece of a Word document: what stands there once every tracked change is accepted."""

from __future__ import annotations

from dataclasses import dataclass, field

from cspr.chronology.files.package import Element, get, local

# What is about the text and not of it, and what an older program is to show instead.
_ABOUT = {"rPr", "pPr", "tcPr", "tblPr", "tblGrid", "trPr", "sdtPr", "sdtEndPr", "sectPr", "instrText", "delText", "delInstrText", "rt", "Fallback",
          "annotationRef", "bookmarkStart", "bookmarkEnd", "proofErr", "lastRenderedPageBreak"}
# What is deleted or moved away, and what is read at a place of its own.
_LEFT_OUT = {"del", "moveFrom", "tbl", "txbxContent"}
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
# Ticks and crosses as the Wingdings fonts hold them.
_SYMBOLS = {"FC": "✓", "FE": "☑", "52": "☑", "FB": "✗", "FD": "☒", "54": "☒", "A8": "☐", "6F": "☐", "71": "☐", "F0": "→", "E0": "→"}
_OFF = {"0", "false", "off"}
_PLACEHOLDER = "PlaceholderText"


@dataclass
class Seen:
    """What was met in the document that the person should know of. notes_text: footnotes and endnotes, by kind and id."""

    inserted: int = 0
    deleted: int = 0
    comments: int = 0
    hidden: int = 0
    pictures: int = 0
    boxes: int = 0
    embedded: int = 0
    hidden_styles: frozenset[str] = frozenset()
    footnotes: dict[tuple[str, str], str] = field(default_factory=dict)
    footnotes_used: int = 0


@dataclass
class Words:
    """Text put together, the text boxes and tables met in it, and whether any of it was hidden."""

    parts: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    tables: list[Element] = field(default_factory=list)
    hidden: bool = False

    def __str__(self) -> str:
        return "".join(self.parts)


def words(element: Element, seen: Seen, into: Words | None = None) -> Words:
    """The text under an element: insertions and moved text in, deletions out, hidden text in and said."""
    got = into or Words()
    for child in element:
        name = local(child.tag)
        if name in _ABOUT:
            continue
        if name == "t":
            got.parts.append(child.text or "")
        elif name == "r":
            look = _look(child, seen)
            if look == _PLACEHOLDER:
                continue
            if look:
                got.hidden = True
                seen.hidden += 1
            words(child, seen, got)
        elif name == "p":
            if got.parts and not got.parts[-1].endswith("\n"):
                got.parts.append("\n")
            words(child, seen, got)
        elif name in _BREAKS:
            got.parts.append(_BREAKS[name])
        elif name in _LEFT_OUT:
            _left_out(name, child, seen, got)
        elif name in ("ins", "moveTo"):
            seen.inserted += 1
            words(child, seen, got)
        elif name == "sym":
            got.parts.append(_SYMBOLS.get((get(child, "char") or "")[-2:].upper(), ""))
        elif name in ("checkBox", "ddList"):
            got.parts.append(_form_field(name, child))
        elif name in ("footnoteReference", "endnoteReference"):
            note = seen.footnotes.get((name[: -len("Reference")], get(child, "id") or ""), "")
            if note:
                seen.footnotes_used += 1
                got.parts.append(f" [note: {note}]")
        elif name == "commentReference":
            seen.comments += 1
        elif name in ("blip", "imagedata"):
            seen.pictures += 1
        elif name == "OLEObject":
            seen.embedded += 1
        else:
            words(child, seen, got)
    return got


def _left_out(name: str, element: Element, seen: Seen, got: Words) -> None:
    """Counts what is left out, and puts by what is read at its own place."""
    if name in ("del", "moveFrom"):
        seen.deleted += 1
    elif name == "tbl":
        got.tables.append(element)
    elif name == "txbxContent":
        seen.boxes += 1
        got.boxes.append(element)


def _form_field(name: str, field_: Element) -> str:
    """A box or a list of the old kind of form, which has no text of its own: ticked or not, or the line that was picked."""
    if name == "ddList":
        entries = [get(c, "val") or "" for c in field_ if local(c.tag) == "listEntry"]
        picked = next((get(c, "val") or "" for c in field_ if local(c.tag) == "result"), "0")
        return entries[int(picked)] if picked.isdecimal() and len(picked) < 4 and int(picked) < len(entries) else ""
    for kind in ("checked", "default"):
        for child in field_:
            if local(child.tag) == kind:
                return "☐" if get(child, "val") in _OFF else "☒"
    return "☐"


def _look(run: Element, seen: Seen) -> str:
    """"hidden", or "PlaceholderText" for what Word shows where nothing was typed yet; a run's properties are the first thing in it."""
    if not len(run) or local(run[0].tag) != "rPr":
        return ""
    for given in run[0]:
        name = local(given.tag)
        if name == "vanish":
            return "" if get(given, "val") in _OFF else "hidden"
        if name == "rStyle":
            style = get(given, "val")
            if style == _PLACEHOLDER or style in seen.hidden_styles:
                return _PLACEHOLDER if style == _PLACEHOLDER else "hidden"
    return ""
