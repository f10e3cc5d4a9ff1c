"""Makes the first administrator of an empty service and prints the password once."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from cspr.partnership.models import Member, Partnership, User
from cspr.partnership.roles import Role
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
        """Refuses where the service has members already: an administrator makes further accounts."""
        if Member.objects.exists():
            raise CommandError("This service has members already. Ask its administrator for an account.")
        password = secrets.token_urlsafe(12)
        with transaction.atomic():
            partnership = Partnership.objects.first() or Partnership.objects.create(
                slug="partnership", name=options["partnership"], protocol=options["protocol"], reference_prefix="CSPR", since=timezone.localdate()
            )
            user = User.objects.create_user(options["email"], password, name="First administrator", password_given=True)
            Member.objects.create(user=user, partnership=partnership, role=Role.ADMINISTRATOR)
        self.stdout.write(f"first administrator  {options['email']}  {password}\nThis password is shown once. Keep it now.")
