"""To whom a case is open and from whom it is kept, for the page that says so."""

from __future__ import annotations

from django.db.models import QuerySet

from cspr.access.models import Bar, Glass, Grant
from cspr.access.reads import SeenCase


def grants(seen: SeenCase) -> QuerySet[Grant]:
    """What the rules open of it, and to whom."""
    return Grant.objects.filter(case=seen.case).order_by("since", "rule", "who")


def bars(seen: SeenCase) -> QuerySet[Bar]:
    """Who is kept out of it."""
    return Bar.objects.filter(case=seen.case)


def emergencies(seen: SeenCase) -> QuerySet[Glass]:
    """When it was opened in an emergency, the newest first."""
    return Glass.objects.filter(case=seen.case).select_related("member__user", "member__agency").order_by("-number")
