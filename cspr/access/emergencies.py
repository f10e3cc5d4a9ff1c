"""A case opened in an emergency: what is open so at this moment, and who was told (docs/adr/0122)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from cspr.access.answering import open_case, whole
from cspr.access.models import Bar, Glass
from cspr.access.reads import kept_out, own_entries
from cspr.access.rooms import IN_EMERGENCIES
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.models import Case, Fact


def emergencies_of(member: Member, now: datetime) -> dict[int, Glass]:
    """The cases that are open to this hat in an emergency at this moment, by their numbers. now: aware. A later bar goes before."""
    if Role(member.role) not in IN_EMERGENCIES:
        return {}
    found = Glass.objects.filter(member=member, since__lte=now, until__gt=now, partnership=member.partnership_id).select_related("case")
    found = found.exclude(case__in=Bar.objects.filter(user=member.user_id).values("case")).order_by("until")
    with whole(member.partnership_id):  # That there is one is what opens the case.
        return {one.case_id: one for one in found}


def for_emergency(member: Member, reference: str) -> tuple[Case | None, bool]:
    """The case of that reference in the person's partnership, held until the transaction ends, and whether they are kept out of it.

    Only for opening a case in an emergency, which never says what came of it.
    """
    with whole(member.partnership_id):
        case = Case.objects.select_for_update(no_key=True).filter(partnership=member.partnership_id, reference=reference).first()
    if case is None:
        return None, False
    open_case(case.pk)
    case.partnership = member.partnership
    return case, member.user_id in kept_out(case)


def is_open_in_emergency(case: Case, number: int, now: datetime) -> bool:
    """Whether that emergency still lasts. now: aware."""
    return Glass.objects.filter(case=case, number=number, until__gt=now).exists()


def emergencies_told(member: Member) -> list[Glass]:
    """The emergencies this person was told of that nobody has reviewed yet, the newest first."""
    found = Glass.objects.filter(partnership=member.partnership_id, told__contains=[member.pk], reviewed=False)
    with whole(member.partnership_id):
        return list(found.select_related("case", "member__user").order_by("-since"))


def tried_in_emergency(member: Member) -> QuerySet[Fact]:
    """The cases of the partnership asked for in an emergency and not opened, there or not; but those from which this person is kept out."""
    shut = Bar.objects.filter(user=member.user_id, case__partnership=member.partnership_id).values_list("case__reference", flat=True)
    with whole(member.partnership_id):
        kept = list(shut)
    return own_entries(member.partnership, ["glass_tried"]).exclude(details__reference__in=kept)
