"""Secrets that have to be read again (an authenticator's key, a provider's client secret), kept under keys made from SECRET_KEY."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def _key(secret: str) -> Fernet:
    made = HKDF(SHA256(), 32, salt=None, info=b"cspr.services.sign_in").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(made))


def _keys() -> MultiFernet:
    """The present key writes; those of SECRET_KEY_FALLBACKS still read."""
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def seal(text: str) -> str:
    """The text, so that the database alone does not tell it."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text again. Raises cryptography.fernet.InvalidToken where it was sealed under another SECRET_KEY."""
    return _keys().decrypt(sealed.encode()).decode()
