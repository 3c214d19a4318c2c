"""The audit log: what was done and what was looked at, append-only and chained for each tenant (PL-AUD-001)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any, cast

import pgtrigger
from django.db import models

from arbeidsrom.core.audit.states import Fault

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class Entry(models.Model):
    """One thing that somebody did or looked at, as the canonical statement that the chain is made of.

    The other columns repeat parts of the statement so that they can be searched; ``verify`` compares them with it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenant = models.UUIDField()
    at = models.DateTimeField()
    event = models.CharField(max_length=80)
    thing = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    unit = models.BigIntegerField(null=True)
    statement = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "-at", "-id"], name="audit_entry_tenant_at"),
            models.Index(fields=["unit", "-at", "-id"], name="audit_entry_unit_at"),
            models.Index(fields=["thing", "at"], name="audit_entry_thing", condition=models.Q(thing__isnull=False)),
            models.Index(fields=["person", "at"], name="audit_entry_person", condition=models.Q(person__isnull=False)),
        ]
        triggers = [APPEND_ONLY]

    @property
    def said(self) -> Mapping[str, Any]:
        """The statement, read."""
        return cast("Mapping[str, Any]", json.loads(self.statement))


class Link(models.Model):
    """An entry's place in its tenant's chain: ``hash = SHA-256(0x00 ‖ the hash before ‖ statement)``.

    Only the database itself adds links, when the transaction that made the entry commits; no role of the program may.
    """

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="link")
    tenant = models.UUIDField()
    number = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="audit_link_place")]
        triggers = [APPEND_ONLY]


class Detail(models.Model):
    """What an entry says about people, and from where: kept beside the chain so that it can be erased.

    The statement holds ``HMAC-SHA-256(salt, content)``; without this row nobody can find out what was there.
    """

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="detail")
    salt = models.BinaryField()
    content = models.TextField()

    class Meta:
        triggers = [pgtrigger.Protect(name="no_change", operation=pgtrigger.Update)]

    @property
    def read(self) -> Mapping[str, Any]:
        """The content, read: ``details``, ``subjects`` and ``origin``."""
        return cast("Mapping[str, Any]", json.loads(self.content))


class Subject(models.Model):
    """Somebody whom an entry is about, by public id (PL-AUD-002)."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="subjects")
    subject = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["subject", "-entry"], name="audit_subject_subject")]
        triggers = [pgtrigger.Protect(name="no_change", operation=pgtrigger.Update)]


class Checkpoint(models.Model):
    """The head of a tenant's chain at a moment, signed; sent away, it shows later whether history was rewritten."""

    tenant = models.UUIDField()
    number = models.BigIntegerField()
    hash = models.BinaryField()
    at = models.DateTimeField()
    note = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="audit_checkpoint_once")]
        triggers = [APPEND_ONLY]


class Delivery(models.Model):
    """That a checkpoint has reached a place off the machine."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="deliveries")
    destination = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["checkpoint", "destination"], name="audit_delivery_once")]


class Verification(models.Model):
    """A going-through of a tenant's chain: running until finished, and the first broken entry if there is one."""

    tenant = models.UUIDField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    started_by = models.CharField(max_length=200)
    entries = models.BigIntegerField(default=0)
    fault = models.CharField(max_length=12, choices=Fault.choices, blank=True)
    number = models.BigIntegerField(null=True)
    entry = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "-started_at"], name="audit_verification_tenant")]
