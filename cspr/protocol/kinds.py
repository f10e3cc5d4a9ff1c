"""The kinds of fact: the field's words, one spelling each, with the details each carries (contract: Kinds of fact)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "bool", "date", "choice", "choices", "number"]


@dataclass(frozen=True)
class Detail:
    """One detail of a kind. values: what may stand there, for choice and choices."""

    type: Type = "text"
    required: bool = True
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of fact. says: what it is, in the past tense. scope: a case's or the partnership's own."""

    name: str
    says: str
    clauses: tuple[str, ...]
    details: Mapping[str, Detail]
    scope: Literal["case", "partnership"] = "case"


TEXT, OPTIONAL, HASH = Detail(), Detail(required=False), Detail()
BOOL, DAY = Detail("bool"), Detail("date")


def one_of(*values: str, required: bool = True) -> Detail:
    """A choice."""
    return Detail("choice", required, values)


REVIEW = one_of("local", "national", "none")
OF = one_of("rapid_review", "local_review")
PARTNER = one_of("health", "police", "local_authority")
MEETING, NUMBER = one_of("learning", "sub_group", "panel"), Detail("number", False)  # The second and later ones of a word have a number.
_NUMBERS = {"B3": 4, "B4": 4, "E2": 5, "E5": 4, "H1": 7}


def _items(*clauses: str) -> Detail:
    return one_of(*(f"{c}-{n}" for c in clauses for n in range(1, _NUMBERS[c] + 1)))


def _kind(name: str, says: str, clauses: str, scope: Literal["case", "partnership"] = "case", /, **details: Detail) -> Kind:
    return Kind(name, says, tuple(clauses.split()), details, scope)


_ALL = (
    _kind("incident_occurred", "Incident", "B2 C2",
          abuse_or_neglect=one_of("known", "suspected", "no", required=False),
          outcome=one_of("died", "seriously_harmed", "neither", required=False),
          looked_after=Detail("bool", False), care_leaver=Detail("bool", False), place=OPTIONAL),
    _kind("authority_aware", "Authority became aware", "C4"),
    _kind("sin_submitted", "Serious Incident Notification submitted", "C1", reference=TEXT),
    _kind("sin_declined", "Authority decided not to notify", "C10", reasons=TEXT),
    _kind("sin_withdrawn", "Serious Incident Notification withdrawn", "C5", reasons=TEXT),
    # Where a death is notified to others than the Panel, and no Rapid Review follows from it alone.
    _kind("death_notified", "Death notified to the Secretary of State and Ofsted", "C2",
          of=one_of("looked_after_child", "care_leaver"), reference=OPTIONAL),
    _kind("partner_view_recorded", "Partner's view on notifying", "C3", partner=PARTNER, notify=BOOL, reasons=TEXT),
    _kind("partnership_told", "Partnership told of the notification", "C6 D2"),
    _kind("referral_received", "Referral received", "C7 C8", agency=TEXT),
    _kind("referral_reviewed", "Referral reviewed by the Business Unit", "C9"),
    _kind("referral_circulated", "Referral circulated to the Sub-group", "C9"),
    _kind("referral_considered", "Referral considered by the Sub-group", "C10",
          outcome=one_of("ask_for_sin", "rapid_review_without_sin", "neither"), reasons=TEXT),
    _kind("sin_requested", "Authority asked to notify", "C10"),
    _kind("rapid_review_opened", "Rapid Review opened", "C5 D1", basis=one_of("sin", "referral")),
    _kind("lead_professional_consulted", "Lead professional consulted", "D3", name_or_post=TEXT),
    _kind("agencies_told_not_to_inform_family", "Agencies asked not to tell the family", "D3"),
    _kind("family_told", "Family told", "D3", who=TEXT, by=TEXT),
    _kind("information_requested", "Information requested", "D4", agency=TEXT, due=DAY),
    _kind("request_changed", "Request for information changed", "D4", agency=TEXT, reasons=TEXT),
    _kind("more_time_asked", "More time asked for", "D4 D5", agency=TEXT, until=DAY, reasons=TEXT),
    _kind("more_time_answered", "Answer to a request for more time", "D4", agency=TEXT, agreed=BOOL, due=Detail("date", False), reasons=OPTIONAL),
    # Within the agency, before its return is sent.
    _kind("return_sent_for_approval", "Return sent to its approver", "D5", agency=TEXT),
    _kind("return_given_back", "Return given back by its approver", "D5", agency=TEXT, reasons=TEXT),
    _kind("return_approved", "Return approved", "D5", agency=TEXT),
    _kind("return_received", "Return received", "D5", agency=TEXT, nil=BOOL, conversations_held=BOOL, desktop_review_done=BOOL),
    # How returns are chased. agency: one; none: every agency of the case.
    _kind("chase_paused", "Reminders paused", "D4 D5", agency=OPTIONAL, reasons=TEXT),
    _kind("chase_resumed", "Reminders resumed", "D4 D5", agency=OPTIONAL, reasons=OPTIONAL),
    _kind("chase_skipped", "Reminder skipped", "D4 D5", agency=TEXT, step=TEXT, due=DAY, reasons=TEXT),
    _kind("meeting_arranged", "Meeting arranged", "D6", meeting=MEETING, number=NUMBER, on=DAY),
    _kind("meeting_cancelled", "Meeting cancelled", "D6", meeting=MEETING, number=NUMBER, reasons=TEXT),
    # One agency, one safeguarding partner or one person ("member-14") a fact.
    _kind("meeting_invited", "Invited to a meeting", "D6", meeting=MEETING, number=NUMBER, agency=OPTIONAL,
          partner=one_of("health", "police", "local_authority", required=False), member=OPTIONAL),
    _kind("meeting_replied", "Invitation answered", "D6", meeting=MEETING, number=NUMBER, agency=OPTIONAL,
          partner=one_of("health", "police", "local_authority", required=False), member=OPTIONAL,
          reply=one_of("coming", "deputy", "apologies")),
    _kind("recorder_named", "Taking the record of a meeting", "D8", meeting=MEETING, number=NUMBER, recorder=TEXT, name=TEXT),
    _kind("pack_shared", "Pack shared with those attending", "D7"),
    _kind("meeting_held", "Meeting held", "D6", meeting=MEETING, number=NUMBER),
    _kind("minutes_circulated", "Minutes circulated for comment", "D8", meeting=MEETING, number=NUMBER, text_hash=HASH),
    _kind("minutes_agreed", "Minutes agreed", "D8", meeting=MEETING, number=NUMBER, text_hash=HASH),
    _kind("immediate_actions_considered", "Immediate safety actions considered", "D8", any=BOOL),
    _kind("immediate_learning_shared", "Immediate learning shared", "D8"),
    _kind("improvement_considered", "Potential for improvement considered", "D8", reasons=TEXT),
    _kind("criterion_considered", "Criterion considered", "B3 B4", criterion=_items("B3", "B4"), met=one_of("yes", "no", "unclear"), reasons=TEXT),
    _kind("rights_and_equality_considered", "Human rights and equality considered", "F4", decision=TEXT, reasons=TEXT),
    _kind("recommendation_made", "Recommendation made", "D8", review=REVIEW),
    _kind("dissent_recorded", "Dissent recorded", "D8", partner=OPTIONAL, reasons=TEXT),
    _kind("partner_signed", "Safeguarding partner signed", "D9", partner=PARTNER, decision=REVIEW, text_hash=HASH),
    _kind("final_decision", "Final decision of the three partners", "D9", review=REVIEW),
    _kind("rapid_review_report_sent", "Rapid Review report sent to the Panel", "D2 D9"),
    _kind("panel_responded", "Panel responded", "D15", view=one_of("agrees", "disagrees", "asks_for_more")),
    _kind("report_circulated", "Report circulated", "D10", post=TEXT),
    _kind("wider_circulation_agreed", "Wider circulation agreed", "D11", to=TEXT, by=one_of("sub_group_chair", "executive", "business_manager")),
    _kind("briefing_published", "Learning briefing published", "D12 I7 J6", of=OF),
    _kind("secretary_of_state_notified", "Secretary of State notified of a national review", "D15"),
    _kind("national_review_settled", "How the national review is done was settled", "D15"),
    _kind("reviewer_weighed", "Reviewer weighed", "E2", consideration=_items("E2"), candidate=TEXT),
    _kind("reviewer_appointed", "Reviewer appointed", "E1 D14", name=TEXT, member=OPTIONAL, starts=Detail("date", False), ends=Detail("date", False)),
    _kind("terms_drafted", "Terms of reference drafted", "E3"),
    _kind("terms_finalised", "Terms of reference finalised with the reviewer", "E3"),
    _kind("methodology_chosen", "Methodology chosen", "E4", methodology=one_of("scie_learning_together", "silp", "bespoke", "hybrid")),
    _kind("commitment_evidenced", "Commitment evidenced", "E5", commitment=_items("E5")),
    _kind("progress_checked", "Progress and quality of the review checked", "E5", reasons=TEXT),
    _kind("review_paused", "Review paused", "E5", reasons=TEXT),
    _kind("review_resumed", "Review resumed", "E5", reasons=TEXT),
    _kind("other_review_considered", "Another kind of review considered", "G1 G2", review=one_of("dhr", "sar"), refer=BOOL, reasons=TEXT),
    _kind("joint_review_decided", "Joint review decided", "G3", **{"with": TEXT}, joint=BOOL, methodology_serves_both=Detail("bool", False)),
    _kind("joint_learning_shared", "Joint learning shared", "G4", group=one_of("cspr_sub_group", "sar_dhr_sub_group")),
    _kind("parallel_process_opened", "Parallel process opened", "G5 I4", process=TEXT,
          forbids=Detail("choices", True, ("family_contact", "sharing", "publication"))),
    _kind("parallel_process_closed", "Parallel process closed", "G5 I4", process=TEXT),
    _kind("draft_received", "Draft report received", "H1", text_hash=HASH),
    _kind("quality_point_met", "Quality point met", "H1", point=_items("H1"), text_hash=HASH),
    _kind("executive_approved", "Report approved by the Executive", "H2", text_hash=HASH),
    _kind("review_completed", "Local review completed", "E5"),
    _kind("legal_advice_taken", "Legal advice taken", "I1 I2", reasons=OPTIONAL),
    _kind("communications_advice_taken", "Communications advice taken", "I2", reasons=OPTIONAL),
    _kind("core_partners_consulted", "Core partners consulted", "I2", reasons=OPTIONAL),
    _kind("agencies_told_of_plan", "Agencies told of the publication plan", "I3", reasons=OPTIONAL),
    _kind("publication_impact_considered", "Impact of publishing considered", "I5", reasons=OPTIONAL),
    _kind("family_contact_named", "Named contact given to the family", "I6", name_or_post=TEXT),
    _kind("publication_planned", "Publication planned", "I2", on=DAY),
    _kind("report_sent_to_panel", "Final report sent to the Panel", "I8", text_hash=HASH),
    _kind("report_sent_to_secretary_of_state", "Final report sent to the Secretary of State", "I8", text_hash=HASH),
    _kind("report_published", "Report published", "I1 I7", url=TEXT, text_hash=HASH),
    _kind("publication_declined", "Decided not to publish", "I1 J6", reasons=TEXT),
    _kind("action_plan_developed", "Action plan developed", "J1", of=OF),
    _kind("action_plan_agreed", "Action plan agreed by a safeguarding partner", "J1", partner=PARTNER, of=OF),
    _kind("action_set", "Action set", "J2 D13", action=TEXT, owner=TEXT, due=DAY),
    _kind("action_done", "Action done", "J2", action=TEXT),
    _kind("action_accepted", "Action accepted as complete", "J2", action=TEXT),
    _kind("impact_retested", "Impact of an action re-tested", "J2", action=TEXT, reasons=TEXT),
    _kind("barrier_raised", "Barrier to an action raised", "J4", action=TEXT, reasons=TEXT),
    _kind("barrier_escalated", "Barrier escalated to the Executive", "J4", action=TEXT, reasons=TEXT),
    _kind("learning_disseminated", "Learning disseminated", "J5", to=TEXT),
    # Who is kept out of a case, and who is let in. member: "member-14"; number: which declaration, which emergency.
    _kind("conflict_declared", "Conflict of interest declared", "E2", member=TEXT, name=TEXT, reasons=TEXT, number=NUMBER),
    _kind("conflict_confirmed", "Conflict of interest confirmed", "E2", member=TEXT, name=TEXT, reasons=TEXT, number=NUMBER),
    _kind("conflict_lifted", "Conflict of interest lifted", "E2", member=TEXT, name=TEXT, reasons=TEXT, number=NUMBER),
    _kind("conflict_raised", "Somebody else's conflict of interest raised", "E2", number=Detail("number"), who=TEXT, reasons=TEXT),
    _kind("conflict_answered", "Conflict of interest that was raised answered", "E2", number=Detail("number"), upheld=BOOL, reasons=TEXT),
    _kind("access_withdrawn", "Access to the case withdrawn", "D11", member=OPTIONAL, agency=OPTIONAL, name=TEXT, reasons=TEXT),
    _kind("access_given_back", "Access to the case given back", "D11", member=OPTIONAL, agency=OPTIONAL, name=TEXT, reasons=TEXT),
    _kind("item_restricted", "Item restricted to named people", "D11", item=TEXT, what=TEXT, names=TEXT, members=TEXT, reasons=TEXT),
    _kind("restriction_lifted", "Restriction of an item lifted", "D11", item=TEXT, what=TEXT, reasons=TEXT),
    _kind("glass_broken", "Case opened in an emergency", "D11", number=Detail("number"), member=TEXT, name=TEXT, reasons=TEXT, until=TEXT,
          told=TEXT, told_members=TEXT),
    _kind("glass_ended", "Emergency access ended early", "D11", number=Detail("number"), reasons=TEXT),
    _kind("glass_reviewed", "Emergency access reviewed", "D11", number=Detail("number"), justified=BOOL, reasons=TEXT),
    _kind("case_closed", "Case closed", ""),
    _kind("withdrawn", "Entry taken back", ""),
    # How long it is kept, and how it ends. hold: "hold-2". proposal: the id of what was proposed.
    _kind("legal_hold_placed", "Legal hold placed", "", hold=TEXT, asked_by=TEXT, reasons=TEXT),
    _kind("legal_hold_lifted", "Legal hold lifted", "", hold=TEXT, reasons=TEXT),
    _kind("kept_longer", "To be kept longer", "", until=DAY, reasons=TEXT),
    _kind("disposal_proposed", "Disposal proposed", "", reasons=TEXT),
    _kind("disposal_declined", "Disposal declined", "", proposal=TEXT, reasons=TEXT),
    _kind("case_disposed", "Case disposed of", "", proposal=TEXT, text_hash=HASH),
    _kind("glass_tried", "Case asked for in an emergency and not opened", "", "partnership", member=TEXT, name=TEXT, reference=TEXT, reasons=TEXT),
    _kind("exceptions_reported", "Action plan exceptions reported", "J3", "partnership"),
    _kind("learning_event_held", "Learning event held", "J7", "partnership"),
    _kind("annual_report_published", "Annual report published", "J8", "partnership"),
    _kind("protocol_reviewed", "Protocol reviewed", "K1", "partnership"),
    _kind("protocol_distributed", "Protocol distributed", "K2", "partnership"),
    # Who may act for the partnership, and the days its clocks leave out. account: "member-14". The protocol asks for none of them.
    _kind("person_invited", "Invitation sent", "", "partnership", account=TEXT, role=TEXT),
    _kind("invitation_withdrawn", "Invitation withdrawn", "", "partnership", account=TEXT, role=TEXT),
    _kind("account_opened", "Account opened", "", "partnership", account=TEXT, role=TEXT),
    _kind("account_changed", "Name or address of a person changed", "", "partnership", account=TEXT),
    _kind("account_ended", "Role ended", "", "partnership", account=TEXT, role=TEXT, successor=OPTIONAL, reasons=OPTIONAL),
    _kind("account_given_back", "Role given back", "", "partnership", account=TEXT, role=TEXT),
    _kind("password_given", "New password given", "", "partnership", account=TEXT),  # Until invitations came; it stands in older chains.
    _kind("password_chosen", "Own password chosen", "", "partnership", account=TEXT),
    _kind("factors_reset", "Second step of signing in taken away", "", "partnership", account=TEXT),
    _kind("account_rescued", "Password and second step taken away, on the server", "", "partnership", account=TEXT),
    _kind("provider_set", "Agency's own sign-in set", "", "partnership", agency=TEXT, multi_factor=Detail("bool", False),
          addresses_trusted=Detail("bool", False)),
    _kind("provider_ended", "Agency's own sign-in ended", "", "partnership", agency=TEXT),
    _kind("partnership_changed", "Partnership named", "", "partnership", name=TEXT),
    _kind("agency_added", "Agency added", "", "partnership", agency=TEXT),
    _kind("agency_changed", "Agency changed", "", "partnership", agency=TEXT),
    # Whom agencies are written to. addressee: "contact-7".
    _kind("addressee_added", "Addressee added", "", "partnership", agency=TEXT, addressee=TEXT),
    _kind("addressee_changed", "Addressee changed", "", "partnership", agency=TEXT, addressee=TEXT, what=TEXT),
    _kind("addressee_away", "Addressee's deputy stands in", "", "partnership", agency=TEXT, addressee=TEXT),
    _kind("addressee_back", "Addressee is back", "", "partnership", agency=TEXT, addressee=TEXT),
    _kind("addressee_ended", "Addressee taken off the directory", "", "partnership", agency=TEXT, addressee=TEXT, reasons=TEXT),
    _kind("addressee_put_back", "Addressee put back on the directory", "", "partnership", agency=TEXT, addressee=TEXT),
    _kind("approval_set", "Approval of an agency's returns set", "", "partnership", agency=TEXT, needed=BOOL),
    # Whose Word template documents are made from. of: the kind of document; file: "file-3".
    _kind("template_replaced", "Template of a document replaced", "", "partnership", of=TEXT, file=TEXT),
    _kind("template_returned", "Standard template of a document taken again", "", "partnership", of=TEXT),
    # Reading that was unusual, once somebody has asked about it. flag: "flag-3".
    _kind("reading_looked_into", "Unusual reading looked into", "", "partnership", flag=TEXT, outcome=one_of("explained", "taken_further"),
          reasons=TEXT),
    # How long each type of record is kept, and what has gone by that. hold: "hold-1", on everything.
    _kind("retention_set", "Retention period set", "", "partnership", record=TEXT, number=Detail("number"), unit=one_of("days", "months", "years"),
          starts=TEXT, source=TEXT, reasons=TEXT),
    _kind("all_held", "Legal hold placed on everything", "", "partnership", hold=TEXT, asked_by=TEXT, reasons=TEXT),
    _kind("all_released", "Legal hold on everything lifted", "", "partnership", hold=TEXT, reasons=TEXT),
    _kind("records_disposed", "Records disposed of", "", "partnership", record=TEXT, before=DAY, number=Detail("number")),
    _kind("holiday_added", "Bank holiday added", "", "partnership", holiday=DAY, name=TEXT),
    _kind("holiday_removed", "Bank holiday removed", "", "partnership", holiday=DAY, name=TEXT),
)

KINDS: Mapping[str, Kind] = {k.name: k for k in _ALL}


def tells(kind: str, name: str) -> bool:
    """Whether facts of a kind say by this detail which one (agency, action…) they are about, each about one."""
    detail = KINDS[kind].details.get(name)
    return detail is not None and detail.type != "choices"
