"""People of a case. Written only by the functions of this room, inside an operation."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from cspr.partnership.models import Partnership
from cspr.record.models import Case


class Person(models.Model):
    """A child or somebody close to one. Everything but the role may be unknown."""

    class Role(models.TextChoices):
        """What the person is to the case."""

        SUBJECT_CHILD = "subject_child", "Child the case is about"
        SIBLING = "sibling", "Brother or sister"
        PARENT = "parent", "Parent"
        CARER = "carer", "Carer"
        OTHER = "other", "Other person"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="people")
    role = models.CharField(max_length=20, choices=Role)
    name = models.CharField(max_length=200, default="", blank=True, help_text="Empty while nobody has given one.")
    aliases = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    born = models.DateField(null=True, blank=True)
    unborn = models.BooleanField(default=False)
    born_note = models.CharField(max_length=200, default="", blank=True, help_text='What is known instead of a date: "due March 2027".')
    school = models.CharField(max_length=200, default="", blank=True)
    address = models.CharField(max_length=200, default="", blank=True)
    pseudonym = models.CharField(max_length=40, help_text="The word that stands for the person where no name may stand.")
    note = models.TextField(default="", blank=True)

    class Meta:
        """A pseudonym stands for one person of a case."""

        constraints = (models.UniqueConstraint(fields=["case", "pseudonym"], name="one_pseudonym"),)
        indexes = (models.Index(fields=["partnership", "case"]),)
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.pseudonym

    @property
    def shown_name(self) -> str:
        """The name, or that there is none yet."""
        return self.name or ("Not born yet" if self.unborn else "No name yet")

    @property
    def is_child(self) -> bool:
        """Whether the case is about this person."""
        return self.role == self.Role.SUBJECT_CHILD
