"""Accounts that sign in. A person may have one; an account by itself has no rights."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.keys.fields import SealedTextField
from arbeidsrom.core.keys.models import TenantRef


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str | None, password: str | None = None, **fields: object) -> Account:
        """An account that signs in with its e-mail address; without a password it cannot yet."""
        account = self.model(email=self.normalize_email(email).lower() or None, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """What signs in: an e-mail address, a password or a passkey, and the person it belongs to (PL-AUTH-003).

    One that was made when its person first came from an OpenID provider has no address and no password: nothing that is
    sent by mail opens it (PL-AUTH-002).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(max_length=254, unique=True, null=True, blank=True)
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

    @property
    def sign_in_name(self) -> str:
        """What wrong tries are counted by: the address, or the account's own number when it has none."""
        return self.email or str(self.public_id)

    @property
    def name(self) -> str:
        """Whoever it belongs to; the address while it belongs to nobody."""
        return self.person.name if self.person else self.email or ""


class FailedSignIns(models.Model):
    """Wrong tries in a row for an address, whether or not anybody has it (PL-AUTH-003).

    The address stands here as a keyed hash only, so that the table tells nobody who has tried to sign in.
    """

    address = models.BinaryField(max_length=32, unique=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()


class Subject(models.Model):
    """What an OpenID provider calls the holder of an account: its own identifier, which never changes (PL-AUTH-002)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="subjects")
    issuer = models.CharField(max_length=255, db_collation="C")
    subject = models.CharField(max_length=255, db_collation="C")
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="subject_once")]


class ProviderSession(models.Model):
    """A session of ours that began at an OpenID provider: ``sid`` is its name there, by which the provider ends it.

    ``id_token`` is shown to the provider when the person signs out here; it holds their identity number.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="provider_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    issuer = models.CharField(max_length=255, db_collation="C")
    sid = models.CharField(max_length=255, blank=True, db_collation="C")
    id_token = SealedTextField(null=True, default=None)
    began_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["issuer", "sid"], name="provider_session_sid")]

    def sealed_under(self) -> TenantRef:
        """The installation's own key."""
        return TenantRef(INSTALLATION)
