"""Deadlines of a case and the reminders that were sent."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.keys.fields import SealedTextField
from arbeidsrom.core.keys.models import HolderRef
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.workspace.models.cases import Case
from arbeidsrom.modules.workspace.models.deadline_rules import DeadlineRule
from arbeidsrom.modules.workspace.states import DEADLINE_CAN_FOLLOW, DeadlineState


class Deadline(models.Model):
    """A day by which something must be done; counted from a rule or set by hand (KL-CASE-005).

    ``rule``, ``event`` and ``started`` say how a proposed deadline was counted, ``counted_by`` which row of the rule: a
    later change of law leaves its arithmetic as it was.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="deadlines")
    label = SealedTextField(max_length=200)
    due = models.DateField()
    state = models.CharField(max_length=10, choices=DeadlineState.choices, default=DeadlineState.RUNNING)
    rule = models.CharField(max_length=60, blank=True)
    counted_by = models.ForeignKey(DeadlineRule, null=True, on_delete=models.PROTECT, related_name="deadlines")
    event = models.CharField(max_length=40, blank=True)
    started = models.DateField(null=True)
    proposed_due = models.DateField(null=True)
    settled_on = models.DateField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)
    lock_version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["case", "state", "due"], name="deadline_case"),
            models.Index(fields=["due"], condition=Q(state=DeadlineState.RUNNING), name="deadline_running"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=DeadlineState.RUNNING, settled_on__isnull=True)
                | (~Q(state=DeadlineState.RUNNING) & Q(settled_on__isnull=False)),
                name="deadline_settled_on_a_day",
            )
        ]

    def sealed_under(self) -> HolderRef:
        """The case's key."""
        return HolderRef(self.case.holder)

    @property
    def is_changed(self) -> bool:
        """Whether somebody chose another day than the rule gave."""
        return self.proposed_due is not None and self.proposed_due != self.due

    def is_overdue(self, today: date) -> bool:
        """Whether the day has passed without the thing being done."""
        return self.state == DeadlineState.RUNNING and self.due < today

    def move_to(self, state: DeadlineState) -> None:
        """Enter a state, or ``WrongState`` when it cannot follow the present one."""
        if state not in DEADLINE_CAN_FOLLOW[DeadlineState(self.state)]:
            raise WrongState(gettext("The deadline is already settled."))
        self.state = state


class ReminderKind(models.TextChoices):
    """When a deadline reminds."""

    SEVEN_DAYS = "7", _("Seven days before")
    THREE_DAYS = "3", _("Three days before")
    ONE_DAY = "1", _("The day before")
    PASSED = "passed", _("Passed")


class DeadlineReminder(models.Model):
    """A reminder that was sent; the constraint keeps it from being sent twice."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=8, choices=ReminderKind.choices)
    due = models.DateField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deadline", "kind", "due"], name="deadline_reminder_once")]
