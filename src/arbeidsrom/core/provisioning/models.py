"""Accounts that an identity system looks after: it says who is to have one, and for how long (SCIM 2.0)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Lower

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.api_clients.models import ApiClient
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.roles.models import RoleGrant


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


class ProvisionedGroup(models.Model):
    """Users that an identity system keeps together. An administrator may say which role the group gives, and where."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="+")
    display_name = models.CharField(max_length=254)
    external_id = models.CharField(max_length=254, blank=True, db_collation="C")
    role = models.CharField(max_length=60, blank=True)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    with_subunits = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("client", Lower("display_name"), name="provisioned_group_name_once"),
            models.CheckConstraint(
                condition=models.Q(role="", unit__isnull=True) | (~models.Q(role="") & models.Q(unit__isnull=False)),
                name="provisioned_group_role_somewhere",
            ),
        ]


class GroupMember(models.Model):
    """That a user is in a group."""

    group = models.ForeignKey(ProvisionedGroup, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(ProvisionedUser, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "user"], name="group_member_once")]


class GroupGrant(models.Model):
    """A role that somebody holds because they are in a group; it ends when they leave it."""

    group = models.ForeignKey(ProvisionedGroup, on_delete=models.CASCADE, related_name="grants")
    grant = models.OneToOneField(RoleGrant, on_delete=models.CASCADE, related_name="+")
