"""What is agreed about positions beside what the HR system says of them: loans."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from arbeidsrom.core.keys.fields import SealedTextField
from arbeidsrom.core.keys.models import TenantRef
from arbeidsrom.core.organisation.models import Position


class Loan(models.Model):
    """Somebody is lent to another department, where they get a temporary position (KP-LEND-001).

    Department, leader and days are those of the temporary position. ``comment`` is for the borrowing leader and lies
    sealed under the key of the body that borrows (``tenant``). Which import ended the loan says ``ended_in``, and
    ``valid_to_before`` how long it was to last; a loan that had not begun lost its position, ``taken_away`` holds what
    it was, so that an import can be undone.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="loans")
    temporary = models.OneToOneField(Position, null=True, on_delete=models.CASCADE, related_name="loan")
    tenant = models.UUIDField(editable=False)
    comment = SealedTextField(null=True, default=None, max_length=2000)
    registered_by = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    lock_version = models.PositiveIntegerField(default=0)
    ended_in = models.UUIDField(null=True)
    valid_to_before = models.DateField(null=True)
    taken_away = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["ended_in"], name="loan_ended_in", condition=Q(ended_in__isnull=False))]
        constraints = [
            models.CheckConstraint(
                condition=Q(temporary__isnull=False) | Q(taken_away__isnull=False), name="loan_has_or_had_a_position"
            ),
        ]

    def sealed_under(self) -> TenantRef:
        """The key of the body that borrows."""
        return TenantRef(self.tenant)


class Activation(models.Model):
    """Somebody has made an ended position active, or an active one ended, by hand (KP-HF-009–013).

    ``valid_from`` and ``valid_to`` are what the position was given, the two ``before`` what it had. It lasts until the
    next delivery of the HR system is applied; that of a LIS1 for thirty days (``until_delivery`` is false then).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="activations")
    activates = models.BooleanField()
    until_delivery = models.BooleanField(default=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    before_from = models.DateField()
    before_to = models.DateField(null=True)
    by = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_in = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["ended_in"], name="activation_ended_in", condition=Q(ended_in__isnull=False))]
        constraints = [
            models.UniqueConstraint(fields=["position"], name="activation_one_at_a_time", condition=Q(ended_at=None)),
        ]
