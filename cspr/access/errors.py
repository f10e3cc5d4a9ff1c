"""Why a person is turned away. "Absent" and "not yours" are one error, so that nobody learns a case exists."""

from __future__ import annotations


class Refusal(Exception):
    """Something was not done; the message says what and what to do. Nothing half done stays."""

    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotHere(Refusal):
    """There is no such thing, or it is not this person's to see: the same answer for both."""

    status = 404

    def __init__(self, message: str = "There is nothing here that you can see. Check the address, or ask the Business Unit.") -> None:
        super().__init__(message)


class Forbidden(Refusal):
    """The person sees the case but this step belongs to another role."""

    status = 403
