"""Numbers and names as a sentence says them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

_MOST = 12


def spans(numbers: Iterable[int]) -> str:
    """"3, 5 and 8 to 10", shortened where there are many."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return listed([str(a) if a == b else f"{a} {'and' if b == a + 1 else 'to'} {b}" for a, b in runs])


def listed(items: list[str]) -> str:
    """"a, b and c", shortened where there are many; nothing for none."""
    if len(items) > _MOST:
        items = [*items[:_MOST], f"{len(items) - _MOST} more"]
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def were_hidden(where: str, rows: Collection[int], columns: Iterable[int]) -> list[str]:
    """What is said of a sheet's hidden rows (by number) and columns (from 0), which are read all the same."""
    found = []
    if rows:
        which = f"{'row' if len(rows) == 1 else 'rows'} {spans(rows)}"
        found.append(f"Hidden rows of {where} were read as well (hidden by hand or by a filter): {which}.")
    if letters := [column(c) for c in sorted(columns)]:
        found.append(f"Hidden columns of {where} were read as well: {listed(letters)}.")
    return found


def column(index: int) -> str:
    """A column's letters, from its place counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def many(count: int, one: str, more: str = "") -> str:
    """"1 row", "2 rows"."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"
