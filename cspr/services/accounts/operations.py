"""The verbs of accounts and settings. Each leaves an entry in the partnership's own chain: who changed what."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from cspr import protocol
from cspr.operations import Doing, InputFault, catch_up, operation
from cspr.operations.errors import Fault
from cspr.partnership.models import Agency, Holiday, User
from cspr.partnership.roles import Role
from cspr.protocol.explain import in_words
from cspr.services.accounts.inputs import (
    AddAgency,
    AddHoliday,
    ChangeAgency,
    ChangePartnership,
    ChangePerson,
    ChoosePassword,
    RemoveHoliday,
    Whose,
)
from cspr.services.accounts.invitations.operations import withdraw
from cspr.services.accounts.whose import member_of, works_elsewhere

KEEPERS = (Role.ADMINISTRATOR,)


# -- the partnership and its agencies ----------------------------------------------------------------------------------


@operation("accounts.change_partnership", title="Name the partnership", clauses=[], by=KEEPERS, records=["partnership_changed"], on="partnership")
def change_partnership(do: Doing, data: ChangePartnership) -> None:
    """Call the partnership, and its cases from now on, by another name."""
    do.home.name, do.home.reference_prefix = data.name, data.prefix
    do.home.save(update_fields=["name", "reference_prefix"])
    do.record("partnership_changed", name=data.name)


def _partner(data: AddAgency | ChangeAgency) -> str:
    """Which safeguarding partner it is, "" for none. There may be more of a kind: a partnership can span two authorities."""
    return "" if data.partner == "none" else data.partner


@operation("accounts.add_agency", title="Add an agency", clauses=[], by=KEEPERS, records=["agency_added"], on="partnership")
def add_agency(do: Doing, data: AddAgency) -> None:
    """Put an agency in the directory. Raises InputFault where its word is taken."""
    if Agency.objects.filter(partnership=do.home, slug=data.agency).exists():
        raise InputFault.at("agency", f"“{data.agency}” is in the directory already. Choose another word.")
    Agency.objects.create(partnership=do.home, slug=data.agency, name=data.name, partner=_partner(data), on_sub_group=data.on_sub_group)
    do.record("agency_added", agency=data.agency)


@operation("accounts.change_agency", title="Change an agency", clauses=[], by=KEEPERS, records=["agency_changed"], on="partnership")
def change_agency(do: Doing, data: ChangeAgency) -> None:
    """Give an agency another name or place. Raises InputFault for one that is not there."""
    agency = do.agency(data.agency)
    agency.name, agency.partner, agency.on_sub_group = data.name, _partner(data), data.on_sub_group
    agency.save()
    do.record("agency_changed", agency=agency.slug)


# -- people ------------------------------------------------------------------------------------------------------------


def _person(do: Doing, data: Whose) -> User:
    """The person behind a role, where they are this partnership's alone. Raises InputFault."""
    user = member_of(do, data.member).user
    if works_elsewhere(do, user):
        raise InputFault.at("member", "They also work for another partnership, so this cannot be changed for them here.")
    return user


@operation("accounts.change_person", title="Change a name or address", clauses=[], by=KEEPERS, records=["account_changed"], on="partnership")
def change_person(do: Doing, data: ChangePerson) -> None:
    """Call a person by another name, or sign them in with another address; in each of their roles. Raises InputFault for a taken address."""
    user = _person(do, data)
    if User.objects.filter(email=data.email).exclude(pk=user.pk).exists():
        raise InputFault.at("email", "Somebody else signs in with that address.")
    if user.email != data.email:
        withdraw(do, partnership=do.home, member__user=user)  # They lie in the mailbox of the address before.
    user.name, user.email = data.name, data.email
    user.save(update_fields=["name", "email"])
    do.record("account_changed", account=f"member-{data.member}")


# -- passwords ---------------------------------------------------------------------------------------------------------


@operation("accounts.choose_password", title="Choose your password", clauses=[], by=tuple(Role), records=["password_chosen"], on="partnership")
def choose_password(do: Doing, data: ChoosePassword) -> None:
    """One's own password, from now on; wherever else one is signed in, that ends.

    Raises InputFault where the present one is not right, or the new one is weak or no other.
    """
    user, new = do.member.user, data.new.get_secret_value()
    faults = []
    if not user.check_password(data.present.get_secret_value()):
        faults.append(Fault("present", "That is not your present password. Type it again."))
    elif user.check_password(new):
        faults.append(Fault("new", "That is your present password. Choose another."))
    try:
        validate_password(new, user)
    except ValidationError as error:
        faults.append(Fault("new", " ".join(error.messages)))
    if faults:
        raise InputFault(*faults)
    user.password, user.password_given = make_password(new), False
    user.save(update_fields=["password", "password_given"])
    withdraw(do, member__user=user, joins=False)
    do.record("password_chosen", account=f"member-{do.member.pk}")


# -- bank holidays -----------------------------------------------------------------------------------------------------


def _afterwards(do: Doing, why: str) -> None:
    """Work out every case again once the day itself is kept. Where that is broken off, the next start of the service goes on with it."""
    transaction.on_commit(lambda: catch_up(do.home, do.now, why))


@operation("accounts.add_holiday", title="Add a bank holiday", clauses=[], by=KEEPERS, records=["holiday_added"], on="partnership")
def add_holiday(do: Doing, data: AddHoliday) -> None:
    """A day that no clock counts. Every case is worked out again, and says what moved. Raises InputFault for a day that is one already."""
    known = protocol.Calendar.named(do.protocol.protocol.calendar, do.holidays).holidays
    if data.on in known:
        raise InputFault.at("on", f"{in_words(data.on)} is a bank holiday already: {known[data.on]}.")
    Holiday.objects.create(partnership=do.home, on=data.on, name=data.name, source=data.source)
    do.record("holiday_added", holiday=data.on.isoformat(), name=data.name)
    _afterwards(do, f"{in_words(data.on)}, {data.name}, was added to the bank holidays")


@operation("accounts.remove_holiday", title="Remove a bank holiday", clauses=[], by=KEEPERS, records=["holiday_removed"], on="partnership")
def remove_holiday(do: Doing, data: RemoveHoliday) -> None:
    """Count a day again that was added by mistake. Raises InputFault for a day the partnership did not add."""
    there = Holiday.objects.filter(partnership=do.home, on=data.on).first()
    if there is None:
        raise InputFault.at("on", f"{in_words(data.on)} is not a day that was added here.")
    there.delete()
    do.record("holiday_removed", holiday=data.on.isoformat(), name=there.name)
    _afterwards(do, f"{in_words(data.on)}, {there.name}, was taken off the bank holidays: it had been added by mistake")
