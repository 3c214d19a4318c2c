"""Other systems of the region: one that reads who works where, one that looks after accounts and groups, one that
tells of passed courses."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from arbeidsrom.core.api_clients import actions
from arbeidsrom.core.api_clients.models import ApiClient
from arbeidsrom.core.api_clients.queries import actor_of
from arbeidsrom.core.api_clients.roles import READER
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.provisioning import groups
from arbeidsrom.core.provisioning.resources import Group
from arbeidsrom.core.provisioning.wiring import PROVISIONER
from arbeidsrom.core.roles.queries import actor_in
from arbeidsrom.modules.competence.wiring import PORTAL

if TYPE_CHECKING:
    from arbeidsrom.config.demo.world import World

LEARNING_PORTAL = "Læringsportalen"
GROUPS = ("Kompetanseportalen – superbrukere", "Kompetanseportalen – systemansvarlige")


def connect_systems(world: World, region: Unit) -> None:
    """As the system operator does it; the groups are made by the identity system itself, and give nothing yet."""
    _client(world, region, "Vaktplan", "Viser hvem som arbeider hvor, i vaktplanen til avdelingene.", READER.key)
    _client(world, region, LEARNING_PORTAL, "Forteller hvilke kurs de ansatte har bestått.", PORTAL.key)
    identity = _client(
        world, region, "Identitetstjenesten", "Åpner og lukker kontoene til de ansatte.", PROVISIONER.key
    )
    actor = actor_of(identity, origin="", today=world.today)
    for name in GROUPS:
        groups.make_group(Group(display_name=name), actor=actor, now=world.now, today=world.yesterday)


def _client(world: World, region: Unit, name: str, purpose: str, role: str) -> ApiClient:
    operator = actor_in(world.positions["sindre"], account_id=None, origin="", today=world.today)
    client = actions.make_client(
        name=name,
        purpose=purpose,
        owner=region,
        contact_name="Driftssenteret",
        contact_email="drift@midtnatt.example",
        per_minute=600,
        actor=operator,
        now=world.now,
    )
    actions.give_role(
        client.public_id,
        role=role,
        unit=region,
        with_subunits=True,
        valid_from=world.today - timedelta(days=1),
        valid_to=None,
        actor=operator,
        now=world.now,
    )
    actions.make_token(client.public_id, days=90, actor=operator, now=world.now)
    return client
