"""Named ↔ anonymised: where a text names somebody of a case, and the same text with what stands for them.

Names in full or in part, by initials, by short names, misspelt, in any letters; dates of birth, addresses, postcodes, schools. A name that is
also a word ("will", "may", "grace") is left alone where it is plainly the word. It errs towards hiding: docs/adr/0078.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cspr.chronology.matching.words import COMMON
from cspr.chronology.names import words
from cspr.chronology.names.cast import FAMILY, Person, cast, fold, index, instead_of, roles
from cspr.chronology.names.near import Near
from cspr.chronology.names.places import places
from cspr.chronology.names.tokens import WORD, Token, begins, ends, joined, tokens_of

NAMING = frozenset({"name", "part of a name", "initials", "misspelt name"})  # What names somebody, and is no date, address or school.


@dataclass(frozen=True)
class Found:
    """A place that could identify somebody. what: "name", "part of a name", "initials", "misspelt name", "date of birth", …

    who: the person's id in the people file, or several joined by ", ". instead: what stands for it.
    """

    start: int
    end: int
    text: str
    what: str
    who: str
    instead: str


class Names:
    """The people of a case. Made once, used for many texts."""

    def __init__(self, people_file: Mapping[str, Any]) -> None:
        """people_file: as in the contract; anything but a name may be missing."""
        self.people = cast(people_file)
        self.places = places(people_file)
        self._index = index(self.people)
        self._initials: dict[str, list[Person]] = {}
        for person in self.people:
            for letters in person.initials:
                self._initials.setdefault(letters, []).append(person)
        self._near = Near(self._index)
        self._plain: set[str] = set()
        self._roles = roles(people_file)

    def hide(self, text: str) -> str:
        """The text with what stands for each name."""
        parts, done = [], 0
        for found in self.found(text):
            parts += [text[done : found.start], found.instead]
            done = found.end
        return "".join([*parts, text[done:]]) if parts else text

    def found(self, text: str) -> tuple[Found, ...]:
        """Each place in the text, in order, none within another."""
        if not text or not self.people:
            return ()
        low = fold(text)
        taken = list(self._placed(text, low))
        named = self._named(text, low)
        if not taken:
            return tuple(named)
        free = [f for f in named if not any(t.start < f.end and f.start < t.end for t in taken)]
        return tuple(sorted([*taken, *free], key=lambda f: f.start))

    def named(self, text: str) -> frozenset[str]:
        """The ids of those whom the text names or may name: in full or in part, by initials, misspelt; a family name names all who bear it."""
        return frozenset(who for f in self.found(text) if f.what in NAMING for who in f.who.split(", "))

    def who(self, said: str) -> str:
        """The id of the one person whom a name ("D Holloway") or a role ("mum", "mother's partner") means; "" for nobody or several."""
        ids = {f.who for f in self.found(said)}
        if ids:
            return ids.pop() if len(ids) == 1 and ", " not in min(ids) else ""
        role = fold(said).removeprefix("the ").strip()
        role = words.ROLES.get(role, role)
        return self._roles.get(role, "")

    # -- dates, addresses, schools ------------------------------------------------------------------------------------

    def _placed(self, text: str, low: str) -> Iterator[Found]:
        done: list[tuple[int, int]] = []
        flat = low.replace("'", "")
        for place in self.places:
            if not any(key in low or key in flat for key in place.keys):
                continue
            for m in place.pattern.finditer(low):
                if not any(a < m.end() and m.start() < b for a, b in done):
                    done.append(m.span())
                    yield Found(m.start(), m.end(), text[m.start() : m.end()], place.what, place.who, place.instead)

    # -- names --------------------------------------------------------------------------------------------------------

    def _named(self, text: str, low: str) -> list[Found]:
        telling = {word for word in set(WORD.findall(low)) - self._plain if not self._is_plain(word)}
        if not telling:
            return []
        tokens = tokens_of(text, low)
        found: list[Found] = []
        n = 0
        while n < len(tokens):
            match = self._at(text, tokens, n) if tokens[n].low in telling else None
            if match is None:
                n += 1
                continue
            one, n = match
            found.append(one)
        return found

    def _is_plain(self, low: str) -> bool:
        """Whether a word, however written, is nobody's name, initial or misspelt name. Most words are; each is asked once."""
        if len(low) > 1 and low not in self._index and low not in self._initials and not self._near.name(low):
            self._plain.add(low)
            return True
        return False

    def _at(self, text: str, tokens: list[Token], n: int) -> tuple[Found, int] | None:
        """What begins at a token, and the token after it."""
        token = tokens[n]
        if len(token.low) == 1:
            return self._from_initial(text, tokens, n)
        parts = self._parts(text, tokens, n)
        if parts is None:
            return self._letters(text, tokens, n)
        misspelt = token.low not in self._index
        if "last" in parts and (turned := self._turned(text, tokens, n, parts["last"])):
            return turned
        if "first" in parts:
            people, end, whole = self._whole(text, tokens, n, parts["first"])
            return self._found(text, tokens, n, end, people, "misspelt name" if misspelt else "name" if whole else "part of a name"), end
        people = parts.get("last") or parts.get("between") or ()
        if "last" not in parts and (not token.capital or len(token.low) < 4):  # "Van", "de", "bin" are names only within one.
            return None
        start = n - 1 if n and tokens[n - 1].low in words.TITLES and joined(text, tokens[n - 1], token) and len(people) == 1 else n
        return self._found(text, tokens, start, n + 1, people, "misspelt name" if misspelt else "part of a name", surname=True), n + 1

    def _whole(self, text: str, tokens: list[Token], n: int, people: tuple[Person, ...]) -> tuple[tuple[Person, ...], int, bool]:
        """How far a name goes on after a given name: whose it is, the token after it, and whether the surname is in it."""
        end, after = n + 1, self._next(text, tokens, n)
        lasts: tuple[Person, ...] = ()
        while after is not None:
            parts = self._parts(text, tokens, after, near_name=True) or {}
            lasts = parts.get("last", ())
            if lasts or not any(p in people for p in parts.get("between", ())):
                break
            end, after = after + 1, self._next(text, tokens, after)
        if after is None:
            return people, end, False
        if lasts:
            end = after + 1
            # A double name: "O'Brien-Vance", "Al Hassan".
            while (more := self._next(text, tokens, end - 1)) is not None and any(p in lasts for p in self._surname(tokens[more])):
                end = more + 1
            return tuple(p for p in people if p in lasts) or people, end, True
        letter = tokens[after].low in {p.lasts[0][0] for p in people if p.lasts} and tokens[after].raw.isupper()
        return people, after + 1 if letter and not ends(text, tokens[n]) else end, False  # "Rowan M".

    def _surname(self, token: Token) -> tuple[Person, ...]:
        parts = self._index.get(token.low) if token.capital else None
        return parts.get("last", ()) if parts and "first" not in parts else ()

    def _turned(self, text: str, tokens: list[Token], n: int, people: tuple[Person, ...]) -> tuple[Found, int] | None:
        """ "Marsh, Rowan" and "MARSH R": the surname first."""
        if n + 1 >= len(tokens) or (n and tokens[n - 1].low in words.TITLES and joined(text, tokens[n - 1], tokens[n])):
            return None
        token, after = tokens[n], tokens[n + 1]
        between = text[token.end : after.start]
        if between.strip() not in (",", "") or len(between) > 2 or not between:
            return None
        firsts = (self._index.get(after.low) or {}).get("first", ())
        both = tuple(p for p in people if p in firsts)
        if both and (between.strip() or token.raw.isupper()):
            return self._found(text, tokens, n, n + 2, both, "name"), n + 2
        if len(after.low) == 1 and after.raw.isupper() and (between.strip() or token.raw.isupper()) and not text[after.end : after.end + 1].isalnum():
            both = tuple(p for p in people if any(f[0] == after.low for f in p.firsts) or any(i[0] == after.low for i in p.initials))
            if both:
                return self._found(text, tokens, n, n + 2, both, "name"), n + 2
        return None

    def _from_initial(self, text: str, tokens: list[Token], n: int) -> tuple[Found, int] | None:
        """ "R. Marsh", "R J Marsh"; "R.M." and "R M"."""
        token = tokens[n]
        before = text[max(0, token.start - 2) : token.start]
        if not token.raw.isupper() or before[-1:].isalnum() or before[-1:] == "/" or (before[:1].isalnum() and before[-1:] in ("'", "’")):
            return None
        after = self._next(text, tokens, n)
        if after is None:
            return None
        if len(tokens[after].low) == 1 and tokens[after].raw.isupper():
            further = self._next(text, tokens, after)
            if further is not None and (people := self._with_initial(tokens[further], token.low)):
                return self._found(text, tokens, n, further + 1, people, "name"), further + 1
            people = tuple(self._initials.get(token.low + tokens[after].low, ()))
            loose = text[token.end : tokens[after].start] == " " and further is not None and len(tokens[further].low) == 1
            tail = text[tokens[after].end : tokens[after].end + 1]
            if people and not loose and not tail.isalnum() and tail not in ("'", "’", "/"):
                return self._found(text, tokens, n, after + 1, people, "initials"), after + 1
            return None
        people = self._with_initial(tokens[after], token.low)
        return (self._found(text, tokens, n, after + 1, people, "name"), after + 1) if people else None

    def _with_initial(self, token: Token, letter: str) -> tuple[Person, ...]:
        parts = self._index.get(token.low) or self._near.parts(token) or {}
        people = parts.get("last", ())
        fit = tuple(p for p in people if any(f[0] == letter for f in p.firsts) or any(i[0] == letter for i in p.initials))
        return fit if token.capital else ()

    def _letters(self, text: str, tokens: list[Token], n: int) -> tuple[Found, int] | None:
        """ "KM": initials in capitals that are no part of a reference and no usual abbreviation."""
        token = tokens[n]
        if not token.raw.isupper() or len(token.raw) > 4 or token.low in words.LETTERS:
            return None
        people = tuple(self._initials.get(token.low, ()))
        around = text[max(0, token.start - 1) : token.start] + text[token.end : token.end + 1]
        if not people or any(c.isdigit() or c in "/_-@#&" for c in around):
            return None
        return self._found(text, tokens, n, n + 1, people, "initials"), n + 1

    def _parts(self, text: str, tokens: list[Token], n: int, near_name: bool = False) -> Mapping[str, tuple[Person, ...]] | None:
        """Whom a token names, by part; None where it is an ordinary word, or nobody's name. near_name: it stands beside a name."""
        token = tokens[n]
        known = self._index.get(token.low)
        if known is None:
            if len(token.low) < 5 or token.low in COMMON or token.low in words.WORDS or token.low in words.MONTHS:
                return None
            first = not near_name and begins(text, token)
            if token.capital and (len(token.low) > 5 or not first) or len(token.low) > 6:
                return self._near.parts(token)
            return None
        if len(token.low) <= 2 and not (token.raw.istitle() or near_name):
            return None
        if token.low not in words.WORDS or near_name and token.capital:
            return known
        return known if self._is_name(text, tokens, n) else None

    def _is_name(self, text: str, tokens: list[Token], n: int) -> bool:
        """Whether a name that is also a word is the name here."""
        token = tokens[n]
        if not token.capital:
            return False
        before = tokens[n - 1] if n and text[tokens[n - 1].end : token.start].strip() == "" else None
        after = tokens[n + 1] if n + 1 < len(tokens) and text[token.end : tokens[n + 1].start].strip() in ("", "'s", "’s") else None
        possessive = text[token.end : token.end + 2].lower() in ("'s", "’s")
        if token.low in words.MONTHS:
            digits = re.match(r"\s+\d", text[token.end : token.end + 4]) or re.search(
                r"\d(?:st|nd|rd|th)?\s+$", text[max(0, token.start - 6) : token.start]
            )
            listed = any(t.low in words.MONTHS for t in tokens[max(0, n - 4) : n])  # "From March to May".
            if digits or (before and (before.low in words.MONTH_BEFORE or (listed and before.low in words.BETWEEN))):
                return False
        if possessive or (before and before.low in words.TITLES):
            return True
        follows = after is not None and (
            bool(words.VERB.search(after.low)) or after.low in words.FOLLOWS or (after.capital and after.low in self._index)
        )
        if token.low in words.MODALS and begins(text, token):
            return follows or after is None
        if token.raw.isupper() and len(token.raw) > 1 and not follows:
            return before is not None and before.low in self._index
        if begins(text, token):
            return after is None or after.low not in words.NOT_AFTER
        return True

    def _next(self, text: str, tokens: list[Token], n: int) -> int | None:
        return n + 1 if n + 1 < len(tokens) and joined(text, tokens[n], tokens[n + 1]) else None

    def _found(self, text: str, tokens: list[Token], first: int, end: int, people: tuple[Person, ...], what: str, *, surname: bool = False) -> Found:
        start, stop = tokens[first].start, tokens[end - 1].end
        if (
            len(tokens[end - 1].low) == 1
            and text[stop : stop + 1] == "."
            and what != "part of a name"
            and (what == "initials" and "." in text[start:stop])
        ):
            stop += 1
        family = [p for p in people if p.kind == "person"]
        shared = surname and len(family) > 1
        instead = FAMILY if shared else instead_of(people)
        return Found(start, stop, text[start:stop], what, ", ".join(p.who for p in people), instead)
