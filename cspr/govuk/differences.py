"""What changed between two versions of a text, word by word, for reading and for listening."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Kind = Literal["same", "gone", "new"]
_WORD = re.compile(r"\S+\s*|\s+")
_MOST = 20_000  # Words times words that are compared one by one; what is longer is compared by lines.


def compare(before: str, after: str) -> list[tuple[Kind, str]]:
    """The pieces of both texts in order: what stayed, what was taken out, what was put in."""
    one, other = _WORD.findall(before), _WORD.findall(after)
    if len(one) + len(other) > _MOST:
        one, other = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[tuple[Kind, str]] = []
    for how, a, b, c, d in SequenceMatcher(None, [w.strip() for w in one], [w.strip() for w in other], autojunk=False).get_opcodes():
        if how == "equal":
            found.append(("same", "".join(other[c:d])))
            continue
        if a < b:
            found.append(("gone", "".join(one[a:b])))
        if c < d:
            found.append(("new", "".join(other[c:d])))
    return found


def marked(before: str, after: str) -> SafeString:
    """Both texts as one, with what was taken out struck through and what was put in underlined, and said so to who listens."""
    said = {"gone": "taken out", "new": "put in"}
    tags = {"gone": "del", "new": "ins"}
    return format_html_join("", "{}", ((
        words if kind == "same" else format_html('<{} class="kit-{}"><span class="govuk-visually-hidden">[{}: </span>{}<span '
                                                 'class="govuk-visually-hidden">]</span></{}>', tags[kind], kind, said[kind], words, tags[kind]),)
        for kind, words in compare(before, after)))
