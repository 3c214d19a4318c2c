"""What a club decides for itself, and where case types are edited."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from arbeidsrom.core.organisation.access import within
from arbeidsrom.core.organisation.models import Unit, UnitKind
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.models import CaseType, ClubSettings


def clubs_managed(actor: Actor, *, today: date) -> list[Unit]:
    """The clubs there are today whose settings the actor decides, by name."""
    clubs = Unit.objects.filter(held_on(today), within(actor, access.MANAGE_CLUB, ""))
    return list(clubs.order_by("sort_name", "id"))


def get_club(club_id: UUID, *, actor: Actor) -> Unit:
    """One of them, or ``Unit.DoesNotExist``."""
    return Unit.objects.filter(within(actor, access.MANAGE_CLUB, "")).get(public_id=club_id)


def titles_are_open(club: Unit) -> bool:
    """Whether the club lets its stewards see the titles of all its cases."""
    return ClubSettings.objects.filter(club=club, titles_open=True).exists()


def union_administered(actor: Actor) -> Unit:
    """The union whose list of case types the actor edits, or ``Unit.DoesNotExist``."""
    return Unit.objects.filter(within(actor, access.MANAGE_SETTINGS, ""), kind=UnitKind.UNION).get()


def get_case_type(key: str) -> CaseType:
    """The case type, or ``CaseType.DoesNotExist``."""
    return CaseType.objects.get(key=key)
