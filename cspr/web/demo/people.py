"""The made-up partnership: three partners, twenty agencies, forty-one members."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password

from cspr.operations import run
from cspr.partnership.founding import found
from cspr.partnership.models import Contact, Invitation, Member, Partnership
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON

PASSWORD = "made-up-passphrase"  # noqa: S105 - of made-up people, in a demo on this machine only
DOMAIN = "wessmoor.example.org"

AGENCIES = (
    ("council", "Wessmoor Council", "local_authority"), ("police", "Wessmoor Police", "police"), ("icb", "Wessmoor Integrated Care Board", "health"),
    ("childrens_social_care", "Wessmoor Children's Social Care", "none"), ("gp", "Tallow Street Surgery", "none"),
    ("community_health", "Wessmoor Community Health", "none"), ("hospital", "Wessmoor General Hospital", "none"),
    ("midwifery", "Wessmoor Midwifery", "none"), ("mental_health", "Fen Edge Mental Health Trust", "none"),
    ("ambulance", "Wessmoor Ambulance Service", "none"), ("school", "Otterholt Primary School", "none"),
    ("secondary_school", "Brindle Academy", "none"), ("early_years", "Little Otters Nursery", "none"), ("housing", "Wessmoor Homes", "none"),
    ("probation", "Wessmoor Probation", "none"), ("youth_justice", "Wessmoor Youth Justice Service", "none"), ("charity", "Lantern", "none"),
    ("domestic_abuse", "Harbour Domestic Abuse Service", "none"), ("substance_use", "Clearwater Recovery", "none"),
    ("neighbouring_council", "Marlshire Council", "none"),
)
ON_SUB_GROUP = {"council", "police", "icb", "childrens_social_care", "community_health", "hospital", "school", "probation"}

# (name, role, agency, post, address before the @, whether shown among the sign-ins)
PEOPLE: tuple[tuple[str, Role, str, str, str, bool], ...] = (
    ("Maud Ellison", Role.BUSINESS_UNIT, "", "", "manager", True),
    ("Idris Penhale", Role.BUSINESS_UNIT, "", "", "officer", False),
    ("Nadia Strand", Role.NOTIFIER, "council", "", "notifier", True),
    ("Ralph Quillan", Role.NOTIFIER, "neighbouring_council", "", "neighbour", False),
    ("Tess Oakley", Role.SUB_GROUP_CHAIR, "council", "", "chair", True),
    ("Bram Whitlow", Role.SUB_GROUP_MEMBER, "police", "", "panel", True),
    ("Orla Finch", Role.SUB_GROUP_MEMBER, "icb", "", "panel.health", False),
    ("Jude Amblin", Role.SUB_GROUP_MEMBER, "school", "", "panel.education", False),
    ("Hester Vane", Role.SAFEGUARDING_PARTNER, "council", "", "partner.council", True),
    ("Colm Redfern", Role.SAFEGUARDING_PARTNER, "police", "", "partner.police", True),
    ("Amina Thorne", Role.SAFEGUARDING_PARTNER, "icb", "", "partner.health", True),
    ("Sybil Marchant", Role.EXECUTIVE, "", "", "executive", True),
    ("Owen Tarrant", Role.KEEPING_CHILDREN_SAFE, "", "", "kcs", True),
    ("Dr Petra Lyle", Role.REVIEWER, "", "", "reviewer", True),
    ("Dr Felix Amory", Role.NAMED_POST, "icb", "designated_doctor", "doctor", True),
    ("Grace Hollins", Role.NAMED_POST, "icb", "designated_nurse", "nurse", False),
    ("Una Castell", Role.NAMED_POST, "police", "head_of_safeguarding_police", "police.head", False),
    ("Ned Farrow", Role.NAMED_POST, "police", "dci_child_protection", "dci", False),
    ("Ivy Lorne", Role.NAMED_POST, "council", "deputy_director_children", "deputy", False),
    ("Tilda Wace", Role.AGENCY_AUTHOR, "hospital", "", "author.hospital", True),
    ("Saul Brecken", Role.AUDITOR, "", "", "auditor", True),
    ("Wren Adair", Role.ADMINISTRATOR, "", "", "administrator", True),
)


# (agency, person or post, post, address before the @, requests, told when late, deputy, deputy's address before the @)
ADDRESSEES: tuple[tuple[str, str, str, str, bool, bool, str, str], ...] = (
    ("police", "Safeguarding desk", "", "safeguarding.desk", True, False, "", ""),
    ("police", "Ben Moor", "Detective inspector", "lead.police", False, True, "", ""),
    ("hospital", "Gwen Astley", "Named nurse", "lead.hospital", True, True, "Tamsin Roe", "tamsin.roe"),
    ("community_health", "Finn Garside", "Named nurse", "lead.community_health", True, True, "Ivo Lark", "ivo.lark"),
    ("school", "Kit Sorrel", "Designated safeguarding lead", "lead.school", True, True, "Head teacher", "head.school"),
    ("gp", "Practice manager", "", "practice.manager", True, False, "", ""),
    ("housing", "Former tenancy manager", "", "tenancy", True, False, "", ""),
)


def _leads() -> list[tuple[str, Role, str, str, str, bool]]:
    """A safeguarding lead in each agency but the neighbour's council; the hospital's is among the sign-ins."""
    names = ("Ada Kestrel", "Ben Moor", "Cleo Hart", "Dov Lindley", "Esme Royle", "Finn Garside", "Gwen Astley", "Hal Prior", "Ines Calder",
             "Jon Wray", "Kit Sorrel", "Lena Dunn", "Milo Averill", "Nell Quick", "Otis Blane", "Pia Ferris",
             "Quin Marlow", "Rosa Eden", "Seth Ibbot")
    slugs = [slug for slug, _, _ in AGENCIES if slug != "neighbouring_council"]
    return [(name, Role.AGENCY_LEAD, slug, "", f"lead.{slug}", slug in ("hospital", "police")) for name, slug in zip(names, slugs, strict=True)]


def make(since: date) -> Partnership:
    """Make the partnership; then, as its administrator, its agencies and its members. since: its first day."""
    begun, password = datetime.combine(since, time(9), LONDON), make_password(PASSWORD)  # Hashed once: it is slow on purpose.
    keeper = found("wessmoor", "Wessmoor Safeguarding Partnership", protocol="kbsp-2022", prefix="WS", since=since,
                   email=f"administrator@{DOMAIN}", person="Wren Adair", password=password, given=False)
    for slug, name, partner in AGENCIES:
        run("accounts.add_agency", keeper, {"agency": slug, "name": name, "partner": partner, "on_sub_group": slug in ON_SUB_GROUP}, now=begun)
    for person, role, agency, post, address, _ in (*PEOPLE, *_leads()):
        if role != Role.ADMINISTRATOR:
            _invite(keeper, person, role, agency, post, address, begun)
            joined = Invitation.objects.select_related("member__user", "member__partnership", "member__agency").latest("pk")
            run("accounts.accept", joined.member, {"digest": joined.digest, "password": password}, now=begun)
    _write_directory(keeper, begun)
    return keeper.partnership


def _invite(by: Member, person: str, role: Role, agency: str, post: str, address: str, at: datetime) -> None:
    run("accounts.invite", by, {"name": person, "email": f"{address}@{DOMAIN}", "role": role.value, "agency": agency, "post": post}, now=at)


def invite_more(home: Partnership, today: date) -> None:
    """Two who have not accepted yet: one invited yesterday, and one whose invitation has run out."""
    unit = Member.objects.filter(partnership=home, role=Role.BUSINESS_UNIT).select_related("partnership").order_by("pk")[0]
    noon = datetime.combine(today, time(12), LONDON)
    _invite(unit, "Rhona Pell", Role.AGENCY_LEAD, "neighbouring_council", "", "lead.neighbouring_council", noon - timedelta(days=1))
    _invite(unit, "Davy Orme", Role.AGENCY_AUTHOR, "school", "", "author.school", noon - timedelta(days=12))


def _write_directory(keeper: Member, begun: datetime) -> None:
    """Whom some agencies are written to: one is away, one has left. The others' leads are written to where nobody is named."""
    made: dict[str, int] = {}
    for agency, name, post, address, requests, late, deputy, theirs in ADDRESSEES:
        run("directory.add", keeper, {
            "agency": agency, "name": name, "post": post, "email": f"{address}@{DOMAIN}", "for_requests": requests, "for_chasing": late,
            "deputy_name": deputy, "deputy_email": f"{theirs}@{DOMAIN}" if theirs else ""}, now=begun)
        made[agency] = Contact.objects.latest("pk").pk
    run("directory.set_away", keeper, {"addressee": made["school"], "away_from": begun.date()}, now=begun)
    run("directory.end", keeper, {"addressee": made["housing"], "reasons": "Has left; the post is not filled again."}, now=begun)
    run("directory.set_approval", keeper, {"agency": "gp", "needs_approver": False}, now=begun)


def sign_ins() -> list[str]:
    """The sign-ins to show: address, and the role it is for."""
    shown = [(address, role.label, agency) for _, role, agency, _, address, seen in (*PEOPLE, *_leads()) if seen]
    return [f"{f'{address}@{DOMAIN}':<40} {role}{' (' + agency + ')' if agency else ''}" for address, role, agency in shown]
