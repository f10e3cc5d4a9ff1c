"""What is asked about an agency's identity provider."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from django.conf import settings
from pydantic import AfterValidator, Field, SecretStr, StringConstraints

from cspr.operations.inputs import Input, Text, ask


def _address(value: str) -> str:
    parts = urlsplit(value)
    secure = parts.scheme == "https" or (settings.LOCAL and parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost"))
    if not secure or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError("must look like https://login.example.org/realm")
    return value.removesuffix("/.well-known/openid-configuration").rstrip("/")


Issuer = Annotated[Text, StringConstraints(max_length=300), AfterValidator(_address)]


class WhichAgency(Input):
    """An agency of the directory."""

    agency: Text = ask("Which agency?")


class SetProvider(WhichAgency):
    """How an agency's own people sign in through it."""

    issuer: Issuer = ask("Address of its identity provider", "Its “issuer”, as the agency's IT gives it. For example: https://login.example.org/realm")
    client: Annotated[Text, StringConstraints(max_length=200)] = ask("Client ID", "What the provider knows this service by.")
    secret: Annotated[SecretStr, Field(min_length=1, max_length=500)] = ask("Client secret", "It is kept encrypted and never shown again.")
    multi_factor: bool = ask(
        "Does it ask everybody for more than a password?",
        "Say yes only where the agency's IT has confirmed it. Otherwise people set up a second step here, unless it says each time that it asked.")
    addresses_trusted: bool = ask(
        "Does only the agency’s IT set the email addresses in it?",
        "Needed where the provider does not say of each address that it is verified (email_verified); Microsoft Entra ID does not. Say yes only "
        "where the agency’s IT has confirmed that nobody can change their own address there. Whoever could, could sign in here as somebody else "
        "of the agency.",
        default=False)
