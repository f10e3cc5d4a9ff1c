"""How often somebody may be wrong: counted for one account at one place, so that nobody can lock a colleague out."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from cspr.access.asking import asking

TRIES, MINUTES = 10, 15
TOO_MANY = f"Too many tries. Wait {MINUTES} minutes, then try again."


@dataclass(frozen=True)
class Tries:
    """Wrong tries from here, for this account. key: of the cache; it tells neither."""

    key: str

    @classmethod
    def of(cls, account: str) -> Tries:
        """account: what was tried, such as the address typed."""
        return cls(salted_hmac("cspr.services.sign_in.tries", f"{asking().address} {account}").hexdigest())

    @property
    def spent(self) -> bool:
        """Whether no more are let in for now."""
        return bool(cache.get(self.key, 0) >= TRIES)

    def wrong(self) -> None:
        """One more."""
        cache.counted(self.key, MINUTES * 60)

    def right(self) -> None:
        """It was they: start anew."""
        cache.delete(self.key)
