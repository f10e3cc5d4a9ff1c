"""Withdrawing access and giving it back; opening a case in an emergency, ending that early, and looking back at it."""

from __future__ import annotations

import re
from datetime import timedelta

from cspr.access.emergencies import for_emergency, is_open_in_emergency
from cspr.access.reads import kept_out
from cspr.access.rooms import IN_EMERGENCIES
from cspr.operations import Doing, Input, InputFault, operation
from cspr.operations.inputs import LongText, Text, When, ask
from cspr.operations.project import out_now
from cspr.partnership.directory import named
from cspr.partnership.models import Agency, Member
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON
from cspr.record.models import Case, Fact
from cspr.services.sight.restricting import check_may_lift, item_of, people_of

_REFERENCE = re.compile(r"[A-Z]{1,10}-[0-9]{4}-[0-9]{4,}")
# Who is told at once, the first two of them who are somebody else and are not kept out of the case.
TOLD, HOW_MANY = (Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR, Role.SAFEGUARDING_PARTNER, Role.EXECUTIVE), 2

RESTRICTING = (Role.BUSINESS_UNIT, Role.AGENCY_LEAD, Role.AGENCY_AUTHOR)


class Withdraw(Input):
    """Whose access ends, and why."""

    whom: Text = ask("Whose access is withdrawn?", "A person, in all their roles; or an agency, with its request and return.")
    reasons: LongText = ask("Why is it withdrawn?", "It stays with the history. The person is told that access ended, and not why.", lines=3)
    at: When | None = ask("When was it decided?", "Leave empty for now.", default=None)


class GiveAccessBack(Input):
    """Who may see the case again, and why."""

    whom: Text = ask("Who is given access back?")
    reasons: LongText = ask("Why is it given back?", "It stays with the history.", lines=3)
    at: When | None = ask("When was it decided?", "Leave empty for now.", default=None)


class Break(Input):
    """Which case, and what the emergency is."""

    reference: Text = ask("Which case?", "Its reference, exactly as it was given to you, such as EX-2026-0014.")
    reasons: LongText = ask("What is the emergency?", "Who is at risk, and what you need to know now. Two people are told at once, and this is "
                            "reviewed afterwards.", lines=4)


class End(Input):
    """Which emergency ends, and why."""

    number: Text = ask("Which one?")
    reasons: LongText = ask("Why does it end now?", "It stays with the history.", lines=3)


class Restrict(Input):
    """What is for named people only, for whom, and why."""

    item: Text = ask("What is restricted?")
    members: list[Text] = ask("Who may see it?", "Besides you. Everybody else sees that an item is withheld, and nothing more.", default=[])
    reasons: LongText = ask("Why is it restricted?", "Without saying what it is: this stays with the history. For example: sensitive to a police "
                            "investigation.", lines=3)


class Unrestrict(Input):
    """What is open again to whoever sees the case, and why."""

    item: Text = ask("Which item?")
    reasons: LongText = ask("Why is it open again?", "Without saying what it is.", lines=3)


class Review(Input):
    """Whether it was right to open the case."""

    number: Text = ask("Which one?")
    justified: bool = ask("Was it right to open the case?")
    reasons: LongText = ask("What did you find, and what follows?", "For example: what was read, whom you asked, and what is to be done otherwise.",
                            lines=4)


def _whom(do: Doing, word: str) -> Member | Agency:
    """The person or agency a word such as "member-14" or "agency-gp" names. Raises InputFault."""
    if word.startswith("agency-"):
        return do.agency(word.removeprefix("agency-"), "whom")
    found = named(do.home, word)
    if found is None:
        raise InputFault.at("whom", "That is neither a member nor an agency of this partnership. Choose one from the list.")
    return found


def _is_out(case: Case, whom: Member | Agency) -> Fact | None:
    """The withdrawal that stands for them, whichever role of the person it named."""
    if isinstance(whom, Agency):
        return out_now(case, "agency").get(whom.slug)
    words = {f"member-{pk}" for pk in whom.user.memberships.values_list("pk", flat=True)}
    return next((fact for word, fact in out_now(case, "member").items() if word in words), None)


def _details(whom: Member | Agency, reasons: str) -> dict[str, str]:
    if isinstance(whom, Agency):
        return {"agency": whom.slug, "name": whom.name, "reasons": reasons}
    return {"member": f"member-{whom.pk}", "name": whom.user.name, "reasons": reasons}


@operation("sight.withdraw", title="Withdraw access to the case", clauses=["D11"], by=[Role.BUSINESS_UNIT], records=["access_withdrawn"],
           room="history")
def withdraw(do: Doing, data: Withdraw) -> None:
    """From now on the case is not there for that person, or for that agency as an agency. They are told, without a word of the case.

    Raises InputFault for nobody of the partnership, for oneself, and where it is withdrawn already.
    """
    assert do.case is not None
    whom = _whom(do, data.whom)
    if isinstance(whom, Member) and whom.user_id == do.member.user_id:
        raise InputFault.at("whom", "Nobody withdraws their own access. If you should not see the case, declare a conflict of interest.")
    if _is_out(do.case, whom):
        raise InputFault.at("whom", f"The access of {_details(whom, '')['name']} is withdrawn already.")
    do.record("access_withdrawn", data.at, **_details(whom, data.reasons))
    do.send("access_withdrawn", apart=True, **_to(whom))


@operation("sight.give_back", title="Give access to the case back", clauses=["D11"], by=[Role.BUSINESS_UNIT], records=["access_given_back"],
           room="history")
def give_back(do: Doing, data: GiveAccessBack) -> None:
    """What the rules open to them is open again; a conflict of interest stays. Raises InputFault where nothing was withdrawn."""
    assert do.case is not None
    whom = _whom(do, data.whom)
    stands = _is_out(do.case, whom)
    if stands is None:
        raise InputFault.at("whom", f"The access of {_details(whom, '')['name']} is not withdrawn.")
    do.record("access_given_back", data.at, **_details(whom, data.reasons) | {
        name: stands.details[name] for name in ("member", "agency") if stands.details.get(name)})
    do.send("access_given_back", apart=True, **_to(whom))


def _to(whom: Member | Agency) -> dict[str, tuple[str, ...] | tuple[int, ...]]:
    return {"agencies": (whom.slug,)} if isinstance(whom, Agency) else {"members": (whom.pk,)}


@operation("sight.break_glass", title="Open a case in an emergency", clauses=["D11"], by=list(IN_EMERGENCIES), on="partnership",
           records=["glass_tried", "glass_broken"], room="")
def break_glass(do: Doing, data: Break) -> None:
    """Open a case for some hours, to read, and tell two people. The answer is the same where there is no such case, or it stays closed.

    It stays closed to whoever is kept out of it, and where there are not two people who can be told.
    Raises InputFault for what cannot be a reference.
    """
    reference, who = data.reference.upper(), {"member": f"member-{do.member.pk}", "name": do.member.user.name, "reasons": data.reasons}
    if not _REFERENCE.fullmatch(reference):
        raise InputFault.at("reference", "That cannot be the reference of a case. It has letters, a year and a number, such as EX-2026-0014.")
    do.says_nothing = True
    case, barred = for_emergency(do.member, reference)
    told = _two(do, case) if case else []
    if case is None or barred or len(told) < HOW_MANY:
        do.record("glass_tried", reference=reference, **who)  # The same record, in the same place, whether there is such a case or not.
        return
    do.case = case
    until = (do.now + timedelta(hours=do.protocol.protocol.emergency_hours)).astimezone(LONDON).replace(tzinfo=None, second=0, microsecond=0)
    do.record("glass_broken", number=len(do.happened("glass_broken")) + 1, until=until.isoformat(), told="; ".join(m.user.name for m in told),
              told_members=" ".join(f"member-{m.pk}" for m in told), **who)
    do.send("emergency", members=tuple(m.pk for m in told), apart=True)


def _two(do: Doing, case: Case) -> list[Member]:
    out = kept_out(case) | {do.member.user_id}
    found: dict[int, Member] = {}
    for one in Member.objects.filter(partnership=do.home, role__in=TOLD, is_active=True, user__is_active=True).select_related("user").order_by("pk"):
        if one.user_id not in out:
            found.setdefault(one.user_id, one)
    # One of each role, so that not two of one office are told; then whoever there is.
    ranked = sorted(found.values(), key=lambda m: TOLD.index(Role(m.role)))
    firsts = list({m.role: m for m in reversed(ranked)}.values())[::-1]
    return [*firsts, *(m for m in ranked if m not in firsts)][:HOW_MANY]


def _broken(do: Doing, number: str) -> int:
    """The number of an emergency of this case. Raises InputFault where there is none such."""
    there = [f.details["number"] for f in do.happened("glass_broken") if str(f.details["number"]) == number]
    if not there:
        raise InputFault.at("number", "The case was not opened in an emergency under that number. Choose one from the list.")
    return int(there[0])


@operation("sight.end_glass", title="End emergency access early", clauses=["D11"], by=[Role.BUSINESS_UNIT], records=["glass_ended"], room="history")
def end_glass(do: Doing, data: End) -> None:
    """The case is closed to that person at once. Raises InputFault where it is over already."""
    assert do.case is not None
    number = _broken(do, data.number)
    if not is_open_in_emergency(do.case, number, do.now):
        raise InputFault.at("number", "That emergency is over already.")
    do.record("glass_ended", number=number, reasons=data.reasons)


@operation("sight.review_glass", title="Review why the case was opened in an emergency", clauses=["D11"], by=[Role.BUSINESS_UNIT],
           records=["glass_reviewed"], room="history")
def review_glass(do: Doing, data: Review) -> None:
    """Say whether it was right, and what follows. Raises InputFault while the case is still open, and where it is reviewed already."""
    assert do.case is not None
    number = _broken(do, data.number)
    if is_open_in_emergency(do.case, number, do.now):
        raise InputFault.at("number", "The case is still open to that person. End it first, or come back when it is over.")
    if do.happened("glass_reviewed", number=number):
        raise InputFault.at("number", "That emergency is reviewed already.")
    do.record("glass_reviewed", number=number, justified=data.justified, reasons=data.reasons)


@operation("sight.restrict", title="Restrict an item to named people", clauses=["D11"], by=RESTRICTING, records=["item_restricted"], room="")
def restrict(do: Doing, data: Restrict) -> None:
    """Everybody else finds that an item is withheld, and nothing of it, on pages, in files and in the API. Again on the same item: for others.

    An agency restricts its own. Raises InputFault for what is not there, or is no member.
    """
    kind, number, item = item_of(do, data.item)
    people = list({m.pk: m for m in (do.member, *people_of(do, data.members))}.values())
    do.record("item_restricted", item=f"{kind}-{number}", what=kind, names="; ".join(m.user.name for m in people),
              members=" ".join(f"member-{m.pk}" for m in people), reasons=data.reasons)


@operation("sight.lift_restriction", title="Lift the restriction of an item", clauses=["D11"], by=RESTRICTING,
           records=["restriction_lifted"], room="")
def lift_restriction(do: Doing, data: Unrestrict) -> None:
    """It is open again to whoever sees that part of the case. By those to whom it is open; by the Business Unit where none of them acts any more."""
    kind, _, number = data.item.rpartition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 18):
        raise InputFault.at("item", "That is no item of a case. Open the list again and choose one.")
    check_may_lift(do, kind, int(number))
    do.record("restriction_lifted", item=data.item, what=kind, reasons=data.reasons)
