"""Becoming aware, deciding, notifying and telling (B2, C1–C6)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from cspr import protocol
from cspr.operations import Doing, InputFault, operation
from cspr.partnership.models import Agency
from cspr.partnership.roles import Role
from cspr.protocol.facts import moment
from cspr.services.people.roll import add_children, check_incident, check_words
from cspr.stages.notification.inputs import (
    AddAuthority,
    BecomeAware,
    DeclineSin,
    DescribeIncident,
    NotifyDeath,
    OpenNotification,
    RecordSin,
    RecordView,
    TellPartnership,
    WithdrawSin,
)
from cspr.stages.notification.sheet import MOST_CHILDREN, SaveSheet

NOTIFYING = (Role.NOTIFIER, Role.BUSINESS_UNIT)
KNOWN = ("abuse_or_neglect", "outcome", "looked_after", "care_leaver", "place")


def _known(data: OpenNotification | DescribeIncident) -> dict[str, Any]:
    """What was answered of the incident."""
    return {k: v for k in KNOWN if (v := getattr(data, k)) not in (None, "")}


def _authority(do: Doing, given: str) -> str:
    """The authority spoken of: one's own for a notifier, else the one given, else the case's or the partnership's first."""
    own = do.member.agency.slug if do.member.role == Role.NOTIFIER and do.member.agency else ""
    if own and given and given != own:
        raise InputFault.at("authority", "You act for your own authority only. Leave this empty.")
    if own or given:
        return do.agency(own or given, "authority").slug
    if do.case and do.case.authorities:
        return str(do.case.authorities[0])
    first = Agency.objects.filter(partnership=do.home, partner=Agency.Partner.LOCAL_AUTHORITY).first()
    if first is None:
        raise InputFault.at("authority", "Choose the authority. This partnership's directory names none.")
    return first.slug


def _same_day_or_later(at: date | datetime, earlier: date | datetime) -> bool:
    if isinstance(at, datetime) and isinstance(earlier, datetime):
        return at >= earlier
    return moment(at).date() >= moment(earlier).date()


def standing_sin(facts: Collection[protocol.Fact]) -> protocol.Fact | None:
    """The notification that stands: submitted, and not withdrawn since. facts: those that count."""
    sent = sorted((f for f in facts if f.kind == "sin_submitted"), key=lambda f: moment(f.at))
    taken = [moment(f.at) for f in facts if f.kind == "sin_withdrawn"]
    return sent[-1] if sent and not any(t >= moment(sent[-1].at) for t in taken) else None


@operation("notification.open", title="Record an incident the authority has become aware of", clauses=["C1", "C2", "C4"], by=NOTIFYING,
           records=["authority_aware", "incident_occurred"], on="new_case", room="sin")
def open_(do: Doing, data: OpenNotification) -> None:
    """Open a case without a referral. Only the day of awareness is needed.

    Raises InputFault where the incident is after the awareness, before a child's birth, or a name stands in the words for lists.
    """
    if data.happened and not _same_day_or_later(data.at, data.happened):
        raise InputFault.at("happened", "The authority cannot have become aware before the incident happened. Check both dates.")
    check_words(data.about, data.children)
    authority = _authority(do, data.authority)
    words = {"died": "child, died", "seriously_harmed": "child, seriously harmed"}.get(data.outcome or "", "child, not yet known")
    do.open_case(data.about or words, [authority])
    do.record("authority_aware", data.at, authority=authority, how=data.how_aware or None)
    known = _known(data)
    if data.happened or known:
        # Whether there is a duty to notify rests on these, even where the day is not known yet.
        do.record("incident_occurred", data.happened or data.at, field_name="happened", day=None if data.happened else "not known", **known)
    add_children(do, data.children, data.happened)


@operation("notification.become_aware", title="Record when the authority became aware", clauses=["C4"], by=NOTIFYING, records=["authority_aware"],
           room="sin")
def become_aware(do: Doing, data: BecomeAware) -> None:
    """Start an authority's clock.

    Raises InputFault where it was started before on another date, or before the incident, or the authority is not one of the case's.
    """
    authority = _authority(do, data.authority)
    if do.case and authority not in do.case.authorities:
        raise InputFault.at("authority", f"{do.agency(authority).name} is not an authority of this case. Add it to the case first.")
    earlier = [f for f in do.happened("authority_aware") if f.details.get("authority", authority) == authority]
    if earlier and moment(earlier[0].at) == moment(data.at):
        return
    if earlier:
        raise InputFault.at("at", f"It is recorded that the authority became aware on {moment(earlier[0].at):%-d %B %Y}. If that is "
                            "wrong, correct that "
                            "entry in the history, so that the change to the clock can be seen.")
    incident = [f for f in do.happened("incident_occurred") if f.details.get("day") != "not known"]
    if incident and not _same_day_or_later(data.at, incident[-1].at):
        raise InputFault.at("at", f"This is before the incident ({moment(incident[-1].at):%-d %B %Y}). Check both dates.")
    do.record("authority_aware", data.at, authority=authority, how=data.how_aware or None)


@operation("notification.describe_incident", title="Say what is known of the incident", clauses=["B2", "C2"], by=NOTIFYING,
           records=["incident_occurred"], room="sin")
def describe_incident(do: Doing, data: DescribeIncident) -> None:
    """Record the incident as known now. It takes the place of what was recorded before, which stays readable.

    Raises InputFault where it is before the birth of a child of the case.
    """
    if do.case:
        check_incident(do.case, data.at)
    before = do.happened("incident_occurred")
    if not before:
        do.record("incident_occurred", data.at, **_known(data))
        return
    last = before[-1]
    kept = {k: v for k, v in last.details.items() if k != "day"}
    if {**kept, **_known(data)} == kept and last.at == data.at:
        return
    do.record("incident_occurred", data.at, supersedes=last.id, reason=data.reason or "More is known of the incident.", **{**kept, **_known(data)})


@operation("notification.record_view", title="Record a partner's view on notifying", clauses=["C3"], by=NOTIFYING, records=["partner_view_recorded"],
           room="sin")
def record_view(do: Doing, data: RecordView) -> None:
    """Keep what a safeguarding partner thinks. The decision stays the authority's."""
    do.record("partner_view_recorded", data.at, partner=data.partner, notify=data.notify, reasons=data.reasons)


@operation("notification.save_sheet", title="Prepare the notification sheet", clauses=["C1", "C3"], by=NOTIFYING, room="sin")
def save_sheet(do: Doing, data: SaveSheet) -> None:
    """Keep the next version of the sheet. Raises InputFault for more children than the national form has places for."""
    if len(data.children) > MOST_CHILDREN:
        raise InputFault.at(f"children.{MOST_CHILDREN}", f"The national form takes {MOST_CHILDREN} children. Describe the others under "
                            "“Further children”.")
    do.document("sin_sheet", data.model_dump(mode="json", exclude_defaults=True))


@operation("notification.record_sin", title="Record that the Serious Incident Notification was submitted", clauses=["C1", "C4", "C5", "C6"],
           by=NOTIFYING, records=["sin_submitted", "rapid_review_opened", "partnership_told"], room="sin")
def record_sin(do: Doing, data: RecordSin) -> None:
    """Record the notification and open the Rapid Review with it, again after one that was withdrawn: one is never without the other (C5).

    Raises InputFault where one already stands, or it was submitted before the authority was aware.
    """
    standing = standing_sin(do.counting("sin_submitted", "sin_withdrawn"))
    if standing:
        raise InputFault.at("reference", f"A notification is recorded already: {standing.details.get('reference')}, "
                            f"{moment(standing.at):%-d %B %Y}. If "
                            "it is wrong, correct that entry; if it was withdrawn, record that first.")
    aware = do.happened("authority_aware")
    if aware and not _same_day_or_later(data.at, aware[0].at):
        raise InputFault.at("at", f"This is before the authority became aware ({moment(aware[0].at):%-d %B %Y}). Check both dates.")
    do.record("sin_submitted", data.at, reference=data.reference)
    withdrawn, opened = do.happened("sin_withdrawn"), do.happened("rapid_review_opened", basis="sin")
    if not opened or (withdrawn and moment(opened[-1].at) <= moment(withdrawn[-1].at)):
        do.record("rapid_review_opened", data.at, basis="sin")
    if data.partnership_told_at:
        do.record("partnership_told", data.partnership_told_at, field_name="partnership_told_at", who=data.told_who or None)


@operation("notification.notify_death", title="Record that a death was notified to the Secretary of State and Ofsted", clauses=["C2"], by=NOTIFYING,
           records=["death_notified"], room="sin")
def notify_death(do: Doing, data: NotifyDeath) -> None:
    """Record a notification that by itself leads to no Rapid Review, where the protocol knows one. Raises InputFault: recorded before."""
    if do.happened("death_notified", of=data.of):
        raise InputFault.at("of", "That is recorded already. If something in it is wrong, correct that entry in the history.")
    do.record("death_notified", data.at, of=data.of, reference=data.reference or None)


@operation("notification.tell_partnership", title="Record that the partnership was told of the notification", clauses=["C6", "D2"], by=NOTIFYING,
           records=["partnership_told"], room="sin")
def tell_partnership(do: Doing, data: TellPartnership) -> None:
    """Start the Rapid Review's clock. Raises InputFault where it was started on another date: that is corrected, not moved."""
    earlier = do.happened("partnership_told")
    if earlier and moment(earlier[0].at) == moment(data.at):
        return
    if earlier:
        raise InputFault.at("at", f"It is recorded that the partnership was told on {moment(earlier[0].at):%-d %B %Y}. If that is wrong, "
                            "correct that "
                            "entry in the history, so that the change to the clock can be seen.")
    do.record("partnership_told", data.at, who=data.told_who or None)


@operation("notification.decline", title="Record the decision not to notify", clauses=["C10", "C3"], by=NOTIFYING,
           records=["sin_declined"], room="sin")
def decline(do: Doing, data: DeclineSin) -> None:
    """Record that the authority will not notify, and why. Raises InputFault where it has notified."""
    if standing_sin(do.counting("sin_submitted", "sin_withdrawn")):
        raise InputFault.at("reasons", "A notification has been submitted. If its criteria turned out not to be met, record that it was withdrawn.")
    do.record("sin_declined", data.at, reasons=data.reasons, decided_by=data.decided_by or None)


@operation("notification.withdraw", title="Record that the notification was withdrawn", clauses=["C5"], by=NOTIFYING, records=["sin_withdrawn"],
           room="sin")
def withdraw(do: Doing, data: WithdrawSin) -> None:
    """Record that the criteria turned out not to be met. Raises InputFault where no notification stands, or it is dated before it."""
    standing = standing_sin(do.counting("sin_submitted", "sin_withdrawn"))
    if standing is None:
        raise InputFault.at("reasons", "There is no notification to withdraw: none is recorded, or it was withdrawn already.")
    if not _same_day_or_later(data.at, standing.at):
        raise InputFault.at("at", f"This is before it was submitted ({moment(standing.at):%-d %B %Y}). Check the date.")
    do.record("sin_withdrawn", data.at, reasons=data.reasons, agreed_with=data.agreed_with or None)


@operation("notification.add_authority", title="Add another local authority to the case", clauses=["B4", "C1"], by=NOTIFYING, room="sin")
def add_authority(do: Doing, data: AddAuthority) -> None:
    """Make it another authority's case as well; its notifiers see it from now. Raises InputFault: unknown, or on the case already."""
    agency = do.agency(data.agency)
    if do.case is None or agency.slug in do.case.authorities:
        raise InputFault.at("agency", f"{agency.name} is on this case already.")
    do.case.authorities = [*do.case.authorities, agency.slug]
    do.document("authority", {"agency": agency.slug, "why": data.why}, agency.slug)
