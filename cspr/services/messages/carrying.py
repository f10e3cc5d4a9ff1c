"""Whether a letter that waited is still to be sent, and what it then says. Asked at the last moment: much can happen while it waits."""

from __future__ import annotations

from datetime import date, datetime

from cspr.partnership.invitations import works
from cspr.record.facts import LONDON
from cspr.record.models import OPEN, Duty
from cspr.services.messages import hours, words
from cspr.services.messages.digest import owed_by
from cspr.services.messages.kinds import CHASES, KINDS
from cspr.services.messages.models import Letter, Message
from cspr.services.messages.queue import drop
from cspr.services.messages.whom import Person, may_be_told

NO_LONGER = "No longer needed when it was to be sent."
NOT_THEIRS = "The case was no longer open to the reader."


def not_before(letter: Letter, now: datetime) -> datetime | None:
    """For a reminder outside working hours: when they begin again. None: now."""
    return hours.next_opening(letter.partnership, now) if letter.kind in CHASES else None


def words_of(letter: Letter, now: datetime) -> words.Words | None:
    """What the letter says; None where nothing is left to say: it is set aside then, with the reason."""
    today = now.astimezone(LONDON).date()
    left, why = [], NO_LONGER
    for message in letter.carries.select_related(
            "partnership", "case__partnership", "member__user", "member__partnership", "member__agency", "invitation").filter(dropped=""):
        if not may_be_told(Person(message.name, message.address, message.member), message.case, KINDS[message.kind].rooms, today):
            why = NOT_THEIRS
        elif not moot(message, today):
            left.append(message)
            continue
        message.dropped = why
        message.save(update_fields=["dropped"])
    if letter.kind == "digest" and letter.member:
        owed = owed_by(letter.member, today)
        if left or owed:
            return words.of_digest(letter, left, owed)
    elif left:
        return words.of_messages(letter, left)
    drop(letter, why)
    return None


def moot(message: Message, today: date) -> bool:
    """Whether it has lost its point: an invitation that no longer works, or a chase for what has come, is not required or is due on another day."""
    if message.invitation:
        return not works(message.invitation, today)
    return message.kind in CHASES and answered(message)


def answered(message: Message) -> bool:
    """Whether what a chase asks for has come, is no longer required, or is now due on another day."""
    owed = Duty.objects.filter(OPEN, case=message.case, duty=message.duty, for_value=message.agency, due=message.due)
    return not owed.exists()
