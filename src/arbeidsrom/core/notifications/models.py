"""The inbox of a person, and what goes out by e-mail and SMS."""

from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from arbeidsrom.core.keys.fields import SealedJSONField, SealedTextField
from arbeidsrom.core.keys.models import TenantRef
from arbeidsrom.core.notifications.states import CAN_FOLLOW, Channel, MessageState, Way
from arbeidsrom.core.organisation.models import Person
from arbeidsrom.lib.refusals import WrongState


class Notification(models.Model):
    """Something a person has been told; its words are made from the type and the parameters when it is read.

    ``params`` hold only what lies plain elsewhere too: numbers, dates, stewards' names; never a title or a member.
    It is seen on the home page and in the inbox while it is ``on_home`` and not removed; the rest is kept for the
    weekly digest, and so that the same is told once. ``weekly`` says whether its reader had chosen the digest for it
    when it came: what is chosen later is for what comes later (KP-EIMP-013). ``mail_waits`` until the e-mail of one
    that was told to many at once has been written.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notifications")
    type = models.CharField(max_length=80)
    about = models.UUIDField(null=True)
    url = models.CharField(max_length=200, blank=True)
    params = models.JSONField(default=dict)
    once = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    on_home = models.BooleanField(default=True)
    mail_waits = models.BooleanField(default=False, db_default=False)
    weekly = models.BooleanField(default=False, db_default=False)
    read_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-created_at", "-id"], name="notification_inbox"),
            models.Index(fields=["person"], name="notification_unread", condition=Q(read_at=None)),
            models.Index(fields=["about"], name="notification_about", condition=Q(about__isnull=False)),
            BrinIndex(fields=["created_at"], name="notification_told_when"),
            models.Index(fields=["person", "id"], name="notification_mail_waits", condition=Q(mail_waits=True)),
            models.Index(fields=["person", "created_at"], name="notification_weekly", condition=Q(weekly=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "type", "once"], condition=~Q(once=""), name="notification_told_once"
            )
        ]


class Choice(models.Model):
    """What a person has chosen for a group of notifications, where it differs from what is proposed (KP-NOTIF-009)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    group = models.CharField(max_length=40)
    way = models.CharField(max_length=6, choices=Way.choices)
    wanted = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "group", "way"], name="notification_choice_once")]


class WithoutMail(models.Model):
    """Somebody who has ticked «Jeg vil ikke ha e-post varslinger» (KP-NOTIF-012)."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")


class WeeklyDigest(models.Model):
    """The digest of one week: what was told since the last one and before this Wednesday (KP-NOTIF-004)."""

    wednesday = models.DateField(unique=True)
    covers_from = models.DateTimeField()
    covers_to = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)


class DigestReceipt(models.Model):
    """That a person's mail of a week is in the outbox: claimed in the same transaction, so nobody gets two."""

    digest = models.ForeignKey(WeeklyDigest, on_delete=models.CASCADE, related_name="receipts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="notification_digest_once")]


class OutgoingMessage(models.Model):
    """A mail or an SMS on its way; what it says and to whom lies sealed, and is erased when it has been delivered."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenant = models.UUIDField()
    channel = models.CharField(max_length=4, choices=Channel.choices)
    about = models.UUIDField(null=True)
    recipient = SealedTextField(null=True)
    content = SealedJSONField(null=True)
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=8, choices=MessageState.choices, default=MessageState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    unsure_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    bounce_status = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], name="outgoing_due", condition=Q(state="waiting")),
            models.Index(fields=["expires_at"], name="outgoing_expiring", condition=Q(erased_at=None)),
            models.Index(
                fields=["created_at"],
                name="outgoing_undelivered",
                condition=Q(state="failed") | Q(bounced_at__isnull=False),
            ),
            models.Index(fields=["about"], name="outgoing_about", condition=Q(about__isnull=False)),
            models.Index(fields=["-created_at", "-id"], name="outgoing_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at=None, content__isnull=False, recipient__isnull=False)
                | Q(erased_at__isnull=False, content__isnull=True, recipient__isnull=True),
                name="outgoing_erased_or_there",
            ),
            models.CheckConstraint(condition=~Q(state="expired", erased_at=None), name="outgoing_expired_is_erased"),
            models.CheckConstraint(condition=~Q(state="sent", sent_at=None), name="outgoing_sent_when"),
        ]

    def sealed_under(self) -> TenantRef:
        """The key of the body on whose behalf it is sent."""
        return TenantRef(self.tenant)

    def move_to(self, state: MessageState) -> None:
        """The next state, or ``WrongState``."""
        if state not in CAN_FOLLOW[MessageState(self.state)]:
            raise WrongState(f"A message cannot go from {self.state} to {state}.")
        self.state = state


class CalendarEntry(models.Model):
    """An appointment that has been sent to people's calendars: remembered so that it can be moved or called off."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenant = models.UUIDField()
    about = models.UUIDField(unique=True)
    content = SealedJSONField()
    sequence = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    def sealed_under(self) -> TenantRef:
        return TenantRef(self.tenant)
