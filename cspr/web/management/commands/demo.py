"""Makes the demo partnership, through the door; or prints its sign-ins."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from cspr.operations import today
from cspr.partnership.models import Partnership
from cspr.web.demo import make, people


class Command(BaseCommand):
    """`demo` makes it once; `demo --sign-ins` prints who can sign in."""

    help = "Make the demo partnership (once), or print its sign-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--sign-ins only prints them."""
        parser.add_argument("--sign-ins", action="store_true", help="print the demo's sign-ins and do nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make all of it or none."""
        if options["sign_ins"]:
            if Partnership.objects.filter(slug="wessmoor").exists():
                self.stdout.write(f"Sign in with the password {people.PASSWORD} as:")
                for line in people.sign_ins():
                    self.stdout.write(f"  {line}")
            return
        if Partnership.objects.exists():
            self.stdout.write("There is a partnership already; the demo is made only in an empty service.")
            return
        with transaction.atomic():
            make(today())
        self.stdout.write("The demo partnership is ready.")
