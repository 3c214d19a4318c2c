"""What the HR system says of a position, and of absences from it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

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
    """Days on which somebody is away from a position, never why; ``stated_in`` names the import that said it."""

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="absences")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    stated_in = models.UUIDField(null=True)
    dropped_in = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["position", "starts_on"], name="absence_once", condition=Q(dropped_in__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="absence_period"
            ),
        ]
