"""Personal tokens. The token itself is shown once and kept nowhere; what is kept is its hash."""

from __future__ import annotations

import secrets
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import QuerySet

from cspr.partnership.models import Member
from cspr.record.chain import sha256


class Token(models.Model):
    """Signs another system in as one hat of one person, until a day or until it is ended."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=200, help_text="What it is for, in its holder's words.")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token, in hex.")
    scopes = ArrayField(models.CharField(max_length=10), help_text="What it may be used for: words of cspr.services.tokens.scopes.")
    made_at = models.DateTimeField()
    until = models.DateField(help_text="The last day it works.")
    ended_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True, help_text="The last day it signed anything in.")

    class Meta:
        """Listed newest first."""

        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name


def new_secret() -> str:
    """A token that nobody can guess; its beginning says what it is to whoever finds it in a file."""
    return f"cspr_{secrets.token_urlsafe(32)}"


def standing(member: Member, on: date) -> QuerySet[Token]:
    """The hat's tokens that work on a day."""
    return Token.objects.filter(member=member, ended_at__isnull=True, until__gte=on)


def used(secret: str, on: date) -> Token | None:
    """The token of that secret, with its hat, and the day noted; None for one that is unknown, ended or past its day, or whose holder left."""
    found = Token.objects.filter(digest=sha256(secret), ended_at__isnull=True, until__gte=on, member__is_active=True, member__user__is_active=True)
    token = found.select_related("member__user", "member__agency", "member__partnership").first()
    if token and token.used_on != on:
        token.used_on = on
        token.save(update_fields=["used_on"])
    return token
