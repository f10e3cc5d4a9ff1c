"""What the pages of documents show of copies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from cspr.access.reads import SeenCase
from cspr.access.withheld import last_withheld
from cspr.operations.errors import NotHere
from cspr.services.documents.models import KEPT, STALLED, Copy


@dataclass(frozen=True)
class Made:
    """A copy as the list shows it. state: a word of Copy.State, or "gone". until: how long its file is kept."""

    copy: Copy
    state: str
    until: datetime

    @property
    def words(self) -> str:
        """The state as a tag says it."""
        return "Taken away" if self.state == "gone" else str(Copy.State(self.state).label)


def own_copies(seen: SeenCase, now: datetime) -> list[Made]:
    """The copies made for this person, the newest first. now: aware."""
    found, last = Copy.objects.filter(case=seen.case, member=seen.member), last_withheld(seen.case)
    return [Made(c, _state(c, now, last), c.asked_at + KEPT) for c in found]


def _state(copy: Copy, now: datetime, last: datetime | None) -> str:
    if copy.state in (Copy.State.WAITING, Copy.State.MAKING):
        return str(copy.state if copy.asked_at > now - STALLED else Copy.State.FAILED)
    return "gone" if copy.state == Copy.State.MADE and not _there(copy, now, last) else str(copy.state)


def copy_of(seen: SeenCase, pk: UUID) -> Copy:
    """One of the person's own copies. Raises NotHere for anybody else's, as for none."""
    found = Copy.objects.filter(case=seen.case, member=seen.member, pk=pk).first()
    if found is None:
        raise NotHere()
    return found


def every_copy(seen: SeenCase) -> QuerySet[Copy]:
    """All copies of a case, with who has them, for whoever may see who has looked."""
    return Copy.objects.filter(case=seen.case).select_related("member__user", "member__agency")


def there(seen: SeenCase, copy: Copy, now: datetime) -> bool:
    """Whether the file can still be had: for a day, and while nothing that may be in it was withheld from its reader since. now: aware."""
    return _there(copy, now, last_withheld(seen.case))


def _there(copy: Copy, now: datetime, last: datetime | None) -> bool:
    fresh = copy.asked_at > now - KEPT and (last is None or copy.asked_at >= last)
    return copy.state == Copy.State.MADE and copy.blob is not None and fresh
