"""What every page's shell shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from cspr.govuk import days
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.steps.step import signed

_NAV = (
    ("What you owe", "home", frozenset(Role)),
    ("Cases", "cases", frozenset(Role) - {Role.ADMINISTRATOR, Role.KEEPING_CHILDREN_SAFE}),
    ("Meetings", "meetings.all", frozenset({Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR, Role.SUB_GROUP_MEMBER, Role.SAFEGUARDING_PARTNER,
                                            Role.REVIEWER, Role.AGENCY_LEAD, Role.AGENCY_AUTHOR})),
    ("Actions", "action_plan.all", frozenset({Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR, Role.SUB_GROUP_MEMBER, Role.SAFEGUARDING_PARTNER,
                                              Role.EXECUTIVE, Role.AGENCY_LEAD, Role.AGENCY_AUTHOR})),
    ("Learning", "learning", frozenset(Role) - {Role.ADMINISTRATOR, Role.AUDITOR}),
    ("Directory", "directory", frozenset({Role.BUSINESS_UNIT, Role.ADMINISTRATOR})),
    ("Retention", "retention", frozenset({Role.BUSINESS_UNIT})),
    ("Templates", "documents.templates", frozenset({Role.BUSINESS_UNIT, Role.ADMINISTRATOR})),
    ("Unusual reading", "reading", frozenset({Role.BUSINESS_UNIT, Role.AUDITOR})),
    ("Sign-ins", "reading.sign_ins", frozenset({Role.ADMINISTRATOR, Role.AUDITOR})),
    ("Accounts", "accounts", frozenset({Role.ADMINISTRATOR})),
    ("People", "accounts", frozenset({Role.BUSINESS_UNIT})),
    ("Accounts and settings", "accounts.record", frozenset({Role.AUDITOR})),
)

_FOOTER = (("How you are told", "messages"), ("Your sign-in", "my_sign_in"), ("Your password", "password"), ("Personal tokens", "tokens"))


def _in_words(hat: Member) -> str:
    return hat.get_role_display() + (f", {hat.agency.name}" if hat.agency else "")  # type: ignore[attr-defined]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Service, partnership, person, role, navigation and hats for the layout."""
    member: Member | None = getattr(request, "member", None)
    if member is None:
        return {"shell": {"service_name": "Practice reviews"}}
    hats = sorted(request.hats, key=lambda hat: hat.pk)  # type: ignore[attr-defined]
    role = _in_words(member)
    several = len({hat.partnership_id for hat in hats}) > 1
    return {"shell": {
        "service_name": "Practice reviews", "partnership": member.partnership.name, "person": member.user.name, "role": role,
        "home": reverse("home"), "typed_by": signed(member), "sign_out_url": reverse("sign_out"), "hats_url": reverse("choose_hat"),
        "alerts": [{"before": "Open to you in an emergency:", "href": reverse("case", args=[one.case.reference]), "link": one.case.reference,
                    "after": f", until {days.short(one.until, clock=True)}.",
                    "more": "To read only. Everything you open in it is recorded and will be reviewed."}
                   for one in request.emergencies.values()],  # type: ignore[attr-defined]
        "footer": [{"text": text, "href": reverse(name)} for text, name in _FOOTER],
        "nav": [{"text": text, "href": reverse(name), "current": request.path == reverse(name)}
                for text, name, roles in _NAV if Role(member.role) in roles],
        "hats": [{"value": h.pk, "text": _in_words(h) + (f" · {h.partnership}" if several else ""), "current": h.pk == member.pk} for h in hats],
    }}
