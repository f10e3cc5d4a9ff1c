"""One event told by several agencies: on the day itself, or later by one that heard of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, combinations

from cspr.chronology.matching import words
from cspr.chronology.matching.seen import WORD, Rarity, Seen, stem
from cspr.chronology.matching.told import Told
from cspr.chronology.said import listed

ENOUGH = 2.0  # Points of evidence from which a pair is shown. What gives points is below, each with its reason.
CROWD = 40  # Rows of one day that share a word; beyond, the word says nothing.
NOTICED = 7  # Days within which a notice or a letter follows what it tells of.
SMALL_HOURS = 6 * 60  # "Saturday night" goes on until Sunday at six.


@dataclass(frozen=True, slots=True)
class Match:
    """Two rows of two agencies, the points that speak for one event, and why in a sentence. heard: the day one tells of, if not its own."""

    a: Seen
    b: Seen
    points: float
    why: str
    heard: Told | None = None


def events(seen: Sequence[Seen], rarity: Rarity) -> Iterator[Match]:
    """Each pair of rows of two agencies that seem to tell one event; of several rows of one agency, the likeliest."""
    of_day: dict[int, list[Seen]] = defaultdict(list)
    for one in seen:
        if one.exact:
            of_day[one.first].append(one)
    days = Days(of_day, rarity)
    best: dict[tuple[int, str], list[Match]] = {}
    for match in chain(_heard(seen, days, rarity), _echoes(seen, days, rarity)):
        _keep(best, (match.b.at, match.a.entry.agency), match)
    found = {(m.a.at, m.b.at): m for group in best.values() for m in group}
    for match in _both_heard(seen, rarity):
        found.setdefault((match.a.at, match.b.at), match)
    for match in _same_day(of_day, rarity):
        found.setdefault((match.a.at, match.b.at), match)
    yield from found.values()


def _keep(best: dict[tuple[int, str], list[Match]], key: tuple[int, str], match: Match) -> None:
    kept = best.get(key, [])
    top = max([m.points for m in kept], default=0)
    if match.points > top + 0.25:
        best[key] = [m for m in kept if m.points >= match.points - 0.25] + [match]
    elif match.points >= top - 0.25:
        best[key] = [*kept, match]


class Day:
    """The rows of one day, by what another row could know them by."""

    def __init__(self, rows: Sequence[Seen], rarity: Rarity) -> None:
        self.of: dict[str, list[Seen]] = defaultdict(list)
        for one in rows:
            for name in (*one.kinds, *one.concepts):
                self.of[f"#{name}"].append(one)
            for word in one.stems:
                if rarity.of[word] > 0.45:
                    self.of[word].append(one)

    def like(self, b: Seen) -> list[Seen]:
        """Those of which it names the agency, or that tell of the same, or share two rare words with it; of a crowd the first."""
        sure = {one.at: one for name in (*b.meant, *b.concepts) for one in self.of.get(f"#{name}", ())[: 4 * CROWD]}
        words: Counter[int] = Counter()
        for word in b.stems:
            for one in self.of.get(word, ())[:CROWD]:
                words[one.at] += 1
                if words[one.at] > 1:
                    sure[one.at] = one
        return [sure[at] for at in sorted(sure)]


class Days:
    """The rows of each day, put in order when they are first asked for."""

    def __init__(self, of_day: dict[int, list[Seen]], rarity: Rarity) -> None:
        self.of_day, self.rarity = of_day, rarity
        self.days: dict[int, Day] = {}

    def like(self, day: int, b: Seen) -> list[Seen]:
        """As Day.like, of another agency and not later."""
        if day not in self.days:
            self.days[day] = Day(self.of_day.get(day, ()), self.rarity)
        return [a for a in self.days[day].like(b) if a.entry.agency != b.entry.agency and a.first <= b.first]


def _heard(seen: Sequence[Seen], days: Days, rarity: Rarity) -> Iterator[Match]:
    """A row that tells of an earlier day, with another agency's row of that day."""
    for b in seen:
        for heard in b.told:
            night = "night" in heard.said.lower()
            for day in range(heard.first, heard.last + 1 + night):
                for a in days.like(day, b):
                    if day <= heard.last or 0 <= a.minute < SMALL_HOURS:
                        yield from _hearing(a, b, heard, rarity)


def _echoes(seen: Sequence[Seen], days: Days, rarity: Rarity) -> Iterator[Match]:
    """A notice or a letter that came of another agency's row, without a word of its day: "Police notice received: shouting at the address"."""
    for b in seen:
        if not b.exact or b.told or not b.meant or not words.NOTICE.search(b.entry.text):
            continue
        for back in range(1, NOTICED + 1):
            for a in days.like(b.first - back, b):
                named, both = a.kinds & b.meant, a.concepts & b.concepts
                if not named:
                    continue
                weight, shared = rarity.shared(a, b)
                points = 0.4 + _naming(named) + 0.45 * min(weight, 4.5) + (1.0 if both else 0) - 0.1 * back
                if points >= ENOUGH and (thing := _things(both, shared, a, b)):
                    why = f"On {_short(b.first)}, {b.entry.agency} has word of {', '.join(sorted(named))}"
                    yield Match(a, b, points, f"{why}, and shares {thing} with the row of {a.entry.agency} of {_short(a.first)}.")


def _hearing(a: Seen, b: Seen, heard: Told, rarity: Rarity) -> Iterator[Match]:
    named, both = a.kinds & b.meant, a.concepts & b.concepts
    weight, shared = rarity.shared(a, b)
    points = 0.45 * min(weight, 4.5) + _naming(named) + (0.4 if b.kinds & a.meant else 0) + (1.0 if both else 0)
    points += 0.5 if heard.first == heard.last else 0
    points += _clocks(heard.minutes, a) + (0.5 if "night" in heard.said.lower() and (a.minute >= 1080 or 0 <= a.minute < SMALL_HOURS) else 0)
    if points >= ENOUGH:
        common = [f"names {', '.join(sorted(named))}"] if named else []
        if thing := _things(both, shared, a, b):
            common.append(f"shares {thing} with the row of {a.entry.agency}")
        day = f"{_short(heard.first)}{f' or {_short(heard.last)}' if heard.last > heard.first else ''}"
        why = f"On {_short(b.first)}, {b.entry.agency} tells of “{heard.said}”, which is {day}; it {' and '.join(common)}."
        yield Match(a, b, points, why, heard)


def _naming(named: frozenset[str]) -> float:
    """Police come to few families and social workers to these families weekly: to be named says more of the one than of the other."""
    return 0 if not named else 1.5 if named & words.SELDOM else 1.2


def _clocks(minutes: tuple[int, ...], a: Seen) -> float:
    if not minutes or a.minute < 0:
        return 0.0
    apart = min(_apart(n, a.minute) for n in minutes)
    return 1.2 if apart <= 60 else 0.2 if apart <= 180 else -0.5


def _both_heard(seen: Sequence[Seen], rarity: Rarity) -> Iterator[Match]:
    """Two rows that tell of the same earlier day."""
    of_day: dict[int, list[tuple[Seen, Told]]] = defaultdict(list)
    for one in seen:
        for heard in one.told:
            if heard.first == heard.last:
                of_day[heard.first].append((one, heard))
    for day, group in of_day.items():
        for (a, first), (b, second) in combinations(group[: 4 * CROWD], 2):
            if a.entry.agency == b.entry.agency:
                continue
            third, both = a.meant & b.meant, a.concepts & b.concepts
            if not (third or both):
                continue
            weight, shared = rarity.shared(a, b)
            points = 0.5 + 0.45 * min(weight, 4.5) + (1.2 if third else 0) + (1.0 if both else 0)
            late = [("night" in t.said.lower() or "evening" in t.said.lower()) for t in (first, second)]
            points += 0.5 if all(late) or any(n >= 1080 for i, t in enumerate((second, first)) if late[i] for n in t.minutes) else 0
            if points >= ENOUGH:
                things = listed([*sorted(third), *_things_of(both, shared, a, b)])
                yield Match(a, b, points, f"Both tell later of {_short(day)}, and of {things}.", second)


def _same_day(of_day: dict[int, list[Seen]], rarity: Rarity) -> Iterator[Match]:
    for group in of_day.values():
        if len({one.entry.agency for one in group}) < 2:
            continue
        keys: dict[str, list[Seen]] = defaultdict(list)
        for one in group:
            for word in one.stems:
                if rarity.of[word] > 0.6:
                    keys[word].append(one)
            for name in (*one.concepts, *one.references):
                keys[f"#{name}"].append(one)
            for n in {n // 20 for n in (*one.clock, one.minute) if n >= 0}:
                keys[f"@{n}"].append(one)
        looked: set[tuple[int, int]] = set()
        for several in keys.values():
            if not 1 < len(several) <= CROWD:
                continue
            for a, b in combinations(several, 2):
                if a.entry.agency != b.entry.agency and (a.at, b.at) not in looked:
                    looked.add((a.at, b.at))
                    yield from _together(a, b, rarity)


def _together(a: Seen, b: Seen, rarity: Rarity) -> Iterator[Match]:
    named = (b.kinds & a.meant) | (a.kinds & b.meant)
    # What a row tells of another day did not happen on its own.
    both = a.concepts & b.concepts if not (a.told or b.told) else frozenset()
    references = a.references & b.references
    weight, shared = rarity.shared(a, b)
    if not (both or references or shared):
        return
    each_other = bool(b.kinds & a.meant and a.kinds & b.meant)
    points = 0.45 * min(weight, 5) + (1.7 if each_other else 0.7 if named else 0) + (2 if references else 0)
    points += 2.0 if both & words.MEETINGS else 1.4 if both else 0
    if weight > 1.2 and weight > 0.5 * min(rarity.weight(a), rarity.weight(b)):
        points += 0.6
    apart = _apart(a.minute, b.minute) if a.minute >= 0 and b.minute >= 0 else None
    noted = any(_apart(n, m) <= 20 for x, y in ((a, b), (b, a)) for n in x.clock if (m := y.minute) >= 0)
    if apart is not None and not both & words.MEETINGS:
        points += 1.0 if apart <= 15 else 0.7 if apart <= 60 else 0.2 if apart <= 180 else -0.8
    elif noted and apart is None:
        points += 1.2
    if points >= ENOUGH:
        close = " at about the same time" if noted or (apart is not None and apart <= 60) else ""
        thing = f"the reference {min(references)}" if references else _things(both, shared, a, b) or "the same"
        yield Match(a, b, points, f"{a.entry.agency} and {b.entry.agency} both tell of {thing} on {_short(a.first)}{close}.")


def _things_of(both: frozenset[str], shared: tuple[str, ...], a: Seen, b: Seen) -> list[str]:
    """What two rows share, at most three things: what they tell of, then the rarest words as one of them writes them."""
    taken = {stem(w) for name in (*both, *a.kinds, *a.meant, *b.meant) for w in name.lower().split()}
    as_written = {stem(w.lower()): w for w in reversed(WORD.findall(f"{a.entry.text} {a.entry.response}"))}
    return [*sorted(both), *(f"“{as_written[w]}”" for w in shared if w in as_written and w not in taken)][:3]


def _things(both: frozenset[str], shared: tuple[str, ...], a: Seen, b: Seen) -> str:
    return listed(_things_of(both, shared, a, b))


def _apart(one: int, other: int) -> int:
    """Minutes between two times of the day, over midnight where that is shorter."""
    apart = abs(one - other)
    return min(apart, 1440 - apart)


def _short(ordinal: int) -> str:
    day = date.fromordinal(ordinal)
    return f"{day.day} {day:%B %Y}"
