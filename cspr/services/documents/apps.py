"""The app, for its tables and templates."""

from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Documents out."""

    name = "cspr.services.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A version of a letter can be restricted to named people."""
        from cspr.access.withheld import withholds
        from cspr.services.documents.restricted import LETTER, as_letter, cut

        withholds(LETTER, as_letter, cut=cut)
