"""Which client asks, what it may do, and what the pages show of clients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from django.db.models import Count, Max, Q

from arbeidsrom.core.api_clients import access, roles
from arbeidsrom.core.api_clients.models import ApiClient, ClientGrant, ClientToken
from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.organisation.queries import held_on, merged_units
from arbeidsrom.core.roles.rules import merged
from arbeidsrom.lib.actor import Actor, ActorKind, Span


def hash_of(token: str) -> bytes:
    """The keyed hash under which a token is kept; without the installation's key it tells nothing."""
    return keys.blind_index(INSTALLATION, "api_clients.token", token)


def valid_tokens(now: datetime) -> Q:
    """Tokens that open the door."""
    return Q(revoked_at__isnull=True, expires_at__gt=now, client__revoked_at__isnull=True)


def token_shown(token: str, *, now: datetime) -> ClientToken | None:
    """The valid token that this is, with its client. One query."""
    tokens = ClientToken.objects.filter(valid_tokens(now), hash=hash_of(token))
    return tokens.select_related("client__owner").first()


def actor_of(client: ApiClient, *, origin: str, today: date) -> Actor:
    """The client with what its roles give it today. Two queries."""
    return Actor(
        kind=ActorKind.API_CLIENT,
        label=client.name,
        unit_id=client.owner_id,
        tenant=client.owner.tenant,
        origin=origin,
        client=client.public_id,
        permissions=MappingProxyType(permissions_of(client, today=today)),
    )


def permissions_of(client: ApiClient, *, today: date) -> dict[str, tuple[Span, ...]]:
    """What the client may do, and in which runs of units: those merged into one count with it."""
    taken_over: dict[int, list[Span]] = {}
    for unit in merged_units(today=today):
        taken_over.setdefault(unit.heir, []).append(Span(unit.lft, unit.lft))
    spans: dict[str, list[Span]] = {}
    for grant in grants_of(client, today=today):
        span = Span(grant.unit.lft, grant.unit.rgt if grant.with_subunits else grant.unit.lft)
        for permission in roles.permissions_of(grant.role):
            spans.setdefault(permission, []).extend([span, *taken_over.get(grant.unit_id, ())])
    return {permission: merged(held) for permission, held in sorted(spans.items())}


def grants_of(client: ApiClient, *, today: date) -> list[ClientGrant]:
    """The roles that hold today."""
    return list(client.grants.filter(held_on(today)).select_related("unit").order_by("role", "id"))


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client in the list."""

    public_id: UUID
    name: str
    owner: str
    contact: str
    is_revoked: bool
    tokens: int
    expires_at: datetime | None
    last_used_at: datetime | None


def clients(*, actor: Actor, now: datetime) -> list[ClientRow]:
    """The clients of the actor's units, those that are shut out last. One query."""
    valid = Q(tokens__revoked_at__isnull=True, tokens__expires_at__gt=now)
    rows = (
        access.visible_clients(actor)
        .select_related("owner")
        .annotate(
            valid=Count("tokens", filter=valid),
            lasts=Max("tokens__expires_at", filter=valid),
            used=Max("tokens__last_used_at"),
            shut=Count("pk", filter=Q(revoked_at__isnull=False)),
        )
        .order_by("shut", "name", "id")
    )
    return [
        ClientRow(
            row.public_id,
            row.name,
            row.owner.name,
            row.contact_name,
            row.is_revoked,
            0 if row.is_revoked else row.valid,
            row.lasts,
            row.used,
        )
        for row in rows
    ]


def get_client(public_id: UUID, *, actor: Actor, lock: bool = False) -> ApiClient:
    """The client, or ``ApiClient.DoesNotExist``."""
    found = access.visible_clients(actor).select_related("owner")
    return (found.select_for_update(of=("self",)) if lock else found).get(public_id=public_id)


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A role of a client, on its page."""

    public_id: UUID
    role: str
    unit: str
    with_subunits: bool
    valid_from: date
    last_day: date | None
    holds: bool


def grant_rows(client: ApiClient, *, today: date) -> list[GrantRow]:
    """All roles that the client has, had or will have. One query."""
    grants = client.grants.select_related("unit").order_by("-valid_from", "-id")
    return [
        GrantRow(
            grant.public_id,
            roles.label(grant.role),
            grant.unit.name,
            grant.with_subunits,
            grant.valid_from,
            grant.valid_to - timedelta(days=1) if grant.valid_to else None,
            grant.valid_to is None or grant.valid_to > today,
        )
        for grant in grants
    ]


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token on the page of its client: never itself, only how it ends."""

    public_id: UUID
    ending: str
    made_at: datetime
    made_by: str
    expires_at: datetime
    last_used_at: datetime | None
    last_used_from: str
    is_valid: bool
    is_revoked: bool


def token_rows(client: ApiClient, *, now: datetime) -> list[TokenRow]:
    """The tokens of the client, the newest first. One query."""
    return [
        TokenRow(
            token.public_id,
            token.ending,
            token.made_at,
            token.made_by,
            token.expires_at,
            token.last_used_at,
            token.last_used_from,
            token.revoked_at is None and token.expires_at > now and not client.is_revoked,
            token.revoked_at is not None,
        )
        for token in client.tokens.order_by("-made_at", "-id")
    ]


def units_to_grant(*, actor: Actor, code: str) -> Unit | None:
    """The unit with the code among those the actor administers clients in."""
    return access.grantable_units(actor).filter(code=code).first()
