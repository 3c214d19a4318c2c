"""Which requirements of their own somebody opened last."""

from __future__ import annotations

from django.db import models

from arbeidsrom.core.organisation.models import Person
from arbeidsrom.modules.competence.models.requirements import Requirement


class RecentRequirement(models.Model):
    """A requirement that somebody has opened in a plan of theirs, for the shortcuts of their search (KP-SEARCH-002)."""

    pk = models.CompositePrimaryKey("person_id", "requirement_id")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
