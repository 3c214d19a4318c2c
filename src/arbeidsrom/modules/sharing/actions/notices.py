"""Telling stewards what receivers did, reminding of what lies unopened, and clearing away what has expired."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from arbeidsrom.core.audit.actions import record
from arbeidsrom.core.notifications.actions import notify
from arbeidsrom.core.notifications.queries import undelivered_messages
from arbeidsrom.lib.actor import job
from arbeidsrom.modules.sharing import subjects
from arbeidsrom.modules.sharing.actions.generations import end_generation
from arbeidsrom.modules.sharing.actions.history import happened, note
from arbeidsrom.modules.sharing.actions.openings import lock_shipment
from arbeidsrom.modules.sharing.models import Generation, OpeningSession, Shipment, ShipmentEvent, TryCounter
from arbeidsrom.modules.sharing.rules.tries import FORGET_AFTER, TRIES_PER_GENERATION
from arbeidsrom.modules.sharing.states import EventKind, ShipmentState
from arbeidsrom.modules.sharing.subjects import SubjectSource

REMIND_BEFORE = timedelta(days=2)
UNDELIVERED_WITHIN = timedelta(days=30)
ALARMS = (EventKind.WRONG_RECEIVER, EventKind.LOCKED)
"""What cannot wait for somebody to have the case."""
_BATCH = 200
_STUCK_AFTER = timedelta(minutes=2)


def tell_stewards(*, now: datetime) -> int:
    """Tell those who follow up the cases what happened to their shipments: each thing once, and each by itself.

    What happens while nobody in office has the case waits until somebody has. Of an alarm those who oversee the local
    union are told meanwhile.
    """
    source, today = subjects.source(), timezone.localdate(now)
    untold = list(ShipmentEvent.objects.filter(told_at=None).order_by("id").values_list("id", "shipment__about"))
    if source is None or not untold:
        return 0
    alone = set(source.unattended({about for _event, about in untold}, today=today))
    told, problem = 0, None
    for event_id, about in untold:
        try:
            told += _alarm(event_id, source, now=now) if about in alone else _tell(event_id, source, now=now)
        except Exception as error:
            problem = error
    if problem is not None:
        raise problem
    return told


@transaction.atomic
def _tell(event_id: int, source: SubjectSource, *, now: datetime) -> bool:
    """Those who work with the case are told; False if another job does it, or if nobody has it."""
    event = _untold(event_id)
    people = source.people_to_tell(event.shipment.about, today=timezone.localdate(now)) if event else ()
    if event is None or not people:
        return False
    shipment = event.shipment
    if event.kind == EventKind.OPENED:
        note(shipment, EventKind.OPENED, actor=job("sharing.tell_stewards", tenant=shipment.tenant), now=event.at)
    url = reverse("show_shipment", args=[shipment.public_id])
    for person_id in () if _is_done(event) else people:
        _notify(person_id, f"sharing.{event.kind}", shipment, url=url, now=now)
    event.told_at = now
    event.save(update_fields=["told_at"])
    return True


@transaction.atomic
def _alarm(event_id: int, source: SubjectSource, *, now: datetime) -> bool:
    """Nobody has the case: those who oversee the local union learn the reference, once."""
    event = _untold(event_id)
    if event is None or event.kind not in ALARMS:
        return False
    overseers = source.overseers(event.shipment.about, today=timezone.localdate(now))
    for person_id in overseers.people:
        key, once = f"sharing.unattended_{event.kind}", f"event {event.pk}"
        _notify(person_id, key, event.shipment, url=overseers.url, now=now, once=once)
    return False


def _untold(event_id: int) -> ShipmentEvent | None:
    events = ShipmentEvent.objects.select_for_update(skip_locked=True, of=("self",)).select_related("shipment")
    return events.filter(pk=event_id, told_at=None).first()


def _notify(person_id: int, key: str, shipment: Shipment, *, url: str, now: datetime, once: str = "") -> None:
    params = {"reference": shipment.reference}
    notify(person_id, key, about=shipment.public_id, url=url, params=params, now=now, once=once)


def _is_done(event: ShipmentEvent) -> bool:
    """Whether what would be asked for has been done: a shipment that lost its consent is withdrawn already."""
    return event.kind == EventKind.CONSENT_WITHDRAWN and event.shipment.state == ShipmentState.WITHDRAWN


@transaction.atomic
def notice_undelivered(*, now: datetime) -> int:
    """The mail or the SMS of a link and code that still count was refused or came back: the steward is told, once."""
    lost = undelivered_messages(since=now - UNDELIVERED_WITHIN)
    generations = list(
        Generation.objects.select_for_update(skip_locked=True, of=("self", "shipment"))
        .select_related("shipment")
        .filter(messages__overlap=lost, undelivered_at=None, ended_at=None)
        .order_by("id")
    )
    for generation in generations:
        actor = job("sharing.notice_undelivered", tenant=generation.shipment.tenant)
        happened(EventKind.UNDELIVERED, generation.shipment, actor=actor, at=now)
    Generation.objects.filter(pk__in=[each.pk for each in generations]).update(undelivered_at=now)
    return len(generations)


@transaction.atomic
def remind_of_unopened(*, now: datetime) -> int:
    """Two days before it expires the steward is reminded of a shipment that nobody has opened.

    Of one that is open for no longer than that there is nothing to remind.
    """
    unopened = list(
        Shipment.objects.select_for_update(skip_locked=True)
        .filter(
            state=ShipmentState.SENT,
            opened_at=None,
            reminded_at=None,
            is_strict=False,
            days_open__gt=REMIND_BEFORE.days,
            expires_at__gt=now,
            expires_at__lte=now + REMIND_BEFORE,
        )
        .order_by("id")
    )
    for shipment in unopened:
        happened(EventKind.REMINDED, shipment, actor=job("sharing.remind_of_unopened", tenant=shipment.tenant), at=now)
    Shipment.objects.filter(pk__in=[shipment.pk for shipment in unopened]).update(reminded_at=now)
    return len(unopened)


@transaction.atomic
def clear_expired(*, now: datetime) -> int:
    """Delete the keys of what has expired, and the traces of tries and sessions that nobody needs any more."""
    expired = list(
        Generation.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("shipment")
        .filter(ended_at=None, expires_at__lte=now)
        .order_by("id")[:_BATCH]
    )
    for generation in expired:
        shipment = generation.shipment
        end_generation(shipment, now=now)
        record(
            "sharing.shipment.expired",
            shipment.public_id,
            actor=job("sharing.clear_expired", tenant=shipment.tenant),
            at=now,
            tenant=shipment.tenant,
            details={"reference": shipment.reference},
        )
    OpeningSession.objects.filter(expires_at__lte=now).delete()
    TryCounter.objects.filter(last_wrong_at__lte=now - FORGET_AFTER).delete()
    return len(expired)


@transaction.atomic
def lock_interrupted(*, now: datetime) -> int:
    """Lock shipments whose tenth try was counted by a process that died before it could lock them.

    A tenth try of a little while ago is still being looked at, and may be the right one.
    """
    stuck = list(
        Generation.objects.select_for_update(skip_locked=True, of=("self", "shipment"))
        .select_related("shipment")
        .filter(
            attempts=TRIES_PER_GENERATION,
            locked_at=None,
            ended_at=None,
            expires_at__gt=now,
            tried_at__lte=now - _STUCK_AFTER,
        )
        .order_by("id")
    )
    for generation in stuck:
        lock_shipment(generation.shipment, actor=job("sharing.lock_interrupted"), now=now)
    Generation.objects.filter(pk__in=[generation.pk for generation in stuck]).update(locked_at=now)
    return len(stuck)
