"""What a mail system reports later of a letter that it had taken."""

from __future__ import annotations

from cspr.services.messages.models import Letter


def note_bounce(message_id: str, why: str) -> bool:
    """Note on the letter of that Message-ID that it did not arrive, and why. False where there is none, or it did not count as sent."""
    says = f"{why} Check the address with the person or agency."[:300]
    arrived = (Letter.State.SENT, Letter.State.WAITING, Letter.State.HANDING, Letter.State.UNSURE)
    named = message_id[:100].replace("\x00", "")  # The database takes none, and no Message-ID of ours has one.
    return bool(Letter.objects.filter(message_id=named, state__in=arrived).update(state=Letter.State.BOUNCED, error=says))
