"""Cases, facts, documents, duties and drafts. Only the door (cspr.operations) writes here."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from cspr.partnership.models import Member, Partnership
from cspr.record.stored import Stored


class Case(models.Model):
    """One incident, with one or several children. What happened in it is its facts."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="cases")
    reference = models.CharField(max_length=40)
    about = models.CharField(max_length=120, default="", blank=True, help_text="A few words that identify nobody.")
    protocol = models.CharField(max_length=100)
    authorities = ArrayField(models.SlugField(), default=list, help_text="Agencies that are its local authorities.")
    opened_at = models.DateTimeField()
    # Projections of the facts, written by the door so that lists need not evaluate.
    stage = models.CharField(max_length=40, default="", blank=True)
    facts_count = models.PositiveIntegerField(default=0)
    worked_with = models.CharField(max_length=64, default="", blank=True, help_text="The edition of the protocol and the holidays they come from.")
    chain_head = models.CharField(max_length=64, default="", blank=True)
    disposed_at = models.DateTimeField(null=True, help_text="What was in it is gone; its chain and its certificate stay. Set by the database alone.")
    # The items of it that are withheld from who reads it, as access found them ("entry 12"); None: nobody has asked, so every restricted one.
    withheld: frozenset[str] | None = None

    class Meta:
        """References are the partnership's own; the list is newest first."""

        constraints = (models.UniqueConstraint(fields=["partnership", "reference"], name="case_reference"),)
        indexes = (models.Index(fields=["partnership", "-opened_at", "-id"]),)

    def __str__(self) -> str:
        return self.reference


class Fact(models.Model):
    """Something that happened, written once. The database refuses to change or delete it, but for a disposal (migrations 0002, 0015)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="facts", db_index=False)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    at = models.CharField(max_length=25, help_text="ISO date, or date and time in Europe/London.")
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(Member, on_delete=models.PROTECT, null=True)
    by = models.CharField(max_length=40)
    details = models.JSONField(default=dict)
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    reason = models.TextField(default="", blank=True, help_text="Why it was corrected or taken back.")
    salt = models.CharField(max_length=32)
    details_hash = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        """A case's facts are numbered without gaps; a partnership's own facts likewise."""

        constraints = (
            models.UniqueConstraint(fields=["case", "seq"], name="fact_seq", condition=models.Q(case__isnull=False)),
            models.UniqueConstraint(fields=["partnership", "seq"], name="own_fact_seq", condition=models.Q(case__isnull=True)),
        )
        indexes = (models.Index(fields=["case", "kind"], name="fact_of_case"), models.Index(fields=["partnership", "kind"], name="fact_of_kind"))

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class Document(models.Model):
    """One version of something read whole: a return, a report, a plan. Written once; an edit is the next version."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="documents")
    kind = models.CharField(max_length=60)
    for_value = models.CharField(max_length=100, default="", blank=True, help_text="Which one: the agency, the action.")
    version = models.PositiveIntegerField()
    body = models.JSONField()
    text_hash = models.CharField(max_length=80, help_text='"sha256:" and 64 hex digits over the body.')
    author = models.ForeignKey(Member, on_delete=models.PROTECT, null=True)
    at = models.DateTimeField()
    # How many items are left out of it, as access handed it to somebody from whom they are withheld.
    withheld: int = 0

    class Meta:
        """Versions are numbered without gaps."""

        constraints = (
            models.UniqueConstraint(fields=["case", "kind", "for_value", "version"], name="document_version"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.for_value} v{self.version}"


OPEN = models.Q(done__isnull=True, void=False)  # Of duties: still owed.


class Duty(models.Model):
    """What somebody owes, worked out from facts. Its state is never stored: overdue is a question about today."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="duties")
    duty = models.CharField(max_length=80)
    for_value = models.CharField(max_length=100, default="", blank=True)
    title = models.CharField(max_length=200)
    owner = models.CharField(max_length=40)
    holder = models.CharField(max_length=100, default="", blank=True, help_text="Who of the owner's role: the agency, the partner.")
    clauses = ArrayField(models.CharField(max_length=10))
    opened = models.DateField()
    window_from = models.DateField(null=True)
    due = models.DateField(null=True)
    done = models.DateField(null=True)
    void = models.BooleanField(default=False)
    why = models.TextField()

    class Meta:
        """The list of what somebody owes reads only the open rows of its owner; whether anything is owed in a case, only its open rows."""

        constraints = (models.UniqueConstraint(fields=["partnership", "case", "duty", "for_value"],
                                               nulls_distinct=False, name="duty_row"),)
        indexes = (
            models.Index(fields=["partnership", "owner", "due", "opened"], name="duty_owed",
                         condition=OPEN),
            models.Index(fields=["case"], name="duty_open", condition=OPEN),
        )

    def __str__(self) -> str:
        return f"{self.duty} {self.for_value}"


class Shift(models.Model):
    """Dates of a case that moved although nothing happened in it: the rules did, or an entry was corrected. So that the case can say so."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="shifts")
    at = models.DateTimeField()
    why = models.CharField(max_length=300)
    moves = models.JSONField(help_text="A list of {what, title, for, was, due}; dates in ISO form.")

    class Meta:
        """The newest first."""

        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.case}: {self.why}"


class Draft(models.Model):
    """What a person has typed into a step and not yet sent. Nobody else sees it."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True)
    step = models.CharField(max_length=120)
    data = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        """One draft a person, case and step."""

        constraints = (models.UniqueConstraint(fields=["member", "case", "step"], nulls_distinct=False, name="one_draft"),)

    def __str__(self) -> str:
        return self.step


class HandedIn(Stored):
    """A file that came from outside. Until the virus scanner has looked through it nobody opens it."""

    class State(models.TextChoices):
        """Whether it may be opened."""

        CLEAN = "clean", "Checked"
        WAITING = "waiting", "Received, waiting to be checked for viruses"
        TAKEN_OUT = "taken_out", "Taken out: it did not pass the check for viruses"

    state = models.CharField(max_length=10, choices=State, default=State.CLEAN)

    class Meta:
        """No table of its own."""

        abstract = True


class File(HandedIn):
    """A file somebody handed in, or that was made for somebody, with what it is for. Its bytes are written once."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="files")
    purpose = models.CharField(max_length=60, help_text='What it belongs to: "return", "chronology", "template".')
    for_value = models.CharField(max_length=100, default="", blank=True, help_text="Which one: the agency, the meeting.")
    name = models.CharField(max_length=150)
    author = models.ForeignKey(Member, on_delete=models.PROTECT, null=True)
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, help_text="Taken out again by who put it there; no longer shown.")

    class Meta:
        """In the order they came."""

        indexes = (models.Index(fields=["partnership", "case", "purpose", "for_value"], name="file_of_case"),)
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class Staged(HandedIn):
    """A file a person has chosen on a form that is not sent yet, as a draft keeps what was typed. Nobody else sees it."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    name = models.CharField(max_length=150)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class SharedDraft(models.Model):
    """What the people of one agency have typed together into a step and not yet sent: one row each time somebody saved. Only they see it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE)
    holder = models.CharField(max_length=100, help_text="Whose it is: the agency's word.")
    step = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    typed = models.JSONField(help_text="By the form's names, what stands in each: lists of text.")
    author = models.ForeignKey(Member, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        """Versions are numbered without gaps; nobody's save takes the place of another's unseen."""

        constraints = (models.UniqueConstraint(fields=["case", "holder", "step", "version"], name="shared_draft_version"),)
        ordering = ("-version",)

    def __str__(self) -> str:
        return f"{self.step} {self.holder} v{self.version}"

    @property
    def answers(self) -> dict[str, list[str]]:
        """What was typed, as it was typed (see drafts.keep)."""
        return {name: [v.replace("%00", "\x00").replace("%25", "%") for v in values] for name, values in self.typed.items()}


class Submission(models.Model):
    """A form or API call that was carried out, so that the same one sent twice has one effect."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    key = models.CharField(max_length=64)
    operation = models.CharField(max_length=80)
    said = models.CharField(max_length=64, help_text="A hash of what was sent, so that a key stands for one submission only.")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True)
    facts = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        """A key is a person's own."""

        constraints = (models.UniqueConstraint(fields=["member", "key"], name="submission_key"),)

    def __str__(self) -> str:
        return f"{self.operation} {self.key}"


class Seal(models.Model):
    """Where all chains had come to at a moment, signed with a key that is not in the database. Append-only (migration 0007)."""

    until = models.DateTimeField(unique=True, help_text="When it was made.")
    entries = models.PositiveIntegerField(help_text="How many facts there were.")
    looks = models.PositiveBigIntegerField(default=0, help_text="How many looks there were.")
    points = models.JSONField(default=list, help_text="[log, partnership, case, number, hash] of each chain that grew since the seal before.")
    heads = models.CharField(max_length=64, help_text="SHA-256 over the points; of seals without a key's name, over the last link of every chain.")
    key = models.CharField(max_length=16, default="", help_text="Which key signed it; empty: SECRET_KEY, before looks were sealed.")
    signature = models.CharField(max_length=64, help_text="Over the seal and the one before it.")

    class Meta:
        """In the order they were made."""

        ordering = ("until",)

    def __str__(self) -> str:
        return f"seal {self.until}"
