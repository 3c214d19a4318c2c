"""The actor of a request: from the session while nothing has changed, else built anew (KL-WHO-002, PL-AUTH-004)."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from arbeidsrom.core.organisation.models import Person
from arbeidsrom.core.roles import queries as roles
from arbeidsrom.core.roles import support
from arbeidsrom.core.roles.ways_in import WayIn, actor_by, chosen_of, ways_of
from arbeidsrom.lib.actor import Actor, ActorKind, Span

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
    person: Person | None = account.person
    ways = ways_of(person.pk, today=today) if person else []
    way = chosen_of(ways, kept.get("chosen"))
    actor = _built(account, way, origin=origin, today=today)
    request.session[SESSION_KEY] = {
        **now_holds,
        "ways": [each.packed() for each in ways],
        "way": way.key if way else None,
        "chosen": kept.get("chosen"),
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


def act_as(request: HttpRequest, chosen: UUID) -> None:
    """Choose what to act in; the next request builds the actor from it («bytt stilling», «bytt verv», KL-WHO-007)."""
    request.session[SESSION_KEY] = {"chosen": str(chosen)}


def ways_in(request: HttpRequest) -> list[WayIn]:
    """What the person can act in today; kept in the session with the actor."""
    kept: dict[str, Any] = request.session.get(SESSION_KEY, {})
    return [WayIn(**way) for way in kept.get("ways", [])]


def present_way(request: HttpRequest) -> str | None:
    """The key of what the person acts in, None before they have chosen."""
    key: str | None = request.session.get(SESSION_KEY, {}).get("way")
    return key


def must_choose(request: HttpRequest) -> bool:
    """Whether there are several ways in, and none is chosen that can still be acted in (KP-LOGIN-007)."""
    return bool(ways_in(request)) and present_way(request) is None


def _built(account: Any, way: WayIn | None, *, origin: str, today: date) -> Actor:
    person: Person | None = account.person
    if person is not None and way is not None:
        actor = actor_by(way, person_id=person.pk, account_id=account.pk, origin=origin, today=today)
        if actor is not None:
            return actor
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
        "on_behalf_of_id": actor.on_behalf_of_id,
        "on_behalf_of": str(actor.on_behalf_of) if actor.on_behalf_of else None,
        "leads": actor.leads,
        "over_led": sorted(actor.over_led),
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
        on_behalf_of_id=kept["on_behalf_of_id"],
        on_behalf_of=UUID(kept["on_behalf_of"]) if kept["on_behalf_of"] else None,
        leads=kept["leads"],
        over_led=frozenset(kept["over_led"]),
        tenant=UUID(kept["tenant"]) if kept["tenant"] else None,
        origin=origin,
        permissions=MappingProxyType(
            {key: tuple(Span(*span) for span in spans) for key, spans in kept["permissions"].items()}
        ),
    )
