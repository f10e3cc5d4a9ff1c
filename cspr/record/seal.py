"""Seals over all chains, so that a cut tail or a chain rewritten from end to end is seen too: its head is not the one that was sealed.

A seal rests on the facts alone, by when they were recorded, and is signed with SECRET_KEY, which is not in the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.crypto import constant_time_compare, salted_hmac

from cspr.record.chain import canonical, sha256
from cspr.record.facts import LONDON
from cspr.record.models import Fact, Seal

# A fact is given its moment when its operation begins; after this long every operation has ended, and all facts before are there.
SETTLED = timedelta(minutes=5)


def _heads(until: datetime) -> tuple[int, str]:
    """How many facts were recorded before a moment, and the hash over the last link of each chain then."""
    facts = Fact.objects.filter(recorded_at__lt=until)
    last = facts.order_by("partnership_id", "case_id", "-seq").distinct("partnership_id", "case_id")
    heads = list(last.values_list("partnership_id", "case_id", "seq", "hash"))
    return facts.count(), sha256(canonical(heads))


def _signature(seal: Seal, before: str) -> str:
    return salted_hmac("cspr.record.seal", canonical([before, seal.until.timestamp(), seal.entries, seal.heads]), algorithm="sha256").hexdigest()


def seal(now: datetime) -> Seal | None:
    """Seal everything recorded up to a few minutes before `now` (aware). None where the last seal covers it already."""
    until = now - SETTLED
    last = Seal.objects.last()
    entries, heads = _heads(until)
    if entries == (last.entries if last else 0):
        return None
    made = Seal(until=until, entries=entries, heads=heads)
    made.signature = _signature(made, last.signature if last else "")
    made.save(force_insert=True)
    return made


def broken_seals() -> Iterator[str]:
    """Says each seal that does not hold: signed with another key or changed, or the facts are no longer those it was made over."""
    before = ""
    for one in Seal.objects.all():
        place = f"seal of {one.until.astimezone(LONDON):%-d %B %Y, %H:%M}"
        entries, heads = _heads(one.until)
        if not constant_time_compare(one.signature, _signature(one, before)):
            yield f"{place}: it was changed, one before it is missing, or it was signed with another SECRET_KEY"
        elif (entries, heads) != (one.entries, one.heads):
            yield f"{place}: it was made over {one.entries} entries, and those are no longer what is recorded ({entries} are there)"
        before = one.signature
