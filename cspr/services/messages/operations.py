"""The verbs of messages: how chasing stands still and goes on, what is sent again, and how a person is told."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal

from pydantic import StringConstraints

from cspr.operations import Doing, Input, InputFault, operation
from cspr.operations.inputs import Day, LongText, OptionalLongText, OptionalText, Text, When, ask
from cspr.operations.leaving import ends_with_role
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON
from cspr.record.models import OPEN, Duty
from cspr.services.messages import whom
from cspr.services.messages.kinds import CHASES
from cspr.services.messages.models import Feed, Message, Preference
from cspr.services.messages.queue import as_addressed, configured, letter_to, post_now, put, queue
from cspr.services.messages.reads import ASKS, ladder_of

RUN = (Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR)
DIGESTS = {"each": "Each message by itself, when it happens", "08:30": "One digest at 8.30am", "12:30": "One digest at 12.30pm",
           "16:00": "One digest at 4pm"}


class PauseChasing(Input):
    """Whose reminders stand still, and why."""

    agency: OptionalText = ask("Which agency?", "Leave it at every agency to pause the whole case.", default="")
    reasons: LongText = ask("Why are reminders paused?", "For example: the agency has telephoned and sends it on Thursday.", lines=3)
    at: When | None = ask("When was that decided?", "Leave empty for now.", default=None)


class ResumeChasing(Input):
    """Whose reminders go on."""

    agency: OptionalText = ask("Which agency?", default="")
    reasons: OptionalLongText = ask("Anything to add?", default="", lines=2)
    at: When | None = ask("When was that decided?", "Leave empty for now.", default=None)


class SkipStep(Input):
    """One step of the ladder that is left out for one agency."""

    agency: Text = ask("Which agency?")
    step: Text = ask("Which reminder is left out?")
    due: Day | None = ask("For which due date?", "Leave it empty for the date that stands.", default=None)
    reasons: LongText = ask("Why is it left out?", "For example: you have spoken with them yourself. It stays with the history.", lines=3)
    at: When | None = ask("When was that decided?", "Leave empty for now.", default=None)


class SendAgain(Input):
    """A message that did not arrive."""

    message: int = ask("Which message?")


class Choose(Input):
    """How one is told in this role."""

    digest: Literal["each", "08:30", "12:30", "16:00"] = ask(
        "How do you want to be told?", "Requests for information, reminders and signatures come by themselves in either case.",
        default="each", labels=DIGESTS)


class Nothing(Input):
    """There is nothing to say."""


class MakeFeed(Input):
    """A private address for a calendar. The service is told its hash, never the address."""

    name: Text = ask("Where will you use it?", "For example: Outlook at work.")
    digest: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")] = ask("Its hash", "SHA-256 of the secret part of the address, in hex.")


class EndFeed(Input):
    """Which address is ended."""

    feed: int = ask("Which calendar?")


def _owes(do: Doing, agency: str) -> Duty:
    """The return that an agency owes. Raises InputFault where it owes none with a date."""
    ladder = ladder_of(do.case) if do.case else None
    if ladder is None:
        raise InputFault.at("agency", "This case's protocol has no reminders.")
    name = do.agency(agency).name
    found = Duty.objects.filter(OPEN, case=do.case, duty=ladder.duty, for_value=agency, due__isnull=False).first()
    if found is None:
        raise InputFault.at("agency", f"{name} owes no return now, so it is not reminded.")
    return found


def _stands_still(do: Doing, agency: str) -> bool:
    """Whether exactly this (one agency, or "" the whole case) is paused."""
    found = [f for f in do.counting("chase_paused", "chase_resumed") if (f.details.get("agency") or "") == agency]
    return bool(found) and found[-1].kind == "chase_paused"


@operation("messages.pause_chasing", title="Pause reminders", clauses=["D4", "D5"], by=RUN, records=["chase_paused"], room="returns")
def pause_chasing(do: Doing, data: PauseChasing) -> None:
    """Nobody of the agency (or of any) is reminded until it is resumed. Raises InputFault where it is paused already, or owes nothing."""
    if data.agency:
        _owes(do, data.agency)
    if _stands_still(do, data.agency):
        raise InputFault.at("agency", "Reminders are paused there already. Resume them first to give another reason.")
    do.record("chase_paused", data.at, agency=data.agency or None, reasons=data.reasons)


@operation("messages.resume_chasing", title="Resume reminders", clauses=["D4", "D5"], by=RUN, records=["chase_resumed"], room="returns")
def resume_chasing(do: Doing, data: ResumeChasing) -> None:
    """Reminders go on from the step that comes next, one a day. Raises InputFault where they are not paused."""
    if not _stands_still(do, data.agency):
        raise InputFault.at("agency", "Reminders are not paused there.")
    do.record("chase_resumed", data.at, agency=data.agency or None, reasons=data.reasons or None)


@operation("messages.skip_step", title="Leave a reminder out", clauses=["D4", "D5"], by=RUN, records=["chase_skipped"], room="returns")
def skip_step(do: Doing, data: SkipStep) -> None:
    """One step is not told for the date that is owed now; the next one comes in its time. Raises InputFault where it was told or left out before."""
    owed, ladder = _owes(do, data.agency), ladder_of(do.case)
    due: date = data.due or owed.due
    if due != owed.due:
        raise InputFault.at("due", f"The return is now due on {owed.due:%-d %B %Y}. Leave the date empty, or give that one.")
    step = next((s for s in ladder.steps if s.id == data.step), None)
    if step is None:
        raise InputFault.at("step", f"There is no such reminder. There are: {', '.join(s.id for s in ladder.steps)}.")
    before = Message.objects.filter(case=do.case, kind__in=CHASES, agency=data.agency, step=step.id, due=due, dropped="")
    if before.exists():
        raise InputFault.at("step", f"“{step.name}” was sent already.")
    if do.happened("chase_skipped", agency=data.agency, step=step.id, due=due.isoformat()):
        raise InputFault.at("step", f"“{step.name}” is left out already.")
    do.record("chase_skipped", data.at, agency=data.agency, step=step.id, due=due, reasons=data.reasons)


@operation("messages.send_again", title="Send a message again", clauses=["D4"], by=RUN, room="history")
def send_again(do: Doing, data: SendAgain) -> None:
    """A letter that bounced, was not sent or may not have gone, to whom it is addressed now: that may have been put right. Raises InputFault."""
    found = Message.objects.filter(case=do.case, pk=data.message).select_related("letter", "member__user").first()
    if found is None or found.letter is None:
        raise InputFault.at("message", "There is no such message in this case. Choose one from the list.")
    old, today = found.letter, do.now.astimezone(LONDON).date()
    if old.state not in ASKS:
        raise InputFault.at("message", "That message did not fail, so it is not sent again.")
    people = whom.of_agencies(do.home, [found.agency], today, case=do.case)[found.agency] if found.agency else []
    same = [p for p in people if p.member == found.member or p.address == found.address]
    person = next(iter([*same, *([whom.of(found.member)] if found.member else []), *people]), None)
    again = [m for m in old.carries.select_related("case") if m.case_id == do.case.pk]  # Other cases are not this one's to send.
    for message in again:
        message.at, message.dropped = do.now, ""
        if person:
            message.member, message.name, message.address = person.member, person.name, person.address
    letter = letter_to(again[0], do.now, old.attachments)
    letter.save()
    for message in again:
        message.letter = letter
        message.save()
    queue([letter])


@operation("messages.choose", title="Choose how you are told", clauses=[], by=list(Role), on="partnership")
def choose(do: Doing, data: Choose) -> None:
    """Each message by itself, or one digest on working days."""
    Preference.objects.update_or_create(member=do.member, defaults={"digest_at": None if data.digest == "each" else time.fromisoformat(data.digest)})
    if data.digest == "each":  # What waited for a digest that will not come goes by itself.
        post_now(Message.objects.filter(member=do.member, letter__isnull=True, dropped="").exclude(address=""), do.now)


@operation("messages.make_feed", title="Make a calendar address", clauses=[], by=list(Role), on="partnership")
def make_feed(do: Doing, data: MakeFeed) -> None:
    """Keep the hash of a private address that gives the dates of this role. Raises InputFault for one that was made before."""
    if Feed.objects.filter(digest=data.digest).exists():
        raise InputFault.at("digest", "That address was made before. Make another.")
    Feed.objects.create(member=do.member, name=data.name, digest=data.digest, made_at=do.now)


@operation("messages.end_feed", title="End a calendar address", clauses=[], by=list(Role), on="partnership")
def end_feed(do: Doing, data: EndFeed) -> None:
    """From now on the address gives nothing. Raises InputFault where the person has none such."""
    if not Feed.objects.filter(member=do.member, pk=data.feed, ended_at__isnull=True).update(ended_at=do.now):
        raise InputFault.at("feed", "You have no such calendar address. Choose one from the list.")


@operation("messages.test", title="Send yourself a test message", clauses=[], by=[Role.ADMINISTRATOR], on="partnership")
def test(do: Doing, data: Nothing) -> None:
    """One message to oneself. Raises InputFault where no mail server is set."""
    if not configured():
        raise InputFault.at("", "No mail server is set, so nothing can be sent. Set EMAIL_URL, and start the service again.")
    put(do.home, None, do.now, [Message(kind="test", **as_addressed(whom.of(do.member)))])


@ends_with_role
def end_with_role(do: Doing, leaver: Member) -> None:
    """The leaver's calendar addresses give nothing any more, nor should the role be given back."""
    Feed.objects.filter(member=leaver, ended_at__isnull=True).update(ended_at=do.now)
