"""The chain of looks, read back: each row's link worked out again from what the row says."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.db import connection

from cspr.record.chain import sha256
from cspr.record.walk import Chain, Link, Point, streamed

# In the order of the function look_link (migration 0005).
_LOOKS = """SELECT previous, seq, partnership_id, case_id, member_id, (extract(epoch FROM at) * 1000000)::bigint, kind, what, address, "by", hash
FROM access_looked ORDER BY partnership_id, case_id, seq"""
_HEADS = "SELECT partnership_id, case_id, seq, hash FROM access_lookhead"
_text = json.JSONEncoder(ensure_ascii=False).encode  # As the database writes a JSON array.


def look_links() -> Iterator[Link]:
    """Every look as a link of its chain, read a few at a time. Called inside a transaction."""
    for row in streamed(_LOOKS):
        yield Link((row[2], row[3]), row[1], row[0], row[10], "" if sha256(_text(row[:10])) == row[10] else "was changed")


def look_heads() -> dict[Chain, Point]:
    """Where each chain of looks is remembered to end."""
    with connection.cursor() as cursor:
        cursor.execute(_HEADS)
        return {(home, case): (seq, kept) for home, case, seq, kept in cursor.fetchall()}
