"""One row told twice: over two files or sheets, under one reference, with a word changed; in one agency, or copied by another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from rapidfuzz import fuzz

from cspr.chronology.matching.seen import Seen
from cspr.chronology.shapes import Pair

NEAR = 88.0  # Of 100: how alike the words are that count as the same.
LONG = 40  # Letters. Shorter rows ("DNA. Text sent.") are phrases that come again and again.
CROWD = 60  # Rows of one agency on one day beyond which only those that share a rare word are compared.


def duplicates(seen: Sequence[Seen], rarity: dict[str, float]) -> Iterator[Pair]:
    """The rows told twice, each with the first that tells it; no chain of pairs among three copies."""
    of_day: dict[tuple[str, int], list[Seen]] = defaultdict(list)
    of_words: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    for one in seen:
        if not one.plain:
            continue
        of_words[one.entry.agency, one.plain].append(one)
        if one.first:
            of_day[one.entry.agency, one.first].append(one)
    copies: set[int] = set()
    for group in of_day.values():
        for a, b in _worth(group, rarity):
            if b.at not in copies and a.at not in copies and (found := _same_day(a, b)):
                copies.add(b.at)
                yield found
    for group in of_words.values():
        if len(group) == 2 and len(group[0].plain) >= LONG and not copies & {group[0].at, group[1].at} and (found := _same_words(*group)):
            copies.add(group[1].at)
            yield found
    yield from _copied(seen, copies)


def _worth(group: list[Seen], rarity: dict[str, float]) -> Iterable[tuple[Seen, Seen]]:
    if len(group) <= CROWD:
        return combinations(group, 2)
    found: dict[tuple[int, int], tuple[Seen, Seen]] = {}
    by_key: dict[str, list[Seen]] = defaultdict(list)
    for one in group:
        by_key[one.plain].append(one)
        for word in sorted(one.stems, key=lambda w: -rarity[w])[:3]:
            by_key[f"#{word}"].append(one)
    for several in by_key.values():
        for a, b in combinations(several[:CROWD], 2):
            found[a.at, b.at] = (a, b)
    return found.values()


def _same_day(a: Seen, b: Seen) -> Pair | None:
    """Two rows of one agency that begin on one day."""
    alike = fuzz.ratio(a.plain, b.plain, score_cutoff=70)
    reference = a.references & b.references
    apart = abs(a.minute - b.minute) if a.minute >= 0 and b.minute >= 0 else None
    if not alike or _numbers_differ(a, b) and alike < 100:
        return None
    same_words = "The same words" if alike == 100 else "Nearly the same words"
    where = "" if a.entry.source.file == b.entry.source.file else ", in two files"
    if reference and alike >= 75 and (apart is None or apart <= 60):
        name = min(reference)
        return _pair(a, b, min(100, alike + 5), f"{same_words} under the same reference, {name}{where}.")
    if alike < NEAR:
        return None
    if apart == 0 and a.minute >= 0:
        return _pair(a, b, alike, f"{same_words} at the same time{where}.")
    if apart is None and (a.minute < 0) == (b.minute < 0):
        return _pair(a, b, alike - 2, f"{same_words} on the same day{where}.")
    if apart is None and len(a.plain) >= LONG:
        return _pair(a, b, alike - 6, f"{same_words} on the same day, once with a time and once without{where}.")
    if apart is not None and len(a.plain) >= 2 * LONG:
        return _pair(a, b, alike - 15, f"{same_words} on the same day, at two different times{where}.")
    return None


def _same_words(a: Seen, b: Seen) -> Pair | None:
    """Two rows of one agency with the same words, which stand nowhere else in it, on different days."""
    if not a.first or not b.first:
        return _pair(a, b, 80, "The same words twice, once without a date that can be read.")
    if a.first <= b.first <= a.last or b.first <= a.first <= b.last:
        return _pair(a, b, 85, "The same words twice; one date is less exact and holds the other.")
    one, other = a.entry.when.start, b.entry.when.start
    if one and other and (one.day, one.month) == (other.month, other.day) and one.year == other.year:
        return _pair(a, b, 78, "The same words twice, on two dates that differ only in day and month changed over.")
    if one and other and (one.day, one.month) == (other.day, other.month) and abs(one.year - other.year) == 1:
        return _pair(a, b, 72, "The same words twice, on the same day of two years: one year may be mistyped.")
    return None


def _copied(seen: Sequence[Seen], copies: set[int]) -> Iterator[Pair]:
    """Rows of two agencies with the same long words on the same day: one returned what the other wrote."""
    groups: dict[tuple[int, str], list[Seen]] = defaultdict(list)
    for one in seen:
        if one.first and one.at not in copies and len(one.plain) >= LONG:
            groups[one.first, one.plain].append(one)
    for group in groups.values():
        first = group[0]
        for other in group[1:]:
            if other.entry.agency != first.entry.agency:
                yield _pair(first, other, 90, f"{first.entry.agency} and {other.entry.agency} tell it in the same words on the same day.")


def _numbers_differ(a: Seen, b: Seen) -> bool:
    """Whether both hold numbers, and different ones: "weight 4.2" and "weight 4.4" are two visits."""
    one, other = ([w for w in s.plain.split() if w[0].isdigit()] for s in (a, b))
    return bool(one and other and sorted(one) != sorted(other))


def _pair(a: Seen, b: Seen, score: float, why: str) -> Pair:
    return Pair(a.entry.id, b.entry.id, "duplicate", round(min(max(score, 0), 100), 1), why)
