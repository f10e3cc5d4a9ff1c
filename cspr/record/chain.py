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

GONE = "(disposed of)"  # In place of a reason that was taken away.


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


def said_hash(salt: str, details: dict[str, Any], reason: str) -> str:
    """The salted hash of what a fact says: its details, and the reason of a correction with them."""
    return details_hash(salt, {**details, "": reason} if reason else details)


def link(fact: Fact) -> str:
    """The hash of a fact's link: all of its columns but what people wrote, which goes when the case is disposed of."""
    return link_of((
        fact.previous, str(fact.pk), fact.partnership_id, fact.case_id, fact.seq, fact.kind, fact.at, fact.actor_id, fact.by,
        str(fact.supersedes_id or ""), fact.details_hash), fact.recorded_at)


def link_of(row: Sequence[Any], at: datetime, reason: str = "") -> str:
    """The same of a bare row: previous, id, partnership, case, seq, kind, at, actor, by, supersedes, details_hash.

    at: the moment it was recorded. reason: of a correction made before docs/adr/0137, when it still stood in the link itself.
    """
    previous, key, home, case, seq, kind, when, actor, by, supersedes, details = row
    return sha256(canonical([previous, key, home, case, seq, kind, when, at.timestamp(), actor, by, supersedes or "", reason, details]))


def _fault(row: Sequence[Any], emptied: bool) -> str:
    """What is wrong with a row of _FACTS in itself. emptied: whether its case was disposed of, so that it says nothing any more."""
    recorded_at, kept, salt, reason, details = row[11:]
    # A reason that stood in the link itself and is gone: that it was this entry, the next one's `previous` says.
    if kept not in (link_of(row[:11], recorded_at), link_of(row[:11], recorded_at, reason)) and not (emptied and reason == GONE):
        return "was changed"
    if emptied and not salt:
        return ""
    said = json.loads(details)
    return "" if row[10] in (said_hash(salt, said, reason), details_hash(salt, said)) else "has other details than were recorded"


_FACTS = """SELECT previous, id::text, partnership_id, case_id, seq, kind, at, actor_id, "by", supersedes_id::text, details_hash,
    recorded_at, hash, salt, reason, details::text
FROM record_fact ORDER BY partnership_id, case_id, seq"""
# Where a chain says that what its entries before said is gone: a case was disposed of, or the learning events past their time were.
_EMPTIED = """SELECT partnership_id, case_id, max(seq) FROM record_fact
WHERE salt <> '' AND (kind = 'case_disposed' OR (kind = 'records_disposed' AND details->>'record' = 'learning_events'))
GROUP BY partnership_id, case_id"""
_HEADS = """SELECT partnership_id, id, facts_count, chain_head FROM record_case
    UNION ALL SELECT id, NULL, facts_count, chain_head FROM partnership_partnership"""


def fact_links() -> Iterator[Link]:
    """Every fact as a link of its chain, read a few at a time. Called inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_EMPTIED)
        until = {(home, case): seq for home, case, seq in cursor.fetchall()}
    for row in streamed(_FACTS):
        home, case, seq, kind = row[2:6]
        emptied = seq < until.get((home, case), 0) and (case is not None or kind == "learning_event_held")
        yield Link((home, case), seq, row[0], row[12], _fault(row, emptied))


def fact_heads() -> dict[Chain, Point]:
    """Where the chain of each case's facts, and of each partnership's own, is remembered to end."""
    with connection.cursor() as cursor:
        cursor.execute(_HEADS)
        return {(home, case): (seq, kept) for home, case, seq, kept in cursor.fetchall() if seq}
