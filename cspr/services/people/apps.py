"""The app, for its table and templates."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People of a case."""

    name = "cspr.services.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Other rooms read the people of a case by way of the record; one of them can be restricted to named people."""
        from cspr.access.withheld import withholds
        from cspr.record.people import PERSON, kept_by
        from cspr.services.people.file import births, people_file, shown_file
        from cspr.services.people.roll import as_item, cut

        kept_by(people_file, shown_file, births)
        withholds(PERSON, as_item, cut=cut)
