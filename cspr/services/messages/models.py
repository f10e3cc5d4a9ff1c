"""What is told to whom, and the e-mails that carry it. Neither holds a word of a case: references and dates only."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import Q

from cspr.partnership.models import Invitation, Member, Partnership
from cspr.record.models import Case


class Letter(models.Model):
    """One e-mail to one address. What it says is made when it is sent, from the messages it carries."""

    class State(models.TextChoices):
        """How far it came."""

        WAITING = "waiting", "Waiting"
        HANDING = "handing", "Being sent"
        UNSURE = "unsure", "May not have gone"
        SENT = "sent", "Sent"
        BOUNCED = "bounced", "Bounced"
        FAILED = "failed", "Not sent"
        DROPPED = "dropped", "No longer needed"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, help_text="Whose e-mail it is; none for an address of the directory.")
    address = models.EmailField()
    kind = models.CharField(max_length=40, help_text="A kind of cspr.services.messages.kinds.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, default="", blank=True, help_text="Why it was not delivered, in plain words.")
    message_id = models.CharField(max_length=100, unique=True, help_text="By which a report of the mail system names it.")
    attachments = models.JSONField(default=list, help_text="A list of {name, type, content (base64)}.")

    class Meta:
        """The postman reads those that wait or are being handed over; the administrator the newest of a partnership."""

        indexes = (
            models.Index(fields=["queued_at"], name="letter_under_way", condition=Q(state__in=("waiting", "handing"))),
            models.Index(fields=["partnership", "-queued_at"], name="letter_of_home"),
            models.Index(fields=["partnership", "address", "kind", "-queued_at"], name="letter_to"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Message(models.Model):
    """One thing told to one person: a request, a reminder, a meeting. Several may go in one letter, or wait for the day's digest."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="messages")
    kind = models.CharField(max_length=40)
    agency = models.CharField(max_length=100, default="", blank=True, help_text="The agency it is about.")
    duty = models.CharField(max_length=80, default="", blank=True)
    step = models.CharField(max_length=40, default="", blank=True, help_text="Of a chase: the step of the protocol's ladder.")
    due = models.DateField(null=True)
    on = models.DateField(null=True, help_text="The day of a meeting.")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True)
    name = models.CharField(max_length=200, default="", blank=True, help_text="To whom: a person or a post. Empty: nobody could be found.")
    address = models.EmailField(default="", blank=True)
    at = models.DateTimeField()
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, null=True, help_text="The one it carries the address of.")
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, null=True, related_name="carries")
    dropped = models.CharField(max_length=100, default="", blank=True, help_text="Why it was not told after all.")

    class Meta:
        """A step of the ladder is told to an address once for each date that is owed."""

        constraints = (models.UniqueConstraint(fields=["case", "duty", "agency", "step", "due", "address"], name="chased_once",
                                               condition=~Q(step="")),)
        indexes = (
            models.Index(fields=["case", "-at"], name="message_of_case"),
            models.Index(fields=["member"], name="message_for_digest", condition=Q(letter__isnull=True, dropped="")),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class Preference(models.Model):
    """How somebody wants to be told, in one role: each message by itself, or one digest a day."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="told")
    digest_at = models.TimeField(null=True, help_text="When the digest comes on working days (Europe/London); none: each message by itself.")
    digest_on = models.DateField(null=True, help_text="The last day for which a digest was made, or found not to be needed.")

    def __str__(self) -> str:
        return f"digest at {self.digest_at:%H:%M}" if isinstance(self.digest_at, time) else "each by itself"


class Feed(models.Model):
    """The private address of somebody's calendar. The address itself is shown once; what is kept is its hash."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="feeds")
    name = models.CharField(max_length=200, help_text="Where it is used, in its holder's words.")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret part of the address, in hex.")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    read_on = models.DateField(null=True, help_text="The last day a calendar fetched it.")

    class Meta:
        """Listed newest first."""

        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name
