"""Requirements, plans and statuses of a whole hospital or region: as many as such a one has, made by bulk.

Nobody has pressed a button for each, so there is no audit entry for each; otherwise the rows are those that the actions
would have left, and ``check_statuses`` finds nothing wrong with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.modules.competence.demo.region_size import content, registered
from arbeidsrom.modules.competence.demo.region_size.content import Amount

if TYPE_CHECKING:
    from arbeidsrom.config.demo.world import World

AMOUNTS = {
    "hospital": Amount(common=20, trust=60, clinic=60, department=20, ward=4, plans=(1, 4, 6, 3, 0.3)),
    "region": Amount(common=60, trust=200, clinic=100, department=60, ward=4, plans=(1, 4, 8, 6, 0.37)),
}


def build(world: World, region: Unit) -> None:
    """What the size has besides the small demonstration; nothing for a department."""
    amount = AMOUNTS.get(world.size.employees)
    if amount is not None:
        made_at = content.make(amount, region, now=world.now)
        registered.make(today=world.today, now=world.now, made_at=made_at)
