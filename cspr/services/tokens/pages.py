"""A person's tokens, and the steps that make and end one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cspr.operations import Done, clock
from cspr.partnership.roles import Role
from cspr.record.chain import sha256
from cspr.services.tokens.models import new_secret, standing
from cspr.services.tokens.scopes import SCOPES, of_use_to
from cspr.steps.forms import Choices
from cspr.steps.step import Step

USUAL_DAYS = 90


def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens of the role the person wears."""
    return render(request, "tokens/tokens.html", {"tokens": standing(request.member, clock.today())})


class MakeToken(Step):
    """A new token, shown once."""

    operation = "tokens.make"
    template = "tokens/step.html"
    button = "Make the token"
    leave_out = ("digest",)
    next_says = "The token is shown once, on the next page. Copy it from there into the system that is to use it."
    made: Done | None = None

    def choices(self, name: str) -> Choices | None:
        """What is of use to the role."""
        return [(scope, SCOPES[scope]) for scope in of_use_to(Role(self.member.role))] if name == "scopes" else None

    def initial(self) -> Mapping[str, Any]:
        """To read, for a quarter of a year."""
        return {"until": clock.today() + timedelta(days=USUAL_DAYS), "scopes": ["read"]}

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """The token is made here, and only its hash goes through the door."""
        self.secret = new_secret()
        return {**answers, "digest": sha256(self.secret)}

    def tell(self, done: Done) -> None:
        """Nothing is said on the next page: the token's own page comes instead, and stands nowhere else."""
        self.made = done

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The token itself, once it is made."""
        answer = super().post(request, *args, **kwargs)
        return render(request, "tokens/made.html", {"secret": self.secret}) if self.made else answer


class EndToken(Step):
    """A token that is no longer needed, or that somebody else has seen."""

    operation = "tokens.end"
    from_address = "token"
    template = "tokens/step.html"
    button = "End the token"
    next_says = "From then on it signs nobody in. A system that still uses it is told to sign in."

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """The tokens that work."""
        return [(str(t.pk), t.name) for t in standing(self.member, clock.today())] if name == "token" else None

    def done_url(self, done: Done) -> str:
        """Back to the list."""
        return reverse("tokens")
