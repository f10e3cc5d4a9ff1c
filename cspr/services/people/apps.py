"""The app, for its table and templates."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People of a case."""

    name = "cspr.services.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Other rooms read the people of a case by way of the record."""
        from cspr.record.people import kept_by
        from cspr.services.people.file import births, people_file

        kept_by(people_file, births)
