"""A requirement's way through a plan: fetched, active, deactivated, active again, or taken out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from arbeidsrom.core.audit.rules import Value
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused, WrongState
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.actions.marks import elsewhere, end_marks, take_over_marks
from arbeidsrom.modules.competence.actions.plans.changing import (
    CannotBeSaved,
    changeable,
    given_reason,
    note_change,
    place_of,
    record,
)
from arbeidsrom.modules.competence.actions.plans.sections import Direction
from arbeidsrom.modules.competence.actions.spreading import spread
from arbeidsrom.modules.competence.actions.telling import tell_of_links
from arbeidsrom.modules.competence.actions.versions import make_versions
from arbeidsrom.modules.competence.models import Link, NotRelevant, Plan, Requirement, Section
from arbeidsrom.modules.competence.queries import choosing
from arbeidsrom.modules.competence.queries.plans import fetching, getting
from arbeidsrom.modules.competence.rules import plans as rules
from arbeidsrom.modules.competence.rules.settings import LONGEST_VALIDITY, Contradiction
from arbeidsrom.modules.competence.states import LinkState


@transaction.atomic
def fetch_requirements(
    plan_id: UUID, section_id: UUID, *, requirement_ids: Iterable[UUID], actor: Actor, now: datetime
) -> list[Link]:
    """«Hent eksisterende krav»: those shared with the owner of the plan, not active yet (KP-ADM-190 to 192)."""
    plan = changeable(plan_id, actor=actor)
    section = getting.get_section_to_fill(plan, section_id)
    wanted = set(requirement_ids)
    if not wanted:
        raise CannotBeSaved("requirements", _("Choose at least one requirement."))
    found = list(fetching.fetchable(plan, section).filter(public_id__in=wanted).order_by("sort_name", "id"))
    if len(choosing.hold_requirements([one.pk for one in found])) < len(wanted):
        raise CannotBeSaved(
            "requirements",
            _("One of them stands in the plan by now, or is shared with the department no longer."),
        )
    links = add_links(plan, section, found, actor=actor, now=now)
    fetched = ", ".join(str(one.requirement_id) for one in links)
    record(
        "competence.plan.requirements_fetched", plan, actor=actor, now=now, count=len(links), before="", after=fetched
    )
    return links


def add_links(
    plan: Plan, section: Section, requirements: Iterable[Requirement], *, actor: Actor, now: datetime
) -> list[Link]:
    """Put them last in the sub-plan, not active yet (KP-ADM-194); the caller has asked and holds the plan."""
    last = section.links.aggregate(last=Max("place"))["last"]
    first = 0 if last is None else last + 1
    adapted = {one.requirement_id: one for one in plan.links.filter(validity_days__isnull=False)}
    links = Link.objects.bulk_create(
        Link(
            plan=plan,
            section=section,
            requirement=requirement,
            validity_days=adapted[requirement.pk].validity_days if requirement.pk in adapted else None,
            adapted_because=adapted[requirement.pk].adapted_because if requirement.pk in adapted else "",
            place=first + number,
            linked_at=now,
            linked_by_id=actor.person_id,
        )
        for number, requirement in enumerate(requirements)
    )
    note_change(plan, now=now)
    return links


@transaction.atomic
def move_link(plan_id: UUID, link_id: UUID, *, direction: Direction, actor: Actor, now: datetime) -> Link:
    """One place up or down in its sub-plan."""
    plan = changeable(plan_id, actor=actor)
    link = getting.get_link(plan, link_id, lock=True)
    beside = list(
        link.section.links.exclude(state__in=[LinkState.DEACTIVATED, LinkState.ARCHIVED]).order_by("place", "pk")
    )
    at = next((place for place, other in enumerate(beside) if other.pk == link.pk), None)
    to = -1 if at is None else at + (-1 if direction is Direction.UP else 1)
    if at is None or not 0 <= to < len(beside):
        return link
    beside[at], beside[to] = beside[to], beside[at]
    for place, other in enumerate(beside):
        other.place = place
    Link.objects.bulk_update(beside, ["place"])
    note_change(plan, now=now)
    record(
        "competence.plan.link_moved",
        plan,
        actor=actor,
        now=now,
        requirement=link.requirement_id,
        before=place_of(at),
        after=place_of(to),
    )
    return link


@transaction.atomic
def activate_link(plan_id: UUID, link_id: UUID, *, actor: Actor, now: datetime) -> Link:
    """Everybody who has the plan sees the requirement from now on (KP-ADM-194, 195)."""
    plan = changeable(plan_id, actor=actor)
    link = getting.get_link(plan, link_id, lock=True)
    if link.state != LinkState.INACTIVE:
        raise WrongState(_("The requirement stands otherwise in the plan by now. Look at it again."))
    before = link.state
    is_new = put_in_force(link, now=now)
    _record_step("competence.plan.link_activated", plan, link, before, actor=actor, now=now)
    _take_effect(plan, actor=actor, now=now)
    tell_of_links("competence.requirement_added", [link.pk] if is_new else [], now=now)
    return link


def put_in_force(link: Link, *, now: datetime) -> bool:
    """Active from now on; gives whether the requirement is new in the plan by that, and stands nowhere else in it."""
    let_be_active(link, now=now)
    link.save(update_fields=["state", "activated_at", "section", "place"])
    take_over_marks(link, now=now)
    return not elsewhere(link).exists()


def let_be_active(link: Link, *, now: datetime) -> None:
    """The step to active, refused while a draft waits or the requirement is archived; the caller saves it."""
    if link.requirement.is_archived:
        raise WrongState(_("The requirement is archived and cannot be activated."))
    if fetching.has_draft(link.requirement):
        raise WrongState(_("The requirement has a draft. Publish or delete it before you activate the requirement."))
    link.move_to(LinkState.ACTIVE)
    link.activated_at = now


@transaction.atomic
def deactivate_link(plan_id: UUID, link_id: UUID, *, reason: str, actor: Actor, now: datetime) -> Link:
    """In this plan alone nobody works on it any more; what they have done is seen (KP-ADM-198, 204, 211)."""
    plan = changeable(plan_id, actor=actor)
    link = getting.get_link(plan, link_id, lock=True)
    reason = given_reason(reason, _("Say why it is deactivated."))
    access.may_deactivate_link(actor, plan, link.requirement, assigned=getting.is_assigned(plan)).or_refuse()
    was_active, before = link.is_active, link.state
    link.move_to(LinkState.DEACTIVATED)
    link.deactivated_at, link.deactivated_by_id, link.deactivated_because = now, actor.person_id, reason
    link.save(update_fields=["state", "deactivated_at", "deactivated_by", "deactivated_because"])
    _record_step("competence.plan.link_deactivated", plan, link, before, actor=actor, now=now, because=reason)
    if was_active:
        _take_effect(plan, actor=actor, now=now)
        tell_of_links("competence.requirement_deactivated", [] if elsewhere(link).exists() else [link.pk], now=now)
    return link


@transaction.atomic
def reactivate_link(
    plan_id: UUID, link_id: UUID, *, section_id: UUID | None = None, actor: Actor, now: datetime
) -> Link:
    """Active again, in the sub-plan that is chosen; in a goal plan in the goal it stood in (KP-ADM-208, 209)."""
    plan = changeable(plan_id, actor=actor)
    link = getting.get_link(plan, link_id, lock=True)
    if link.state != LinkState.DEACTIVATED:
        raise WrongState(_("The requirement stands otherwise in the plan by now. Look at it again."))
    section, before = _to_belong_to(plan, link, section_id), link.state
    last = section.links.exclude(pk=link.pk).aggregate(last=Max("place"))["last"]
    link.section, link.place = section, 0 if last is None else last + 1
    is_new = put_in_force(link, now=now)
    _record_step("competence.plan.link_reactivated", plan, link, before, actor=actor, now=now)
    _take_effect(plan, actor=actor, now=now)
    tell_of_links("competence.requirement_added", [link.pk] if is_new else [], now=now)
    return link


def _to_belong_to(plan: Plan, link: Link, section_id: UUID | None) -> Section:
    if plan.has_goals:
        return link.section
    if section_id is None:
        raise CannotBeSaved("section", _("Choose the sub-plan that the requirement shall belong to."))
    return getting.get_section(plan, section_id)


@transaction.atomic
def delete_link(plan_id: UUID, link_id: UUID, *, actor: Actor, now: datetime) -> Plan:
    """Take the requirement out of the plan; the requirement, and what people have registered, stay (KP-ADM-203, 268).

    Within the day by the server's clock, asked when it is carried out (KP-ADM-267).
    """
    plan = changeable(plan_id, actor=actor)
    link = getting.get_link(plan, link_id, lock=True)
    level, assigned = link.requirement.level, getting.is_assigned(plan)
    if held := rules.held_in_plan(link.linked_at, level=level, assigned=assigned, now=now):
        raise Refused(str(held.label))
    before = link.state
    if link.is_active:
        _out_of_force(plan, link, actor=actor, now=now)
    requirement = link.requirement_id
    end_marks(NotRelevant.objects.filter(link=link), now=now)
    link.delete()
    note_change(plan, now=now)
    record("competence.plan.link_deleted", plan, actor=actor, now=now, requirement=requirement, before=before, after="")
    return plan


def _out_of_force(plan: Plan, link: Link, *, actor: Actor, now: datetime) -> None:
    """Seen by nobody first: whoever is at work with it is waited for before it is gone, and does not wait for that."""
    link.state = LinkState.ARCHIVED
    link.save(update_fields=["state"])
    _take_effect(plan, leaves=link.requirement_id, actor=actor, now=now)


@transaction.atomic
def adapt_validity(
    plan_id: UUID, link_id: UUID, *, validity_days: int, reason: str, actor: Actor, now: datetime
) -> Link:
    """The plan's own validity of a central requirement that allows it (KP-ADM-081 to 089), wherever it stands there."""
    plan = changeable(plan_id, actor=actor)
    link = getting.get_link(plan, link_id, lock=True)
    access.may_adapt(allowed=fetching.allows_adaptation(link.requirement)).or_refuse()
    if link.state not in (LinkState.INACTIVE, LinkState.ACTIVE):
        raise WrongState(_("The requirement stands otherwise in the plan by now. Look at it again."))
    if not 1 <= validity_days <= LONGEST_VALIDITY:
        raise CannotBeSaved("validity_days", str(Contradiction.VALIDITY.label))
    reason = given_reason(reason, _("Say why the validity is adapted."))
    before = link.validity_days or link.requirement.validity_days
    link.validity_days, link.adapted_because = validity_days, reason
    plan.links.filter(requirement=link.requirement_id).update(validity_days=validity_days, adapted_because=reason)
    note_change(plan, now=now)
    record(
        "competence.plan.validity_adapted",
        plan,
        actor=actor,
        now=now,
        requirement=link.requirement_id,
        before=before,
        after=validity_days,
        because=reason,
    )
    if link.is_active:
        _take_effect(plan, actor=actor, now=now)
    return link


def _record_step(
    event: str, plan: Plan, link: Link, before: str, *, actor: Actor, now: datetime, because: str | None = None
) -> None:
    """The state that the requirement had in the plan, and the one it has."""
    details: dict[str, Value] = {"requirement": link.requirement_id, "before": before, "after": link.state}
    if because is not None:
        details["because"] = because
    record(event, plan, actor=actor, now=now, subjects=(), **details)


def _take_effect(plan: Plan, *, leaves: int | None = None, actor: Actor, now: datetime) -> None:
    """One item of the plan has changed for those who have it: a small step, and their statuses follow (KP-ADM-238).

    Whoever has the requirement by other plans alone is not concerned: it may be everybody of the region. ``leaves`` is
    the requirement that stands in the plan no longer when this is over.
    """
    make_versions({plan.pk: 1}, actor=actor, now=now)
    spread(plan_ids=[plan.pk], leaving_ids=[] if leaves is None else [leaves], actor=actor, now=now)
