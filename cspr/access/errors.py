"""Why a person is turned away. "Absent" and "not yours" are one error, so that nobody learns a case exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cspr.partnership.models import Member


class Refusal(Exception):
    """Something was not done; the message says what and what to do. Nothing half done stays."""

    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotHere(Refusal):
    """There is no such thing, or it is not this person's to see: the same answer for both."""

    status = 404

    def __init__(self, message: str = "There is nothing here that you can see. Check the address, or ask the Business Unit.", *,
                 tried: tuple[Member, str] | None = None) -> None:
        """tried: who asked for a case, and by which reference, where it was a case that was asked for."""
        super().__init__(message)
        self.tried = tried


class Forbidden(Refusal):
    """The person sees the case but this step belongs to another role."""

    status = 403


class RolesMissing(RuntimeError):
    """The roles that pages and jobs run as are not in the database, and its owner may not make them: no policy would bind anybody."""
