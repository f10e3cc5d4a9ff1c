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
        PROFESSIONAL = "professional", "Professional"

    class Sex(models.TextChoices):
        """Which symbol stands for the person in the genogram."""

        FEMALE = "female", "Female"
        MALE = "male", "Male"
        OTHER = "other", "Another"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="people")
    role = models.CharField(max_length=20, choices=Role)
    name = models.CharField(max_length=200, default="", blank=True, help_text="Empty while nobody has given one.")
    aliases = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    born = models.DateField(null=True, blank=True)
    unborn = models.BooleanField(default=False)
    sex = models.CharField(max_length=10, choices=Sex, default="", blank=True)
    died = models.BooleanField(default=False)
    died_on = models.DateField(null=True, blank=True)
    born_note = models.CharField(max_length=200, default="", blank=True, help_text='What is known instead of a date: "due March 2027".')
    school = models.CharField(max_length=200, default="", blank=True)
    address = models.CharField(max_length=200, default="", blank=True)
    pseudonym = models.CharField(max_length=40, help_text="The word that stands for the person where no name may stand.")
    note = models.TextField(default="", blank=True)
    agency = models.CharField(max_length=200, default="", blank=True, help_text="Of a professional.")
    post = models.CharField(max_length=200, default="", blank=True, help_text="Of a professional: what they were to the family.")
    removed_at = models.DateTimeField(null=True, blank=True, help_text="Entered by mistake; no longer on the roll.")
    same_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="The entry it was merged into.")

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


class Relation(models.Model):
    """How two people of a case belong together, as long as it lasted: "a is KIND of b"."""

    class Kind(models.TextChoices):
        """What a is to b."""

        PARENT = "parent", "parent of"
        ADOPTIVE_PARENT = "adoptive_parent", "adoptive parent of"
        FOSTER_CARER = "foster_carer", "foster carer of"
        STEP_PARENT = "step_parent", "step-parent of"
        CARER = "carer", "carer of"
        MARRIED = "married", "married to"
        TOGETHER = "together", "partner of"
        SEPARATED = "separated", "separated from"
        DIVORCED = "divorced", "divorced from"
        OTHER = "other", "known to"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="relations")
    kind = models.CharField(max_length=20, choices=Kind)
    a = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    b = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    since = models.CharField(max_length=40, default="", blank=True, help_text='As far as it is known: "2019", "March 2024".')
    until = models.CharField(max_length=40, default="", blank=True)
    words = models.CharField(max_length=200, default="", blank=True, help_text="What else is to be said of it.")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order they were entered."""

        indexes = (models.Index(fields=["partnership", "case"]),)
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.a} is {self.get_kind_display()} {self.b}"
