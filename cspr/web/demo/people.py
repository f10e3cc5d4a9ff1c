"""The made-up partnership: three partners, twenty agencies, forty members."""

from __future__ import annotations

from datetime import date

from cspr.partnership.models import Agency, Member, Partnership, User
from cspr.partnership.roles import Role

PASSWORD = "made-up-passphrase"  # noqa: S105 - of made-up people, in a demo on this machine only
DOMAIN = "wessmoor.example.org"

AGENCIES = (
    ("council", "Wessmoor Council", "local_authority"), ("police", "Wessmoor Police", "police"), ("icb", "Wessmoor Integrated Care Board", "health"),
    ("childrens_social_care", "Wessmoor Children's Social Care", ""), ("gp", "Tallow Street Surgery", ""),
    ("community_health", "Wessmoor Community Health", ""), ("hospital", "Wessmoor General Hospital", ""),
    ("midwifery", "Wessmoor Midwifery", ""), ("mental_health", "Fen Edge Mental Health Trust", ""),
    ("ambulance", "Wessmoor Ambulance Service", ""), ("school", "Otterholt Primary School", ""),
    ("secondary_school", "Brindle Academy", ""), ("early_years", "Little Otters Nursery", ""), ("housing", "Wessmoor Homes", ""),
    ("probation", "Wessmoor Probation", ""), ("youth_justice", "Wessmoor Youth Justice Service", ""), ("charity", "Lantern", ""),
    ("domestic_abuse", "Harbour Domestic Abuse Service", ""), ("substance_use", "Clearwater Recovery", ""),
    ("neighbouring_council", "Marlshire Council", ""),
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
    ("Saul Brecken", Role.AUDITOR, "", "", "auditor", True),
    ("Wren Adair", Role.ADMINISTRATOR, "", "", "administrator", True),
)


def _leads() -> list[tuple[str, Role, str, str, str, bool]]:
    """A safeguarding lead in each agency but the neighbour's council; the hospital's is among the sign-ins."""
    names = ("Ada Kestrel", "Ben Moor", "Cleo Hart", "Dov Lindley", "Esme Royle", "Finn Garside", "Gwen Astley", "Hal Prior", "Ines Calder",
             "Jon Wray", "Kit Sorrel", "Lena Dunn", "Milo Averill", "Nell Quick", "Otis Blane", "Pia Ferris",
             "Quin Marlow", "Rosa Eden", "Seth Ibbot")
    slugs = [slug for slug, _, _ in AGENCIES if slug != "neighbouring_council"]
    return [(name, Role.AGENCY_LEAD, slug, "", f"lead.{slug}", slug in ("hospital", "police")) for name, slug in zip(names, slugs, strict=True)]


def make(since: date) -> Partnership:
    """Make the partnership, its agencies and its members. since: its first day."""
    home = Partnership.objects.create(slug="wessmoor", name="Wessmoor Safeguarding Partnership", protocol="kbsp-2022", reference_prefix="WS",
                                      since=since)
    agencies = {slug: Agency.objects.create(partnership=home, slug=slug, name=name, partner=partner, on_sub_group=slug in ON_SUB_GROUP)
                for slug, name, partner in AGENCIES}
    for name, role, agency, post, address, _ in (*PEOPLE, *_leads()):
        user = User.objects.create_user(f"{address}@{DOMAIN}", PASSWORD, name=name)
        Member.objects.create(user=user, partnership=home, agency=agencies.get(agency), role=role, post=post)
    return home


def sign_ins() -> list[str]:
    """The sign-ins to show: address, and the role it is for."""
    shown = [(address, role.label, agency) for _, role, agency, _, address, seen in (*PEOPLE, *_leads()) if seen]
    return [f"{f'{address}@{DOMAIN}':<40} {role}{' (' + agency + ')' if agency else ''}" for address, role, agency in shown]
