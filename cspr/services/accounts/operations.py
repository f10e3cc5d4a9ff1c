"""The verbs of accounts and settings. Each leaves an entry in the partnership's own chain: who changed what."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from cspr import protocol
from cspr.operations import Doing, InputFault, catch_up, operation
from cspr.partnership.models import Agency, Holiday, Member, User
from cspr.partnership.roles import Role
from cspr.services.accounts.inputs import (
    AddAgency,
    AddHoliday,
    ChangeAgency,
    ChoosePassword,
    GivePassword,
    OpenAccount,
    RemoveHoliday,
    WhichAccount,
)

KEEPERS = (Role.ADMINISTRATOR,)
CHANGED = "settings_changed"
# Roles that act for one agency: what they see and owe is that agency's.
OF_AN_AGENCY = frozenset({Role.NOTIFIER, Role.AGENCY_LEAD, Role.AGENCY_AUTHOR, Role.SAFEGUARDING_PARTNER})


def _note(do: Doing, about: str) -> None:
    do.record(CHANGED, change=do.op.title, about=about)


@operation("accounts.add_agency", title="Add an agency", clauses=[], by=KEEPERS, records=[CHANGED], on="partnership")
def add_agency(do: Doing, data: AddAgency) -> None:
    """Put an agency in the directory. Raises InputFault where its word is taken, or the partner it would be is there already."""
    there = Agency.objects.filter(partnership=do.home)
    if there.filter(slug=data.agency).exists():
        raise InputFault.at("agency", f"“{data.agency}” is in the directory already. Choose another word.")
    if data.partner != "none" and data.partner != "health" and there.filter(partner=data.partner).exists():
        raise InputFault.at("partner", f"The directory has its {Agency.Partner(data.partner).label.lower()} already.")
    Agency.objects.create(partnership=do.home, slug=data.agency, name=data.name, on_sub_group=data.on_sub_group,
                          partner="" if data.partner == "none" else data.partner)
    _note(do, data.agency)


@operation("accounts.change_agency", title="Change an agency", clauses=[], by=KEEPERS, records=[CHANGED], on="partnership")
def change_agency(do: Doing, data: ChangeAgency) -> None:
    """Give an agency another name, or another place on the Sub-group. Raises InputFault for one that is not there."""
    agency = do.agency(data.agency)
    agency.name, agency.on_sub_group = data.name, data.on_sub_group
    agency.save()
    _note(do, agency.slug)


def _place(do: Doing, data: OpenAccount) -> tuple[Agency | None, str]:
    """The agency and post of a role. Raises InputFault where the role needs one that is not given, or none such is there."""
    role = Role(data.role)
    agency = do.agency(data.agency) if data.agency else None
    if role in OF_AN_AGENCY and agency is None:
        raise InputFault.at("agency", f"{role.label}: say for which agency.")
    if role == Role.SAFEGUARDING_PARTNER and agency is not None and not agency.partner:
        raise InputFault.at("agency", f"{agency} is not one of the three safeguarding partners.")
    posts = posts_of(do.protocol)
    if role == Role.NAMED_POST and data.post not in dict(posts):
        raise InputFault.at("post", f"Choose the post. Known are: {', '.join(dict(posts))}.")
    return agency, data.post if role == Role.NAMED_POST else ""


def posts_of(proto: protocol.Protocol) -> list[tuple[str, str]]:
    """The posts that reports are circulated to (D10): word and name."""
    listed = {d.for_each.list for d in proto.duties if d.for_each and d.for_each.list and d.for_each.detail == "post"}
    return [(i.id, i.name) for one in proto.list if one.id in listed for i in one.items]


@operation("accounts.open_account", title="Open an account", clauses=[], by=KEEPERS, records=[CHANGED], on="partnership")
def open_account(do: Doing, data: OpenAccount) -> None:
    """Give a person a role; a person the service does not know yet also a first password.

    Raises InputFault where they have this role already, or it lacks its agency or post.
    """
    agency, post = _place(do, data)
    email = data.email.lower()
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create(email=email, name=data.name, password=data.password, password_given=data.to_be_replaced)
    member, fresh = Member.objects.get_or_create(user=user, partnership=do.home, agency=agency, role=data.role, post=post)
    if not fresh:
        raise InputFault.at("role", "They have this role already." if member.is_active
                            else "They had this role, and it was ended. Give it back to them on the list of people.")
    _note(do, f"member-{member.pk}, {member.role}{f', {agency.slug}' if agency else ''}")


def _member(do: Doing, pk: int) -> Member:
    found = Member.objects.select_for_update(of=("self",)).filter(partnership=do.home, pk=pk).select_related("user").first()
    if found is None:
        raise InputFault.at("member", "That account is not on the list. Open the list of people again and choose one.")
    return found


@operation("accounts.end_account", title="End a role", clauses=[], by=KEEPERS, records=[CHANGED], on="partnership")
def end_account(do: Doing, data: WhichAccount) -> None:
    """The person no longer acts in this role; what they did stays theirs. Raises InputFault for the last administrator."""
    member = _member(do, data.member)
    others = Member.objects.filter(partnership=do.home, role=Role.ADMINISTRATOR, is_active=True).exclude(pk=member.pk)
    if member.role == Role.ADMINISTRATOR and not others.exists():
        raise InputFault.at("member", "This is the last administrator. Open an account for another one first.")
    if not member.is_active:
        raise InputFault.at("member", "That role was ended already.")
    Member.objects.filter(pk=member.pk).update(is_active=False)
    _note(do, f"member-{member.pk}, {member.role}")


@operation("accounts.give_back", title="Give a role back", clauses=[], by=KEEPERS, records=[CHANGED], on="partnership")
def give_back(do: Doing, data: WhichAccount) -> None:
    """The person acts in this role again. Raises InputFault where they do already."""
    member = _member(do, data.member)
    if member.is_active:
        raise InputFault.at("member", "They have that role now.")
    Member.objects.filter(pk=member.pk).update(is_active=True)
    _note(do, f"member-{member.pk}, {member.role}")


@operation("accounts.give_password", title="Give a new password", clauses=[], by=KEEPERS, records=[CHANGED], on="partnership")
def give_password(do: Doing, data: GivePassword) -> None:
    """A password that the person replaces when they sign in; wherever they are signed in now, that ends.

    Raises InputFault for somebody who also works for another partnership: that account is not this administrator's alone.
    """
    member = _member(do, data.member)
    if Member.objects.filter(user=member.user_id, is_active=True).exclude(partnership=do.home).exists():
        raise InputFault.at("member", "This person cannot be given a password here. Ask them to sign in with their own, or to change it themselves.")
    User.objects.filter(pk=member.user_id).update(password=data.password, password_given=True)
    _note(do, f"member-{member.pk}")


@operation("accounts.choose_password", title="Choose your password", clauses=[], by=tuple(Role), records=[CHANGED], on="partnership")
def choose_password(do: Doing, data: ChoosePassword) -> None:
    """One's own password, from now on."""
    User.objects.filter(pk=do.member.user_id).update(password=data.password, password_given=False)
    _note(do, f"member-{do.member.pk}")


def _said(on: date) -> str:
    return f"{on:%A} {on.day} {on:%B %Y}"


def _afterwards(do: Doing, why: str) -> None:
    """Work out every case again once the day itself is kept. Where that is broken off, the next start of the service goes on with it."""
    transaction.on_commit(lambda: catch_up(do.home, do.now, why))


@operation("accounts.add_holiday", title="Add a bank holiday", clauses=[], by=KEEPERS, records=[CHANGED], on="partnership")
def add_holiday(do: Doing, data: AddHoliday) -> None:
    """A day that no clock counts. Every case is worked out again, and says what moved. Raises InputFault for a day that is one already."""
    known = protocol.Calendar.named(do.protocol.protocol.calendar, do.holidays).holidays
    if data.on in known:
        raise InputFault.at("on", f"{_said(data.on)} is a bank holiday already: {known[data.on]}.")
    Holiday.objects.create(partnership=do.home, on=data.on, name=data.name, source=data.source)
    _note(do, f"{data.on.isoformat()}, {data.name}")
    _afterwards(do, f"{_said(data.on)}, {data.name}, was added to the bank holidays")


@operation("accounts.remove_holiday", title="Remove a bank holiday", clauses=[], by=KEEPERS, records=[CHANGED], on="partnership")
def remove_holiday(do: Doing, data: RemoveHoliday) -> None:
    """Count a day again that was added by mistake. Raises InputFault for a day the partnership did not add."""
    there = Holiday.objects.filter(partnership=do.home, on=data.on).first()
    if there is None:
        raise InputFault.at("on", f"{_said(data.on)} is not a day that was added here.")
    there.delete()
    _note(do, f"{data.on.isoformat()}, {there.name}")
    _afterwards(do, f"{_said(data.on)}, {there.name}, was taken off the bank holidays: it had been added by mistake")
