"""Copies of the pack, and of a whole case for its archive, that were made for somebody. Written only by the functions of this room."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models

from cspr.partnership.models import Member, Partnership
from cspr.record.models import Case
from cspr.record.stored import Stored

KEPT = timedelta(days=1)
STALLED = timedelta(minutes=10)  # What is not made by then was interrupted, and is made anew.


class Copy(Stored):
    """One copy, for one person. The file is kept for a day; that it was made, for whom and which one, for as long as the case."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "Waiting"
        MAKING = "making", "Being made"
        MADE = "made", "Ready"
        FAILED = "failed", "Could not be made"

    class Of(models.TextChoices):
        """What it is a copy of."""

        PACK = "pack", "The pack (PDF)"
        CASE = "case", "The whole case for an archive (zip)"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="copies")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    of = models.CharField(max_length=10, choices=Of, default=Of.PACK)
    number = models.PositiveIntegerField(help_text="Of the case's copies; it stands on each page.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    step = models.CharField(max_length=80, default="", blank=True, help_text="What is being done now.")
    steps_done = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    pages = models.PositiveIntegerField(default=0)

    class Meta:
        """The newest first."""

        constraints = (models.UniqueConstraint(fields=["case", "number"], name="copy_number"),)
        indexes = (models.Index(fields=["partnership", "case", "member"]), models.Index(fields=["asked_at"], name="copy_kept",
                                                                                        condition=models.Q(blob__isnull=False)))
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"copy {self.number}"
