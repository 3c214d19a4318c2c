"""Sealed documents: what they are called, their versions, and uploads on the way in."""

from __future__ import annotations

import uuid
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from arbeidsrom.core.keys.fields import SealedBytesField, SealedJSONField, SealedTextField
from arbeidsrom.core.keys.models import HolderRef, KeyHolder, TenantRef
from arbeidsrom.core.vault.readers.limits import Outcome
from arbeidsrom.core.vault.states import CAN_FOLLOW, ScanState
from arbeidsrom.lib.refusals import WrongState


class Document(models.Model):
    """Something that was written or received, with its title and its day. Its owner decides who may see it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenant = models.UUIDField()
    holder = models.ForeignKey(KeyHolder, to_field="public_id", on_delete=models.PROTECT, related_name="+")
    title = SealedTextField(max_length=300)
    title_tokens = ArrayField(models.BigIntegerField(), default=list)
    dated = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    lock_version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [GinIndex(fields=["title_tokens"], name="document_title_tokens")]

    def sealed_under(self) -> HolderRef:
        return HolderRef(self.holder_id)


class DocumentVersion(models.Model):
    """One file of a document, sealed under a key of its own and never changed.

    ``wrapped_key`` is that key under the holder's. ``facts`` holds the checksums. ``tokens`` are the words of the text
    as keyed numbers; ``indexed_at`` says when they were made.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    holder = models.ForeignKey(KeyHolder, to_field="public_id", on_delete=models.PROTECT, related_name="+")
    tenant = models.UUIDField()
    number = models.PositiveIntegerField()
    file_name = SealedTextField(max_length=255)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=120)
    disguised = models.BooleanField(default=False)
    facts = SealedJSONField()
    storage_key = models.CharField(max_length=80, unique=True)
    wrapped_key = models.BinaryField()
    scan_state = models.CharField(max_length=12, choices=ScanState.choices, default=ScanState.PENDING)
    scanned_at = models.DateTimeField(null=True)
    found = models.CharField(max_length=200, blank=True)
    released_by = models.CharField(max_length=200, blank=True)
    release_reason = SealedTextField(null=True, default=None)
    tokens = ArrayField(models.BigIntegerField(), default=list)
    indexed_at = models.DateTimeField(null=True)
    reading = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)
    created_by_person = models.UUIDField(null=True)

    class Meta:
        indexes = [
            GinIndex(fields=["tokens"], name="version_tokens"),
            models.Index(
                fields=["id"], condition=Q(scan_state__in=["pending", "not_scanned"]), name="version_awaits_scan"
            ),
            models.Index(fields=["id"], condition=Q(indexed_at__isnull=True), name="version_awaits_index"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="version_number"),
            models.CheckConstraint(
                condition=~Q(scan_state="released") | (~Q(released_by="") & Q(release_reason__isnull=False)),
                name="version_released_by_name_with_reason",
            ),
        ]

    @property
    def is_searchable(self) -> bool:
        """Whether the search finds what is in the file, as far as is known: how its reading ended tells."""
        return self.reading in ("", Outcome.READ, Outcome.PARTLY)

    def sealed_under(self) -> HolderRef:
        return HolderRef(self.holder_id)

    @property
    def bound_to(self) -> str:
        """What the wrapped key is bound to."""
        return f"version|{self.tenant}|{self.holder_id}|{self.public_id}"

    @property
    def sha256(self) -> str:
        """The checksum of the content, in hexadecimal."""
        return str(self.facts["sha256"])

    @property
    def crc32(self) -> int:
        """The checksum that a zip file carries."""
        return int(self.facts["crc32"])

    def move_to(self, state: ScanState) -> None:
        """Take over a verdict, or refuse what cannot follow."""
        if state not in CAN_FOLLOW[ScanState(self.scan_state)]:
            raise WrongState(f"{self.scan_state} → {state}")
        self.scan_state = state


class Upload(models.Model):
    """A file on its way in, sent in parts that are sealed as they come (tus 1.0).

    ``parts`` lists what is safely here: each part's file, how many bytes of it count, and whether it was ended or
    broken off. ``writer`` is the part that is being written now; a later request takes over from a writer that has
    lost its sender.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenant = models.UUIDField()
    account = models.BigIntegerField()
    destination = models.CharField(max_length=60)
    about = models.UUIDField(null=True)
    size = models.BigIntegerField()
    parts = models.JSONField(default=list)
    writer = models.UUIDField(null=True)
    key = SealedBytesField()
    meta = SealedJSONField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    finished_at = models.DateTimeField(null=True)
    result = models.UUIDField(null=True)

    def sealed_under(self) -> TenantRef:
        return TenantRef(self.tenant)

    @property
    def received(self) -> int:
        """How many bytes are safely here."""
        return sum(length for _part, length, _is_whole in self.parts)


def context_of(tenant: UUID, holder: UUID, version: UUID) -> bytes:
    """What a sealed file is bound to: it opens as this version of this owner, and as nothing else."""
    return f"arbeidsrom/dok/v1|{tenant}|{holder}|{version}".encode()
