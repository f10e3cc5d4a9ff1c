"""Walking along hash chains: each link in its place, the end where it is remembered to be, and what was sealed still there.

Linear in what there is, and a few rows at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

Chain = tuple[int | None, int | None]  # Of which partnership and case; no case: the partnership's own.
Point = tuple[int, str]  # A link's number and hash.
AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Link:
    """One row. fault: what is wrong with the row in itself, in words, "" where nothing is."""

    chain: Chain
    seq: int
    previous: str
    hash: str
    fault: str


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read within is as it was at one moment, whatever others write meanwhile."""
    outer = connection.in_atomic_block
    with transaction.atomic():
        if not outer:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def streamed(statement: str) -> Iterator[Sequence[Any]]:
    """The rows of a statement, a few at a time. Called inside a transaction."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows


def faults(links: Iterable[Link], heads: Mapping[Chain, Point], sealed: Mapping[Chain, Mapping[int, tuple[str, str]]]) -> Iterator[tuple[Chain, str]]:
    """Says each broken link, by chain: "{noun} 3 is missing", with {noun} and {nouns} to be filled in.

    links: ordered by chain and number. heads: where each chain is remembered to end. sealed: by chain and number, the hash that was
    sealed and the seal's name.
    """
    left, here, previous, last = dict(heads), None, "", 0
    waiting: dict[int, tuple[str, str]] = {}
    seen: set[Chain] = set()

    def ended(chain: Chain) -> Iterator[tuple[Chain, str]]:
        seq, kept = left.pop(chain, (0, ""))
        if last > seq:
            yield chain, f"{{noun}} {last} was added after the last of its {seq}"
        elif (last, previous) != (seq, kept):
            yield chain, f"the last {{noun}} of its {seq} is missing or was changed"
        yield from ((chain, f"{{noun}} {n} is missing, which the {name} covers") for n, (_, name) in waiting.items())

    for one in links:
        if one.chain != here:
            if here is not None:
                yield from ended(here)
            seen.add(one.chain)
            here, previous, last, waiting = one.chain, "", 0, dict(sealed.get(one.chain, ()))
        if one.seq <= last:
            yield here, f"{{noun}} {one.seq} is there twice: one was inserted"
        elif one.seq > last + 1:
            missing = f"{{noun}} {last + 1}" if one.seq == last + 2 else f"{{noun}} {last + 1} and {one.seq - last - 2} more"
            yield here, f"{missing} {'is' if one.seq == last + 2 else 'are'} missing"
        elif one.previous != previous:
            yield here, f"{{noun}} {one.seq} does not follow the one before it"
        elif one.fault:
            yield here, f"{{noun}} {one.seq} {one.fault}"
        if one.seq in waiting:
            kept, name = waiting.pop(one.seq)
            if kept != one.hash:
                yield here, f"{{noun}} {one.seq} is not the one that the {name} covers"
        previous, last = one.hash, one.seq
    if here is not None:
        yield from ended(here)
    for chain, (seq, _) in left.items():
        yield chain, f"all of its {seq} {{nouns}} are missing"
    for chain in sealed.keys() - heads.keys() - seen:
        yield chain, f"every {{noun}} is missing, which the {list(sealed[chain].values())[-1][1]} covers"
