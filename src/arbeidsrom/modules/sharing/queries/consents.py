"""Shipments that rest on consent, and which of them do so no longer (KL-CASE-007)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.sharing import access, subjects
from arbeidsrom.modules.sharing.models import Shipment
from arbeidsrom.modules.sharing.queries.shipments import in_a_browser, still_open
from arbeidsrom.modules.sharing.rules.categories import LegalGround
from arbeidsrom.modules.sharing.subjects import RestsOn


def without_consent(about: UUID, *, now: datetime) -> list[Shipment]:
    """What is open of the subject and has lost the consent it rests on. The caller has decided access."""
    return _lost(about, Shipment.objects.all(), now=now)


def seen_without_consent(about: UUID, *, actor: Actor, now: datetime) -> list[Shipment]:
    """Those of them that the actor sees, the latest first."""
    return _lost(about, access.visible_shipments(actor), now=now)


def _lost(about: UUID, shipments: QuerySet[Shipment], *, now: datetime) -> list[Shipment]:
    on_consent = shipments.filter(still_open(now) | in_a_browser(now), about=about, legal_ground=LegalGround.CONSENT)
    found = list(on_consent.select_related("club").order_by("-created_at", "-id"))
    source = subjects.source()
    if source is None or not found:
        return []
    lost = source.lost_consents(about, {rests_on(each) for each in found}, today=timezone.localdate(now))
    return [each for each in found if rests_on(each) in lost]


def has_lost_consent(shipment: Shipment, *, now: datetime) -> bool:
    """Whether the shipment rests on a consent that holds no longer, open or not."""
    source = subjects.source()
    if source is None or shipment.legal_ground != LegalGround.CONSENT:
        return False
    return bool(source.lost_consents(shipment.about, {rests_on(shipment)}, today=timezone.localdate(now)))


def rests_on(shipment: Shipment) -> RestsOn:
    """The recorded consent, and the kind of receiver that it must cover."""
    return RestsOn(shipment.consent, shipment.category)
