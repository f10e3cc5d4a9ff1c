"""The access app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    """See the package's docstring."""

    name = "cspr.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The tables' policies follow every migration."""
        from cspr.access.enforcing import after_migrating

        post_migrate.connect(after_migrating, sender=self)
