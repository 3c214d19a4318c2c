"""A change that concerns so many people that a job derives their statuses."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from arbeidsrom.core.organisation.models import Person


class Spreading(models.Model):
    """Statuses that are to be derived anew because of requirements or plans that changed; the row is the job.

    ``people`` is how many it concerned when the job began, ``done`` how many are behind it, in the order of their ids
    up to ``done_to``. Whoever looks meanwhile is told that it goes on.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    requirements = ArrayField(models.BigIntegerField(), default=list)
    plans = ArrayField(models.BigIntegerField(), default=list)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    people = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    done_to = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["begun_at"], name="spreading_waits", condition=Q(finished_at__isnull=True))]
