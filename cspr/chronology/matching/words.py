"""The words of the trade: which say nothing of one event, which are one thing under many names, and by which an agency is meant.

Plain data, to be read and added to by anybody who reads chronologies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

# Words that stand in every other row of every chronology. Two rows that share only these share nothing.
_COMMON = """
a about above action actions address advice advised after again agency agreed alert all also although am an and another any appeared
appointment appointments april are around as asked at attend attendance attended attending august aware away baby back be because been
before being between both boy brother but by call called calls came can card case child children clear clinic come completed concern
concerned concerns contact contacted could dad daughter day days december declined details did discussed discussion do does done due during
each early email emailed engaged etc evening ever explained family father february feeding female few first follow following for found
friday from further gave general get girl given go good grandmother had has have he health her him his home hour house how i if in
information informed is it its january july june just know known last late later leave left letter like longer looked made make male many
march may me medical meeting message mobile monday more morning mother mothers much mum need needs new next night no noted nothing november
now number october of off offered officer officers old on one only or other our out over own parent parents partner phone phoned place plan
planned plans pm practice present previous progress provided put rang range re received record recorded records referral referred regarding
reported reports review reviewed routine said same saturday saw says see seen send sent september service services session several shared
she should showed since sister so some son spoke spoken stated states step still subject sunday support tel telephone text than that the
their them then there these they third this those thursday time times to today told too took tuesday two under until up update updated upset
us use used very via visit visited visiting visits voicemail waiting was we wednesday week weekly weeks well were what when where whether
which while who whole will with within without worker working would year years yesterday yet you young
"""
COMMON = frozenset(_COMMON.split())

# What several agencies may each tell of in their own words. The name is what a person reads: "Both tell of …". Then how the words begin
# of which one must be there (their first four letters, so that few patterns are tried on each row), and the pattern.
CONCEPTS: tuple[tuple[str, str, str], ...] = (
    ("a strategy discussion", "stra", r"strat(?:egy)? (?:discussion|meeting|mtg)s?|strategy disc"),
    ("a child protection conference", "conf icpc rcpc", r"(?:initial |review )?(?:child protection|cp|case) conference|icpc|rcpc|cp conf"),
    ("a child in need meeting", "chil cin", r"child in need (?:meeting|review)|cin (?:meeting|review|mtg)"),
    ("a core group", "core", r"core group"),
    ("a professionals’ meeting", "prof team taf tac", r"professionals.? meeting|team around the (?:child|family)|taf meeting|tac meeting"),
    ("a MARAC", "mara", r"marac"),
    ("an arrest", "arre", r"arrest(?:ed|s)?"),
    ("an ambulance", "ambu para 999", r"ambulance|paramedics?|999 call"),
    ("an emergency department", "e emer acci casu ed", r"a ?& ?e|emergency department|accident and emergency|casualty|ed"),
    ("an admission to hospital", "admi hosp ward picu nicu inte", r"admi(?:tted|ssion)(?! of)|in hospital|on the ward|picu|nicu|intensive care"),
    ("a birth", "born birt deli", r"born|birth|delivered (?:by|at)"),
    ("a death", "died deat dece life", r"died|death|deceased|life extinct"),
    ("bruising", "brui", r"bruis(?:e|es|ed|ing)"),
    ("a fracture", "frac brok", r"fractur(?:e|es|ed)|broken (?:arm|leg|rib|ribs|bone|collar ?bone)"),
    ("a burn", "burn scal", r"burn(?:s|t|ed)?|scald(?:s|ed)?"),
    ("a head injury", "head subd skul", r"head injur(?:y|ies)|subdural|skull"),
    ("an overdose", "over od'd od’d", r"overdos(?:e|ed|es)|od['’]d"),
    ("somebody missing", "miss", r"(?:reported |gone |went )missing|missing (?:report|person|episode|from home|from care)"),
    ("a fire", "fire", r"house fire|fire (?:at|in) the (?:home|house|flat|property)|fire (?:service|brigade)"),
    ("an eviction", "evic", r"evict(?:ed|ion)"),
    ("an exclusion", "excl", r"exclu(?:ded|sion)"),
    ("an assault", "assa", r"assault(?:ed|s)?"),
)
# Several agencies tell of the same meeting at the same hour, so an hour that differs is worth a look.
MEETINGS = frozenset(name for name, _, _ in CONCEPTS[:6])

# Which kind of agency another agency's row means: how its words begin; by which words in an agency's name it is known; by which words a
# row means it; and by which letters, which count in capitals only.
KINDS: tuple[tuple[str, str, str, str, str], ...] = (
    ("the police", "poli pc dc ps ppn", r"police|constabulary", r"police", r"PC|DC|PS|PPN"),
    (
        "the hospital",
        "hosp e emer mate ed picu nicu",
        r"hospital|infirmary|acute",
        r"hospital|a ?& ?e|emergency department|maternity ward",
        r"ED|PICU|NICU",
    ),
    ("the ambulance service", "ambu para 999 las", r"ambulance", r"ambulance|paramedics?|999", r"LAS"),
    ("the school", "scho teac head nurs dsl senc", r"school|primary|academy|college|nursery", r"school|teacher|head ?teacher|nursery", r"DSL|SENCO"),
    (
        "social care",
        "soci sw csc mash edt",
        r"social (?:care|work|services)|children[’']?s services|council",
        r"social (?:worker|care|services|work)",
        r"SW|CSC|MASH|EDT",
    ),
    ("the GP", "surg prac gp", r"surgery|gp|practice|medical centre", r"surgery|practice nurse", r"GP"),
    (
        "the health visitor or midwife",
        "heal midw hv",
        r"health visit|community health|0.19|midwi",
        r"health visit(?:or|ing)|midwi(?:fe|ves|fery)",
        r"HV",
    ),
    ("housing", "hous land rsl", r"housing|homes|landlord", r"housing (?:officer|team|association)|landlord", r"RSL"),
    ("probation", "prob nps", r"probation", r"probation", r"NPS"),
    (
        "mental health services",
        "ment cris camh cpn cmht",
        r"mental health|camhs|psych",
        r"mental health (?:team|service|nurse)|crisis team",
        r"CAMHS|CPN|CMHT",
    ),
    ("the fire service", "fire frs", r"fire", r"fire (?:service|brigade|crew)", r"FRS"),
)
IS_OF = [(name, re.compile(rf"\b(?:(?i:{known})|(?:{letters})\b)")) for name, _, known, _, letters in KINDS]
# What comes from another agency after something has happened there.
NOTICE = re.compile(
    r"\b(?:notice|notif\w+|letter|report(?:ed)?|referral|ppn|merlin|copy|informed|contact from|call from|discharge|summary|alert)\b", re.I
)
SELDOM = frozenset({"the police", "the hospital", "the ambulance service", "the fire service"})


def _tried(patterns: Iterable[tuple[str, str, re.Pattern[str]]]) -> Mapping[str, list[tuple[str, re.Pattern[str]]]]:
    found: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for name, begins, pattern in patterns:
        for key in begins.split():
            found.setdefault(key, []).append((name, pattern))
    return found


CONCEPT = _tried((name, begins, re.compile(rf"\b(?:{pattern})\b", re.I)) for name, begins, pattern in CONCEPTS)
MEANT = _tried((name, begins, re.compile(rf"\b(?:(?i:{said})|{letters})\b")) for name, begins, _, said, letters in KINDS)


def concepts_in(text: str, begins: Iterable[str]) -> frozenset[str]:
    """What a text tells of, by the names above. begins: the first four letters of each of its words, small."""
    return frozenset(name for key in begins if key in CONCEPT for name, pattern in CONCEPT[key] if pattern.search(text))


def meant_in(text: str, begins: Iterable[str]) -> frozenset[str]:
    """The kinds of agency that a text names. begins: as above."""
    return frozenset(name for key in begins if key in MEANT for name, pattern in MEANT[key] if pattern.search(text))


@lru_cache(maxsize=1024)
def kinds_of(agency: str) -> frozenset[str]:
    """The kinds that an agency's name tells; a name may come from a file's: "childrens-social-care"."""
    spaced = agency.replace("-", " ").replace("_", " ")
    return frozenset(name for name, pattern in IS_OF if pattern.search(spaced))
