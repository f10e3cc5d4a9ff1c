"""What two tellings of one event say against each other: who was there, at what time, with what outcome."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from cspr.chronology.matching import words
from cspr.chronology.matching.events import Match
from cspr.chronology.matching.seen import Seen

ROLES = {
    "mum": "mother", "mother": "mother", "dad": "father", "father": "father", "nan": "grandmother", "gran": "grandmother",
    "grandmother": "grandmother", "grandfather": "grandfather", "partner": "partner", "boyfriend": "partner", "girlfriend": "partner",
    "stepfather": "stepfather", "stepmother": "stepmother", "baby": "baby", "brother": "brother", "sister": "sister",
    "uncle": "uncle", "aunt": "aunt", "lodger": "lodger",
}  # fmt: skip
_ROLE = rf"(?:(?i:mother|mum)['’]s (?:partner|boyfriend)|(?i:{'|'.join(ROLES)}))"
_NAME = r"(?:[A-Z][a-z'’-]+|[A-Z]{2,})(?: (?:[A-Z][a-z'’-]+|[A-Z]{2,}))*"
_ONE = rf"(?:{_ROLE}|{_NAME})"
_WHO = rf"(?P<who>{_ONE}(?:(?:, | and | & )(?:the )?{_ONE})*)"
_THERE = r"(?:there|present|in attendance|at home|at the (?:address|home|house|flat|property|scene)|in the (?:home|house|flat|property))"
_HELD = r"""["“'‘]?(?:was |were |is |also |both |had been |remained |still )*"""
PRESENT = re.compile(rf"\b{_WHO} {_HELD}(?<!not ){_THERE}\b")
ABSENT = re.compile(
    rf"\b{_WHO} {_HELD}(?:(?:not|never|no longer) (?:been )?{_THERE}|not in\b(?! the)|absent|away\b|out at the time|elsewhere)"
    rf"|\b(?P<who2>{_ONE}(?: and {_ONE})*) (?:was|were|is)n['’]t {_THERE}"
    rf"|\b(?P<who3>{_ONE}(?: and {_ONE})*) [\"“'‘]?(?:had |has )?(?:already |just |since )?"
    r"(?:left|gone|went out|gone out|walked out|run off|ran off)\b"
)
NOBODY = re.compile(r"^(?:No|Nobody|Neither|Child|Children|Officers?|Staff|Police)\b")
TITLES = {"mr", "mrs", "ms", "miss", "dr", "pc", "dc", "sw", "hv"}

# One row says the first, the other the second. Only for two rows that each tell of the day itself.
OUTCOMES: tuple[tuple[str, str, str], ...] = (
    (
        "injury",
        r"(?<!no )(?<!no visible )(?<!not )\b(?:bruis\w+|injur(?:y|ies|ed)|fractur\w+|marks?\b)",
        r"\bno (?:visible |apparent |other )?(?:bruis\w+|injur\w+|marks)",
    ),
    ("admission", r"(?<!not )\badmitted\b", r"\b(?:not admitted|discharged|sent home)\b"),
    ("arrest", r"(?<!not )(?<!no )\barrest(?:ed)?\b", r"\b(?:no arrests?|not arrested|nfa)\b"),
    ("consent", r"\b(?:agreed|consented|accepted)\b", r"\b(?:declined|refused|did not (?:agree|consent))\b"),
    ("being alone", r"(?<!not )\balone\b", r"\b(?:not alone|accompanied)\b"),
)
OUTCOME = [(name, re.compile(yes, re.I), re.compile(no, re.I)) for name, yes, no in OUTCOMES]
Who = Callable[[str], str]  # Whose id a name or a role means; "" for nobody's.
FAR = 90  # Minutes between two times given for one event, from which they are worth a look.


@dataclass(frozen=True, slots=True)
class Claim:
    """That somebody was there, or was not. who: the parts of the name, or the role; named: the same as written."""

    who: tuple[str, ...]
    there: bool
    said: str
    named: str


@lru_cache(maxsize=65536)
def claims(text: str) -> tuple[Claim, ...]:
    """Who was there and who was not, as a text has it. A pronoun names nobody and is left."""
    found: dict[tuple[str, ...], Claim] = {}
    for there, pattern in ((False, ABSENT), (True, PRESENT)):
        for m in pattern.finditer(text):
            listed = next(v for v in m.groupdict().values() if v)
            if NOBODY.match(listed) or text[: m.start()].endswith(("No ", "no ", "Neither ")):
                continue
            for one in re.split(r", | and | & ", listed):
                who = _who(one)
                if who:
                    found.setdefault(who, Claim(who, there, _quote(m[0], one), one))
    return tuple(found.values())


def _who(one: str) -> tuple[str, ...]:
    parts = [p for p in re.split(r"\s+", one.lower()) if p not in TITLES and p != "the"]
    if parts and parts[-1] in ROLES:
        return (ROLES[parts[-1]],)
    return tuple(parts)


def _quote(said: str, one: str) -> str:
    said = said.translate(str.maketrans("", "", '“”"‘'))
    return said if len(said) <= 60 else f"{one} … {said[-40:].split(' ', 1)[-1]}"


def same_person(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two names may be one person's: the same first name or, where one stands alone, the same surname."""
    if len(a) > 1 and len(b) > 1:
        return a[-1] == b[-1] and (a[0] == b[0] or a[0][0] == b[0][0] and min(len(a[0].strip(".")), len(b[0].strip("."))) == 1)
    short, long = sorted((a, b), key=len)
    return short[0] in (long[0], long[-1])


def contradiction(match: Match, who: Who | None = None) -> str:
    """How the two rows of a match differ, in a sentence or two; "" where they do not. who: whom of the case a name or a role means."""
    return " ".join([*_presence(match.a, match.b, who), *_time(match), *_outcome(match)][:2])


def _same(one: Claim, other: Claim, who: Who | None) -> bool:
    known = (who(one.named), who(other.named)) if who else ("", "")
    return known[0] == known[1] if all(known) else same_person(one.who, other.who)


def _presence(a: Seen, b: Seen, who: Who | None) -> Iterator[str]:
    for one in claims(a.entry.text):
        for other in claims(b.entry.text):
            if one.there != other.there and _same(one, other, who):
                yield f"Who was there: {a.entry.agency} has “{one.said}”, {b.entry.agency} “{other.said}”."
                return


def _time(match: Match) -> Iterator[str]:
    a, b = match.a, match.b
    if match.heard and match.heard.first == match.heard.last == a.first and match.heard.minutes and a.minute >= 0:
        apart = min(min(abs(n - a.minute), 1440 - abs(n - a.minute)) for n in match.heard.minutes)
        if apart > FAR:
            yield f"The time: {a.entry.agency} has {_clock(a.minute)}, {b.entry.agency} tells of “{match.heard.said}”."
    elif (
        not match.heard
        and a.first == b.first
        and a.concepts & b.concepts & words.MEETINGS
        and a.minute >= 0
        and b.minute >= 0
        and abs(a.minute - b.minute) > FAR
    ):
        yield f"The time: {a.entry.agency} has {_clock(a.minute)}, {b.entry.agency} has {_clock(b.minute)}."


def _outcome(match: Match) -> Iterator[str]:
    a, b = match.a, match.b
    if match.heard or not (a.concepts & b.concepts or a.references & b.references):
        return
    one, other = (f"{s.entry.text} {s.entry.response}" for s in (a, b))
    for name, yes, no in OUTCOME:
        for x, y, first, second in ((one, other, a, b), (other, one, b, a)):
            said, denied = yes.search(x), no.search(y)
            if said and denied and not no.search(x) and not yes.search(no.sub("", y)):
                yield f"The outcome ({name}): {first.entry.agency} has “{said[0]}”, {second.entry.agency} “{denied[0]}”."
                return


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
