"""The certificate of a disposal: what, when, by which schedule, who proposed, who confirmed, how much of what, and what is left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.apps import apps

from cspr.partnership.models import Member
from cspr.record.facts import LONDON
from cspr.record.models import Case, Fact
from cspr.services.retention.schedule import Period, records
from cspr.services.retention.standing import Standing

LEFT = (
    "Its reference, when it was opened, closed and disposed of, and this certificate.",
    "The numbered entries of its history, with dates, kinds and who recorded them but not what they said, so that the chain verifies.",
    "Who had looked at it and when: that log is kept whole, so that it can be shown who did and who did not.",
    "Who had declared a conflict, so that it stays unknown to them.",
    "Backups made before today hold it until they are overwritten in their turn.",
)


def in_words(tally: Mapping[str, int]) -> list[tuple[str, int]]:
    """The rows of each table that go, by what people call them."""
    words = {m._meta.db_table: words for m in apps.get_models() for words in [str(m._meta.verbose_name_plural)]} | dict(records().rows)
    return [(words[table][:1].upper() + words[table][1:], n) for table, n in tally.items()]


def _who(member: Member) -> dict[str, str]:
    return {"name": member.user.name, "role": str(member.get_role_display())}  # type: ignore[attr-defined]


def _minute(at: datetime) -> str:
    return at.astimezone(LONDON).isoformat(timespec="minutes")[:16]


def body(case: Case, standing: Standing, period: Period, proposal: Fact, by: Member, now: datetime, tally: Mapping[str, int]) -> dict[str, Any]:
    """What the certificate says, as a document's body. proposal: the entry of the first person. by: the second. tally: rows by table."""
    setter = period.fact.actor
    return {
        "reference": case.reference, "partnership": case.partnership.name, "opened": _minute(case.opened_at)[:10],
        "closed": standing.closed.isoformat() if standing.closed else "", "due": standing.due.isoformat() if standing.due else "",
        "disposed": _minute(now), "period": period.words, "source": period.source,
        "kept_longer": standing.longer is not None, "set_by": setter.user.name if setter else "", "set_on": _minute(period.fact.recorded_at)[:10],
        "proposed": {**_who(proposal.actor), "at": _minute(proposal.recorded_at)} if proposal.actor else {},
        "confirmed": {**_who(by), "at": _minute(now)},
        "checks": [c.says for c in records().check], "gone": [list(row) for row in in_words(tally)],
        "entries": case.facts_count, "chain_head": case.chain_head, "left": list(LEFT),
    }
