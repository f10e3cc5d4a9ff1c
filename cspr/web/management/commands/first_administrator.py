"""Makes the first administrator of an empty service and prints the password once."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from cspr.partnership.founding import first_password, found
from cspr.partnership.models import Partnership
from cspr.protocol import known


class Command(BaseCommand):
    """`first_administrator [--email …] [--partnership …]`."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Who the administrator is and what the partnership is called; both can be changed later."""
        parser.add_argument("--email", default="administrator@example.org")
        parser.add_argument("--partnership", default="Safeguarding Children Partnership")
        parser.add_argument("--protocol", default=known()[0], choices=known())

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses where there is a partnership already: its administrator makes further accounts."""
        if Partnership.objects.exists():
            raise CommandError("This service has a partnership already. Ask its administrator for an account.")
        password = first_password()
        with transaction.atomic():
            found("partnership", options["partnership"], protocol=options["protocol"], prefix="CSPR", since=timezone.localdate(),
                  email=options["email"].lower(), person="First administrator", password=make_password(password))
        self.stdout.write(f"first administrator  {options['email']}  {password}\nThis password is shown once. Keep it now.")
