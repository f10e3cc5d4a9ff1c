"""Made-up partnerships, people and cases for tests, through the door as users would."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import Client

from cspr.operations import Done, run
from cspr.partnership.models import Agency, Member, Partnership, User
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON
from cspr.record.models import Case

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=LONDON)
AGENCIES = {
    "council": ("Wessmoor Council", "local_authority"), "police": ("Wessmoor Police", "police"), "icb": ("Wessmoor Integrated Care Board", "health"),
    "gp": ("Tallow Street Surgery", ""), "school": ("Otterholt Primary", ""), "community_health": ("Wessmoor Community Health", ""),
    "hospital": ("Wessmoor General", ""), "housing": ("Wessmoor Homes", ""), "probation": ("Wessmoor Probation", ""), "charity": ("Lantern", ""),
    "childrens_social_care": ("Wessmoor Children's Social Care", ""),
}


def home(slug: str = "wessmoor", protocol: str = "kbsp-2022") -> Partnership:
    """The made-up partnership of that slug, with its agencies. (By the door a tenth of a second for each test; `test_accounts` goes that way.)"""
    found, made = Partnership.objects.get_or_create(slug=slug, defaults={
        "name": f"{slug.capitalize()} Safeguarding Partnership", "protocol": protocol, "reference_prefix": slug[:2].upper(), "since": NOON.date(),
    })
    if made:
        for word, (name, partner) in AGENCIES.items():
            Agency.objects.create(partnership=found, slug=word, name=name, partner=partner, on_sub_group=bool(partner))
    return found


def member(role: Role | str, agency: str | None = None, post: str = "", *, email: str | None = None,
           partnership: Partnership | None = None) -> Member:
    """A person in a role. The same role, agency and post give the same person unless an email is named."""
    place = partnership or home()
    role = Role(role)
    if agency is None and role == Role.NOTIFIER:
        agency = "council"
    address = email or f"{role.value}.{agency or post or 'one'}@{place.slug}.example.org"
    user = User.objects.filter(email=address).first() or User.objects.create_user(address, "made-up passphrase", name=f"Made-up {role.label}")
    return Member.objects.get_or_create(user=user, partnership=place, role=role, post=post,
                                        agency=Agency.objects.get(partnership=place, slug=agency) if agency else None)[0]


def do(name: str, person: Member, case: Case | str | None = None, /, *, now: datetime = NOON, key: str | None = None,
       seen: str | None = None, **data: Any) -> Done:
    """Run an operation through the door at noon on 20 November 2026 (or `now`)."""
    reference = case.reference if isinstance(case, Case) else case
    return run(name, person, data, case=reference, now=now, key=key, seen=seen)


def open_case(by: Member | None = None, **data: Any) -> Case:
    """A case opened by an authority's notifier: an infant seriously harmed, abuse suspected, known on 16 November 2026."""
    given = {"at": "2026-11-16T09:00", "about": "infant, seriously harmed", "abuse_or_neglect": "suspected", "outcome": "seriously_harmed",
             "looked_after": False, **data}
    case = do("notification.open", by or member(Role.NOTIFIER), **given).case
    assert case is not None
    return case


def in_rapid_review(happened: str, at: str, told: str) -> Case:
    """A case the authority knew of the day it happened and notified to the Panel, which opened its Rapid Review (C5). told: the partnership."""
    case = open_case(at=happened, happened=happened)
    do("notification.record_sin", member(Role.NOTIFIER), case, at=at, reference="SIN-MADE-UP-1", partnership_told_at=told)
    return Case.objects.get(pk=case.pk)


def client_for(by: Member) -> Client:
    """A test client signed in as that person, in that hat."""
    client = Client()
    client.force_login(by.user)
    session = client.session
    session["member"] = by.pk
    session.save()
    return client


def owed_by(by: Member) -> str:
    """The page "What you owe" of that person."""
    return client_for(by).get("/").content.decode()
