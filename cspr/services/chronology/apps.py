"""The app, for its tables and templates."""

from __future__ import annotations

from django.apps import AppConfig


class ChronologyConfig(AppConfig):
    """The chronology of a case."""

    name = "cspr.services.chronology"
    label = "chronology"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A row can be restricted to named people."""
        from cspr.access.withheld import withholds
        from cspr.services.chronology.finding import ENTRY
        from cspr.services.chronology.reads import as_item

        withholds(ENTRY, as_item)
