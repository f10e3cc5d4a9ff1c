"""How fast home and the list of cases are in a partnership of 5,000 cases, beside the plain SQL beneath."""

from __future__ import annotations

import sys

from _given import client_of, copied, ready, took
from django.db import connection

CASES, GOAL_MS = 5000, 60.0
PEOPLE = (("business_unit", None), ("sub_group_chair", None), ("agency_lead", "hospital"), ("notifier", "council"))
# The rows a page of each shows, by the same rules of access, and how many there are; nothing else.
SEEN = """c.partnership_id = %(home)s AND NOT EXISTS (SELECT 1 FROM access_bar b WHERE b.case_id = c.id AND b.user_id = %(user)s)
    AND (%(role)s = 'business_unit' OR EXISTS (SELECT 1 FROM access_grant g WHERE g.case_id = c.id AND g.role = %(acts)s
         AND g.who IN ('', %(who)s) AND g.since <= current_date AND (g.until IS NULL OR g.until >= current_date)))"""
OWED = f"""FROM record_duty d LEFT JOIN record_case c ON c.id = d.case_id WHERE d.partnership_id = %(home)s AND d.owner = %(acts)s
    AND d.done IS NULL AND NOT d.void AND (%(who)s = '' OR d.for_value = %(who)s OR %(role)s = 'notifier') AND (c.id IS NULL OR ({SEEN}))"""
PLAIN = {
    "/": (f"SELECT count(*), count(DISTINCT d.case_id) {OWED}",
          f"SELECT d.*, c.reference, c.about {OWED} ORDER BY d.due NULLS LAST, d.opened LIMIT 25"),
    "/cases/": (f"SELECT count(*) FROM record_case c WHERE {SEEN}",
                f"SELECT c.* FROM record_case c WHERE {SEEN} ORDER BY c.opened_at DESC LIMIT 25"),
}


def page(role: str, agency: str | None, path: str) -> bool:
    """One page for one person, and its plain SQL."""
    from cspr.partnership.models import Member

    client = client_of(role, agency)
    member = Member.objects.select_related("agency").get(user=client.session["_auth_user_id"])
    values = {"home": member.partnership_id, "user": member.user_id, "role": role, "acts": member.protocol_role, "who": member.who}

    def plain() -> None:
        with connection.cursor() as cursor:
            for statement in PLAIN[path]:
                cursor.execute(statement, values)
                cursor.fetchall()

    def whole() -> None:
        assert client.get(path).status_code == 200

    ours, beneath = took(whole), took(plain)
    print(f"  {path:8} {role:16} {ours} (goal < {GOAL_MS:.0f} ms); plain SQL {beneath}; {ours.best / beneath.best:.1f} times")
    return ours.median < GOAL_MS


def main() -> int:
    """Print what was measured. 1 where a goal is missed."""
    ready()
    copied(CASES)
    return 0 if all([page(role, agency, path) for path in PLAIN for role, agency in PEOPLE]) else 1


if __name__ == "__main__":
    sys.exit(main())
