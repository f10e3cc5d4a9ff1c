"""What the pages of documents show of copies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from cspr.access.reads import SeenCase
from cspr.access.withheld import withheld_since
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
    found = Copy.objects.filter(case=seen.case, member=seen.member)
    return [Made(c, _state(seen, c, now), c.asked_at + KEPT) for c in found]


def _state(seen: SeenCase, copy: Copy, now: datetime) -> str:
    if copy.state in (Copy.State.WAITING, Copy.State.MAKING):
        return str(copy.state if copy.asked_at > now - STALLED else Copy.State.FAILED)
    return "gone" if copy.state == Copy.State.MADE and not there(seen, copy, now) else str(copy.state)


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
    return copy.state == Copy.State.MADE and copy.blob is not None and copy.asked_at > now - KEPT and not withheld_since(seen.case, copy.asked_at)
