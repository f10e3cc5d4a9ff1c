"""A letter's way to the mail server: at most once. What may or may not have gone is for a person to decide, never for a machine to repeat.

Between the server's yes and our note of it a process can die, and no order of the two can prevent that. So the letter is first noted
as being handed over, and kept so; found in that state by anybody else, it may have gone, and says so where somebody can send it again.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction

from cspr.services.messages import carrying
from cspr.services.messages.models import Letter
from cspr.services.messages.post import UNKNOWN, Later, give_up, send, too_old
from cspr.services.messages.queue import configured
from cspr.services.messages.words import Words

STOPPED = f"The service was stopped while this was being sent. {UNKNOWN}"
RESTORED = f"The service was restored from a backup in which this was still to be sent. {UNKNOWN}"
PAUSES = (1, 2, 4, 8, 16, 0)  # Seconds, while the database is away: the answer of the mail server is known here alone.


def take_up(pk: int, now: datetime) -> tuple[Letter, Words, datetime] | datetime | None:
    """Note a waiting letter as being handed over by whoever asks: nobody else will be. now: aware.

    Gives it with its words, for `hand_over`; when to ask again; or None where nothing is to be done now. One that somebody else
    was handing over may have gone: it is noted so.
    """
    with transaction.atomic():
        letter = Letter.objects.select_for_update(skip_locked=True, of=("self",)).select_related("partnership", "member__user").filter(
            pk=pk, state__in=(Letter.State.WAITING, Letter.State.HANDING)).first()
        if letter is None or not configured():
            return None
        words = None
        if letter.state == Letter.State.HANDING:
            letter.state, letter.error = Letter.State.UNSURE, STOPPED
        elif too_old(letter, now):
            give_up(letter)
        elif (opens := carrying.not_before(letter, now)) is not None:
            return opens
        elif (words := carrying.words_of(letter, now)) is not None:
            letter.state, letter.attempts = Letter.State.HANDING, letter.attempts + 1
        letter.save()
    return (letter, words, now) if words else None


def hand_over(letter: Letter, words: Words, now: datetime) -> None:
    """Hand over a letter that was taken up, and note what came of it. now: aware, when it counts as sent. Raises Later."""
    try:
        state, error = send(letter, words)
    except Later as later:
        # Noted meanwhile as one that may have gone, it stays so: somebody may have sent it again.
        _note(letter, (Letter.State.HANDING,), state=Letter.State.WAITING, error=str(later))
        raise
    sent = {"sent_at": now, "attachments": []} if state == Letter.State.SENT else {}
    _note(letter, (Letter.State.HANDING, Letter.State.UNSURE), state=state, error=error, **sent)


def _note(letter: Letter, stands: tuple[Letter.State, ...], **values: Any) -> None:
    """Write these values where the letter's state is one of those. Waits for a database that is away for half a minute."""
    for pause in PAUSES:
        try:
            Letter.objects.filter(pk=letter.pk, state__in=stands).update(**values)
            return
        except (OperationalError, InterfaceError):
            connection.close()
            if not pause:
                raise
            time.sleep(pause)


def after_restore() -> int:
    """What was still to be sent when a backup was made may have gone since. Gives how many letters there were."""
    underway = Letter.objects.filter(state__in=(Letter.State.WAITING, Letter.State.HANDING))
    return int(underway.update(state=Letter.State.UNSURE, error=RESTORED))
