"""Orders of roles in every state: some wait, some were answered, two must be reviewed, one has ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.role_orders import rules
from arbeidsrom.core.role_orders.actions import answering, nightly, ordering
from arbeidsrom.core.role_orders.actions.ordering import Wanted
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.role_orders.states import OrderState
from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.core.roles.queries import actor_in
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence import roles

if TYPE_CHECKING:
    from arbeidsrom.config.demo.world import World

REASON = "Trenger rollen i arbeidet med opplæring i avdelingen."
COVERS = {roles.PLAN_RESPONSIBLE: "Medikamentregning; Smittevern", roles.EDUCATION_RESPONSIBLE: "Indremedisin"}
CENTRAL = (roles.SYSTEM_OPERATOR, roles.TRUST_ADMINISTRATOR, roles.REACTIVATION, roles.ARCHIVING)
REGIONAL = (roles.REGION_ADMINISTRATOR, roles.FORM_ADMINISTRATOR)
FIRST = 3
"""So many days ago the HR system delivered for the first time."""

OUTSIDE = "Regionens tilgangskontor"
REVIEWS = {"hanne": timedelta(days=12), "espen": timedelta(days=-10)}
"""Whose role is to be reviewed soon, and whose review is overdue."""


def order_roles(world: World, region: Unit) -> None:
    """What was ordered long ago for those who have a role, and what has been ordered lately."""
    region.refresh_from_db()
    for grant in RoleGrant.objects.filter(source=GrantSource.ORDER).select_related("position__person", "unit"):
        _ordered_long_ago(world, grant)
    _lately(world, region)
    nightly.ask_for_reviews(now=world.now, today=world.today)
    nightly.warn_of_ends(now=world.now, today=world.today)


def _ordered_long_ago(world: World, grant: RoleGrant) -> None:
    key = grant.position.person.email.partition("@")[0]
    owner = "sindre" if grant.role in (*CENTRAL, *REGIONAL) else "turid"
    outside = OUTSIDE if key == owner else ""
    due = world.today + REVIEWS.get(key, timedelta(days=200))
    grant.valid_to = rules.holds_to(None, due)
    grant.save(update_fields=["valid_to"])
    RoleOrder.objects.create(
        public_id=world.uuid(),
        position=grant.position,
        role=grant.role,
        unit=grant.unit,
        with_subunits=grant.with_subunits,
        valid_from=grant.valid_from,
        covers=COVERS.get(grant.role, ""),
        reason=REASON,
        state=OrderState.APPROVED,
        ordered_by=grant.position.person,
        ordered_at=world.now - timedelta(days=405),
        decided_by=None if outside else world.people[owner],
        decided_outside_by=outside,
        decided_at=world.now - timedelta(days=402),
        grant=grant,
        review_due=due,
        reviewed_by=None if outside else world.people[owner],
        reviewed_at=None if outside else world.now - timedelta(days=165),
    )


def _lately(world: World, region: Unit) -> None:
    ago = {days: world.now - timedelta(days=days) for days in (1, 2, 6, 20, 90)}
    _order(world, "silje", roles.SUBJECT_B, at=ago[2], reason="Skal følge opp nyansatte sammen med Hanne.")
    _order(world, "jonas", roles.SUPERUSER, at=ago[1], by="astrid", reason="Hjelper lederen med kompetanseplanene.")
    trust = world.positions["ragna"].employer
    _order(world, "ragna", roles.ARCHIVING, where=trust, at=ago[6], reason="Rydder i utgåtte planer.")

    wished = _order(world, "lars", roles.TRUST_ADMINISTRATOR, where=trust, at=ago[20], reason="Vil se alle planer.")
    refusal = "Rollen er for dem som administrerer foretaket. Be lederen din om innsyn i planene."
    answering.refuse_order(
        wished.public_id,
        answer=refusal,
        lock_version=0,
        actor=_actor(world, "sindre"),
        now=ago[20],
        today=_day(world, ago[20]),
    )
    given = _order(world, "birger", roles.SUBJECT_A, at=ago[20], reason="Lager planer for klinikken.")
    answering.approve_order(
        given.public_id, lock_version=0, actor=_actor(world, "turid"), now=ago[6], today=_day(world, ago[6])
    )
    gone = _order(world, "vigdis", roles.SUPERUSER, at=ago[90], reason="Vikar for superbrukeren.")
    ended = answering.approve_order(
        gone.public_id, lock_version=0, actor=_actor(world, "turid"), now=ago[90], today=_day(world, ago[90])
    )
    answering.end_role(
        ended.public_id,
        note="Superbrukeren er tilbake.",
        lock_version=ended.lock_version,
        actor=_actor(world, "turid"),
        now=ago[1],
        today=_day(world, ago[1]),
    )
    regretted = _order(world, "hanne", roles.SUPERUSER, at=ago[20], reason="Bestilt ved en feil.")
    ordering.withdraw_order(
        regretted.public_id, lock_version=0, actor=_actor(world, "hanne"), now=ago[20], today=_day(world, ago[20])
    )


def _order(
    world: World, key: str, role: str, *, at: datetime, reason: str, by: str = "", where: Unit | None = None
) -> RoleOrder:
    position, day = world.positions[key], _day(world, at)
    wanted = Wanted(role, (where or position.unit).public_id, False, day, None, "", reason)
    return ordering.order_role(position.public_id, wanted=wanted, actor=_actor(world, by or key), now=at, today=day)


def _day(world: World, at: datetime) -> date:
    """The day of the moment, or the first on which the region was there."""
    return max(at.date(), world.today - timedelta(days=FIRST))


def _actor(world: World, key: str) -> Actor:
    return actor_in(world.positions[key], account_id=None, origin="", today=world.today)
