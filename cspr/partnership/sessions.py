"""The rows in which sessions are kept, whichever store the setting SESSION_ENGINE names: one place for all who end or clean them."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore


def store() -> type[SessionStore]:
    """The store of sessions in use; its `get_model_class()` is their table."""
    found: type[SessionStore] = import_module(settings.SESSION_ENGINE).SessionStore
    return found
