"""Who answers for a plan, and in which departments it can be assigned."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from arbeidsrom.core.notifications.actions import notify
from arbeidsrom.core.organisation.models import Person, Unit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.competence.actions.plans.changing import CannotBeSaved, changeable, note_change, record, touch
from arbeidsrom.modules.competence.models import Plan, Publication
from arbeidsrom.modules.competence.queries.plans import describing

OWNER_CHOSEN = "competence.document_owner_chosen"
RESPONSIBLE_CHOSEN = "competence.document_responsible_chosen"


@transaction.atomic
def set_plan_people(
    plan_id: UUID,
    *,
    document_owner: UUID,
    document_responsible: UUID,
    lock_version: int,
    actor: Actor,
    now: datetime,
    today: date,
) -> Plan:
    """Who owns the content and who is responsible; both are told.

    The first time the plan is published to the department that owns it, without those below (KP-ADM-226 to 231).
    They can be replaced, never taken away (KP-ADM-279).
    """
    plan = changeable(plan_id, lock_version=lock_version, actor=actor)
    first = not plan.has_people
    owner = _person(plan.document_owner, document_owner, "document_owner", today=today)
    responsible = _person(plan.document_responsible, document_responsible, "document_responsible", today=today)
    new_owner, new_responsible = owner.pk != plan.document_owner_id, responsible.pk != plan.document_responsible_id
    if not (new_owner or new_responsible):
        return plan
    before = [str(one.public_id) for one in (plan.document_owner, plan.document_responsible) if one]
    plan.document_owner, plan.document_responsible = owner, responsible
    touch(plan, "document_owner", "document_responsible", now=now)
    record(
        "competence.plan.people_set",
        plan,
        actor=actor,
        now=now,
        subjects=[owner.public_id, responsible.public_id],
        before=", ".join(before),
        after=f"{owner.public_id}, {responsible.public_id}",
    )
    if new_owner:
        _tell(owner, OWNER_CHOSEN, plan, actor=actor, now=now)
    if new_responsible:
        _tell(responsible, RESPONSIBLE_CHOSEN, plan, actor=actor, now=now)
    if first and not plan.has_goals:  # a goal plan is published when it is made (KP-ADM-186)
        publish(plan, plan.owner, with_subunits=False, actor=actor, now=now)
    return plan


@transaction.atomic
def publish_plan(
    plan_id: UUID, *, units: list[UUID], with_subunits: bool, actor: Actor, now: datetime, today: date
) -> Plan:
    """The plan can be assigned in the departments, perhaps in all below them (KP-ADM-231, 232)."""
    plan = changeable(plan_id, actor=actor)
    if not plan.has_people:
        raise Refused(_("Set document owner and document responsible before the plan is published."))
    if not units:
        raise CannotBeSaved("units", _("Choose at least one department."))
    found = list(
        describing.units_to_publish_in(plan, actor=actor, today=today).filter(public_id__in=units).order_by("id")
    )
    if len(found) < len(set(units)):
        raise CannotBeSaved("units", _("Choose departments where you may publish plans."))
    for unit in found:
        publish(plan, unit, with_subunits=with_subunits, actor=actor, now=now)
    return plan


def publish(plan: Plan, unit: Unit, *, with_subunits: bool, actor: Actor, now: datetime) -> None:
    """From now on it can be assigned there; the caller has asked, and holds the plan."""
    had = Publication.objects.filter(plan=plan, unit=unit).first()
    now_there, _new = Publication.objects.update_or_create(
        plan=plan,
        unit=unit,
        defaults={"with_subunits": with_subunits, "published_at": now, "published_by_id": actor.person_id},
    )
    note_change(plan, now=now)
    record(
        "competence.plan.published",
        plan,
        actor=actor,
        now=now,
        unit=unit.code,
        with_subunits=with_subunits,
        before=_published(had, unit),
        after=_published(now_there, unit),
    )


def _published(publication: Publication | None, unit: Unit) -> str:
    """Where, and whether with all below, as the log has it."""
    if publication is None:
        return ""
    return f"{unit.code} with units below" if publication.with_subunits else unit.code


@transaction.atomic
def unpublish_plan(plan_id: UUID, publication_id: UUID, *, actor: Actor, now: datetime) -> Plan:
    """It can be assigned there no longer; whoever has it keeps it (KP-ADM-233 to 235)."""
    plan = changeable(plan_id, actor=actor)
    publication = plan.publications.select_related("unit").get(public_id=publication_id)
    unit = publication.unit
    before = _published(publication, unit)
    publication.delete()
    note_change(plan, now=now)
    record("competence.plan.unpublished", plan, actor=actor, now=now, unit=unit.code, before=before, after="")
    return plan


def _person(now_set: Person | None, wanted: UUID, field: str, *, today: date) -> Person:
    """Somebody who works here today, or whoever is set already."""
    if now_set is not None and now_set.public_id == wanted:
        return now_set
    found = describing.who_works(today=today).filter(public_id=wanted).first()
    if found is None:
        raise CannotBeSaved(field, _("Choose somebody who works here."))
    return found


def _tell(person: Person, kind: str, plan: Plan, *, actor: Actor, now: datetime) -> None:
    """Tell them (KP-ADM-227); whoever sets themselves knows."""
    if person.pk != actor.person_id:
        notify(
            person.pk,
            kind,
            about=plan.public_id,
            url=reverse("plan_card", args=[plan.public_id]),
            params={"plan": plan.name},
            now=now,
        )
