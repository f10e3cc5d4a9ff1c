"""Sessions, each with whose it is, so that they can be listed and ended; what all processes count; and the identity providers of agencies."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.crypto import salted_hmac

from cspr.partnership.models import Agency, User
from cspr.services.sign_in.browsers import in_words


class Session(AbstractBaseSession):
    """One browser in which somebody is signed in (or, user None, is about to be). Deleting it ends it at once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    since = models.DateTimeField(null=True)
    place = models.CharField(max_length=45, default="", help_text="The address of the machine it began at.")
    browser = models.CharField(max_length=300, default="", help_text="What the browser calls itself.")

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        """The store that writes these."""
        from cspr.services.sign_in.sessions import SessionStore

        return SessionStore

    @property
    def last_used(self) -> datetime:
        """Each request moves its end on, so its end says when the last was."""
        return self.expire_date - timedelta(seconds=settings.SESSION_COOKIE_AGE)

    @property
    def mark(self) -> str:
        """What a page calls it by: its key would let whoever reads it in."""
        return salted_hmac("cspr.services.sign_in.session", self.session_key).hexdigest()[:20]

    @property
    def browser_in_words(self) -> str:
        """Such as "Firefox on Windows"."""
        return in_words(self.browser)


class Shared(models.Model):
    """What all web processes know of for a while: tries, requests, codes that were used (cspr.services.sign_in.shared)."""

    key = models.CharField(max_length=64, primary_key=True, help_text="SHA-256 of its name, in hex.")
    value = models.JSONField()
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key


class Provider(models.Model):
    """An agency's own identity provider (OpenID Connect): whoever has an account for the agency may sign in through it."""

    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="provider")
    issuer = models.CharField(max_length=300, help_text="Its address; /.well-known/openid-configuration below it says the rest.")
    client = models.CharField(max_length=200, help_text="What it knows this service by.")
    secret = models.TextField(help_text="Its client secret, sealed (cspr.services.sign_in.kept).")
    multi_factor = models.BooleanField(help_text="It asks everybody for more than a password, whether or not it says so each time.")
    addresses_trusted = models.BooleanField(db_default=False, default=False, help_text=(
        "By the administrator's word, only the agency's IT sets the addresses in it: they count where it says nothing of having verified them."))

    def __str__(self) -> str:
        return self.agency.name
