"""System messages: what is said to whom, and what each recipient has done with it."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from arbeidsrom.core.organisation.models import Person, Unit
from arbeidsrom.core.system_messages.rules import TITLE_LENGTH
from arbeidsrom.core.system_messages.states import CAN_FOLLOW, MessageState, StopReason
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.lib.refusals import WrongState

WHOLE = ~Q(title="") & ~Q(html="") & ~Q(sender="") & Q(send_at__isnull=False, visible_until__isnull=False)


class SystemMessage(models.Model):
    """A message to many («systemmelding»), from its first draft on (KP-MSG-002).

    ``scope`` is the part of the organisation that its recipients are in. ``content`` is the text as it was written,
    ``html`` the same cleaned and as it is shown. Without ``send_at`` it is sent as soon as it is confirmed.
    ``visible_until`` is the last day of the visibility period («synlighetsperiode»). ``confirmed_for`` is the number
    of recipients that was shown and confirmed, ``sent_to`` the number that it was sent to (KP-MSG-013, 014).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scope = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    holder = models.UUIDField(null=True)
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    content = models.TextField(blank=True)
    html = models.TextField(blank=True)
    videos = ArrayField(models.CharField(max_length=500), default=list, blank=True)
    sender = models.CharField(max_length=100, blank=True)
    important = models.BooleanField(default=False)
    send_at = models.DateTimeField(null=True, blank=True)
    visible_until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.DRAFT)
    stopped_because = models.CharField(max_length=10, choices=StopReason.choices, blank=True)
    lock_version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(null=True)
    ordered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_for = models.PositiveIntegerField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_to = models.PositiveIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["send_at", "id"], name="system_message_due", condition=Q(state="ordered")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "stopped"]) | WHOLE, name="system_message_whole_when_ordered"
            ),
            models.CheckConstraint(
                condition=~Q(state="ordered")
                | Q(ordered_at__isnull=False, ordered_by__isnull=False, confirmed_for__gt=0),
                name="system_message_ordered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["sent", "withdrawn"], sent_at__isnull=False, sent_to__gt=0)
                | Q(state__in=["draft", "ordered", "stopped"], sent_at__isnull=True, sent_to__isnull=True),
                name="system_message_sent_when",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(state="withdrawn", withdrawn_at__gte=F("sent_at")),
                name="system_message_withdrawn_after_sending",
            ),
        ]

    @property
    def is_unsent(self) -> bool:
        """Whether it can still be changed."""
        return self.sent_at is None

    def move_to(self, state: MessageState) -> None:
        """The next state, or ``WrongState``."""
        if state not in CAN_FOLLOW[MessageState(self.state)]:
            raise WrongState(f"A system message cannot go from {self.state} to {state}.")
        self.state = state


class ChosenGroup(models.Model):
    """A group that the recipients must belong to; with several, to all of them at the same time (KP-MSG-011)."""

    message = models.ForeignKey(SystemMessage, on_delete=models.CASCADE, related_name="groups", db_index=False)
    kind = models.CharField(max_length=40)
    value = models.CharField(max_length=220)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "kind", "value"], name="system_message_group_once")]


class ChosenPerson(models.Model):
    """A person who gets the message whatever groups are chosen (KP-MSG-009)."""

    message = models.ForeignKey(SystemMessage, on_delete=models.CASCADE, related_name="chosen_people", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="system_message_person_once")]


class MessageFile(models.Model):
    """A picture in the message, or an attachment to it; the file itself lies in the vault (KP-MSG-004).

    ``description`` says what the picture shows, for those who do not see it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(SystemMessage, on_delete=models.CASCADE, related_name="files")
    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    is_picture = models.BooleanField(default=False)
    description = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_picture=False) | ~Q(description=""), name="system_message_picture_described"
            )
        ]


class Delivery(models.Model):
    """A message that a person has received, and what they have done with it (KP-SYSMSG-006 to 016).

    Where it stands is computed from this and the day. ``remind_at`` is when it pops up again. Rows are never removed:
    every message can be found again. One row is small, for there are as many as recipients times messages.
    """

    message = models.ForeignKey(SystemMessage, on_delete=models.PROTECT, related_name="deliveries")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    read_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "message"], name="system_message_delivered_once")]
