"""What each kind of grant opens. Rooms are parts of a case; every page and operation names the room it stands in."""

from __future__ import annotations

from cspr.partnership.roles import Role

ROOMS: dict[str, str] = {
    "overview": "where the case is, its clocks and what is owed",
    "history": "every fact recorded, with who recorded it",
    "people": "the children and others of the case",
    "referral": "the referral as it was made, and its triage",
    "sin": "the Serious Incident Notification, its sheet and decision",
    "request": "the agency's own request and return",
    "returns": "every agency's request and return",
    "chronology": "every agency's rows in one account, and what the panel says of them",
    "pack": "the collated returns, once shared",
    "meeting": "the meetings: who comes, the live record, the minutes",
    "invitation": "the invitation to a meeting: its day, the own reply, the agenda, and the minutes once circulated",
    "decision": "the decision record, recommendation and signatures",
    "review": "the local review: reviewer, terms, progress, parallel processes",
    "report": "the report's drafts, quality check and approval",
    "publication": "the publication plan",
    "actions": "the action plan",
    "document": "the one report circulated to a post",
    "retention": "how long it is kept, legal holds, its disposal and the certificate of that",
    "log": "who has looked, and the chain",
    "disclosure": "everything of the case as a list for a court, and what is recorded of one person for that person",
}

_PANEL = frozenset({"overview", "history", "people", "referral", "returns", "chronology", "pack", "meeting", "invitation", "decision",
                    "review", "report", "publication", "actions", "retention"})

# Grant scope (a word of the protocol file's access rules) → rooms.
OPENS: dict[str, frozenset[str]] = {
    "case": _PANEL,
    "sin": frozenset({"people", "sin"}),
    "referral": frozenset({"referral"}),
    "request": frozenset({"request"}),
    "pack": frozenset({"pack"}),
    "invitation": frozenset({"invitation"}),
    "signature": frozenset({"overview", "people", "pack", "decision", "actions"}),
    "report": frozenset({"overview", "report"}),
    "document": frozenset({"document"}),
    "actions": frozenset({"actions"}),
}

# The same in words, for who asks why somebody may see a case.
OPENS_IN_WORDS = {
    "case": "the whole case", "sin": "the people and the notification", "referral": "its referral", "request": "its own request and return",
    "pack": "the shared pack", "invitation": "its invitation to a meeting", "signature": "what is to be signed, and the pack it rests on",
    "report": "the report at approval", "document": "the one report circulated to the post", "actions": "the action plan",
}

# Roles that see something of every case of their partnership (unless barred), whatever has been granted.
STANDING: dict[Role, frozenset[str]] = {
    Role.BUSINESS_UNIT: frozenset(ROOMS),
    Role.AUDITOR: frozenset({"log"}),
}

# What is left of a case that was disposed of, to those roles. Nobody else finds it any more.
DISPOSED: dict[Role, frozenset[str]] = {
    Role.BUSINESS_UNIT: frozenset({"retention", "log"}),
    Role.AUDITOR: frozenset({"retention", "log"}),
}

# Roles that may open a case in an emergency, and the rooms they then read. They change nothing there, and a conflict stays a conflict.
IN_EMERGENCIES: dict[Role, frozenset[str]] = {
    Role.SUB_GROUP_CHAIR: frozenset({"overview", "people", "referral", "returns", "chronology", "pack", "decision"}),
    Role.SAFEGUARDING_PARTNER: frozenset({"overview", "people", "referral", "returns", "chronology", "pack", "decision"}),
    Role.EXECUTIVE: frozenset({"overview", "people", "pack"}),
    Role.AGENCY_LEAD: frozenset({"overview", "people"}),
    Role.NOTIFIER: frozenset({"overview", "people"}),
}

# Who may enter one of these reads what every agency wrote.
COLLATED = frozenset({"returns", "chronology", "pack"})

# Facts that only the Business Unit reads, and who recorded them: what is said of somebody and not decided yet, or of what is withheld.
FOR_THE_UNIT = ("conflict_raised", "conflict_answered", "item_restricted", "restriction_lifted")

# An independent reviewer is of the case, not of the partnership's business: no log, no history of who did what.
_REVIEWER = frozenset({"overview", "people", "returns", "chronology", "pack", "meeting", "invitation", "decision", "review", "report"})


def rooms_opened(role: Role, scopes: frozenset[str]) -> frozenset[str]:
    """The rooms a role may enter, given the scopes granted to it in a case. Empty: the case is not there for it."""
    opened: frozenset[str] = STANDING.get(role, frozenset())
    for scope in scopes:
        opened |= _REVIEWER if role == Role.REVIEWER and scope == "case" else OPENS[scope]
    return opened


def opening(role: Role, room: str) -> frozenset[str]:
    """The grant scopes that open a room to a role."""
    return frozenset(scope for scope in OPENS if room in rooms_opened(role, frozenset({scope})))


def reads_content(role: Role) -> bool:
    """Whether a role reads anything of cases but who looked and who changed."""
    return STANDING.get(role) != frozenset({"log"})
