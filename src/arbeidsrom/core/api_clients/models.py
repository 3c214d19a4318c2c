"""Other systems that use the API: what each may do where, its tokens, how much it asks, and what it was answered."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from arbeidsrom.core.organisation.models import Unit


class ApiClient(models.Model):
    """A system of somebody's that uses the API. ``owner`` is the unit that answers for it, ``contact`` whom to call.

    ``per_minute`` is how many requests it may make in a minute.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=500, blank=True)
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    contact_name = models.CharField(max_length=200)
    contact_email = models.EmailField()
    per_minute = models.PositiveIntegerField(default=120)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=200, blank=True)

    @property
    def is_revoked(self) -> bool:
        """Whether it has been shut out for good."""
        return self.revoked_at is not None


class ClientGrant(models.Model):
    """A role held by a client in a unit, with or without the units below it, for a time."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    with_subunits = models.BooleanField(default=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "role", "unit", "valid_from"], name="client_grant_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="client_grant_period"
            ),
        ]


class ClientToken(models.Model):
    """A word by which a client shows who it is. It was shown once; here stands a keyed hash and how it ends."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="tokens")
    hash = models.BinaryField(max_length=32, unique=True)
    ending = models.CharField(max_length=4)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    last_used_from = models.CharField(max_length=45, blank=True)


class ClientUse(models.Model):
    """How many requests a client has made in the present minute, counted for all processes together."""

    client = models.OneToOneField(ApiClient, primary_key=True, on_delete=models.CASCADE, related_name="+")
    minute = models.DateTimeField()
    count = models.PositiveIntegerField()


class StoredAnswer(models.Model):
    """What a client was answered when it wrote with a key of its own: sent again, the request gets the same answer.

    ``fingerprint`` is a hash of the request, so that a key is not used for two things.
    """

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    content = models.BinaryField()
    answered_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "key"], name="stored_answer_once")]
