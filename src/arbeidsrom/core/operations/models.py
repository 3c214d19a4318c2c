"""What the installation remembers about its own running."""

from __future__ import annotations

from django.db import models


class JobFailure(models.Model):
    """One failed attempt at a background job, and why: the kind of fault and its place in the code."""

    job = models.BigIntegerField()
    task = models.CharField(max_length=128)
    attempt = models.IntegerField()
    at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["job", "-at"], name="operations_failure_job")]
