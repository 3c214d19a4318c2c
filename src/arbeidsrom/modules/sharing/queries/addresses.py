"""The address book as the pages show it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from arbeidsrom.core.organisation.access import within
from arbeidsrom.core.organisation.models import Unit, UnitKind
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.norwegian import sort_key
from arbeidsrom.modules.sharing import access
from arbeidsrom.modules.sharing.models import ReceiverAddress


def addresses(*, actor: Actor, club: Unit | None = None) -> list[ReceiverAddress]:
    """Central entries first, then those of the actor's clubs (or one club), each by name in Norwegian order."""
    entries = access.visible_addresses(actor).select_related("owner", "desk")
    found = [entry for entry in entries if club is None or entry.is_central or entry.owner_id == club.pk]
    return sorted(found, key=lambda entry: (not entry.is_central, sort_key(entry.name), entry.pk))


def get_address(public_id: UUID, *, actor: Actor, lock: bool = False) -> ReceiverAddress:
    """The entry, or ``ReceiverAddress.DoesNotExist`` when the actor cannot see it."""
    entries = access.visible_addresses(actor).select_related("owner", "desk")
    return (entries.select_for_update(of=("self",)) if lock else entries).get(public_id=public_id)


def keeping_units(*, actor: Actor) -> list[Unit]:
    """The clubs whose address book the actor keeps, and the unions whose central entries."""
    clubs = Unit.objects.filter(within(actor, access.ADDRESS_BOOK, "")).order_by("sort_name", "id")
    union = Unit.objects.filter(within(actor, access.CENTRAL_BOOK, ""), pk=actor.unit_id or 0)
    return [*clubs, *union]


def desks(*, actor: Actor, today: date, chosen: Unit | None = None) -> list[Unit]:
    """The centres that there are today and a central entry can lead to, and the one that was chosen before."""
    if not actor.holds(access.CENTRAL_BOOK):
        return []
    there = held_on(today) | Q(pk=chosen.pk if chosen else None)
    return list(Unit.objects.filter(there, kind=UnitKind.COMPETENCE_CENTRE).order_by("sort_name", "id"))
