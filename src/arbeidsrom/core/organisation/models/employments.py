"""What the HR system says of a position, and absences from it, the HR system's and those registered by hand."""

from __future__ import annotations

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q

from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.keys.fields import SealedTextField
from arbeidsrom.core.keys.models import TenantRef
from arbeidsrom.core.organisation.models.expressions import DateRange
from arbeidsrom.core.organisation.models.positions import Category, Position


class Employment(models.Model):
    """What the HR system says of a position: from when to when, as what, led by whom; one for each line of its file.

    Extended temporary posts are several in a row on one position (KP-POS-010). ``ends_on`` is the last day of work.
    What HR says no longer is kept, ``dropped_in`` names the import; ``digest`` is a keyed hash of the line, by which
    the next file is compared without opening anything.
    """

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="employments", db_index=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    title = models.CharField(max_length=200, blank=True)
    job_code = models.CharField(max_length=20, blank=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    category = models.CharField(max_length=12, choices=Category.choices, blank=True)
    leader_number = models.CharField(max_length=40, blank=True, db_collation="C")
    digest = models.BinaryField(max_length=16)
    stated_in = models.UUIDField()
    dropped_in = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["position"], name="employment_position")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="employment_period"
            ),
        ]


class Absence(models.Model):
    """Days on which somebody is away from a position, never why; ``ends_on`` is the last of them (KP-ABSENCE-001).

    ``stated_in`` names the import that said it; what was registered by hand has none, and ``registered_by`` instead.
    An import and a leader never change what the other has said, and the two may overlap: of those registered by hand
    no two do (KP-LIMP-040). From ``back_on`` somebody is at work again, on the last day already (KP-LIMP-041).
    """

    public_id = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="absences")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    back_on = models.DateField(null=True, blank=True)
    note = SealedTextField(null=True, default=None, max_length=2000)
    registered_by = models.ForeignKey(Position, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    registered_at = models.DateTimeField(null=True, editable=False)
    lock_version = models.PositiveIntegerField(default=0, db_default=0)
    stated_in = models.UUIDField(null=True)
    dropped_in = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["position", "starts_on"],
                name="absence_stated_once",
                condition=Q(dropped_in__isnull=True, stated_in__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="absence_period"
            ),
            models.CheckConstraint(
                condition=Q(back_on__isnull=True) | Q(ends_on__isnull=False, back_on=F("ends_on")),
                name="absence_back_on_the_last_day",
            ),
            ExclusionConstraint(
                name="absence_by_hand_on_a_day_once",
                expressions=[
                    ("position", RangeOperators.EQUAL),
                    (
                        DateRange(F("starts_on"), F("ends_on"), RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(stated_in__isnull=True),
            ),
        ]

    def sealed_under(self) -> TenantRef:
        """The installation's own key."""
        return TenantRef(INSTALLATION)

    @property
    def is_by_hand(self) -> bool:
        """Whether somebody registered it here; what the HR system says is changed there."""
        return self.stated_in is None
