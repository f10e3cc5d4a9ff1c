"""What restricting an item asks, whichever kind it is: that it is there, that it is this person's to restrict, and who is to see it."""

from __future__ import annotations

from cspr.access.withheld import Item, find, is_orphan, restricted
from cspr.operations import Doing, InputFault
from cspr.partnership.directory import named
from cspr.partnership.models import Member
from cspr.partnership.roles import Role

NOT_THERE = "That is not in this case, or not yours to restrict. Open it again and use its own link."


def may_restrict(member: Member, item: Item) -> bool:
    """Whether an item is this person's to restrict: any for the Business Unit, an agency's own for its people."""
    return (member.role == Role.BUSINESS_UNIT and item.sent) or (item.agency != "" and item.agency == member.who)


def item_of(do: Doing, word: str) -> tuple[str, int, Item]:
    """The item a word such as "entry-12" names: kind, number, item. An agency's own alone for an agency. Raises InputFault."""
    assert do.case is not None
    found = find(do.case, word)
    if found is None or not may_restrict(do.member, found[2]):
        raise InputFault.at("item", NOT_THERE)
    return found


def people_of(do: Doing, words: list[str]) -> list[Member]:
    """The members these words name, each once. Raises InputFault with the first that there is not."""
    found = {word: named(do.home, word) for word in words}
    for word, member in found.items():
        if member is None or not member.is_active:
            raise InputFault.at("members", f"“{word}” is not a member of this partnership. Choose from the list.")
    return [member for member in found.values() if member]


def check_may_lift(do: Doing, kind: str, number: int) -> None:
    """Raises InputFault where the item is not restricted, or is withheld from this person while somebody to whom it is open still acts."""
    assert do.case is not None
    stands = restricted(do.case, kind, number)
    if stands is None:
        raise InputFault.at("item", "That is not restricted: whoever sees this part of the case sees it.")
    if do.member.user_id not in stands.users and not (do.member.role == Role.BUSINESS_UNIT and is_orphan(stands)):
        raise InputFault.at("item", NOT_THERE)
