"""Reading that somebody should ask about, found in the log of who looked; and how far the log has been gone through."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cspr.partnership.models import Member, Partnership
from cspr.record.models import Case


class Flag(models.Model):
    """One person's unusual reading of one day, for one reason. Of the log alone: it holds nothing of a case."""

    class Reason(models.TextChoices):
        """Why it is unusual."""

        NOT_OWN = "not_own", "A case in which nothing is theirs"
        MANY = "many", "Many cases within an hour"
        HOURS = "hours", "At night, or on a day off"
        TRIES = "tries", "Turned away again and again"

    class Outcome(models.TextChoices):
        """What came of asking."""

        EXPLAINED = "explained", "Explained: it was part of their work"
        TAKEN_FURTHER = "taken_further", "Not explained: taken further"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", help_text="Whose reading it was, in which hat.")
    reason = models.CharField(max_length=10, choices=Reason)
    day = models.DateField(help_text="In Europe/London.")
    says = models.CharField(max_length=300, help_text="What was unusual, in words.")
    last_at = models.DateTimeField(help_text="The last look that it is about.")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=15, choices=Outcome, default="", blank=True)
    note = models.TextField(default="", blank=True)

    class Meta:
        """One a person, day, reason and case; the newest first."""

        constraints = (models.UniqueConstraint(fields=["partnership", "member", "day", "reason", "case"], name="one_flag", nulls_distinct=False),)
        ordering = ("-last_at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_reason_display()}, {self.day:%-d %B %Y}"  # type: ignore[attr-defined]


# Nobody has looked into it, or the reading went on after somebody had.
OPEN = Q(closed_at=None) | Q(last_at__gt=F("closed_at"))


class Watched(models.Model):
    """How far a partnership's log has been gone through."""

    partnership = models.OneToOneField(Partnership, on_delete=models.PROTECT)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.partnership} {self.until}"
