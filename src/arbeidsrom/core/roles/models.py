"""What a position may do, where, from when to when, and on whose word."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.organisation.models import Person, Position, Unit

RAISES_VERSION = pgtrigger.Trigger(
    name="raises_grants_version",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
        INSERT INTO roles_grantsversion (id, number) VALUES (1, 1)
        ON CONFLICT (id) DO UPDATE SET number = roles_grantsversion.number + 1;
        RETURN NULL;
    """,
)


class GrantSource(models.TextChoices):
    OFFICE = "office", _("Follows from the office")
    IMPORT = "import", _("Import")
    ORDER = "order", _("Ordered and approved")
    DEPUTY = "deputy", _("Deputy")
    DELEGATION = "delegation", _("Delegation")


class RoleGrant(models.Model):
    """A role held by a position in a unit, with or without the units below it; it ends with its position."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    with_subunits = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=12, choices=GrantSource.choices)

    class Meta:
        triggers = [RAISES_VERSION]
        indexes = [models.Index(fields=["unit", "role"], name="role_grant_unit")]
        constraints = [
            models.UniqueConstraint(fields=["position", "role", "unit", "valid_from"], name="role_grant_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="role_grant_period"
            ),
        ]


class GrantsVersion(models.Model):
    """One row: its number rises whenever grants, positions or the tree change, so that sessions look again."""

    number = models.BigIntegerField(default=0)


class PositionWithVersion(Position):
    """Carries the trigger of the table of positions, which knows nothing of roles."""

    class Meta:
        proxy = True
        triggers = [RAISES_VERSION]


class UnitWithVersion(Unit):
    """Carries the trigger of the table of units: a moved unit moves access."""

    class Meta:
        proxy = True
        triggers = [RAISES_VERSION]


class SupportAccess(models.Model):
    """Somebody is shown what another person sees: read-only, with their consent, for a short time (PL-AUTH-005).

    Asked for by support, answered by the person or, where the person cannot be reached, by a second administrator.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    allowed_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["position", "asked_at"], name="support_access_position")]
        constraints = [
            models.CheckConstraint(
                condition=Q(allowed_at__isnull=True)
                | (Q(refused_at__isnull=True) & Q(answered_by__isnull=False) & Q(valid_until__isnull=False)),
                name="support_access_answered",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")), name="support_access_two_people"
            ),
        ]


class Deputy(models.Model):
    """Somebody who stands in for a leader («stedfortreder»), to the last day where one is given (KP-DEPUTY).

    It gives nothing on days when the leader's position is not held or leads nobody, and ends for good with either
    (KP-PIMP-030). ``ended_on`` is the day from which it holds no longer, whatever ``valid_to`` says; ``ended_in`` names
    the import that ended it, if one did.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    leader = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="deputies")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    appointed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    ended_in = models.UUIDField(null=True)
    lock_version = models.PositiveIntegerField(default=0)

    class Meta:
        triggers = [RAISES_VERSION]
        constraints = [
            models.UniqueConstraint(
                fields=["leader", "person"], name="deputy_once", condition=Q(ended_on__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="deputy_period"
            ),
        ]

    @property
    def last_day(self) -> date | None:
        """The last day, when one is given."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None


class Delegate(models.Model):
    """Somebody who approves learning goals that are sent to them, for a leader of LIS or apprentices (KP-DELEG).

    ``description`` says which, and those in training see it (KP-DELEG-005). It gives no access by itself.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    leader = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="delegates")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    description = models.CharField(max_length=300, blank=True)
    chosen_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()
    removed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["leader", "person"], name="delegate_once", condition=Q(removed_at__isnull=True)
            ),
        ]
