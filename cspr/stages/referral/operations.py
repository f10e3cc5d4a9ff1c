"""Referring a case, its triage, circulation and the Sub-group's decision (C7–C10)."""

from __future__ import annotations

from datetime import date, datetime

from cspr.operations import Doing, InputFault, operation
from cspr.operations.errors import Fault
from cspr.partnership.models import Agency
from cspr.partnership.roles import Role
from cspr.protocol.facts import moment
from cspr.record.facts import LONDON
from cspr.services.people.roll import add_children, check_words
from cspr.stages.referral.inputs import CirculateReferral, ConsiderReferral, ReceiveReferral, RequestNotification, ReviewReferral, SubmitReferral
from cspr.stages.referral.reads import criteria

OF_AN_AGENCY = (Role.AGENCY_LEAD, Role.AGENCY_AUTHOR, Role.NOTIFIER)
REFERRERS = (*OF_AN_AGENCY, Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR, Role.SUB_GROUP_MEMBER, Role.SAFEGUARDING_PARTNER)
DECIDERS = (Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR)


def _not_before(do: Doing, kind: str, at: date | datetime, words: str) -> None:
    """Raises InputFault where `at` is on a day before the first fact of that kind. words: "before {words}"."""
    earlier = do.happened(kind)
    if earlier and moment(at).date() < moment(earlier[0].at).date():
        raise InputFault.at("at", f"{moment(at):%-d %B %Y} is before {words} ({moment(earlier[0].at):%-d %B %Y}). Check the date.")


def _referring(do: Doing, given: str) -> Agency:
    """The agency that refers: one's own, for those who act for one."""
    own = do.member.agency.slug if do.member.agency else ""
    if Role(do.member.role) in OF_AN_AGENCY and given and given != own:
        raise InputFault.at("agency", "You can refer for your own agency only. Leave this empty, or ask the other agency to refer.")
    if not (given or own):
        raise InputFault.at("agency", "Choose the agency that is referring.")
    return do.agency(given or own)


def proposed_about(outcome: str, unborn: bool = False) -> str:
    """Words for lists that identify nobody, from the outcome."""
    child = "unborn child" if unborn else "child"
    return {"died": f"{child}, died", "seriously_harmed": f"{child}, seriously harmed"}.get(outcome, f"{child}, referred")


def _check(do: Doing, data: SubmitReferral, at: date | datetime) -> None:
    """Raises InputFault with every fault that needs the record or another answer to see."""
    faults = []
    if data.when and moment(data.when) > moment(at) and not (not isinstance(at, datetime) and moment(data.when).date() == at):
        faults.append(Fault("when", "The incident cannot have happened after the referral was made. Check both dates."))
    listed = {word for word, _ in criteria(do.protocol)}
    for n, row in enumerate(data.criteria):
        if row.criterion not in listed:
            faults.append(Fault(f"criteria.{n}.criterion", f"“{row.criterion}” is not a criterion of the protocol. They are: "
                          f"{', '.join(sorted(listed))}."))
    known = set(Agency.objects.filter(partnership=do.home).values_list("slug", flat=True))
    for n, word in enumerate(data.agencies_involved):
        if word not in known:
            faults.append(Fault(f"agencies_involved.{n}", f"“{word}” is not an agency of this partnership."))
    if faults:
        raise InputFault(*faults)


@operation("referral.submit", title="Refer a case", clauses=["C7", "C8", "B3", "B4"], by=REFERRERS,
           records=["referral_received", "incident_occurred"], on="new_case", room="referral")
def submit(do: Doing, data: SubmitReferral) -> None:
    """Open a case from a referral: the referral as made, the children, and the incident where its day is known.

    Raises InputFault for another's agency, a criterion or agency that is not known, or dates that cannot be.
    """
    agency = _referring(do, data.agency)
    at = data.at or do.now.astimezone(LONDON).replace(tzinfo=None, second=0, microsecond=0)
    _check(do, data, at)
    check_words(data.about, data.children)
    unborn = bool(data.children) and all(c.unborn for c in data.children)
    authorities = Agency.objects.filter(partnership=do.home, partner=Agency.Partner.LOCAL_AUTHORITY).values_list("slug", flat=True)
    do.open_case(data.about or proposed_about(data.outcome, unborn), list(authorities))
    do.record("referral_received", at, agency=agency.slug)
    told = {name: getattr(data, name) for name in ("abuse_or_neglect", "outcome") if getattr(data, name) != "not_known"}
    if data.looked_after != "not_known":
        told["looked_after"] = data.looked_after == "yes"
    if data.when or told:
        # Whether the authority has to notify rests on what is told here, even where the day is not known yet.
        do.record("incident_occurred", data.when or at, field_name="when", place=data.place or None, day=None if data.when else "not known", **told)
    add_children(do, data.children, data.when)
    body = data.model_dump(mode="json", exclude={"children"})
    body |= {"referrer_name": data.referrer_name or do.member.user.name, "referrer_email": data.referrer_email or do.member.user.email}
    do.document("referral", {**body, "agency": agency.slug, "children": len(data.children),
                             "criteria": [c for c in body["criteria"] if c["reasons"]]}, agency.slug)


@operation("referral.receive", title="Record a further referral of this case", clauses=["C7"], by=[Role.BUSINESS_UNIT], records=["referral_received"],
           room="referral")
def receive(do: Doing, data: ReceiveReferral) -> None:
    """Record a referral of a case already open (another agency's, or one that came on paper). Raises InputFault: unknown agency."""
    agency = do.agency(data.agency)
    do.record("referral_received", data.at, agency=agency.slug)
    if data.what_happened:
        do.document("referral", {"agency": agency.slug, "what_happened": data.what_happened}, agency.slug)


@operation("referral.review", title="Review the referral", clauses=["C9"], by=[Role.BUSINESS_UNIT], records=["referral_reviewed"], room="referral")
def review(do: Doing, data: ReviewReferral) -> None:
    """The Business Unit's triage. Raises InputFault where it is dated before the referral arrived."""
    _not_before(do, "referral_received", data.at, "the referral arrived")
    do.record("referral_reviewed", data.at)
    do.document("triage", data.model_dump(mode="json", exclude={"at"}))


@operation("referral.circulate", title="Circulate the referral to the Sub-group", clauses=["C9"], by=[Role.BUSINESS_UNIT],
           records=["referral_circulated"], room="referral")
def circulate(do: Doing, data: CirculateReferral) -> None:
    """Open the case to the Sub-group. Raises InputFault where it is dated before the referral arrived or was reviewed."""
    _not_before(do, "referral_received", data.at, "the referral arrived")
    _not_before(do, "referral_reviewed", data.at, "it was reviewed")
    do.record("referral_circulated", data.at)
    if data.consider_by or data.note:
        do.document("circulation_note", data.model_dump(mode="json", exclude={"at"}))


@operation("referral.consider", title="Record what the Sub-group decided on the referral", clauses=["C10", "C5"], by=DECIDERS,
           records=["referral_considered", "sin_requested", "rapid_review_opened"], room="referral")
def consider(do: Doing, data: ConsiderReferral) -> None:
    """Record the decision, and open what follows from it: (a) the authority is asked, (b) the Rapid Review is open, or neither.

    Raises InputFault for a date before the referral, or where neither is decided and it is not said where the learning goes;
    GateClosed where the protocol knows no Rapid Review without a notification.
    """
    _not_before(do, "referral_received", data.at, "the referral arrived")
    _not_before(do, "referral_circulated", data.at, "it was circulated")
    if data.outcome == "neither":
        data.needs(learning_goes_to="Say where the learning goes instead, or why there is none to take.")
    do.record("referral_considered", data.at, outcome=data.outcome, reasons=data.reasons)
    if data.outcome == "ask_for_sin" and not do.happened("sin_requested"):
        do.record("sin_requested", data.at)
    if data.outcome == "rapid_review_without_sin" and not do.happened("rapid_review_opened"):
        do.record("rapid_review_opened", data.at, basis="referral")
    do.document("referral_decision", data.model_dump(mode="json", exclude={"at"}))


@operation("referral.request_notification", title="Ask the local authority to notify", clauses=["C10"], by=DECIDERS, records=["sin_requested"],
           room="referral")
def request_notification(do: Doing, data: RequestNotification) -> None:
    """Record that the authority was asked, or asked again."""
    do.record("sin_requested", data.at, asked=data.asked or None)
