"""The app, for its tables and templates; and what is noted when a session begins."""

from __future__ import annotations

from django.apps import AppConfig


class SignInConfig(AppConfig):
    """Signing in."""

    name = "cspr.services.sign_in"
    label = "sign_in"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """From now on each session says since when it is, and from where."""
        from django.contrib.auth.signals import user_logged_in

        from cspr.services.sign_in.sessions import begun

        user_logged_in.connect(begun)
