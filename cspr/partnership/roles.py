"""The roles people hold, as plain data that people can read (product: People)."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """What a person comes to do. The value is stored; the label is shown."""

    BUSINESS_UNIT = "business_unit", "Business Unit"
    NOTIFIER = "notifier", "Local authority notifier"
    AGENCY_LEAD = "agency_lead", "Agency safeguarding lead"
    AGENCY_AUTHOR = "agency_author", "Agency author"
    SUB_GROUP_CHAIR = "sub_group_chair", "Sub-group chair"
    SUB_GROUP_MEMBER = "sub_group_member", "Sub-group member"
    SAFEGUARDING_PARTNER = "safeguarding_partner", "Safeguarding partner"
    EXECUTIVE = "executive", "Executive member"
    KEEPING_CHILDREN_SAFE = "keeping_children_safe", "Keeping Children Safe group"
    REVIEWER = "reviewer", "Independent reviewer"
    NAMED_POST = "named_post", "Named post"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "Administrator"


# Which role of the protocol file each role of the service acts for. Duties are owed by roles of the protocol.
PROTOCOL_ROLE: dict[Role, str | None] = {
    Role.BUSINESS_UNIT: "business_unit",
    Role.NOTIFIER: "local_authority",
    Role.AGENCY_LEAD: "agency",
    Role.AGENCY_AUTHOR: "agency",
    Role.SUB_GROUP_CHAIR: "sub_group",
    Role.SUB_GROUP_MEMBER: "sub_group",
    Role.SAFEGUARDING_PARTNER: "safeguarding_partner",
    Role.EXECUTIVE: "executive",
    Role.KEEPING_CHILDREN_SAFE: "keeping_children_safe",
    Role.REVIEWER: "independent_reviewer",
    Role.NAMED_POST: "named_post",
    Role.AUDITOR: None,
    Role.ADMINISTRATOR: None,
}

COMES_TO: dict[Role, str] = {
    Role.BUSINESS_UNIT: "Run everything: triage, requests, meetings, pack, plan and figures.",
    Role.NOTIFIER: "Prepare and record the Serious Incident Notification.",
    Role.AGENCY_LEAD: "Refer a case, answer requests for the agency, and do its actions.",
    Role.AGENCY_AUTHOR: "Write the agency's return.",
    Role.SUB_GROUP_CHAIR: "Lead the Sub-group: referrals, the Rapid Review panel, quality and actions.",
    Role.SUB_GROUP_MEMBER: "Consider referrals, sit on the Rapid Review panel, check quality, monitor actions.",
    Role.SAFEGUARDING_PARTNER: "Sign the final decision and agree action plans.",
    Role.EXECUTIVE: "Approve reports and deal with escalated barriers.",
    Role.KEEPING_CHILDREN_SAFE: "Read the exceptions each quarter.",
    Role.REVIEWER: "Carry out one local review, from appointment to hand-over.",
    Role.NAMED_POST: "Read the report circulated to the post.",
    Role.AUDITOR: "Check who looked and who changed, without case content.",
    Role.ADMINISTRATOR: "Look after accounts and settings, without case content.",
}

# Who may invite people into which role, and end it. An administrator is made by another one, and an auditor never by those who are audited.
LOOKS_AFTER: dict[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: frozenset(Role),
    Role.BUSINESS_UNIT: frozenset(Role) - {Role.ADMINISTRATOR, Role.AUDITOR},
}
