"""The app, for its tables and templates."""

from __future__ import annotations

from django.apps import AppConfig


class ChronologyConfig(AppConfig):
    """The chronology of a case."""

    name = "cspr.services.chronology"
    label = "chronology"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A row can be restricted to named people; with it goes what tells of it, and the file it came in."""
        from cspr.access.withheld import withholds
        from cspr.services.chronology.finding import ENTRY
        from cspr.services.chronology.reads import as_item
        from cspr.services.chronology.telling import cut, files_of_withheld

        withholds(ENTRY, as_item, cut=cut, files=files_of_withheld)
