"""Accounts that sign in. A person may have one; an account by itself has no rights."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> Account:
        """An account that signs in with its e-mail address; without a password it cannot yet."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """What signs in: an e-mail address, a password or a passkey, and the person it belongs to (PL-AUTH-003)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    person = models.OneToOneField(
        "organisation.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="account"
    )
    language = models.CharField(max_length=2, default="nb")
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="account_email_once")]


class FailedSignIns(models.Model):
    """Wrong tries in a row for an address, whether or not anybody has it (PL-AUTH-003).

    The address stands here as a keyed hash only, so that the table tells nobody who has tried to sign in.
    """

    address = models.BinaryField(max_length=32, unique=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
