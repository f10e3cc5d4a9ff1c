"""Works out again the dates of cases that rest on another edition of the protocol, or on other holidays."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cspr.operations import catch_up, now
from cspr.partnership.models import Partnership

WHY = "The protocol, or how the service reads it, has a new edition"


class Command(BaseCommand):
    """`catch_up`: run after each update. Run again, or after it was broken off, it does only what is left."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Every partnership; says how many cases there were, nothing where there were none."""
        for home in Partnership.objects.order_by("pk"):
            found = catch_up(home, now(), WHY)
            if found:
                self.stdout.write(f"Worked out again under the present rules: {found} case{'' if found == 1 else 's'} of {home}.")
