"""The actor of a request: from the session while nothing has changed, else built anew (KL-WHO-002, PL-AUTH-004)."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from arbeidsrom.core.organisation.models import Person
from arbeidsrom.core.organisation.queries import positions_of
from arbeidsrom.core.roles import queries as roles
from arbeidsrom.core.roles import support
from arbeidsrom.lib.actor import Actor, ActorKind, Span


class OfficeChoice(NamedTuple):
    """One position in the switch at the top of the page."""

    key: str
    label: str
    unit: str
    current: bool


SESSION_KEY = "acting"
SUPPORT_KEY = "support"


def acting(request: HttpRequest) -> Actor | None:
    """Who acts in this request; None when nobody is signed in. One small query when nothing has changed."""
    account: Any = request.user
    if not account.is_authenticated:
        return None
    today = timezone.localdate()
    version = roles.grants_version()
    origin = str(request.META.get("REMOTE_ADDR", ""))
    kept: dict[str, Any] = request.session.get(SESSION_KEY, {})
    now_holds = {
        "account": account.pk,
        "version": version,
        "day": today.isoformat(),
        "language": get_language(),
    }
    if now_holds.items() <= kept.items():
        return _unpacked(kept["actor"], origin=origin)
    actor = _built(account, chosen=kept.get("position"), origin=origin, today=today)
    request.session[SESSION_KEY] = {
        **now_holds,
        "offices": _offices(actor, today=today),
        "position": kept.get("position"),
        "actor": _packed(actor),
    }
    return actor


def seen_by_support(request: HttpRequest, actor: Actor) -> Actor:
    """What support is shown while support access runs, else the actor unchanged (PL-AUTH-005)."""
    access = request.session.get(SUPPORT_KEY)
    if access is None:
        return actor
    seen = support.seen_as(UUID(access), support=actor, now=timezone.now(), today=timezone.localdate())
    if seen is None:
        del request.session[SUPPORT_KEY]
        return actor
    return seen


def act_as(request: HttpRequest, position: UUID) -> None:
    """Choose the position to act as; the next request builds the actor from it («bytt verv», KL-WHO-007)."""
    request.session[SESSION_KEY] = {"position": str(position)}


def offices(request: HttpRequest) -> list[OfficeChoice]:
    """The positions the person can act in today, the present one marked; kept in the session with the actor."""
    kept: dict[str, Any] = request.session.get(SESSION_KEY, {})
    return [OfficeChoice(*choice) for choice in kept.get("offices", [])]


def _offices(actor: Actor, *, today: date) -> list[OfficeChoice]:
    if actor.person_id is None:
        return []
    return [
        OfficeChoice(
            str(position.public_id),
            roles.position_title(position),
            position.unit.name,
            position.pk == actor.position_id,
        )
        for position in positions_of(actor.person_id, today=today)
    ]


def _built(account: Any, *, chosen: str | None, origin: str, today: date) -> Actor:
    person: Person | None = account.person
    if person is not None:
        position = roles.acting_position(person.pk, UUID(chosen) if chosen else None, today=today)
        if position is not None:
            return roles.actor_in(position, account_id=account.pk, origin=origin, today=today)
    return Actor(
        kind=ActorKind.PERSON,
        label=account.name,
        account_id=account.pk,
        person_id=person.pk if person else None,
        person=person.public_id if person else None,
        origin=origin,
    )


def _packed(actor: Actor) -> dict[str, Any]:
    return {
        "label": actor.label,
        "account_id": actor.account_id,
        "person_id": actor.person_id,
        "person": str(actor.person) if actor.person else None,
        "position_id": actor.position_id,
        "position_label": actor.position_label,
        "unit_id": actor.unit_id,
        "tenant": str(actor.tenant) if actor.tenant else None,
        "permissions": {key: [list(span) for span in spans] for key, spans in actor.permissions.items()},
    }


def _unpacked(kept: dict[str, Any], *, origin: str) -> Actor:
    return Actor(
        kind=ActorKind.PERSON,
        label=kept["label"],
        account_id=kept["account_id"],
        person_id=kept["person_id"],
        person=UUID(kept["person"]) if kept["person"] else None,
        position_id=kept["position_id"],
        position_label=kept["position_label"],
        unit_id=kept["unit_id"],
        tenant=UUID(kept["tenant"]) if kept["tenant"] else None,
        origin=origin,
        permissions=MappingProxyType(
            {key: tuple(Span(*span) for span in spans) for key, spans in kept["permissions"].items()}
        ),
    )
