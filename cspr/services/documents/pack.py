"""The pack for a meeting: its parts, each handed in by the stage whose it is, and the whole as one PDF for one person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pkgutil import walk_packages

from cspr.partnership.models import Member
from cspr.record.facts import LONDON
from cspr.services.documents.paper import Block, Note, Paper, Section
from cspr.steps.read import CaseRead

Blocks = Sequence[Block]


@dataclass(frozen=True)
class Part:
    """One part of the pack. blocks: from the case as the recipient may read it; None where the case has no such thing.

    without: what is said in its place then; "" leaves it out of the pack altogether. wide: whether its pages are turned.
    """

    order: int
    title: str
    blocks: Callable[[CaseRead], Blocks | None]
    without: str = ""
    wide: bool = False


_PARTS: dict[str, Part] = {}
_LOADED: set[str] = set()


def part(order: int, title: str, *, without: str = "", wide: bool = False) -> Callable[[Callable[[CaseRead], Blocks | None]],
                                                                                      Callable[[CaseRead], Blocks | None]]:
    """Register a function of the case's read as a part of the pack, at its place among the others (10, 20, 30 …)."""
    def register(blocks: Callable[[CaseRead], Blocks | None]) -> Callable[[CaseRead], Blocks | None]:
        _PARTS[title] = Part(order, title, blocks, without, wide)
        return blocks
    return register


def load() -> None:
    """Read every stage's `papers` module, where it says what it puts on paper. The first time only."""
    if not _LOADED:
        for module in walk_packages(import_module("cspr.stages").__path__, "cspr.stages."):
            if module.name.endswith(".papers"):
                import_module(module.name)
        _LOADED.add("stages")


def parts() -> list[Part]:
    """Every part, in the order of the pack."""
    load()
    return sorted(_PARTS.values(), key=lambda p: (p.order, p.title))


def sections(read: CaseRead) -> Iterator[tuple[str, Section | None]]:
    """Each part's title and, once it was read, its section; None where the pack goes without it."""
    for one in parts():
        found = one.blocks(read)
        blocks = found if found is not None else [Note(one.without)] if one.without else None
        yield one.title, Section(one.title, blocks, fresh=True, wide=one.wide and found is not None) if blocks is not None else None


def whose(member: Member) -> str:
    """A recipient as the foot of each page names them: name, role, and agency or post."""
    of = member.agency.name if member.agency else member.post.replace("_", " ")
    return ", ".join(filter(None, (member.user.name, member.get_role_display(), of)))


def paper(read: CaseRead, found: Sequence[Section], number: int, at: datetime) -> Paper:
    """The pack as a paper. found: its sections. number: of this copy. at: aware, when it is made."""
    moment = at.astimezone(LONDON)
    made = f"{moment.day} {moment:%B %Y} at {moment:%H:%M}"
    name = whose(read.seen.member)
    return Paper(
        "Pack for the learning meeting", read.case.partnership.name, found, subtitle=f"Case {read.case.reference}", contents=True,
        foot=f"Case {read.case.reference} · copy {number} · made for {name} · {made}",
        front={"Made for": name, "Made on": made, "Copy": str(number),
               "Keep it to yourself": "This copy is yours alone. Do not pass it on, print it for others, or keep it after the meeting."})
