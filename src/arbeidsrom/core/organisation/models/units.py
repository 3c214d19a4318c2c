"""Units and where they stand in the tree, from and to when."""

from __future__ import annotations

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.organisation.models.expressions import DateRange, changed_at, notes_change, sort_key


class UnitKind(models.TextChoices):
    UNION = "union", _("Union")
    DISTRICT = "district", _("County district")
    LOCAL_UNION = "local_union", _("Local union")
    CLUB = "club", _("Club")
    COMPETENCE_CENTRE = "competence_centre", _("Competence centre")
    REGION = "region", _("Region")
    TRUST = "trust", _("Health trust")
    CLINIC = "clinic", _("Clinic")
    DEPARTMENT = "department", _("Department")
    COST_CENTRE = "cost_centre", _("Cost centre")
    MUNICIPALITY = "municipality", _("Municipality")
    SECTOR = "sector", _("Sector")
    SECTION = "section", _("Unit")


class Unit(models.Model):
    """A body, a part of one, or a club. The tree as of today lies in ``parent``, ``lft`` and ``rgt``.

    ``lft`` and ``rgt`` number the tree in pre-order: the units below are those with ``lft`` between the two.
    ``merged_into`` has taken over from the day the unit ends (``valid_to``).
    The tenant is the nearest unit above (or the unit itself) that answers for the data (GDPR art. 4(7)).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=UnitKind.choices)
    name = models.CharField(max_length=200)
    sort_name = models.GeneratedField(
        expression=sort_key(F("name")), output_field=models.TextField(db_collation="C"), db_persist=True
    )
    code = models.CharField(max_length=40, unique=True)
    organisation_number = models.CharField(max_length=9, blank=True)
    email = models.EmailField(blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    lft = models.IntegerField(default=0)
    rgt = models.IntegerField(default=0)
    depth = models.SmallIntegerField(default=0)
    is_controller = models.BooleanField(default=False)
    tenant = models.UUIDField(null=True, editable=False, db_index=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    changed_at = changed_at()

    class Meta:
        triggers = [notes_change("name", "code", "kind", "parent_id", "valid_from", "valid_to", "organisation_number")]
        indexes = [
            models.Index(fields=["lft"], include=["id"], name="unit_lft"),
            models.Index(fields=["kind", "sort_name"], name="unit_kind_name"),
            models.Index(fields=["sort_name", "id"], name="unit_name"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="unit_period"
            )
        ]

    @property
    def controller(self) -> uuid.UUID:
        """The tenant, once the tree that the unit was put into has been arranged."""
        if self.tenant is None:
            raise ValueError("The unit has no place in the tree yet")
        return self.tenant


class Placement(models.Model):
    """Where a unit stands in the tree from one day to another; the history of moves and mergers."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="placements")
    parent = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="placement_one_parent_at_a_time",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    (DateRange(F("valid_from"), F("valid_to"), RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            )
        ]
