"""Accounts that an identity system looks after: it says who is to have one, and for how long (SCIM 2.0)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Lower

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.api_clients.models import ApiClient


class ProvisionedUser(models.Model):
    """A user as an identity system knows them, with the account that it opens and closes.

    ``content`` is what the system said, in SCIM's own shape. ``made_person`` tells that nobody was known before:
    then what it says of name and address holds here too. What the HR system says of its employees is never overwritten.
    ``version`` rises with each change (RFC 7644 § 3.14).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    user_name = models.CharField(max_length=254)
    external_id = models.CharField(max_length=254, blank=True, db_collation="C")
    content = models.JSONField()
    made_person = models.BooleanField()
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("client", Lower("user_name"), name="provisioned_user_name_once"),
            models.UniqueConstraint(fields=["account"], name="provisioned_account_once"),
            models.UniqueConstraint(
                fields=["client", "external_id"],
                name="provisioned_external_id_once",
                condition=~models.Q(external_id=""),
            ),
        ]
