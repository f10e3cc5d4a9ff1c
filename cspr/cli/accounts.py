"""`cspr accounts`: what can be done for an account only by whoever keeps the server."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from cspr.cli.errors import Refused
from cspr.cli.record import on_the_record


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("accounts", allow_abbrev=False, help="accounts: let an administrator in again")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    rescue = verbs.add_parser("rescue", allow_abbrev=False, help="let an administrator in again who has lost password or second step",
                              description="Takes away their password and second step, ends their sessions, and prints an address that works once, "
                              "by which they choose a new password. It is recorded, and they are told by e-mail. Everybody else is helped by an "
                              "administrator.")
    rescue.add_argument("email", metavar="EMAIL", help="what they sign in with")
    rescue.set_defaults(run=run_rescue)


def _rescued(email: str) -> str:
    from django.conf import settings
    from django.urls import reverse

    from cspr.operations.clock import now
    from cspr.partnership.invitations import secret_from
    from cspr.services.accounts.rescue import NoAdministrator, rescue

    try:
        made = rescue(email, now())
    except NoAdministrator:
        raise Refused("cspr accounts rescue: nobody acts as administrator with that address. Everybody else is helped by an administrator, under "
                      "Accounts.") from None
    return str(settings.PUBLIC_URL) + reverse("invitation.open", args=[secret_from(made.salt)])


def run_rescue(asked: argparse.Namespace) -> int:
    """Do it, and print the address."""
    print(on_the_record("accounts rescue", lambda: _rescued(asked.email)))
    print("Give it to nobody but the administrator, whom you have spoken with yourself. It works once, until tomorrow. They choose a password there, "
          "sign in with it, and set up a second step. If no host stands before it, put that of your service there.", file=sys.stderr)
    return 0
