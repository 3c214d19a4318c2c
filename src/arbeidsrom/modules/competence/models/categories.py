"""The tree of categories by which requirements are found again."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from arbeidsrom.core.organisation.models import Unit, sort_key


class Category(models.Model):
    """A node of the category tree («kategori», KP-ADM-030, 031), below the trust it belongs to, or the region.

    ``for_activities``: it is for learning activities, one for each specialist plan (KP-ADM-032).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField(max_length=120)
    sort_name = models.GeneratedField(
        expression=sort_key(F("name")), output_field=models.TextField(db_collation="C"), db_persist=True
    )
    for_activities = models.BooleanField(default=False)
    lock_version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "parent", "sort_name"], name="category_name_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=~Q(name=""), name="category_has_name"),
        ]
