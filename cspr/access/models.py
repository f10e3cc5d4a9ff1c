"""Grants (worked out by the door), bars (conflicts of interest) and the log of who looked."""

from __future__ import annotations

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
        indexes = (models.Index(fields=["partnership", "role", "who", "case"]),)

    def __str__(self) -> str:
        return f"{self.rule} {self.who}"


class Bar(models.Model):
    """A declared conflict of interest: hides the case from the person, its existence included. Worked out from facts by the door."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="bars")
    user = models.ForeignKey("partnership.User", on_delete=models.PROTECT)
    since = models.DateTimeField()

    class Meta:
        """One bar a person and case."""

        constraints = (models.UniqueConstraint(fields=["case", "user"], name="one_bar"),)

    def __str__(self) -> str:
        return f"bar {self.case_id} {self.user_id}"


class Looked(models.Model):
    """Who read which case, which page or document, and when. Append-only (migration 0002)."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="looks")
    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    at = models.DateTimeField()
    what = models.CharField(max_length=120)

    class Meta:
        """Read by case, newest first."""

        indexes = (models.Index(fields=["case", "-at"]),)

    def __str__(self) -> str:
        return f"{self.what} {self.at}"
