"""The words of a piece of a Word document: what stands there once every tracked change is accepted."""

from __future__ import annotations

from dataclasses import dataclass, field

from cspr.chronology.files.package import Element, get, local

# Deleted or moved away; what an older program is to show instead; what is about the text and not of it; what is read at its own place.
_LEFT_OUT = {"del", "moveFrom", "Fallback", "pPr", "tcPr", "tblPr", "tblGrid", "trPr", "sdtPr", "sdtEndPr", "instrText", "delText", "delInstrText",
             "rt", "tbl", "txbxContent", "annotationRef", "sectPr"}
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
# Ticks and crosses as the Wingdings fonts hold them.
_SYMBOLS = {"FC": "✓", "FE": "☑", "52": "☑", "FB": "✗", "FD": "☒", "54": "☒", "A8": "☐", "6F": "☐", "71": "☐", "F0": "→", "E0": "→"}
_OFF = {"0", "false", "off"}


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
        if name == "t":
            got.parts.append(child.text or "")
        elif name == "r":
            if _vanishes(child, seen):
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
        elif name == "checkBox":  # A form field of the old kind has no text of its own.
            on = next((get(c, "val") not in _OFF for c in child if local(c.tag) == "checked"), None)
            on = on if on is not None else any(local(c.tag) == "default" and get(c, "val") not in _OFF for c in child)
            got.parts.append("☒" if on else "☐")
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


def _vanishes(run: Element, seen: Seen) -> bool:
    for properties in run:
        if local(properties.tag) != "rPr":
            continue
        for property_ in properties:
            name = local(property_.tag)
            if name == "vanish":
                return get(property_, "val") not in _OFF
            if name == "rStyle" and get(property_, "val") in seen.hidden_styles:
                return True
    return False
