"""Opening a case: its number is the next of the year, whoever asks and whatever they may see of those before it."""

from __future__ import annotations

from datetime import datetime

from cspr.access.answering import open_case, whole
from cspr.partnership.models import Partnership
from cspr.record.models import Case
from cspr.record.rows import next_key


def new_case(home: Partnership, about: str, authorities: list[str], now: datetime) -> Case:
    """Make the case, open to the run that makes it. Inside its transaction. about: a few words that identify nobody. now: aware."""
    held = Partnership.objects.select_for_update(no_key=True).get(pk=home.pk)
    start = f"{held.reference_prefix}-{now.year}-"
    with whole(held.pk):
        before = Case.objects.filter(partnership=held, reference__startswith=start).order_by("-reference")
        last = before.values_list("reference", flat=True).first()
    number = int(last.rsplit("-", 1)[1]) + 1 if last else 1
    pk = next_key(Case)
    open_case(pk)
    return Case.objects.create(pk=pk, partnership=held, reference=f"{start}{number:04d}", about=about, protocol=held.protocol,
                               authorities=authorities, opened_at=now)
