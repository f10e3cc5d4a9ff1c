"""What is wrong with a page, to somebody who looks at it on a wide and on a narrow screen."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from django.conf import settings
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

AXE = Path(settings.ROOT) / "node_modules" / "axe-core" / "axe.min.js"
WIDE, NARROW = 1240, 320
_FAULTS = "async () => (await axe.run(document)).violations.map(v => `${v.id}: ${v.nodes.map(n => n.html.slice(0, 200)).slice(0, 3).join(' ')}`)"
_PART = re.compile(r'<([a-z][a-z0-9]*)\b(?:[^>]*? class="([^"]*)")?')


def kind_of(path: str) -> str:
    """The kind of page at a path: its name among the addresses; "" where there is none."""
    try:
        return str(resolve(path).view_name)
    except Resolver404:
        return ""


def faults(page: Page) -> list[str]:
    """What axe, or a screen too narrow for it, says of the page that is open. The page must have been opened with axe in it."""
    found = []
    for width in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{rule} ({width} pixels)" for rule in page.evaluate(_FAULTS)]
        across = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{across} pixels wide on a screen of {width}"] if across > width else []
    return found


class SeenBefore:
    """Remembers what pages of a kind were made of: one made only of parts that were looked at needs no second look."""

    def __init__(self) -> None:
        self.parts: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)

    def all_of(self, kind: str, source: str) -> bool:
        """Whether every part (an element with its classes) of this page was on an earlier one of its kind. source: its HTML."""
        before, here = self.parts[kind], set(_PART.findall(source))
        new = here - before
        before |= here
        return not new
