"""The parts of a case that have a page of their own, as the sub-navigation of every page that shows a case."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from cspr.access.reads import SeenCase
from cspr.operations import get
from cspr.partnership.roles import Role

# (words, URL name, room). Shown where the room is open to the person and, for their own part, where they have one.
TABS = (
    ("Overview", "case", "overview"), ("Referral", "referral", "referral"), ("Notification", "notification", "sin"), ("People", "people", "people"),
    ("Your request", "rapid_review.request", "request"), ("Rapid Review", "rapid_review", "overview"),
    ("Chronology", "chronology", "chronology"), ("Meetings", "meetings", "invitation"), ("Pack", "rapid_review.pack", "pack"),
    ("Decision", "rapid_review.decision", "decision"), ("Local review", "local_review", "review"), ("Publication", "publication", "publication"),
    ("Actions", "action_plan", "actions"), ("Learning", "learning.case", "overview"), ("Report", "rapid_review.circulated_report", "document"),
    ("Documents", "documents", "overview"), ("Messages", "messages.case", "history"), ("Conflicts", "conflicts", "history"),
    ("History", "history", "history"), ("Who may see it", "who_may_see", "log"), ("Who has looked", "who_has_looked", "log"),
    ("Disclosure", "disclosure", "disclosure"), ("Retention", "retention.case", "retention"),
)
# Parts of one holder's own: who sees the whole finds them within the Rapid Review.
_OWN = {"Your request": "returns", "Pack": "returns", "Report": "decision"}


def case_strip(seen: SeenCase, path: str) -> dict[str, Any]:
    """What the layout shows above a page of a case: its name, and the parts open to this person with the one `path` is in.

    Beside the parts of the case (`parts`: how many), whoever does not see the whole history finds there what they recorded themselves.
    """
    found = [{"text": text, "href": reverse(name, args=[seen.case.reference])} for text, name, room in TABS
             if room in seen.rooms and _OWN.get(text) not in seen.rooms]
    parts = len(found)
    if "history" not in seen.rooms and Role(seen.member.role) in get("record.correct").by:
        found.append({"text": "What you recorded", "href": reverse("recorded", args=[seen.case.reference])})
    here = max((t["href"] for t in found if path.startswith(t["href"])), key=len, default="")
    about = f" · {seen.about}" if seen.about else ""
    return {"strip": f"Case {seen.case.reference}{about}", "parts": parts, "tabs": [{**t, "current": t["href"] == here} for t in found],
            "printed": reverse("printed", args=[seen.case.reference])}
