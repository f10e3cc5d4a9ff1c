"""Partnerships, agencies, people and the hats they wear."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from cspr.partnership.roles import PROTOCOL_ROLE, Role


class Partnership(models.Model):
    """One local safeguarding partnership and the protocol it works by."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    protocol = models.CharField(max_length=100, help_text="The id of the protocol file it works by.")
    reference_prefix = models.CharField(max_length=10, help_text="Case references begin with it: EX-2026-014.")
    since = models.DateField(help_text="The first day the partnership used the service; recurring duties count from it.")
    facts_count = models.PositiveIntegerField(default=0, help_text="How many facts of its own it has.")
    chain_head = models.CharField(max_length=64, default="", blank=True)
    worked_with = models.CharField(max_length=64, default="", blank=True, help_text="The day and edition that what it owes itself comes from.")

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """An agency of the partnership. Its slug is its word in facts ("police")."""

    class Partner(models.TextChoices):
        """The three statutory safeguarding partners (A1)."""

        NONE = "", "not a statutory partner"
        HEALTH = "health", "Integrated care board"
        POLICE = "police", "Police"
        LOCAL_AUTHORITY = "local_authority", "Local authority"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="agencies")
    slug = models.SlugField()
    name = models.CharField(max_length=200)
    partner = models.CharField(max_length=20, choices=Partner, default=Partner.NONE, blank=True)
    on_sub_group = models.BooleanField(default=False, help_text="Asked for information by default (D4).")
    needs_approver = models.BooleanField(default=True, help_text="What its authors write goes through its safeguarding lead (D5).")

    class Meta:
        """One word an agency in a partnership."""

        constraints = (models.UniqueConstraint(fields=["partnership", "slug"], name="agency_word"),)
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes people who can sign in."""

    def create_user(self, email: str, password: str | None = None, **rest: Any) -> User:
        """Make a person. email: the address they sign in with; password: None leaves it unusable."""
        user = self.model(email=self.normalize_email(email).lower(), **rest)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. What they may do comes from their memberships."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    password_given = models.BooleanField(default=False, help_text="An administrator gave the password: it is replaced at the next sign-in.")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A hat: one person in one role, for one agency where the role has one, in one partnership."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="members")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="members")
    role = models.CharField(max_length=30, choices=Role)
    post = models.CharField(max_length=60, default="", blank=True, help_text="The circulation list's word for the post (D10).")
    is_active = models.BooleanField(default=True)
    # The cases open to this hat in an emergency (their numbers), as it signed this request; nothing but a request of a page has any.
    emergencies: Collection[int] = ()

    class Meta:
        """Asked for by partnership and role."""

        indexes = (models.Index(fields=["partnership", "role"]),)
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.user.name} · {self.get_role_display()}"

    @property
    def protocol_role(self) -> str:
        """The role of the protocol this hat acts for, "" where it acts for none."""
        return PROTOCOL_ROLE[Role(self.role)] or ""

    @property
    def who(self) -> str:
        """The word by which facts and grants name this hat within its role: agency, partner, post or member."""
        if self.role == Role.NAMED_POST:
            return self.post
        if self.role == Role.REVIEWER:
            return f"member-{self.pk}"
        if self.role == Role.SAFEGUARDING_PARTNER and self.agency:
            return self.agency.partner
        if self.role in (Role.AGENCY_LEAD, Role.AGENCY_AUTHOR, Role.NOTIFIER) and self.agency:
            return self.agency.slug
        return ""


class Invitation(models.Model):
    """Opens one page once: for whoever is to wear a hat, or is to choose a new password. The page's address is kept nowhere, only its hash."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="invitations")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="invitations")
    joins = models.BooleanField(help_text="Whether accepting begins the role; otherwise it is for a new password.")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+", help_text="None: whoever keeps the server.")
    at = models.DateTimeField()
    until = models.DateField(help_text="The last day it works.")
    salt = models.CharField(max_length=32, help_text="What the address is worked out from, with a key that is not in the database.")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret part of the address, in hex.")
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """One for each hat at a time; listed newest first."""

        constraints = (models.UniqueConstraint(fields=["member"], name="one_invitation_at_a_time",
                                               condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True)),)
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.member}, until {self.until:%-d %B %Y}"


class Contact(models.Model):
    """Whom an agency is written to: a person or a post, with an address, and who stands in for them."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="contacts")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=200, help_text="A person's name, or a post's where nobody is named.")
    post = models.CharField(max_length=200, default="", blank=True)
    email = models.EmailField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, help_text="The account, where they sign in too.")
    for_requests = models.BooleanField(default=True, help_text="Written to with each request for information (D4).")
    for_chasing = models.BooleanField(default=False, help_text="Told when the agency is late.")
    deputy_name = models.CharField(max_length=200, default="", blank=True)
    deputy_email = models.EmailField(default="", blank=True)
    away_from = models.DateField(null=True, blank=True)
    away_until = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        """One entry an address in an agency."""

        constraints = (models.UniqueConstraint(fields=["agency", "email"], name="contact_address"),)
        indexes = (models.Index(fields=["partnership", "agency"], name="contact_of_agency"),)
        ordering = ("agency__name", "name", "pk")

    def __str__(self) -> str:
        return f"{self.name}, {self.post}" if self.post else self.name


class Holiday(models.Model):
    """A bank holiday the administrator added to the built-in calendar."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="holidays")
    on = models.DateField()
    name = models.CharField(max_length=100)
    source = models.CharField(max_length=200)

    class Meta:
        """One name a day."""

        constraints = (models.UniqueConstraint(fields=["partnership", "on"], name="one_holiday_a_day"),)
        ordering = ("on",)

    def __str__(self) -> str:
        return f"{self.on:%d %B %Y}: {self.name}"
