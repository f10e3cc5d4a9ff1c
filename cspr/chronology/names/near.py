"""Names misspelt."""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz.distance import OSA

from cspr.chronology.matching.words import COMMON
from cspr.chronology.names import words
from cspr.chronology.names.cast import Person
from cspr.chronology.names.tokens import Token

Parts = Mapping[str, tuple[Person, ...]]


class Near:
    """The names that a word may be a slip of. Each word is asked once; chronologies repeat theirs."""

    def __init__(self, index: Mapping[str, Parts]) -> None:
        self._names = {w: parts for w, parts in index.items() if len(w) > 4 and w not in words.WORDS and not w.endswith(("ses", "hes"))}
        self._asked: dict[str, str] = {}

    def parts(self, token: Token) -> Parts | None:
        """Whose name a token is a slip of, if anybody's. In small letters only one letter may be wrong."""
        name = self.name(token.low)
        if not name or (not token.capital and OSA.distance(name, token.low) > 1):
            return None
        return self._names[name]

    def name(self, low: str) -> str:
        """The name that a folded word is a slip of; "" for none."""
        if low not in self._asked:
            self._asked[low] = self._look(low)
        return self._asked[low]

    def _look(self, low: str) -> str:
        if len(low) < 5 or low in words.WORDS or low in COMMON or low in words.DAYS or low in words.MONTHS:
            return ""
        best, least = "", 3
        for name in self._names:
            allowed = 2 if len(name) > 7 and len(low) > 6 else 1
            if name[0] == low[0] and abs(len(name) - len(low)) <= allowed:
                apart = OSA.distance(name, low, score_cutoff=allowed)
                if apart <= allowed and apart < least:
                    best, least = name, apart
        return best
