"""Roles that are ordered: who asked, for which position, what was answered, and how the role has gone since."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from arbeidsrom.core.api_clients.models import ApiClient
from arbeidsrom.core.organisation.models import Person, Position, Unit
from arbeidsrom.core.role_orders.states import CAN_FOLLOW, EndReason, OrderState
from arbeidsrom.core.roles.models import RoleGrant
from arbeidsrom.lib.refusals import WrongState


class RoleOrder(models.Model):
    """An order of a role for a position («bestilling av rolle», PL-ORG-003).

    ``valid_from`` and ``valid_to`` are what was ordered; how long the role holds stands on the ``grant``, which is
    there once the order is approved, and reaches no further than the grace after ``review_due``. ``covers`` names plans
    or specialities where the role is for some only. An order that an outside ordering service delivered has the
    ``client``, the service's own ``reference``, and in ``decided_outside_by`` who approved it there. ``ended_in`` names
    the import that ended it, if one did; the night after tells people of it (``told_of_end_at``).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="role_orders")
    role = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    with_subunits = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    covers = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=1000)
    state = models.CharField(max_length=12, choices=OrderState.choices, default=OrderState.WAITING)
    ordered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    client = models.ForeignKey(ApiClient, null=True, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=100, blank=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_outside_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=1000, blank=True)
    grant = models.OneToOneField(RoleGrant, null=True, on_delete=models.SET_NULL, related_name="role_order")
    review_due = models.DateField(null=True)
    reviewed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    asked_for_review_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    ended_because = models.CharField(max_length=12, choices=EndReason.choices, blank=True)
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    ended_note = models.CharField(max_length=1000, blank=True)
    ended_in = models.UUIDField(null=True)
    told_of_end_at = models.DateTimeField(null=True)
    lock_version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["state", "ordered_at"], name="role_order_state"),
            models.Index(fields=["review_due"], name="role_order_review", condition=Q(state="approved")),
            models.Index(fields=["ordered_by"], name="role_order_by"),
            models.Index(fields=["ended_in"], name="role_order_ended_in", condition=Q(ended_in__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["position", "role", "unit"], name="role_order_waits_once", condition=Q(state="waiting")
            ),
            models.UniqueConstraint(
                fields=["client", "reference"], name="role_order_delivered_once", condition=Q(client__isnull=False)
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="role_order_period"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("ordered_by")), name="role_order_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(review_due__isnull=False, decided_at__isnull=False),
                name="role_order_approved_is_reviewed",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | (Q(ended_on__isnull=False) & ~Q(ended_because="")),
                name="role_order_ended_on_a_day",
            ),
        ]

    @property
    def last_day(self) -> date | None:
        """The last day that was ordered, when one was."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None

    def move_to(self, state: OrderState) -> None:
        """One step, or a refusal that says what the order has become meanwhile."""
        if state not in CAN_FOLLOW[OrderState(self.state)]:
            told = _("This order has been dealt with meanwhile. It stands as “%(state)s”.")
            raise WrongState(told % {"state": OrderState(self.state).label})
        self.state = state
