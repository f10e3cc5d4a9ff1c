"""The genogram: a family drawn with the usual symbols, and the same said in sentences.

Square: male; circle: female; diamond: not said; triangle: not born. A cross: died. A double edge: whom it is about.
A line between two: partners (one stroke across: separated; two: divorced; dashed: never lived together). Children hang from it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

from cspr.govuk.svg import draw
from cspr.govuk.svg.family import Birth, Bond, Figure, Household, in_sentences
from cspr.govuk.svg.family_plan import Family, Plan, arranged

Point = tuple[float, float]
PLACE, HALF, MARGIN = 136.0, 22.0, 90.0  # Between figures; half a symbol; room at the sides.
LINE, STEP, LETTERS = 17.0, 18.0, 17  # A line of words; between lines that run across; how many letters fit under a symbol.


def genogram(figures: Sequence[Figure], bonds: Sequence[Bond], births: Sequence[Birth], households: Sequence[Household] = (),
             title: str = "Genogram") -> SafeString:
    """The picture; empty where there is nobody. Bonds, births and households name only figures given; each couple once."""
    return _Drawing(figures, bonds, births, households).picture(title) if figures else SafeString("")


class _Drawing:
    """Lengths are the picture's own."""

    def __init__(self, figures: Sequence[Figure], bonds: Sequence[Bond], births: Sequence[Birth], households: Sequence[Household]) -> None:
        self.figures, self.births, self.households = figures, [b for b in births if b.parents], households
        couples = {frozenset((b.a, b.b)): b for b in bonds if b.a != b.b}
        for birth in self.births:
            if len(birth.parents) == 2:
                couples.setdefault(frozenset(birth.parents), Bond(*birth.parents))
        self.bonds = list(couples.values())
        self.families = self._families()
        self.plan: Plan = arranged([f.id for f in figures], [(b.a, b.b) for b in self.bonds], self.families)
        self.said = in_sentences(figures, bonds, births, households)
        self._measure()

    def _families(self) -> list[Family]:
        shared: dict[frozenset[str], list[Birth]] = {}
        for birth in self.births:
            shared.setdefault(frozenset(birth.parents), []).append(birth)
        return [Family(tuple(sorted(parents)), tuple(b.child for b in of)) for parents, of in shared.items()]

    # -- where everything is ----------------------------------------------------------------------------------------

    def _measure(self) -> None:
        """The height of each row: symbol, words, then as many lines across as its families need."""
        self.runs: dict[int, list[tuple[float, float, object]]] = {}
        for bond in self.bonds:
            if not self.plan.beside(bond.a, bond.b):
                ends = sorted((self.left(bond.a), self.left(bond.b)))
                self.runs.setdefault(max(self.plan.row[bond.a], self.plan.row[bond.b]), []).append((ends[0], ends[1], bond))
        for family in self.families:
            across = sorted([self.drop(family), *(self.left(c) for c in family.children)])
            self.runs.setdefault(max(self.plan.row[p] for p in family.parents), []).append((across[0], across[-1], family))
        self.level: dict[object, int] = {}
        self.top, y = [], 34.0
        for number, row in enumerate(self.plan.order):
            self.top.append(y)
            lanes: list[float] = []
            for start, end, what in sorted(self.runs.get(number, []), key=lambda r: (isinstance(r[2], Family), r[0], r[1])):
                lane = next((n for n, taken in enumerate(lanes) if taken + 8 < start), len(lanes))
                lanes[lane:lane + 1] = [end]
                self.level[what] = lane
            words = max(len(self.words_of(f)) for f in self.figures if self.plan.row[f.id] == number) if row else 0
            self.tall = HALF * 2 + 8 + LINE * words
            y += self.tall + (44 if self.households else 22) + STEP * len(lanes)
        self.keyed: list[str] = []
        self.height = y + 14 + LINE * len(self.households)
        self.width = max(self.plan.x.values()) * PLACE + 2 * MARGIN

    def left(self, who: str) -> float:
        """The middle of a symbol from the left edge."""
        return MARGIN + self.plan.x[who] * PLACE

    def centre(self, who: str) -> float:
        """The middle of a symbol from the top."""
        return self.top[self.plan.row[who]] + HALF

    def across(self, row: int, lane: int) -> float:
        """How far down a line across runs, under the words of a row."""
        words = max(len(self.words_of(f)) for f in self.figures if self.plan.row[f.id] == row)
        return self.top[row] + HALF * 2 + 8 + LINE * words + 12 + STEP * lane

    def drop(self, family: Family) -> float:
        """Where the line to the children leaves the parents: between two who stand together, else beside the one who has room."""
        if len(family.parents) == 2 and self.plan.beside(*family.parents):
            return (self.left(family.parents[0]) + self.left(family.parents[1])) / 2
        if len(family.parents) == 2:
            return self.left(family.parents[1]) + 10 if self.plan.row[family.parents[0]] == self.plan.row[family.parents[1]] else self._side(family)
        return self._side(family)

    def _side(self, family: Family) -> float:
        who = max(family.parents, key=lambda p: self.plan.row[p])
        row = self.plan.order[self.plan.row[who]]
        at = row.index(who)
        coupled = at + 1 < len(row) and any({b.a, b.b} == {who, row[at + 1]} for b in self.bonds)
        return self.left(who) + (-PLACE / 2 - 6 if coupled else PLACE / 2 - 6)

    def words_of(self, figure: Figure) -> list[str]:
        """The lines under a symbol: name and note, shortened where they are long."""
        name = textwrap.wrap(figure.name, LETTERS, max_lines=2, placeholder=" …")
        return [*name, *textwrap.wrap(figure.note, LETTERS + 2, max_lines=2, placeholder=" …")]

    # -- strokes ----------------------------------------------------------------------------------------------------

    def picture(self, title: str) -> SafeString:
        """Everything, lines first, so that no line runs over words."""
        parts = [*self._outlines(), *(s for b in self.bonds for s in self._bond(b)), *(s for f in self.families for s in self._family(f)),
                 *(s for f in self.figures for s in self._figure(f))]
        return draw.picture(parts, self.width, self.height, title, " ".join(self.said), draw.mark(self.said), "kit-genogram")

    def _outlines(self) -> list[SafeString]:
        found = []
        for home in (h for h in self.households if h.members):
            steps = self._steps(home)
            if not steps:
                found += self._lettered(home)
                continue
            right = [p for _, end, top, bottom in steps for p in ((end, top), (end, bottom))]
            left = [p for start, _, top, bottom in reversed(steps) for p in ((start, bottom), (start, top))]
            found.append(_path([*right, *left], draw.PALE, draw.GREY, closed=True, dash="7 5"))
            found.append(draw.words(steps[-1][0] + 6, steps[-1][3] - 7, home.name[:24], size=13, fill=draw.GREY, anchor="start"))
        return found

    def _steps(self, home: Household) -> list[tuple[float, float, float, float]]:
        """The boxes (left, right, top, bottom) that hold a household row by row; none where they would hold others too, or fall apart."""
        boxes: list[tuple[float, float, float, float]] = []
        rows = sorted({self.plan.row[m] for m in home.members})
        for row in rows:
            order = self.plan.order[row]
            at = sorted(order.index(m) for m in home.members if self.plan.row[m] == row)
            start, end = self.left(order[at[0]]) - 62, self.left(order[at[-1]]) + 62
            if at[-1] - at[0] >= len(at) or (boxes and (row - 1 not in rows or start >= boxes[-1][1] or end <= boxes[-1][0])):
                return []
            boxes.append((start, end, self.top[row] - 14, self.top[row + 1] - 20 if row + 1 < len(self.top) else self.height - 10))
        for n, (start, end, top, bottom) in enumerate(boxes):  # They meet halfway between the rows.
            boxes[n] = (start, end, boxes[n - 1][3] if n else top, bottom if n + 1 < len(boxes) else min(bottom, top + HALF * 2 + 26 + LINE * 4))
        return boxes

    def _lettered(self, home: Household) -> list[SafeString]:
        """A household that no line can go round without taking in others: a letter at each of its members, and the letter's meaning below."""
        letter = chr(ord("A") + len(self.keyed) % 26)
        self.keyed.append(home.name)
        y = self.height - 10 - LINE * (len(self.keyed) - 1)
        at = [(self.left(m) + HALF + 10, self.centre(m) - HALF + 4) for m in home.members]
        return [draw.words(MARGIN - 60, y, f"{letter}  lives at: {home.name[:60]}", size=13, anchor="start"),
                *(draw.words(*place, letter, size=13, bold=True, fill=draw.NAVY) for place in at)]

    def _bond(self, bond: Bond) -> list[SafeString]:
        a, b = sorted((bond.a, bond.b), key=lambda i: (self.left(i), self.plan.row[i]))
        dash = bond.kind == "apart"
        if self.plan.beside(a, b):
            y = self.centre(a)
            start, end = self.left(a) + HALF, self.left(b) - HALF
            return [_stroke([(start, y), (end, y)], dash), *self._ended(bond, start + 14, y)]
        row = max(self.plan.row[a], self.plan.row[b])
        y = self.across(row, self.level[bond])
        left, right = self.left(a) + 10, self.left(b) + 10
        points = [(left, self.centre(a) + HALF - 4), (left, y), (right, y), (right, self.centre(b) + HALF - 4)]
        return [_stroke(points, dash), *self._ended(bond, (self.left(a) + self.left(b)) / 2, y)]

    def _ended(self, bond: Bond, x: float, y: float) -> list[SafeString]:
        strokes = {"separated": 1, "divorced": 2}.get(bond.kind, 0)
        return [draw.line(x + 7 * n - 4, y + 9, x + 7 * n + 4, y - 9, draw.BLACK, 2) for n in range(strokes)]

    def _family(self, family: Family) -> list[SafeString]:
        row = max(self.plan.row[p] for p in family.parents)
        x, y = self.drop(family), self.across(row, self.level[family])
        parent = max(family.parents, key=lambda p: self.plan.row[p])
        found: list[SafeString] = []
        bond = next((b for b in self.bonds if len(family.parents) == 2 and {b.a, b.b} == set(family.parents)), None)
        if bond is not None and self.plan.beside(bond.a, bond.b):
            found.append(_stroke([(x, self.centre(parent)), (x, y)]))
        elif bond is not None:
            found.append(_stroke([(x, self.across(row, self.level[bond])), (x, y)]))
        else:
            side = HALF if x > self.left(parent) else -HALF
            found.append(_stroke([(self.left(parent) + side, self.centre(parent)), (x, self.centre(parent)), (x, y)]))
        births = {b.child: b for b in self.births if set(b.parents) == set(family.parents)}
        hooks = {c: self.left(c) for c in family.children}
        for twins in {b.twin for b in births.values() if b.twin}:
            together = [c for c in family.children if births[c].twin == twins]
            hooks.update(dict.fromkeys(together, sum(self.left(c) for c in together) / len(together)))
        ends = [x, *hooks.values()]
        found.append(_stroke([(min(ends), y), (max(ends), y)]))
        for child in family.children:
            found.append(_stroke([(hooks[child], y), (self.left(child), self.top[self.plan.row[child]])], births[child].kind != "birth"))
        return found

    def _figure(self, figure: Figure) -> list[SafeString]:
        x, y = self.left(figure.id), self.centre(figure.id)
        lines = self.words_of(figure)
        ground = [draw.rect(x - 60, y + HALF + 4, 120, LINE * len(lines) + 4, draw.WHITE)] if self._crossed(figure.id) else []
        shapes = [_symbol(figure, x, y, HALF), *([_symbol(figure, x, y, HALF - 5)] if figure.focus else [])]
        if figure.died:
            reach = HALF * (0.7 if figure.sex == "female" else 0.6 if figure.unborn or not figure.sex else 1)
            shapes += [draw.line(x - reach, y - way, x + reach, y + way, draw.BLACK, 2) for way in (reach, -reach)]
        names = len(textwrap.wrap(figure.name, LETTERS, max_lines=2, placeholder=" …"))
        said = [draw.words(x, y + HALF + 18 + LINE * n, text, size=14, bold=True) if n < names else
                draw.words(x, y + HALF + 18 + LINE * n, text, size=13, fill=draw.GREY) for n, text in enumerate(lines)]
        return [*ground, *shapes, *said]

    def _crossed(self, who: str) -> bool:
        """Whether a line leaves this symbol from below, and so runs behind its words."""
        return any(who in (b.a, b.b) and not self.plan.beside(b.a, b.b) for b in self.bonds)


def _path(points: Sequence[Point], fill: str, edge: str, *, closed: bool, dash: str = "", thick: float = 1.5) -> SafeString:
    d = "M" + "L".join(f"{draw.number(x)} {draw.number(y)}" for x, y in points) + ("Z" if closed else "")
    dashes = format_html(' stroke-dasharray="{}"', dash) if dash else ""
    return format_html('<path d="{}" fill="{}" stroke="{}" stroke-width="{}"{}/>', d, fill, edge, draw.number(thick), dashes)


def _stroke(points: Sequence[Point], dashed: bool = False) -> SafeString:
    return _path(points, "none", draw.BLACK, closed=False, dash="5 4" if dashed else "", thick=2)


def _symbol(figure: Figure, x: float, y: float, half: float) -> SafeString:
    if figure.unborn:
        corners = [(x, y - half), (x + half, y + half), (x - half, y + half)]
    elif figure.sex == "male":
        return draw.rect(x - half, y - half, 2 * half, 2 * half, draw.WHITE, draw.BLACK, 2.5)
    elif figure.sex == "female":
        return format_html('<circle cx="{}" cy="{}" r="{}" fill="{}" stroke="{}" stroke-width="2.5"/>', draw.number(x), draw.number(y),
                           draw.number(half), draw.WHITE, draw.BLACK)
    else:
        corners = [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
    return _path(corners, draw.WHITE, draw.BLACK, closed=True, thick=2.5)
