"""The verbs of the directory. Each leaves an entry in the partnership's own chain; which fields changed, and no address."""

from __future__ import annotations

from typing import Any

from cspr.operations import Doing, InputFault, operation
from cspr.operations.errors import Fault
from cspr.partnership.models import Agency, Contact, Member
from cspr.partnership.roles import Role
from cspr.services.directory.inputs import AddAddressee, ChangeAddressee, EndAddressee, SetApproval, SetAway, Which

KEEPERS = (Role.BUSINESS_UNIT, Role.ADMINISTRATOR)


def _found(do: Doing, data: Which, *, active: bool = True) -> Contact:
    """The entry of that number. Raises InputFault where there is none, or it is (or is not) taken off already."""
    found = Contact.objects.filter(partnership=do.home, pk=data.addressee).select_related("agency").first()
    if found is None:
        raise InputFault.at("addressee", "That addressee is not in the directory. Open the directory again and choose one.")
    if found.is_active is not active:
        raise InputFault.at("addressee", f"{found} is {'in the directory now' if found.is_active else 'no longer in the directory'}.")
    return found


def _account(do: Doing, agency: Agency, word: str) -> Member | None:
    """The account named, of that agency. Raises InputFault."""
    if not word:
        return None
    number = word.removeprefix("member-")
    sound = number.isascii() and number.isdecimal() and len(number) < 10
    found = Member.objects.filter(partnership=do.home, agency=agency, is_active=True, pk=int(number) if sound else 0).first()
    if found is None:
        raise InputFault.at("member", f"That is not an account of {agency}. Choose one of its own, or none.")
    return found


def _fields(do: Doing, agency: Agency, data: AddAddressee | ChangeAddressee, but: int | None = None) -> dict[str, Any]:
    """The columns of an entry. Raises InputFault for an address that stands there already, or half a deputy."""
    faults = []
    if Contact.objects.filter(agency=agency, email=data.email).exclude(pk=but).exists():
        faults.append(Fault("email", f"{agency} has an addressee with this address already, perhaps one that was taken off. "
                            "Change that one, or put it back."))
    if bool(data.deputy_name) != bool(data.deputy_email):
        faults.append(Fault("deputy_email" if data.deputy_name else "deputy_name", "Give the deputy's name and address, or neither."))
    if data.deputy_email and data.deputy_email == data.email:
        faults.append(Fault("deputy_email", "A deputy with the same address is no deputy. Give another address, or leave both empty."))
    if faults:
        raise InputFault(*faults)
    return {**data.model_dump(exclude={"agency", "addressee", "member"}), "member": _account(do, agency, data.member)}


@operation("directory.add", title="Add an addressee", clauses=["D4"], by=KEEPERS, records=["addressee_added"], on="partnership")
def add(do: Doing, data: AddAddressee) -> None:
    """Put a person or a post in an agency's directory. Raises InputFault for a taken address or an unknown agency or account."""
    agency = do.agency(data.agency)
    made = Contact.objects.create(partnership=do.home, agency=agency, **_fields(do, agency, data))
    do.record("addressee_added", agency=agency.slug, addressee=f"contact-{made.pk}")


@operation("directory.change", title="Change an addressee", clauses=["D4"], by=KEEPERS, records=["addressee_changed"], on="partnership")
def change(do: Doing, data: ChangeAddressee) -> None:
    """An entry as it should stand. Raises InputFault as `add`, and where nothing differs."""
    contact = _found(do, data)
    wanted = _fields(do, contact.agency, data, but=contact.pk)
    different = [name for name, value in wanted.items() if getattr(contact, name) != value]
    if not different:
        raise InputFault.at("name", "Nothing is different from what the directory says. Change what is wrong, or go back.")
    for name in different:
        setattr(contact, name, wanted[name])
    contact.save(update_fields=different)
    do.record("addressee_changed", agency=contact.agency.slug, addressee=f"contact-{contact.pk}", what=", ".join(different))


@operation("directory.set_away", title="Let the deputy stand in", clauses=["D4"], by=KEEPERS, records=["addressee_away"], on="partnership")
def set_away(do: Doing, data: SetAway) -> None:
    """The deputy is written to instead, from one day to another. Raises InputFault without a deputy, or for days the wrong way round."""
    contact = _found(do, data)
    if not contact.deputy_email:
        raise InputFault.at("addressee", f"{contact} has no deputy. Change the entry and name one first.")
    if data.away_until and data.away_until < data.away_from:
        raise InputFault.at("away_until", "The last day is before the first. Check both.")
    contact.away_from, contact.away_until = data.away_from, data.away_until
    contact.save(update_fields=["away_from", "away_until"])
    do.record("addressee_away", agency=contact.agency.slug, addressee=f"contact-{contact.pk}")


@operation("directory.set_back", title="Say that they are back", clauses=["D4"], by=KEEPERS, records=["addressee_back"], on="partnership")
def set_back(do: Doing, data: Which) -> None:
    """They are written to themselves again. Raises InputFault where they were not away."""
    contact = _found(do, data)
    if contact.away_from is None:
        raise InputFault.at("addressee", f"{contact} is not away.")
    contact.away_from = contact.away_until = None
    contact.save(update_fields=["away_from", "away_until"])
    do.record("addressee_back", agency=contact.agency.slug, addressee=f"contact-{contact.pk}")


@operation("directory.end", title="Take an addressee off", clauses=["D4"], by=KEEPERS, records=["addressee_ended"], on="partnership")
def end(do: Doing, data: EndAddressee) -> None:
    """They are no longer written to. What was sent to them stays in its case."""
    contact = _found(do, data)
    data.needs(reasons="Say why they are no longer written to.")
    contact.is_active = False
    contact.save(update_fields=["is_active"])
    do.record("addressee_ended", agency=contact.agency.slug, addressee=f"contact-{contact.pk}", reasons=data.reasons)


@operation("directory.put_back", title="Put an addressee back", clauses=["D4"], by=KEEPERS, records=["addressee_put_back"], on="partnership")
def put_back(do: Doing, data: Which) -> None:
    """They are written to again."""
    contact = _found(do, data, active=False)
    contact.is_active = True
    contact.save(update_fields=["is_active"])
    do.record("addressee_put_back", agency=contact.agency.slug, addressee=f"contact-{contact.pk}")


@operation("directory.set_approval", title="Say whether returns are approved", clauses=["D5"], by=KEEPERS, records=["approval_set"], on="partnership")
def set_approval(do: Doing, data: SetApproval) -> None:
    """Whether what an agency's authors write goes through its safeguarding lead."""
    agency = do.agency(data.agency)
    if agency.needs_approver is data.needs_approver:
        raise InputFault.at("needs_approver", f"That is how it is for {agency} already.")
    Agency.objects.filter(pk=agency.pk).update(needs_approver=data.needs_approver)
    do.record("approval_set", agency=agency.slug, needed=data.needs_approver)
