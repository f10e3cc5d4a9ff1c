"""Grants (worked out by the door), bars (conflicts of interest) and the log of who looked."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from cspr.partnership.models import Member, Partnership
from cspr.record.models import Case


class Grant(models.Model):
    """Opens part of a case to a role, or to one holder of it. Rows are worked out from facts by the protocol."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="grants")
    rule = models.CharField(max_length=80)
    role = models.CharField(max_length=40, help_text="A role of the protocol.")
    who = models.CharField(max_length=100, default="", blank=True, help_text="One holder of the role; empty: all.")
    scope = models.CharField(max_length=20)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        """Looked up by case, and by role to list the cases somebody may see."""

        constraints = (models.UniqueConstraint(fields=["case", "rule", "who"], name="grant_row"),)
        # With all that decides whether a grant holds: who has thousands is answered from the index alone.
        indexes = (models.Index(fields=["partnership", "role", "who", "case"], include=["scope", "since", "until"], name="grant_held"),)

    def __str__(self) -> str:
        return f"{self.rule} {self.who}"


class Bar(models.Model):
    """A conflict of interest, or access withdrawn: hides the case from the person, its existence included. Worked out from facts by the door."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="bars")
    user = models.ForeignKey("partnership.User", on_delete=models.PROTECT)
    since = models.DateTimeField()

    class Meta:
        """One bar a person and case."""

        constraints = (models.UniqueConstraint(fields=["case", "user"], name="one_bar"),)

    def __str__(self) -> str:
        return f"bar {self.case_id} {self.user_id}"


class Glass(models.Model):
    """A case opened to one person in an emergency, for some hours, for reading. Worked out from facts by the door."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="glasses")
    number = models.PositiveIntegerField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(help_text="When it ends, or was ended early.")
    told = ArrayField(models.BigIntegerField(), default=list, help_text="The members who were told at once.")
    reviewed = models.BooleanField(default=False)

    class Meta:
        """Asked for by the person who broke it, at each request."""

        constraints = (models.UniqueConstraint(fields=["case", "number"], name="one_glass_a_number"),)
        indexes = (models.Index(fields=["member", "until"], name="glass_of_member"),)

    def __str__(self) -> str:
        return f"emergency {self.case_id} {self.number}"


class Restriction(models.Model):
    """One item of a case that is for named people only, whoever else sees the case. Worked out from facts by the door."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="restrictions")
    kind = models.CharField(max_length=20, help_text="What it is: a kind some room can withhold (access.withheld).")
    item = models.BigIntegerField(help_text="Its number in its own table.")
    users = ArrayField(models.BigIntegerField(), help_text="To whom it is open.")
    since = models.DateTimeField()

    class Meta:
        """One an item."""

        constraints = (models.UniqueConstraint(fields=["case", "kind", "item"], name="one_restriction_an_item"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.item}"


class Looked(models.Model):
    """Who read which case, what of it, when and from where. Append-only, each row chained to the one before (migrations 0002, 0004, 0005).

    Rows of no case: tries at a case there is none of, and what somebody did with their own sign-in.
    """

    class Kind(models.TextChoices):
        """What sort of look it was."""

        PAGE = "page", "Page"
        STEP = "step", "Form"
        DOWNLOAD = "download", "Download"
        PRINT = "print", "Print"
        API = "api", "API"
        REFUSED = "refused", "Turned away"
        SIGN_IN = "sign_in", "Signing in and out"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, null=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="looks")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, help_text="In which hat; empty: nobody this service knows.")
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=Kind, db_default=Kind.PAGE)
    what = models.CharField(max_length=120)
    address = models.CharField(max_length=45, db_default="", help_text="The network address it came from.")
    by = models.CharField(max_length=20, db_default="", help_text="Which session or token, as a short hash.")
    seq = models.PositiveBigIntegerField(db_default=0, help_text="Its number in its chain.")
    previous = models.CharField(max_length=64, db_default="")
    hash = models.CharField(max_length=64, db_default="")

    class Meta:
        """Read by case, newest first; and by person."""

        constraints = (models.UniqueConstraint(fields=["partnership", "case", "seq"], name="look_seq", nulls_distinct=False),)
        indexes = (models.Index(fields=["case", "-at"]), models.Index(fields=["partnership", "member", "-at"], name="look_of_member"))

    def __str__(self) -> str:
        return f"{self.what} {self.at}"

    @property
    def said(self) -> str:
        """What was looked at, without the word for how."""
        return self.what.partition(": ")[2] or self.what


class LookHead(models.Model):
    """Where a chain of looks ends: the looks at one case, those of a partnership at no case, those of nobody's. Written by the database alone."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, null=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True)
    seq = models.PositiveBigIntegerField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        """One a chain."""

        constraints = (models.UniqueConstraint(fields=["partnership", "case"], name="one_look_head", nulls_distinct=False),)

    def __str__(self) -> str:
        return f"{self.case_id or self.partnership_id}: {self.seq}"
