"""What comes round by the clock: the seal over both logs, whether they verify, and what of the reading is unusual."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from cspr.access import audit
from cspr.operations import clock
from cspr.partnership.models import Partnership
from cspr.services.reading.watch import watch

log = logging.getLogger(__name__)


@app.periodic(cron="10 3 * * *")
@app.task(name="reading.seal", queue="clock", queueing_lock="reading.seal")
def seal(timestamp: int) -> None:
    """Walk every chain and seal, then seal what was added. What is broken is not sealed, and is said as loudly as a job can."""
    found = audit.verify()
    if found.broken:
        log.error("the record does not verify: %s faults; run cspr audit verify", len(found.broken))
    elif made := audit.seal(clock.now()):
        log.warning("sealed %s entries and %s looks: %s", made.entries, made.looks, made.signature)  # To be kept where the log is kept.


@app.periodic(cron="40 * * * *")
@app.task(name="reading.watch", queue="clock", queueing_lock="reading.watch")
def go_through(timestamp: int) -> None:
    """Raise what is unusual in every partnership."""
    for home in Partnership.objects.order_by("pk"):
        watch(home, clock.now())
