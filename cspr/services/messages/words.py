"""What a letter says, made when it is sent: references, dates and a link, in words for tired people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse

from cspr import protocol
from cspr.partnership.invitations import secret_from
from cspr.protocol.explain import plural
from cspr.services.messages.kinds import CHASES, KINDS
from cspr.services.messages.models import Letter, Message

RULE = "-" * 60


@dataclass(frozen=True)
class Words:
    """A letter as it is sent: plain text."""

    subject: str
    body: str


def day(value: date | None) -> str:
    """Tuesday 3 June."""
    return f"{value:%A} {value.day} {value:%B}" if value else ""


def line(message: Message) -> str:
    """One message in one line: as the subject of its letter, or as a line of a digest."""
    reference = message.case.reference if message.case else ""
    return KINDS[message.kind].subject.format(ref=reference, due=day(message.due), on=day(message.on))


def address_of(message: Message) -> str:
    """The page a message leads to."""
    link = KINDS[message.kind].link
    if message.invitation:
        return settings.PUBLIC_URL + reverse(link, args=[secret_from(message.invitation.salt)])
    return settings.PUBLIC_URL + (reverse(link, args=[message.case.reference]) if message.case else reverse(link))


def step_says(message: Message) -> str:
    """What the protocol's ladder says at the step of a chase."""
    proto = protocol.load(message.case.protocol)
    return next((s.says for one in proto.ladders for s in one.steps if one.duty == message.duty and s.id == message.step), "")


def _paragraphs(message: Message) -> list[str]:
    kind = KINDS[message.kind]
    if message.kind in CHASES:
        return [f"Review {message.case.reference}, due {day(message.due)}: {step_says(message)}"]
    ref = message.case.reference if message.case else ""
    return [p.format(ref=ref, home=message.partnership, due=day(message.due), on=day(message.on)) for p in kind.body]


def _foot(letter: Letter) -> list[str]:
    if foot := KINDS[letter.kind].foot:
        return [RULE, foot.format(home=letter.partnership)]
    who = f"You get this as {letter.member.get_role_display()} of the {letter.partnership}." if letter.member else (
        f"You get this because the {letter.partnership} has your address in its directory.")
    return [RULE, who, "Nothing of the review itself stands in this message. Do not send any of it by email: use the page.",
            *([f"Choose how you are told: {settings.PUBLIC_URL}{reverse('messages')}"] if letter.member else [])]


def of_messages(letter: Letter, messages: Sequence[Message]) -> Words:
    """A letter that carries one message, or several of a kind: each with where it leads."""
    subject = line(messages[0])
    if len(messages) > 1:
        references = list(dict.fromkeys(m.case.reference for m in messages if m.case))
        others = f" and {plural(len(references) - 1, 'other review')}" if len(references) > 1 else ""
        subject = f"{references[0]}{others}: {plural(len(messages), 'reminder')}"
    parts = [part for m in messages for part in (*_paragraphs(m), address_of(m))]
    return Words(subject, "\n\n".join([*parts, *_foot(letter)]) + "\n")


def of_digest(letter: Letter, news: Sequence[Message], owed: Sequence[tuple[str, date, bool]]) -> Words:
    """The day's digest. news: what came since the last one. owed: reference, date and whether it is past, of each thing owed."""
    lines = [f"- {line(m)}" for m in news]
    debts = [f"- {ref}: {'overdue since' if late else 'due'} {day(due)}" for ref, due, late in owed]
    parts = ["New since your last digest:\n" + "\n".join(lines)] if lines else []
    parts += [f"What you owe ({len(debts)}):\n" + "\n".join(debts)] if debts else []
    subject = ", ".join([*([f"{len(lines)} new"] if lines else []), *([f"{len(debts)} owed"] if debts else [])])
    return Words(f"Practice reviews: {subject}", "\n\n".join([*parts, settings.PUBLIC_URL + reverse("home"), *_foot(letter)]) + "\n")
