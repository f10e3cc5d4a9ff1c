"""Run beside a served folder, with its database (DATABASE_URL): makes the people of a trial, or reads all that is recorded. Prints JSON.

    python -m tests.durable.inside people     each role's session, for requests to the API
    python -m tests.durable.inside recorded   what the trial compares with what it was told
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

import django


def people() -> dict[str, str]:
    """The sessions of a made-up partnership's people, by what each does in the trial."""
    from cspr.partnership.roles import Role
    from tests.factories import client_for, member

    who = {"notifier": member(Role.NOTIFIER), "unit": member(Role.BUSINESS_UNIT), "police": member(Role.AGENCY_LEAD, "police"),
           "gp": member(Role.AGENCY_LEAD, "gp")}
    return {name: client_for(one).cookies["sessionid"].value for name, one in who.items()}


def recorded() -> dict[str, Any]:
    """Every submission, fact and letter; the cases whose rows are not those of a fresh evaluation; and the shape of each case."""
    from cspr.operations import clock
    from cspr.record.models import Case, Document, Fact, Submission
    from cspr.services.messages.models import Letter, Message
    from tests.operations.test_projection import rows_of, worked_out

    cases = list(Case.objects.select_related("partnership").order_by("pk"))
    return {
        "submissions": {one.key: one.facts for one in Submission.objects.all()},
        "facts": [str(pk) for pk in Fact.objects.values_list("pk", flat=True)],
        "letters": list(Letter.objects.values("message_id", "state", "kind", "error")),
        "stale": [case.reference for case in cases if rows_of(case) != worked_out(case, clock.now())],
        "shapes": {case.reference: {
            "facts": Counter(case.facts.values_list("kind", flat=True)),
            "documents": Counter(f"{d.kind} {d.for_value} {d.version}" for d in Document.objects.filter(case=case)),
            "messages": Counter(f"{m.kind} {m.agency} {bool(m.letter_id)}" for m in Message.objects.filter(case=case)),
        } for case in cases},
    }


if __name__ == "__main__":
    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    print(json.dumps({"people": people, "recorded": recorded}[sys.argv[1]]()))
