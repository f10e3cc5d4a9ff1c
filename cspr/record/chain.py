"""The hash chain over facts: each link covers the one before it and a salted hash of the details.

Because the link covers a hash of the details and not the details, a case can be disposed of at the end of its
retention (details and salt gone) and its chain still verifies.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from cspr.record.models import Fact


def canonical(value: Any) -> str:
    """The one JSON text of a value: keys sorted, no spaces, Unicode as it is."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(text: str) -> str:
    """64 hex digits over the text's UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def text_hash(body: Any) -> str:
    """The hash that signatures bind to (D9): "sha256:" and 64 hex digits over the canonical JSON of a document's body."""
    return f"sha256:{sha256(canonical(body))}"


def details_hash(salt: str, details: dict[str, Any]) -> str:
    """The salted hash of a fact's details."""
    return sha256(salt + canonical(details))


def link(fact: Fact) -> str:
    """The hash of a fact's link: all of its columns but the details themselves."""
    return sha256(canonical([
        fact.previous, str(fact.pk), fact.partnership_id, fact.case_id, fact.seq, fact.kind, fact.at,
        fact.recorded_at.timestamp(), fact.actor_id, fact.by, str(fact.supersedes_id or ""), fact.reason,
        fact.details_hash,
    ]))


def _faults(facts: Iterable[Fact]) -> Iterable[str]:
    """Walks facts ordered by chain and seq and says each broken link."""
    chain: tuple[int, int | None] | None = None
    previous, expected = "", 1
    for fact in facts:
        here = (fact.partnership_id, fact.case_id)
        if here != chain:
            chain, previous, expected = here, "", 1
        place = f"case {fact.case.reference}" if fact.case else f"partnership {fact.partnership.slug}"
        if fact.seq != expected:
            yield f"{place}: entry {expected} is missing"
        elif fact.previous != previous:
            yield f"{place}: entry {fact.seq} does not follow the one before it"
        elif fact.hash != link(fact):
            yield f"{place}: entry {fact.seq} was changed"
        elif fact.salt and fact.details_hash != details_hash(fact.salt, fact.details):
            yield f"{place}: the details of entry {fact.seq} were changed"
        previous, expected = fact.hash, fact.seq + 1


def verify_all() -> tuple[int, list[str]]:
    """Check every chain, and each chain's head against its case or partnership.

    Returns how many entries there are and what is broken (empty when all is intact), in the order of the chains.
    """
    facts = Fact.objects.select_related("case", "partnership").order_by("partnership_id", "case_id", "seq")
    broken = list(_faults(facts.iterator(chunk_size=2000)))
    broken += _cut_tails()
    return facts.count(), broken


def _cut_tails() -> Iterable[str]:
    """Says each chain whose last entry is not the head that its case or partnership remembers."""
    from cspr.partnership.models import Partnership
    from cspr.record.models import Case

    last_of_case = {f.case_id: f for f in Fact.objects.filter(case__isnull=False).order_by("case_id", "-seq").distinct("case_id")}
    for case in Case.objects.iterator(chunk_size=2000):
        last = last_of_case.get(case.pk)
        if (last.seq if last else 0) != case.facts_count or (last.hash if last else "") != case.chain_head:
            yield f"case {case.reference}: the last of its {case.facts_count} entries is missing or was changed"
    own = Fact.objects.filter(case__isnull=True).order_by("partnership_id", "-seq").distinct("partnership_id")
    last_own = {f.partnership_id: f for f in own}
    for home in Partnership.objects.all():
        last = last_own.get(home.pk)
        if (last.seq if last else 0) != home.facts_count or (last.hash if last else "") != home.chain_head:
            yield f"partnership {home.slug}: the last of its {home.facts_count} entries is missing or was changed"
