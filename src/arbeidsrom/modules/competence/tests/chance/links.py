"""What those who look after plans do with the requirements in them, by chance."""

from __future__ import annotations

from typing import Any

from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.actions.plans import approving, links
from arbeidsrom.modules.competence.actions.plans.sections import Direction
from arbeidsrom.modules.competence.queries import using
from arbeidsrom.modules.competence.queries.plans import fetching, waiting
from arbeidsrom.modules.competence.queries.plans.waiting import WaitingRow
from arbeidsrom.modules.competence.rules.plans import Waiting
from arbeidsrom.modules.competence.states import LinkState
from arbeidsrom.modules.competence.tests.chance.deeds import Deed, Promise, drawn
from arbeidsrom.modules.competence.tests.chance.plans import by, told
from arbeidsrom.modules.competence.tests.chance.world import Nothing, World


@drawn(links.fetch_requirements, weight=6)
def fetch_requirements(world: World) -> Deed:
    plan = world.plan()
    section = world.row(plan.sections.all())
    there = list(fetching.fetchable(plan, section).order_by("pk"))
    wanted = world.some_of(there)[:2] if not world.seldom() else [world.requirement()]
    said = {**by(world), "requirement_ids": [one.public_id for one in wanted]}
    given = (plan.public_id, section.public_id)
    return Deed(links.fetch_requirements, given, said, told("requirements_fetched"))


def _link(world: World, *states: LinkState) -> models.Link:
    found = models.Link.objects.select_related("plan", "requirement").filter(plan__archived_at=None)
    return world.row(found if world.seldom() else found.filter(state__in=states))


def _of_link(world: World, action: Any, link: models.Link, event: str, *, makes: bool, **said: Any) -> Deed:
    promise = Promise((f"competence.plan.{event}",), versions=(link.plan_id,) if makes else ())
    plan = world.plan() if world.seldom(0.02) else link.plan
    return Deed(action, (plan.public_id, link.public_id), {**by(world), **said}, promise)


@drawn(links.move_link, weight=2)
def move_link(world: World) -> Deed:
    link = _link(world, LinkState.ACTIVE, LinkState.INACTIVE)
    return _of_link(world, links.move_link, link, "link_moved", makes=False, direction=world.one_of(list(Direction)))


@drawn(links.activate_link, weight=8)
def activate_link(world: World) -> Deed:
    link = _link(world, LinkState.INACTIVE)
    return _of_link(world, links.activate_link, link, "link_activated", makes=True)


@drawn(links.deactivate_link, weight=5)
def deactivate_link(world: World) -> Deed:
    link = _link(world, LinkState.ACTIVE, LinkState.INACTIVE)
    return _of_link(world, links.deactivate_link, link, "link_deactivated", makes=link.is_active, reason=world.words())


@drawn(links.reactivate_link, weight=8)
def reactivate_link(world: World) -> Deed:
    link = _link(world, LinkState.DEACTIVATED)
    section = world.row(link.plan.sections.all())
    return _of_link(world, links.reactivate_link, link, "link_reactivated", makes=True, section_id=section.public_id)


@drawn(links.delete_link, weight=2)
def delete_link(world: World) -> Deed:
    link = _link(world, LinkState.ACTIVE, LinkState.INACTIVE, LinkState.DEACTIVATED)
    return _of_link(world, links.delete_link, link, "link_deleted", makes=link.is_active)


@drawn(links.adapt_validity, weight=4)
def adapt_validity(world: World) -> Deed:
    central = [one for one in models.Link.objects.select_related("plan", "requirement") if one.requirement.central]
    link = _link(world, LinkState.ACTIVE) if world.seldom() else world.one_of(central)
    days = world.one_of([0, -1, 100_001]) if world.seldom() else world.one_of([1, 10, 45, 400, 100_000])
    return _of_link(
        world,
        links.adapt_validity,
        link,
        "validity_adapted",
        makes=link.is_active,
        validity_days=days,
        reason=world.words(),
    )


def _waiting(world: World) -> tuple[models.Plan, list[WaitingRow]]:
    for _again in range(4):
        plan = world.plan()
        rows = [one for one in waiting.rows_of(plan, actor=world.actor(world.hanne)) if one.may_be_approved]
        if rows:
            return plan, rows
    raise Nothing


def _approved(world: World, plan: models.Plan, rows: list[WaitingRow]) -> Promise:
    """One entry for all of it, and one for each draft that takes effect; a version of every plan that is reached."""
    drafts = [one.number for one in rows if one.kind in (Waiting.BOTH, Waiting.DRAFT)]
    audit, reached = ["competence.plan.changes_approved"], {plan.pk}
    for draft in models.RequirementDraft.objects.filter(pk__in=drafts).select_related("requirement"):
        audit.append("competence.requirement.published")
        reached |= set(using.plans_in_force(draft.requirement))
        if draft.settings.owner != draft.requirement.owner_id:
            audit.append("competence.requirement.owner_changed")
    return Promise(tuple(audit), versions=tuple(reached))


@drawn(approving.approve_all_changes, weight=5)
def approve_all_changes(world: World) -> Deed:
    plan, _approvable = _waiting(world)
    rows = waiting.rows_of(plan, actor=world.actor(world.hanne))
    seen = "noe annet" if world.seldom() else waiting.seen_mark(rows)
    promise = _approved(world, plan, [one for one in rows if one.may_be_approved])
    return Deed(approving.approve_all_changes, (plan.public_id,), {**by(world), "seen": seen}, promise)


@drawn(approving.approve_chosen_changes, weight=5)
def approve_chosen_changes(world: World) -> Deed:
    plan, rows = _waiting(world)
    chosen = world.some_of(rows)
    seen = [one.seen for one in chosen]
    if world.seldom():
        seen.append("noe annet")
    promise = _approved(world, plan, chosen)
    return Deed(approving.approve_chosen_changes, (plan.public_id,), {**by(world), "seen": seen}, promise)
