"""Files taken in, their rows, what needs a person, and what people decided. Written only by this room, inside an operation.

Every change by a person is also a version of a document (docs/adr/0079), so that who did what stays readable.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cspr.partnership.models import Member, Partnership
from cspr.record.models import Case


class OfCase(models.Model):
    """What every row here says first: whose it is."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        """No table of its own."""

        abstract = True


class Import(OfCase):
    """One file, pasted table or typed return of one agency, as it was taken in; ended where it was undone or a newer one came."""

    agency = models.CharField(max_length=100, help_text="The agency's word.")
    name = models.CharField(max_length=200, help_text="The file's name.")
    kind = models.CharField(max_length=10, help_text="docx, xlsx, ods, csv, text, paste; typed for the rows of a return.")
    sha256 = models.CharField(max_length=64)
    kept = models.BigIntegerField(null=True, help_text="The number of the file itself, which the record keeps; none for what was typed.")
    columns = models.JSONField(default=dict, help_text="What each column was taken for, by table.")
    notes = models.JSONField(default=list, help_text="How it was read, in sentences.")
    rows = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    ended_why = models.TextField(default="", blank=True)

    class Meta:
        """Listed by case, the newest first."""

        indexes = (models.Index(fields=["partnership", "case", "agency", "-at"], name="import_of_case"),)
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.agency} {self.at:%Y-%m-%d}"

    @property
    def stands(self) -> bool:
        """Whether its rows are in the chronology."""
        return self.ended_at is None


class Entry(OfCase):
    """One row as its agency wrote it, with the time it was read to mean. Kept when it leaves the chronology, with what was decided of it."""

    source = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="entries")
    key = models.CharField(max_length=80, help_text="Its id outside: the same file gives the same again.")
    agency = models.CharField(max_length=100)
    order = models.CharField(max_length=120, help_text="Sorts rows by time, those of unknown date last.")
    typed = models.TextField(blank=True, help_text="The date just as it stood.")
    start = models.CharField(max_length=16, blank=True, help_text="ISO date, or date and time in Europe/London; empty where unknown.")
    end = models.CharField(max_length=16, blank=True)
    precision = models.CharField(max_length=12)
    says = models.TextField(blank=True, help_text="What was assumed of the date, or why it is unknown.")
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    reach = models.DateField(null=True, help_text="Until when it shows contact; none where its date is too vague to show any.")
    placed = models.BooleanField(default=False, help_text="A person gave the date, or said that it stays unknown.")
    text = models.TextField()
    present = models.TextField(blank=True)
    record = models.TextField(blank=True)
    response = models.TextField(blank=True)
    child_seen = models.TextField(blank=True)
    more = models.JSONField(default=dict)
    significant = models.BooleanField(default=False, help_text="As the agency marked it, until the panel says otherwise.")
    weighed = models.BooleanField(default=False, help_text="The panel has said whether it is significant.")
    sheet = models.CharField(max_length=200, blank=True)
    row = models.PositiveIntegerField(default=0)
    live = models.BooleanField(default=True, help_text="Whether it is in the chronology.")
    left_out = models.TextField(blank=True, help_text="Why a person left it out.")
    same_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="repeats",
                                help_text="The row that is shown for both, once somebody said that they are the same.")

    class Meta:
        """A page of the chronology reads one stretch of one index."""

        constraints = (models.UniqueConstraint(fields=["case", "key"], name="entry_key"),)
        indexes = (
            models.Index(fields=["partnership", "case", "order", "id"], name="entry_in_time", condition=Q(live=True, same_as=None)),
            models.Index(fields=["partnership", "case", "agency"], name="entry_of_agency", condition=Q(live=True)),
        )
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return f"{self.agency} {self.row}"


class Problem(OfCase):
    """A row that needs a person, and what the person did about it."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", "To settle"
        DATED = "dated", "Date given"
        UNKNOWN = "unknown", "Date stays unknown"
        RIGHT = "right", "Right as it was read"
        LEFT_OUT = "left_out", "Row left out"
        GONE = "gone", "No longer in the file"

    source = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="problems")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="problems")
    agency = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    says = models.TextField()
    sheet = models.CharField(max_length=200, blank=True)
    row = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    words = models.TextField(blank=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        """Worked through file by file, row by row."""

        indexes = (models.Index(fields=["partnership", "case", "state", "agency", "source", "row"], name="problem_of_case"),)
        ordering = ("agency", "source", "row", "pk")

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"


class Link(OfCase):
    """Two rows that may tell the same, or differ on it: as suggested, and as a person decided."""

    class State(models.TextChoices):
        """What was decided."""

        SUGGESTED = "suggested", "To look at"
        JOINED = "joined", "Joined"
        APART = "apart", "Kept apart"

    a = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    b = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15)
    score = models.FloatField()
    why = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.SUGGESTED)
    words = models.TextField(blank=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        """A pair is asked about once: whether it tells the same, and whether its accounts differ."""

        constraints = (models.UniqueConstraint(fields=["case", "a", "b", "kind"], name="one_link_a_pair"),)
        indexes = (models.Index(fields=["partnership", "case", "state", "kind"], name="link_of_case"),)
        ordering = ("-score", "pk")

    def __str__(self) -> str:
        return f"{self.kind} {self.a_id} {self.b_id}"


class Note(OfCase):
    """What the panel says of a row, or asks about it."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="notes")
    question = models.BooleanField(default=False)
    words = models.TextField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        """Shown beside the row, the oldest first."""

        indexes = (models.Index(fields=["partnership", "case", "entry"], name="note_of_case", condition=Q(taken_back_at=None)),)
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{'question' if self.question else 'note'} {self.pk}"


class Remembered(models.Model):
    """What an agency's columns mean, as somebody last corrected it; found again by their headings. Of no case: it names nobody."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+", db_index=False)
    agency = models.CharField(max_length=100)
    headings = models.CharField(max_length=64, help_text="A fingerprint of the headings.")
    columns = models.JSONField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """One meaning a set of headings."""

        constraints = (models.UniqueConstraint(fields=["partnership", "agency", "headings"], name="one_meaning"),)

    def __str__(self) -> str:
        return f"{self.agency} {self.headings[:8]}"
