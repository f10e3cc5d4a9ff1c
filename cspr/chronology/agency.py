"""Whose file it is, as its title block says; else its name made readable. Never a person's name: a title that names no agency is passed by."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cspr.chronology.columns import filled, propose
from cspr.chronology.dates import leading
from cspr.chronology.shapes import FileRead

_TITLES = 12  # Paragraphs from the top in which a title may stand.
_LONGEST = 80
_KIND = re.compile(
    r"\b(?:police|constabulary|surgery|medical (?:practice|centre)|gp practice|practice|clinic|hospitals?|nhs|icb|infirmary|trust|council|borough"
    r"|county|schools?|academy"
    r"|primary|college|nursery|pre-?school|probation|prison|housing|homes|social (?:care|services|work)|children'?s services|health"
    r"|midwifery|visiting|camhs|cafcass|ambulance|charity|foundation|association|services?|centre|mash|court|family support)\b", re.IGNORECASE)
_NONE = re.compile(r"[.?!] |\b(?:we|dob|review)\b", re.IGNORECASE)
_LABEL = re.compile(r"(?:name of )?(?:your )?(?:agency|organisation|service|provider)(?: name)?\s*[:–—-]\s*(.+)", re.IGNORECASE)
_LABEL_ALONE = re.compile(r"(?:name of )?(?:your )?(?:agency|organisation)(?: name)?:?", re.IGNORECASE)
_TITLE = (r"(?:(?:single|internal|individual|integrated|significant|safeguarding|key|agency|event|events"
          r"|rapid|review|the)[ -]+)*chronology(?: of (?:events|contact|involvement))?")
_AFTER = re.compile(rf"{_TITLE}\s*(?:[:–—|-]|from|by|for|of)\s*(.+)", re.IGNORECASE)
_BEFORE = re.compile(rf"(.+?)\s*[:–—|,-]?\s*{_TITLE}", re.IGNORECASE)
_OURS = re.compile(r"(.+?)\s+[–—-]+\s+(?:our|record|records|contact|involvement|summary|information|return|rapid review|safeguarding)\b.*",
                   re.IGNORECASE)
_PARTS = re.compile(r"\s+[–—|-]+\s+|\s*[|:\n\t]\s*")
_SHORT = {"gp", "nhs", "icb", "camhs", "csc", "mash", "lado", "a&e", "ed", "hv", "cafcass", "cic", "mh", "sen", "send", "dwp", "yot", "yjs"}
_NOT_AGENCY = re.compile(r"[-_ ]+|(?<![^-_ ])(?:chronology|chron|return|nil|final|draft|copy|v\d+|version|\d[\d.-]*)(?![^-_ ])", re.IGNORECASE)


def _titles(read: FileRead) -> Iterator[str]:
    """What stands above the first table or the first event."""
    for line in read.paragraphs[:_TITLES]:
        for words in filled(line):
            if leading(words):
                return
            yield from words.split("\n")
    for grid in read.grids[:3]:
        found = propose(grid)
        for line in grid.lines:
            if found.columns.dated and line.number >= found.columns.header:
                break
            said = filled(line)
            if len(said) == 2 and _LABEL_ALONE.fullmatch(said[0]):
                yield f"Agency: {said[1]}"
            elif len(said) == 1:
                yield said[0]


def _name(text: str) -> str:
    """A name as it is written in a sentence: one all in capitals is not shouted."""
    text = " ".join(text.split()).strip(" .,:;–—-|")
    if text.isupper() and len(text) > 5:
        text = " ".join(w if w.lower() in _SHORT else w.capitalize() for w in text.split())
    return text[:1].upper() + text[1:]


def _of_kind(text: str) -> str | None:
    """The text, if it names an agency and is no sentence."""
    good = _KIND.search(text) and len(text) <= _LONGEST and len(text.split()) <= 9 and not _NONE.search(text)
    return _name(text) if good else None


def _of_title(title: str) -> str | None:
    title = title.strip()
    if label := _LABEL.fullmatch(title):
        return _name(label[1]) if len(label[1]) <= _LONGEST else None
    if ours := _OURS.fullmatch(title):
        # "Harbourlight – our contact with …": whoever speaks of its own contact is the agency, whatever it is called.
        return _of_kind(ours[1]) or (_name(ours[1]) if re.search(r"[–—-]\s+our\b", title) and len(ours[1].split()) <= 6 else None)
    for pattern in (_AFTER, _BEFORE):
        if (found := pattern.fullmatch(title)) and (named := _of_kind(_PARTS.split(found[1])[0])):
            return named
    for part in _PARTS.split(title):
        if part and not re.search("chronology", part, re.IGNORECASE) and (named := _of_kind(part)):
            return named
    return None


def readable(file: str) -> str:
    """A file's name as words: "childrens-social-care.xlsx" is "Childrens social care"."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", file.replace("\\", "/").rsplit("/", 1)[-1])
    words = _NOT_AGENCY.sub(" ", stem).split() or stem.split()
    said = " ".join(w.upper() if w.lower() in _SHORT else re.sub(r"^(child|wom|m)(r?en)s$", r"\1\2's", w, flags=re.IGNORECASE) for w in words)
    return said[:1].upper() + said[1:] if said else "Unnamed"


def agency_of(read: FileRead) -> str:
    """The agency's name from the title block; else from the file's own name."""
    return next((named for title in _titles(read) if (named := _of_title(title))), None) or readable(read.name)
