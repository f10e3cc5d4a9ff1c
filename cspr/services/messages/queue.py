"""What goes out because of what was done: written and queued in the run's own transaction, sent after it is committed."""

from __future__ import annotations

import uuid
from base64 import b64encode
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from cspr.operations import Doing
from cspr.operations.outbox import Attachment, Sending
from cspr.operations.project import Moved
from cspr.partnership.models import Member, Partnership
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON
from cspr.record.models import Case, Fact
from cspr.services.messages import whom
from cspr.services.messages.kinds import KINDS
from cspr.services.messages.models import Letter, Message, Preference
from cspr.services.messages.whom import Person

DELIVER = "messages.deliver"  # The job, by its name.
MEETING_ROLES = (Role.SUB_GROUP_CHAIR, Role.SUB_GROUP_MEMBER, Role.SAFEGUARDING_PARTNER)


def configured() -> bool:
    """Whether a mail server is set."""
    return bool(settings.EMAIL_HOST)


def take(do: Doing, moved: Collection[Moved]) -> None:
    """Write what a run sends itself, and what its facts and duties call for, to whoever may know of it now."""
    sent = list(do.outbox)
    own = {s.kind.split("_")[0] for s in sent}
    sent += [s for s in (*_of_facts(do), *_of_duties(do, moved)) if s.kind.split("_")[0] not in own]
    for sending in sent:
        send(do.home, do.case, do.now, sending)


def _of_facts(do: Doing) -> Iterator[Sending]:
    """What the facts of a run call for. A day that moves because more time was agreed is told with that answer."""
    answered = {f.details["agency"] for f in do.new if f.kind == "more_time_answered"}
    for fact in do.new:
        corrected = fact.supersedes if fact.supersedes_id else None
        if fact.kind == "information_requested":
            if corrected is None or (corrected.details.get("due") != fact.details["due"] and fact.details["agency"] not in answered):
                yield Sending("request_changed" if corrected else "request", (fact.details["agency"],), due=date.fromisoformat(fact.details["due"]))
        elif fact.kind == "more_time_answered":
            yield Sending("more_time", (fact.details["agency"],))
        elif fact.kind == "pack_shared" and corrected is None:
            yield Sending("pack", _asked(do))
        elif fact.kind == "meeting_arranged":
            yield from _meeting(do, fact)


def _asked(do: Doing) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(f.details["agency"]) for f in do.happened("information_requested")))


def _meeting(do: Doing, fact: Fact) -> Iterator[Sending]:
    """The day of a meeting; to agencies asked by this same run it comes with the request."""
    earlier = [f for f in do.happened("meeting_arranged", meeting=fact.details["meeting"]) if f.id != str(fact.pk)]
    if earlier and earlier[-1].details["on"] == fact.details["on"]:
        return
    asked_now = {f.details["agency"] for f in do.new if f.kind == "information_requested"}
    kind = "meeting_changed" if earlier or fact.supersedes_id else "meeting"
    people = tuple(p.member.pk for p in whom.of_roles(do.home, *MEETING_ROLES) if p.member)
    yield Sending(kind, tuple(a for a in _asked(do) if a not in asked_now), people, on=date.fromisoformat(fact.details["on"]))


def _of_duties(do: Doing, moved: Collection[Moved]) -> Iterator[Sending]:
    """The signature that is awaited from each safeguarding partner."""
    opened = {m.duty for m in moved if m.what in ("opened", "reopened") and m.owner == "safeguarding_partner"}
    signing = {d.id for d in do.protocol.duties if "partner_signed" in d.meeting_kinds} if opened else set()
    partners = {m.for_value for m in moved if m.duty in opened & signing}
    if partners:
        people = [p.member for p in whom.of_roles(do.home, Role.SAFEGUARDING_PARTNER) if p.member]
        yield Sending("signature", members=tuple(m.pk for m in people if m.who in partners))


def send(home: Partnership, case: Case | None, now: datetime, sending: Sending) -> None:
    """Write a message to whoever may know of it now. Called in a transaction. now: aware."""
    kind, today = KINDS[sending.kind], now.astimezone(LONDON).date()
    case = None if sending.apart else case
    people: list[tuple[str, Person | None]] = [("", p) for p in whom.members(home, sending.members)]
    for word, found in whom.of_agencies(home, sending.agencies, today, case=case).items():
        people += [(word, p) for p in found] or [(word, None)]
    if sending.invitation is not None:
        invited = Member.objects.select_related("user").get(invitations=sending.invitation).user
        people.append(("", Person(invited.name, invited.email)))
    told = [(word, p) for word, p in people if p is None or whom.may_be_told(p, case, kind.rooms, today)]
    put(home, case, now, [
        Message(kind=kind.name, agency=word, due=sending.due, on=sending.on, invitation_id=sending.invitation, **as_addressed(p))
        for word, p in told], sending.attachments)


def as_addressed(person: Person | None) -> dict[str, object]:
    """The columns of a message that say to whom it is; empty where there is nobody to tell."""
    return {"member": person.member, "name": person.name, "address": person.address} if person else {}


def put(home: Partnership, case: Case | None, now: datetime, messages: list[Message], attachments: Iterable[Attachment] = ()) -> None:
    """Keep messages, each in a letter of its own or for its reader's digest, and queue the letters. Called in a transaction.

    messages: made, with kind and addressee, not saved. now: aware.
    """
    members = [m.member_id for m in messages if m.member_id and KINDS[m.kind].waits]
    digests = set(Preference.objects.filter(member__in=members, digest_at__isnull=False).values_list("member", flat=True)) if members else set()
    enclosed = [{"name": a.name, "type": a.type, "content": b64encode(a.content).decode()} for a in attachments]
    letters = []
    for message in messages:
        message.partnership, message.case, message.at = home, case, now
        if message.address and (enclosed or not (KINDS[message.kind].waits and message.member_id in digests)):
            message.letter = letter_to(message, now, enclosed)
            letters.append(message.letter)
    Letter.objects.bulk_create(letters)
    Message.objects.bulk_create(messages)
    queue(letters)


def post_now(messages: Iterable[Message], now: datetime) -> None:
    """Give each of these messages, which are kept and wait for a digest, a letter of its own, and queue it. Called in a transaction."""
    letters = []
    for message in messages:
        message.letter = letter_to(message, now)
        message.letter.save()
        message.save(update_fields=["letter"])
        letters.append(message.letter)
    queue(letters)


def letter_to(message: Message, now: datetime, enclosed: list[dict[str, str]] | None = None) -> Letter:
    """A letter, not saved, to the reader of a message. Its Message-ID is of this service's own domain."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "practice-reviews.invalid"
    return Letter(partnership=message.partnership, member=message.member, address=message.address, kind=message.kind, queued_at=now,
                  message_id=f"<{uuid.uuid4()}@{domain}>", attachments=enclosed or [])


def queue(letters: Collection[Letter]) -> None:
    """Queue letters for the worker, in the present transaction. Without a mail server they wait: the postman looks again."""
    if letters and configured():
        app.configure_task(DELIVER).batch_defer(*({"letter": letter.pk} for letter in letters))


def drop(letter: Letter, why: str) -> None:
    """Set a letter aside that is no longer needed."""
    with transaction.atomic():
        letter.carries.update(dropped=why)
        letter.state, letter.error = Letter.State.DROPPED, why
        letter.save(update_fields=["state", "error"])
