"""The verbs of publication: plan, advise, send ahead, then publish or decline (I1–I8)."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, StringConstraints

from cspr.operations import Doing, GateClosed, Input, InputFault, gates_now, operation
from cspr.operations.inputs import Day, LongText, OptionalLongText, OptionalText, Text, When, ask
from cspr.operations.lateness import why_late
from cspr.partnership.roles import Role
from cspr.protocol.facts import day_of

PLANNING = [Role.BUSINESS_UNIT]
TextHash = Annotated[str, StringConstraints(pattern=r"^(sha256:[0-9a-f]{64})?$")]


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in value:
        raise ValueError("must be a full web address, beginning with https://")
    return value


Address = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_address)]


class TakeLegalAdvice(Input):
    """Legal advice on publishing."""

    reasons: OptionalLongText = ask("What was advised?", "Cover reporting restrictions, proceedings still running, and data protection.",
                                    default="", lines=5)
    who: OptionalText = ask("Who advised?", default="")
    at: When = ask("When was the advice taken?")


class TakeCommunicationsAdvice(Input):
    """Advice on how to say it, and to whom."""

    reasons: OptionalLongText = ask("What was advised?", "Who speaks, what is said if the press asks, and what is said first to whom.",
                                    default="", lines=5)
    who: OptionalText = ask("Who advised?", default="")
    at: When = ask("When was the advice taken?")


class ConsultCorePartners(Input):
    """What the core partners said of the plan."""

    reasons: OptionalLongText = ask("What did they say?", "Local authority, police and health.", default="", lines=5)
    at: When = ask("When were they consulted?")


class TellAgencies(Input):
    """That wider agencies know of the plan."""

    reasons: OptionalLongText = ask("Which agencies were told, and of what?", "Include those whose staff will recognise the case.",
                                    default="", lines=5)
    at: When = ask("When were they told?")


class ConsiderImpact(Input):
    """What publishing means to those close to the case, and what is done about it."""

    children: OptionalLongText = ask("The child, and brothers and sisters", "Now and when they are older. What could classmates find?",
                                     default="", lines=3)
    family: OptionalLongText = ask("Family members", "Have they read the report? Which dates would they rather avoid?", default="", lines=3)
    practitioners: OptionalLongText = ask("Practitioners", "Who supports them on the day, and before?", default="", lines=3)
    others: OptionalLongText = ask("Others closely affected", default="", lines=3)
    reasons: OptionalLongText = ask("What will be done about it?", "Support, timing, wording, who is told first.", default="", lines=4)
    at: When = ask("When was this considered?")


class NameFamilyContact(Input):
    """Whom the family can turn to."""

    name_or_post: Text = ask("Who is the family's contact?", "Usually the Business Manager.")
    at: When = ask("When was the family given this contact?")


class Plan(Input):
    """The day of publication."""

    on: Day = ask("On which day will the report be published?")
    at: When = ask("When was this planned?")
    avoided: OptionalLongText = ask("Which dates were avoided?", "Birthdays, the day of the incident, hearings, school terms that begin "
                                    "or end, holidays of the family's faith. No dates of birth here.", default="", lines=3)


class Send(Input):
    """That the final report went out ahead of publication."""

    at: When = ask("When was the final report sent?")
    text_hash: TextHash = ask("Which text?", "Its fingerprint; empty for the approved one.", default="")
    late_reason: OptionalLongText = why_late()


class Publish(Input):
    """Where and when the report was published."""

    url: Address = ask("At which address can the report be read?", "The page of the partnership's website, beginning with https://")
    at: When = ask("When was it published?")
    text_hash: TextHash = ask("Which text?", "Its fingerprint; empty for the approved one.", default="")
    late_reason: OptionalLongText = why_late()


class Decline(Input):
    """Why the report is not published."""

    reasons: LongText = ask("Why will the report not be published?", "The rule is to publish as far as possible. Say what was weighed, "
                            "and whether an edited report was considered.", lines=6)
    at: When = ask("When was this decided?")
    late_reason: OptionalLongText = why_late()


def _approved(do: Doing, text_hash: str) -> str:
    """The hash of the approved text. Raises InputFault where text_hash names another, or a newer draft replaced it.

    Where nothing is approved yet a given hash is let through: the protocol's gates say what is missing.
    """
    approvals, drafts = do.happened("executive_approved"), do.happened("draft_received")
    if not approvals and text_hash:
        return text_hash
    if not approvals:
        held = gates_now(do.case, do.op.records, do.now) if do.case else ()
        raise GateClosed(held) if held else InputFault.at("text_hash", "The Executive has not approved a report yet.")
    approved = str(approvals[-1].details["text_hash"])
    if text_hash and text_hash != approved:
        raise InputFault.at("text_hash", "That is not the text the Executive approved. Only the approved text is sent and published.")
    if drafts and drafts[-1].details["text_hash"] != approved:
        raise InputFault.at("text_hash", "A newer draft has replaced the text the Executive approved. It must be checked and approved first.")
    return approved


def _still_to_publish(do: Doing) -> None:
    published, declined = do.happened("report_published"), do.happened("publication_declined")
    if published:
        raise InputFault.at("at", f"The report was published on {published[-1].at:%-d %B %Y}.")
    if declined:
        raise InputFault.at("at", f"It was decided on {declined[-1].at:%-d %B %Y} not to publish. Take that decision back first, in the history.")


@operation("publication.take_legal_advice", title="Record the legal advice", clauses=["I1", "I2"], by=PLANNING,
           records=["legal_advice_taken"], room="publication")
def take_legal_advice(do: Doing, data: TakeLegalAdvice) -> None:
    """Record what the lawyers advised."""
    do.record("legal_advice_taken", data.at, reasons=data.reasons or None, who=data.who or None)


@operation("publication.take_communications_advice", title="Record the communications advice", clauses=["I2"], by=PLANNING,
           records=["communications_advice_taken"], room="publication")
def take_communications_advice(do: Doing, data: TakeCommunicationsAdvice) -> None:
    """Record what the communications advisers said."""
    do.record("communications_advice_taken", data.at, reasons=data.reasons or None, who=data.who or None)


@operation("publication.consult_core_partners", title="Consult the core partners", clauses=["I2"], by=PLANNING,
           records=["core_partners_consulted"], room="publication")
def consult_core_partners(do: Doing, data: ConsultCorePartners) -> None:
    """Record what the core partners said of the plan."""
    do.record("core_partners_consulted", data.at, reasons=data.reasons or None)


@operation("publication.tell_agencies_of_plan", title="Tell wider agencies of the plan", clauses=["I3"], by=PLANNING,
           records=["agencies_told_of_plan"], room="publication")
def tell_agencies_of_plan(do: Doing, data: TellAgencies) -> None:
    """Record that wider agencies know of the plan."""
    do.record("agencies_told_of_plan", data.at, reasons=data.reasons or None)


@operation("publication.consider_impact", title="Consider the impact of publishing", clauses=["I5"],
           by=[Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR, Role.SUB_GROUP_MEMBER], records=["publication_impact_considered"],
           room="publication")
def consider_impact(do: Doing, data: ConsiderImpact) -> None:
    """Record what publishing means to those close to the case and what is done about it."""
    parts = data.model_dump(exclude={"at"})
    do.record("publication_impact_considered", data.at, **{name: words for name, words in parts.items() if words})


@operation("publication.name_family_contact", title="Name the family's contact", clauses=["I6"], by=PLANNING,
           records=["family_contact_named"], room="publication")
def name_family_contact(do: Doing, data: NameFamilyContact) -> None:
    """Record whom the family can turn to."""
    do.record("family_contact_named", data.at, name_or_post=data.name_or_post)


@operation("publication.plan", title="Plan the day of publication", clauses=["I2", "I8"], by=PLANNING, records=["publication_planned"],
           room="publication")
def plan(do: Doing, data: Plan) -> None:
    """Record the planned day; the sending date follows from it. Raises InputFault for a day before the planning."""
    _still_to_publish(do)
    if data.on < day_of(data.at):
        raise InputFault.at("on", f"{data.on:%-d %B %Y} is before the day it was planned. Choose a later day.")
    do.record("publication_planned", data.at, on=data.on, avoided=data.avoided or None)


@operation("publication.send_to_panel", title="Send the final report to the Panel", clauses=["I8"], by=PLANNING,
           records=["report_sent_to_panel"], room="publication")
def send_to_panel(do: Doing, data: Send) -> None:
    """Record that the approved text went to the national Panel."""
    do.record("report_sent_to_panel", data.at, text_hash=_approved(do, data.text_hash))


@operation("publication.send_to_secretary_of_state", title="Send the final report to the Secretary of State", clauses=["I8"], by=PLANNING,
           records=["report_sent_to_secretary_of_state"], room="publication")
def send_to_secretary_of_state(do: Doing, data: Send) -> None:
    """Record that the approved text went to the Secretary of State."""
    do.record("report_sent_to_secretary_of_state", data.at, text_hash=_approved(do, data.text_hash))


@operation("publication.publish", title="Publish the report", clauses=["I1", "I4", "I7", "I8"], by=PLANNING, records=["report_published"],
           room="publication")
def publish(do: Doing, data: Publish) -> None:
    """Record where the approved text was published. Raises GateClosed while anything of the protocol's holds it back."""
    _still_to_publish(do)
    do.record("report_published", data.at, url=data.url, text_hash=_approved(do, data.text_hash))


@operation("publication.decline", title="Decide not to publish the report", clauses=["I1", "J6"], by=PLANNING,
           records=["publication_declined"], room="publication")
def decline(do: Doing, data: Decline) -> None:
    """Record why the report is not published; sharing its learning in a briefing is then considered."""
    _still_to_publish(do)
    do.record("publication_declined", data.at, reasons=data.reasons)
