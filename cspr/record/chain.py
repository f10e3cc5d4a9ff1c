"""The hash chain over facts: each link covers the one before it and a salted hash of the details.

Because the link covers a hash of the details and not the details, a case can be disposed of at the end of its
retention (details and salt gone) and its chain still verifies.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from cspr.record.models import Fact
from cspr.record.walk import Chain, Link, Point, streamed


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


def link_of(row: Sequence[Any], at: datetime) -> str:
    """The same of a bare row: the columns of `link` in its order, the moment it was recorded apart."""
    previous, key, home, case, seq, kind, when, actor, by, supersedes, reason, details = row
    return sha256(canonical([previous, key, home, case, seq, kind, when, at.timestamp(), actor, by, supersedes or "", reason, details]))


_FACTS = """SELECT previous, id::text, partnership_id, case_id, seq, kind, at, actor_id, "by", supersedes_id::text, reason, details_hash,
    recorded_at, hash, salt, details::text
FROM record_fact ORDER BY partnership_id, case_id, seq"""
_HEADS = """SELECT partnership_id, id, facts_count, chain_head FROM record_case
    UNION ALL SELECT id, NULL, facts_count, chain_head FROM partnership_partnership"""


def fact_links() -> Iterator[Link]:
    """Every fact as a link of its chain, read a few at a time. Called inside a transaction."""
    for row in streamed(_FACTS):
        recorded_at, kept, salt, details = row[12:]
        fault = ""
        if kept != link_of(row[:12], recorded_at):
            fault = "was changed"
        elif salt and row[11] != details_hash(salt, json.loads(details)):
            fault = "has other details than were recorded"
        yield Link((row[2], row[3]), row[4], row[0], kept, fault)


def fact_heads() -> dict[Chain, Point]:
    """Where the chain of each case's facts, and of each partnership's own, is remembered to end."""
    with connection.cursor() as cursor:
        cursor.execute(_HEADS)
        return {(home, case): (seq, kept) for home, case, seq, kept in cursor.fetchall() if seq}
