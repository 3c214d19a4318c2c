"""Other systems for tests: made the way administrators make them, and asking over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.test import Client

from arbeidsrom.core.api_clients import actions
from arbeidsrom.core.api_clients.models import ApiClient
from arbeidsrom.core.organisation.models import Unit
from tests.cast import Cast

SINCE = date(2026, 1, 1)


def a_client(
    cast: Cast, unit: Unit, *roles: str, name: str = "Vaktplan", with_subunits: bool = True, per_minute: int = 1000
) -> ApiClient:
    """A system of the unit's that has the roles there."""
    client = actions.make_client(
        name=name,
        purpose="Viser hvem som er på vakt",
        owner=unit,
        contact_name="Vakttelefonen",
        contact_email="vakt@example.no",
        per_minute=per_minute,
        actor=cast.admin,
        now=cast.now,
    )
    for role in roles:
        actions.give_role(
            client.public_id,
            role=role,
            unit=unit,
            with_subunits=with_subunits,
            valid_from=SINCE,
            valid_to=None,
            actor=cast.admin,
            now=cast.now,
        )
    return client


def a_token(cast: Cast, client: ApiClient, *, days: int = 90) -> str:
    """What its owner puts into the system."""
    return actions.make_token(client.public_id, days=days, actor=cast.admin, now=cast.now)


class System:
    """Another system that asks; ``token`` is what it shows."""

    def __init__(self, token: str) -> None:
        self.http = Client(raise_request_exception=False)
        self.token = token

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> HttpResponse:
        return self.http.get(path, query or {}, headers={"Authorization": f"Bearer {self.token}", **headers})

    def post(self, path: str, data: Any = None, **options: Any) -> HttpResponse:
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return self.http.post(path, data, headers=headers, **options)


def a_system(cast: Cast, unit: Unit, *roles: str, **options: Any) -> System:
    """A system with roles in the unit, and a token."""
    return System(a_token(cast, a_client(cast, unit, *roles, **options)))
