"""Setting the schedule, holding, keeping longer, and disposing of a case by two people."""

from __future__ import annotations

from cspr import protocol
from cspr.access.reads import own_entries
from cspr.operations import Doing, Forbidden, InputFault, operation
from cspr.partnership.models import Partnership
from cspr.partnership.roles import Role
from cspr.record import disposal
from cspr.record.facts import LONDON, pure
from cspr.record.models import Fact
from cspr.record.people import births
from cspr.services.retention import certificate
from cspr.services.retention.inputs import (
    ConfirmDisposal,
    DeclineDisposal,
    HoldEverything,
    KeepLonger,
    LiftHold,
    PlaceHold,
    ProposeDisposal,
    ReleaseEverything,
    SetPeriod,
)
from cspr.services.retention.schedule import CASE_FILE, CONFIRMERS, records, schedule
from cspr.services.retention.standing import KINDS, Standing, holds, standing_of

UNIT = (Role.BUSINESS_UNIT,)
ROOM = "retention"


@operation("retention.set_period", title="Set how long records are kept", clauses=[], by=UNIT, records=["retention_set"], on="partnership")
def set_period(do: Doing, data: SetPeriod) -> None:
    """From now on records of this type are kept for this long. Raises InputFault for a type or start there is not, or where nothing changes."""
    record = records().by_id.get(data.record)
    if record is None:
        raise InputFault.at("record", f"“{data.record}” is no type of record here. There are: {', '.join(records().by_id)}.")
    starts = data.starts or (record.starts[0] if len(record.starts) == 1 else "")
    if starts not in record.starts:
        raise InputFault.at("starts", f"Choose what it is counted from: {', '.join(words for _, words in records().starts(record))}.")
    now = schedule(do.home).get(record.id)
    told = {"number": data.number, "unit": data.unit, "starts": starts, "source": data.source}
    told |= {"confirmers": list(data.confirmers)} if record.reviewed and data.confirmers else {}
    if now and all(now.fact.details.get(name) == value for name, value in told.items()):
        raise InputFault.at("number", "That is the period in force already. Change something, or go back.")
    do.record("retention_set", record=record.id, reasons=data.reasons, **told)


def _own(do: Doing) -> list[protocol.Fact]:
    return [pure(f) for f in reversed(own_entries(do.home, ("all_held", "all_released")))]


def _number(placed: int) -> str:
    return f"hold-{placed + 1}"


@operation("retention.hold_everything", title="Place a legal hold on everything", clauses=[], by=UNIT, records=["all_held"], on="partnership")
def hold_everything(do: Doing, data: HoldEverything) -> None:
    """Nothing of the partnership is disposed of while it stands: no case, and no record past its time."""
    number = _number(sum(f.kind == "all_held" for f in _own(do)))
    do.record("all_held", hold=number, asked_by=data.asked_by, reasons=data.reasons)


@operation("retention.release_everything", title="Lift a legal hold on everything", clauses=[], by=UNIT, records=["all_released"], on="partnership")
def release_everything(do: Doing, data: ReleaseEverything) -> None:
    """A hold on everything ends. Raises InputFault where none of that number stands."""
    if data.hold not in [f.details["hold"] for f in holds(_own(do), "all_held", "all_released")]:
        raise InputFault.at("hold", "That hold does not stand. Choose one from the list.")
    do.record("all_released", hold=data.hold, reasons=data.reasons)


@operation("retention.place_hold", title="Place a legal hold on the case", clauses=[], by=UNIT, records=["legal_hold_placed"], room=ROOM)
def place_hold(do: Doing, data: PlaceHold) -> None:
    """The case is not disposed of while it stands, however long its time is over."""
    do.record("legal_hold_placed", data.at, hold=_number(len(do.happened("legal_hold_placed"))), asked_by=data.asked_by, reasons=data.reasons)


@operation("retention.lift_hold", title="Lift a legal hold", clauses=[], by=UNIT, records=["legal_hold_lifted"], room=ROOM)
def lift_hold(do: Doing, data: LiftHold) -> None:
    """A hold on the case ends. Raises InputFault where none of that number stands."""
    if data.hold not in [f.details["hold"] for f in holds(do.counting("legal_hold_placed", "legal_hold_lifted"))]:
        raise InputFault.at("hold", "That hold does not stand. Choose one from the list.")
    do.record("legal_hold_lifted", hold=data.hold, reasons=data.reasons)


def _standing(do: Doing) -> Standing:
    """How the case stands now, its proposal only if nothing was recorded after it."""
    if do.case is None:
        raise TypeError("this is done in a case")
    facts = [f for f in do.of_kinds(KINDS) if f.kind in KINDS]
    newest = Fact.objects.filter(case=do.case).order_by("-seq").values_list("kind", flat=True).first()
    if newest != "disposal_proposed":
        facts = [f for f in facts if f.kind != "disposal_proposed"]
    held = holds(_own(do), "all_held", "all_released")
    return standing_of(do.case, facts, schedule(do.home).get(CASE_FILE), births([do.case.pk]).get(do.case.pk, ()), held)


def _due(do: Doing) -> Standing:
    """How it stands, where it may go. Raises InputFault with what stops it."""
    standing = _standing(do)
    if standing.held:
        raise InputFault.at("", f"A legal hold stands, asked for by {standing.held[0].details['asked_by']}. Nothing goes until it is lifted.")
    if standing.due is None:
        raise InputFault.at("", standing.why)
    if not standing.may_go(do.now.astimezone(LONDON).date()):
        raise InputFault.at("", f"It is kept until {standing.due:%-d %B %Y}: {standing.why}")
    return standing


@operation("retention.keep_longer", title="Keep the case longer", clauses=[], by=UNIT, records=["kept_longer"], room=ROOM)
def keep_longer(do: Doing, data: KeepLonger) -> None:
    """It is kept until a later day, and looked through again then. Raises InputFault for a day that is no later than it is kept anyway."""
    standing = _standing(do)
    least = max(filter(None, (standing.due, do.now.astimezone(LONDON).date())))
    if data.until <= least:
        raise InputFault.at("until", f"Give a day after {least:%-d %B %Y}: until then it is kept anyway.")
    do.record("kept_longer", until=data.until, reasons=data.reasons)


@operation("retention.propose_disposal", title="Propose to dispose of the case", clauses=[], by=UNIT, records=["disposal_proposed"], room=ROOM)
def propose_disposal(do: Doing, data: ProposeDisposal) -> None:
    """Say that it was looked through and may go. Nothing goes until another person confirms it. Raises InputFault where it may not go yet."""
    if _due(do).proposal:
        raise InputFault.at("", "It is proposed already, and waits for another person to confirm it.")
    if missing := [c.says for c in records().check if c.id not in data.checks]:
        raise InputFault.at("checks", f"Not looked at yet: {'; '.join(missing)}. Look at all of it, or keep the case longer.")
    do.record("disposal_proposed", checks=sorted(set(data.checks)), reasons=data.reasons)


@operation("retention.decline_disposal", title="Decline the proposed disposal", clauses=[], by=CONFIRMERS, records=["disposal_declined"], room=ROOM)
def decline_disposal(do: Doing, data: DeclineDisposal) -> None:
    """The case stays; it can be proposed again. Raises InputFault where nothing is proposed."""
    proposal = _standing(do).proposal
    if proposal is None:
        raise InputFault.at("", "No proposal waits: it was declined, or something was recorded since.")
    do.record("disposal_declined", proposal=proposal.id, reasons=data.reasons)


@operation("retention.confirm_disposal", title="Confirm the disposal of the case", clauses=[], by=CONFIRMERS, records=["case_disposed"], room=ROOM,
           fresh_sign_in=True)
def confirm_disposal(do: Doing, data: ConfirmDisposal) -> None:
    """The second person's word: everything in the case goes, and a certificate is made of it, in this one transaction.

    Raises Forbidden for whoever proposed it, or whom the schedule does not name; InputFault where it may not go, or the reference is another.
    """
    Partnership.objects.select_for_update(no_key=True).get(pk=do.home.pk)  # No hold on everything is placed while this runs.
    standing = _due(do)
    if do.case is None or standing.proposal is None:
        raise InputFault.at("", "No proposal waits: it was declined, or something was recorded since. Look through the case and propose it again.")
    proposal = Fact.objects.select_related("actor__user").get(pk=standing.proposal.id)
    period = schedule(do.home)[CASE_FILE]
    if proposal.actor is None or proposal.actor.user_id == do.member.user_id:
        raise Forbidden("You proposed this disposal. Another person confirms it, so that no case goes by one hand alone.")
    if do.member.role not in period.confirmers:
        raise Forbidden(f"By the schedule a disposal is confirmed by: {', '.join(str(Role(r).label) for r in period.confirmers)}.")
    if data.reference.upper() != do.case.reference.upper():
        raise InputFault.at("reference", f"That is not the reference of this case. Type {do.case.reference}.")
    case, said = do.case, certificate.body(do.case, standing, period, proposal, do.member, do.now, disposal.tally(do.case))
    made = do.document(disposal.CERTIFICATE, said)
    do.record("case_disposed", proposal=str(proposal.pk), text_hash=made.text_hash)
    do.last.append(lambda: disposal.dispose(case, do.now))
