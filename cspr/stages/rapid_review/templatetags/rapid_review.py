"""What every page that asks people to judge says first: what a review is for, and what it is not (B5, B6)."""

from __future__ import annotations

from django import template

from cspr import protocol
from cspr.record.models import Case

register = template.Library()


@register.inclusion_tag("rapid_review/decision/_purpose.html")
def purpose(case: Case) -> dict[str, list[protocol.Checklist]]:
    """The lists of the case's protocol that rest on B5 and B6."""
    return {"lists": [one for one in protocol.load(case.protocol).list if {"B5", "B6"} & set(one.clauses)]}
