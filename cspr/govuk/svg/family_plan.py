"""Where the figures of a genogram stand: generations in rows, partners side by side, children under their parents.

Lengths are places, not pixels: 1 is the least distance between two figures of a row. Everything given gets a place; nothing is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

APART = 1.25  # Between figures that are no couple, so that a couple is seen as one.
SWEEPS = 24


@dataclass(frozen=True)
class Family:
    """One or two parents and the children they share, in the order of their birth."""

    parents: tuple[str, ...]
    children: tuple[str, ...]


@dataclass
class Plan:
    """Each figure's row (0 at the top) and place in it (from 0, left to right)."""

    row: dict[str, int]
    x: dict[str, float] = field(default_factory=dict)
    order: list[list[str]] = field(default_factory=list)

    def middle(self, ids: Sequence[str]) -> float:
        """Halfway between the outermost of these."""
        places = [self.x[i] for i in ids]
        return (min(places) + max(places)) / 2

    def beside(self, a: str, b: str) -> bool:
        """Whether two stand next to each other in one row."""
        row = self.order[self.row[a]]
        return self.row[a] == self.row[b] and abs(row.index(a) - row.index(b)) == 1


def _rows(ids: Sequence[str], couples: Sequence[tuple[str, str]], families: Sequence[Family]) -> dict[str, int]:
    """The generation of each: below its parents, level with partners, brothers and sisters; as many rows as figures at most."""
    row = dict.fromkeys(ids, 0)
    for _ in range(len(ids) + 1):
        before = dict(row)
        for a, b in couples:
            row[a] = row[b] = max(row[a], row[b])
        for family in families:
            level = min(max(max(row[p] for p in family.parents) + 1, *(row[c] for c in family.children)), len(ids) - 1)
            for child in family.children:
                row[child] = max(row[child], level)
        if row == before:
            break
    _lower(row, couples, families)
    used = sorted(set(row.values()))
    return {i: used.index(r) for i, r in row.items()}


def _lower(row: dict[str, int], couples: Sequence[tuple[str, str]], families: Sequence[Family]) -> None:
    """Bring parents who have none of their own down to the row above their children, with all their partners."""
    born = {c for f in families for c in f.children}
    for family in sorted(families, key=lambda f: -min(row[c] for c in f.children)):
        group = set(family.parents)
        while more := {b for a, b in [*couples, *((b, a) for a, b in couples)] if a in group} - group:
            group |= more
        below = [row[c] for f in families if group & set(f.parents) for c in f.children]
        if not group & born and max(row[p] for p in group) < min(below) - 1:
            row.update(dict.fromkeys(group, min(below) - 1))


def _chains(row: Sequence[str], couples: Sequence[tuple[str, str]]) -> list[list[str]]:
    """The figures of a row in groups that stay together: partners side by side, further partners on either side."""
    partners: dict[str, list[str]] = {i: [] for i in row}
    for a, b in couples:
        if a in partners and b in partners:
            partners[a].append(b)
            partners[b].append(a)
    chains, placed = [], set[str]()
    for start in sorted(row, key=lambda i: (-len(partners[i]), row.index(i))):  # Who has most partners stands amid them.
        if start in placed:
            continue
        chain, reached = [start], [(start, 1)]
        placed.add(start)
        while reached:
            at, side = reached.pop(0)
            for partner in partners[at]:
                if partner not in placed:
                    chain.insert(len(chain) if side > 0 else 0, partner)
                    placed.add(partner)
                    reached.append((partner, side))
                    side = -side if at == start else side
        chains.append(chain)
    return chains


def _spread(wanted: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """Places as near as can be (least squares) to those wanted, in order, each at least its gap after the one before."""
    offset, blocks = 0.0, list[list[float]]()  # Each block: sum of what is wanted, how many.
    for n, place in enumerate(wanted):
        offset += gaps[n - 1] if n else 0
        blocks.append([place - offset, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, count = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += count
    level = [total / count for total, count in blocks for _ in range(int(count))]
    offset, found = 0.0, []
    for n, one in enumerate(level):
        offset += gaps[n - 1] if n else 0
        found.append(one + offset)
    return found


class _Arranger:
    """Moves the chains of each row towards parents and children until they rest."""

    def __init__(self, ids: Sequence[str], couples: Sequence[tuple[str, str]], families: Sequence[Family]) -> None:
        self.plan = Plan(_rows(ids, couples, families))
        self.families = families
        self.child_of = {c: f for f in families for c in f.children}
        self.born = {c: n for f in families for n, c in enumerate(f.children)}
        self.first = {i: n for n, i in enumerate(ids)}
        rows = range(max(self.plan.row.values(), default=-1) + 1)
        self.chains = [_chains([i for i in ids if self.plan.row[i] == r], couples) for r in rows]
        self._settle()

    def _settle(self) -> None:
        self.plan.order = [[i for chain in row for i in chain] for row in self.chains]
        for row in self.chains:
            place = 0.0
            for chain in row:
                for i in chain:
                    self.plan.x[i] = place
                    place += 1
                place += APART - 1

    def _pull(self, who: str, up: bool, down: bool) -> list[float]:
        """Where parents (up) and children (down) would have this figure stand."""
        x, found = self.plan.x, list[float]()
        if up and who in self.child_of:
            found.append(self.plan.middle(self.child_of[who].parents))
        for family in self.families if down else ():
            if who in family.parents:
                found.append(self.plan.middle(family.children) + x[who] - self.plan.middle(family.parents))
        return found

    def _key(self, chain: Sequence[str], up: bool) -> tuple[float, float, int]:
        pulls = [p for i in chain for p in self._pull(i, up, not up)]
        births = [self.born[i] for i in chain if i in self.born]
        here = sum(self.plan.x[i] for i in chain) / len(chain)
        return (round(sum(pulls) / len(pulls), 6) if pulls else here, sum(births) / len(births) if births else 0, self.first[chain[0]])

    def _turned(self, chain: list[str]) -> list[str]:
        """The chain, or its mirror image where that brings its ends nearer to where they are pulled."""
        pulls = [(n, p) for n, i in enumerate(chain) for p in self._pull(i, True, False)]
        away = sum(abs(self.plan.x[chain[n]] - p) for n, p in pulls)
        turned = sum(abs(self.plan.x[chain[len(chain) - 1 - n]] - p) for n, p in pulls)
        return chain[::-1] if turned < away - 1e-9 else chain

    def arrange(self) -> Plan:
        """The plan, at rest."""
        best, least = self.plan, float("inf")
        for sweep in range(SWEEPS):
            up = sweep % 2 == 0
            for row in self.chains if up else reversed(self.chains):
                row.sort(key=lambda chain: self._key(chain, up))
                row[:] = [self._turned(chain) for chain in row]
            self._settle()
            for _ in range(SWEEPS):
                for row in self.chains:
                    self._place(row)
            if (length := self._length()) < least - 1e-6:
                best, least = Plan(dict(self.plan.row), dict(self.plan.x), [list(r) for r in self.plan.order]), length
        self._close(best)
        leftmost = min(best.x.values(), default=0)
        best.x = {i: x - leftmost for i, x in best.x.items()}
        return best

    def _close(self, plan: Plan) -> None:
        """Bring those whom nobody pulls up to their neighbours; where the whole row is theirs, to the left."""
        tied = {i for f in self.families for i in (*f.parents, *f.children)}
        for order in plan.order:
            held = [i for i in order if i in tied or any(i in chain and tied & set(chain) for row in self.chains for chain in row)]
            if not held:
                continue
            for n in range(order.index(held[-1]) + 1, len(order)):
                plan.x[order[n]] = min(plan.x[order[n]], plan.x[order[n - 1]] + APART)
            for n in range(order.index(held[0]) - 1, -1, -1):
                plan.x[order[n]] = max(plan.x[order[n]], plan.x[order[n + 1]] - APART)

    def _place(self, row: Sequence[Sequence[str]]) -> None:
        wanted, gaps = [], []
        for n, chain in enumerate(row):
            pulls = [p - m for m, i in enumerate(chain) for p in self._pull(i, True, True)]
            wanted.append(sum(pulls) / len(pulls) if pulls else self.plan.x[chain[0]])
            gaps += [len(row[n - 1]) - 1 + APART] if n else []
        for start, chain in zip(_spread(wanted, gaps), row, strict=True):
            self.plan.x.update({i: start + m for m, i in enumerate(chain)})

    def _length(self) -> float:
        """How long the lines are, with each crossing as much as a long line."""
        spans = [(self.plan.row[f.parents[0]], self.plan.middle(f.parents), self.plan.middle(f.children)) for f in self.families]
        crossed = sum((a[1] - b[1]) * (a[2] - b[2]) < 0 for n, a in enumerate(spans) for b in spans[n + 1:] if a[0] == b[0])
        reach = sum(abs(self.plan.x[c] - self.plan.middle(f.parents)) for f in self.families for c in f.children)
        return reach + 10 * crossed


def arranged(ids: Iterable[str], couples: Sequence[tuple[str, str]], families: Sequence[Family]) -> Plan:
    """Places for all. ids: each once, in the order they were added; couples and families name only these."""
    known = list(dict.fromkeys(ids))
    return _Arranger(known, couples, families).arrange() if known else Plan({})
