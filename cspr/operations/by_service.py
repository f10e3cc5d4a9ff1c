"""What the service itself does for a partnership by the clock, with nobody at the door: an entry of its chain like any other, by "service"."""

from __future__ import annotations

import secrets
import uuid
from datetime import date, datetime
from typing import Any

from cspr.partnership.models import Partnership
from cspr.protocol.facts import iso
from cspr.record import chain
from cspr.record.facts import LONDON
from cspr.record.models import Fact
from cspr.record.rows import add


def record(home: Partnership, kind: str, now: datetime, **details: Any) -> Fact:
    """Record one entry of the partnership's own, within the transaction of what it tells. now: aware. Holds the partnership until that ends."""
    locked = Partnership.objects.select_for_update(no_key=True).get(pk=home.pk)
    fact = Fact(
        id=uuid.uuid4(), partnership=locked, case=None, seq=locked.facts_count + 1, kind=kind, recorded_at=now, actor=None, by="service",
        at=iso(now.astimezone(LONDON).replace(tzinfo=None, second=0, microsecond=0)), salt=secrets.token_hex(16), previous=locked.chain_head,
        details={k: iso(v) if isinstance(v, date) else v for k, v in details.items()})
    fact.details_hash = chain.said_hash(fact.salt, fact.details, fact.reason)
    fact.hash = chain.link(fact)
    add(fact)
    locked.facts_count, locked.chain_head = fact.seq, fact.hash
    locked.save(update_fields=["facts_count", "chain_head"])
    return fact
