"""Making and ending the link and code of a shipment, and the key they open."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.keys.ring import pepper
from arbeidsrom.core.notifications import actions as notifications
from arbeidsrom.core.vault import queries as vault
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.sharing import manifest as manifests
from arbeidsrom.modules.sharing.manifest import Manifest, SharedDocument
from arbeidsrom.modules.sharing.models import DocumentKey, Generation, OpeningSession, Shipment, ShipmentDocument
from arbeidsrom.modules.sharing.rules import codes, links, two_channel
from arbeidsrom.modules.sharing.rules.contacts import shown_mobile
from arbeidsrom.modules.sharing.rules.orders import lasts
from arbeidsrom.modules.sharing.rules.two_channel import Cost
from arbeidsrom.modules.sharing.subjects import Offered, Subject


@dataclass(frozen=True, slots=True)
class NewGeneration:
    """A generation with what only its makers ever see: the code and the token."""

    generation: Generation
    code: str
    token: bytes


def end_generation(shipment: Shipment, *, now: datetime) -> None:
    """Kill the link and code that could open the shipment: keys deleted, sessions ended, messages called back."""
    alive = Generation.objects.filter(shipment=shipment, ended_at=None)
    notifications.call_back(chain.from_iterable(alive.values_list("messages", flat=True)), now=now)
    OpeningSession.objects.filter(generation__in=alive).delete()
    DocumentKey.objects.filter(generation__in=alive).delete()
    alive.update(ended_at=now, wrapped_key=None, sealed_manifest=None)


def begin_generation(shipment: Shipment, subject: Subject, *, actor: Actor, now: datetime) -> NewGeneration:
    """A new link and code, with the documents' keys wrapped under a new shipment key; nothing is copied."""
    code, token, key = codes.new_code(), links.new_token(), secrets.token_bytes(two_channel.KEY_BYTES)
    generation = Generation(
        shipment=shipment,
        number=shipment.generations.count() + 1,
        token_hash=links.token_hash(token),
        issued_by_id=actor.position_or_refuse(),
        issued_at=now,
        expires_at=now + lasts(is_strict=shipment.is_strict, days_open=shipment.days_open),
    )
    documents = list(shipment.documents.order_by("place"))
    versions = _cleared_versions(documents, subject)
    _seal(generation, shipment, Sealing(key, code, token), _manifest(shipment, subject, documents, versions, actor))
    generation.save()
    _wrap_document_keys(generation, shipment, documents, versions, key)
    return NewGeneration(generation, code, token)


@dataclass(frozen=True, slots=True)
class Sealing:
    """The shipment's key and what will open it."""

    key: bytes
    code: str
    token: bytes


def argon_cost() -> Cost:
    """What one try costs in this installation."""
    return Cost(memory_kib=settings.SHARING_ARGON2_MEMORY_KIB, passes=settings.SHARING_ARGON2_PASSES)


def _seal(generation: Generation, shipment: Shipment, sealing: Sealing, said: Manifest) -> None:
    binding = generation.binding(shipment)
    sealed = two_channel.seal_key(
        sealing.key, code=sealing.code, token=sealing.token, pepper=pepper(), binding=binding, cost=argon_cost()
    )
    generation.salt, generation.wrapped_key, generation.commitment = sealed
    generation.sealed_manifest = manifests.seal(said, sealing.key, binding.associated_data())


def _cleared_versions(documents: Sequence[ShipmentDocument], subject: Subject) -> dict[UUID, DocumentVersion]:
    """The stored versions, every one of them still there and cleared for sharing."""
    wanted = [document.version for document in documents]
    offered = subject.versions()
    for version in wanted:
        if version not in offered:
            raise Refused(_("A document in the shipment is no longer in the case. Make a new shipment."))
        if not offered[version].may_share:
            raise Refused(str(offered[version].may_share.reason))
    rows = DocumentVersion.objects.defer("tokens").filter(public_id__in=wanted)
    return {each.public_id: each for each in rows}


def _wrap_document_keys(
    generation: Generation,
    shipment: Shipment,
    documents: Sequence[ShipmentDocument],
    versions: dict[UUID, DocumentVersion],
    key: bytes,
) -> None:
    bound = generation.binding(shipment).associated_data()
    data_keys = vault.data_keys(versions.values())
    DocumentKey.objects.bulk_create(
        DocumentKey(
            generation=generation,
            document=document,
            wrapped=manifests.wrap_document_key(
                data_keys[document.version], key=key, version=document.version, generation=bound
            ),
        )
        for document in documents
    )


def _manifest(
    shipment: Shipment,
    subject: Subject,
    documents: Sequence[ShipmentDocument],
    versions: dict[UUID, DocumentVersion],
    actor: Actor,
) -> Manifest:
    offered = subject.versions()
    sender = shipment.sent_by.person
    return Manifest(
        sender=shipment.sender_name,
        organisation=shipment.sender_organisation,
        phone=shown_mobile(sender.mobile),
        email=sender.email,
        receiver=shipment.receiver_name,
        title=shipment.title,
        message=shipment.message,
        purpose=shipment.reason,
        case_number=shipment.case_number,
        tenant=str(shipment.tenant),
        holder=str(shipment.holder),
        public_key=keys.public_key(shipment.holder).hex(),
        documents=tuple(
            _shared(document, offered[document.version], versions[document.version]) for document in documents
        ),
    )


def _shared(document: ShipmentDocument, offered: Offered, version: DocumentVersion) -> SharedDocument:
    return SharedDocument(
        place=document.place,
        title=offered.title,
        file_name=version.file_name,
        content_type=version.content_type,
        size=version.size,
        crc32=version.crc32,
        version=str(version.public_id),
        storage_key=version.storage_key,
    )
