"""Whether what was recorded, and who looked, is as it was written: every chain walked, and every seal.

A seal says where each chain had come to since the seal before, signed with a key that is not in the database. So a cut tail, or a
chain rewritten from end to end together with its head, is seen too: what was sealed is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.utils.crypto import constant_time_compare, salted_hmac

from cspr.access.looks import look_heads, look_links
from cspr.access.models import Looked
from cspr.partnership.models import Partnership
from cspr.record.chain import canonical, fact_heads, fact_links, sha256
from cspr.record.facts import LONDON
from cspr.record.models import Case, Fact, Seal
from cspr.record.walk import Chain, Link, Point, faults, one_moment

NOUNS = {"facts": ("entry", "entries"), "looks": ("look", "looks")}  # By log: the words for one row of it, and for more.
Sealed = dict[str, dict[Chain, dict[int, tuple[str, str]]]]  # By log and chain: what each sealed number's hash was, and the seal's name.


@dataclass(frozen=True)
class Found:
    """entries: how many rows both logs have. broken: each fault in words. sealed_at: when the newest seal was made, None without any."""

    entries: int
    broken: tuple[str, ...]
    sealed_at: datetime | None


def _keys() -> dict[str, str]:
    """The keys that seals may be signed with, by what a seal calls them; the first signs."""
    given = [one.strip() for one in settings.SEAL_KEY.split(",") if one.strip()]
    return {sha256(f"cspr.record.seal {key}")[:16]: key for key in (*given, settings.SECRET_KEY)}


def _signature(one: Seal, before: str, key: str) -> str:
    said: list[Any] = [before, one.until.timestamp(), one.entries, one.heads]
    if one.key:
        said += [one.looks, one.key]
    return salted_hmac("cspr.record.seal", canonical(said), secret=key, algorithm="sha256").hexdigest()


def _name(one: Seal) -> str:
    return f"seal of {one.until.astimezone(LONDON):%-d %B %Y, %H:%M}"


def _heads_before(until: datetime) -> tuple[int, str]:
    """Of seals made before looks were chained: how many facts were recorded before a moment, and the hash over each chain's last link then."""
    found = Fact.objects.filter(recorded_at__lt=until)
    last = found.order_by("partnership_id", "case_id", "-seq").distinct("partnership_id", "case_id")
    return found.count(), sha256(canonical(list(last.values_list("partnership_id", "case_id", "seq", "hash"))))


def _seals() -> tuple[Sealed, list[str], Seal | None]:
    """What the seals say, each that does not hold in itself, and the newest."""
    sealed: Sealed = {log: {} for log in NOUNS}
    keys, broken, before, own, last = _keys(), [], "", False, None
    by_secret = list(keys)[-1]
    for one in Seal.objects.iterator(chunk_size=200):
        key = one.key or by_secret
        # Once seals are signed with SEAL_KEY, one that is signed with SECRET_KEY, which the web server has, is none.
        sound = key in keys and not (own and key == by_secret) and constant_time_compare(one.signature, _signature(one, before, keys[key]))
        if not sound or (one.key and one.heads != sha256(canonical(one.points))):
            broken.append(f"{_name(one)}: it was changed, one before it is missing, or it was signed with another SECRET_KEY or SEAL_KEY")
        elif not one.key and (there := _heads_before(one.until)) != (one.entries, one.heads):
            broken.append(f"{_name(one)}: it was made over {one.entries} entries, and those are no longer what is recorded ({there[0]} are there)")
        for log, home, case, seq, kept in one.points:
            sealed[log].setdefault((home, case), {})[seq] = (kept, _name(one))
        before, own, last = one.signature, own or key != by_secret, one
    return sealed, broken, last


def _places() -> Mapping[Chain, str]:
    """The words for each chain."""
    homes = dict(Partnership.objects.values_list("pk", "slug"))
    found: dict[Chain, str] = {(home, None): f"partnership {slug}" for home, slug in homes.items()}
    return found | {(home, case): f"case {reference}" for case, home, reference in Case.objects.values_list("pk", "partnership_id", "reference")}


def _broken(log: str, links: Iterator[Link], heads: Mapping[Chain, Point], sealed: Sealed, places: Mapping[Chain, str]) -> Iterator[str]:
    noun, nouns = NOUNS[log]
    for chain, says in faults(links, heads, sealed[log]):
        yield f"{places.get(chain, 'nobody’s')}: {says.format(noun=noun, nouns=nouns)}"


def verify() -> Found:
    """Walk every chain of both logs, and every seal, as they are at this moment."""
    with one_moment():
        places, (sealed, unsound, last) = _places(), _seals()
        broken = [*_broken("facts", fact_links(), fact_heads(), sealed, places), *_broken("looks", look_links(), look_heads(), sealed, places)]
        entries = Fact.objects.count() + Looked.objects.aggregate(n=Count("pk"))["n"]
        return Found(entries, (*broken, *unsound), last.until if last else None)


def seal(now: datetime) -> Seal | None:
    """Seal where every chain has come to. None where nothing was added since the last seal. now: aware."""
    with one_moment():
        sealed, _, last = _seals()
        heads = {"facts": fact_heads(), "looks": look_heads()}
        points = [[log, home, case, seq, kept] for log, chains in heads.items() for (home, case), (seq, kept) in chains.items()
                  if seq > max(sealed[log].get((home, case), {0: ()}))]
        if not points:
            return None
        points.sort(key=canonical)
        key, secret = next(iter(_keys().items()))
        made = Seal(until=now, entries=sum(seq for seq, _ in heads["facts"].values()), looks=sum(seq for seq, _ in heads["looks"].values()),
                    points=points, heads=sha256(canonical(points)), key=key)
        made.signature = _signature(made, last.signature if last else "", secret)
        made.save(force_insert=True)
        return made
