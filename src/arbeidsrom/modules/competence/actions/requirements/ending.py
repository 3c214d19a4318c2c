"""Deleting what is in no plan, and archiving for good (KP-ADM-073, 129 to 134)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils.translation import gettext as _

from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault import queries as vault_queries
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence.access import requirements as access
from arbeidsrom.modules.competence.actions.reckoning import reckon
from arbeidsrom.modules.competence.actions.requirements.leftovers import drop_unpublished
from arbeidsrom.modules.competence.actions.requirements.noting import record
from arbeidsrom.modules.competence.actions.requirements.resetting import hold_everybody_on
from arbeidsrom.modules.competence.actions.spreading import spread
from arbeidsrom.modules.competence.models import (
    Capacity,
    Link,
    Performance,
    Plan,
    Progress,
    ProgressEvent,
    ProgressEventKind,
    Requirement,
)
from arbeidsrom.modules.competence.queries import requirements as queries
from arbeidsrom.modules.competence.queries import using
from arbeidsrom.modules.competence.queries.plans.getting import held
from arbeidsrom.modules.competence.states import LinkState, PerformanceState


@transaction.atomic
def delete_requirement(requirement_id: UUID, *, actor: Actor, now: datetime) -> None:
    """A requirement that is in no plan is gone, with its versions and files (KP-ADM-073, 074).

    A regional activity is taken out of the templates too, of which nobody has made a plan yet (KP-ADM-080).
    """
    list(held(Plan.objects.filter(is_template=True, links__requirement__public_id=requirement_id)).order_by("pk"))
    requirement = queries.get_requirement(requirement_id, actor=actor, lock=True)
    access.may_edit_requirement(actor, requirement).or_refuse()
    list(Requirement.objects.select_for_update(of=("self",)).filter(pk=requirement.pk))  # whoever is to need it too
    refuse_to_delete(requirement)
    record(
        "competence.requirement.deleted",
        requirement,
        actor=actor,
        now=now,
        owner=requirement.owner.code,
        revisions=requirement.revisions.count(),
        before=_said(requirement),
        after="",
    )
    Link.objects.filter(requirement=requirement, plan__is_template=True).delete()
    documents = list(requirement.files.values_list("document__public_id", flat=True))
    try:
        requirement.delete()
    except ProtectedError as error:  # deadlines, say, of what nobody has begun; few look, and there is no index for it
        raise _has_history() from error
    for version in vault_queries.versions_of(documents):
        vault.remove(version.public_id, actor=actor, now=now)


def _said(requirement: Requirement) -> str:
    """What it is before it is gone, as the log has it."""
    latest = queries.latest_revision(requirement)
    return f"{requirement.name}: version {latest.number}" if latest else f"{requirement.name}: draft"


def refuse_to_delete(requirement: Requirement) -> None:
    """Why it cannot be deleted, for the page and the action alike."""
    if using.plans_with(requirement).exists():
        raise WrongState(_("It stands in a plan and cannot be deleted. Archive it, or end its sharing."))
    if using.taken_into_use(requirement):
        raise WrongState(_("A trust has made a plan from the template that it stands in. It cannot be deleted now."))
    if using.has_registrations(requirement):
        raise _has_history()
    if names := using.dependants_of(requirement):
        raise WrongState(_("Other requirements depend on it: %(names)s.") % {"names": ", ".join(names)})


def _has_history() -> WrongState:
    return WrongState(_("The history of employees tells of it, and is kept. Archive it instead."))


@transaction.atomic
def archive_requirement(requirement_id: UUID, *, reason: str, actor: Actor, now: datetime) -> Requirement:
    """Away for good, out of every plan; what was registered stays with each person (KP-ADM-130, 138)."""
    requirement = queries.get_requirement(requirement_id, actor=actor, lock=True)
    access.may_archive_requirement(actor, requirement).or_refuse()
    if not reason.strip():
        raise WrongState(_("Say why it is archived."))
    list(held(using.places_of(requirement)).order_by("pk"))
    hold_everybody_on(requirement)
    numbers, before = using.numbers_of(requirement), _said(requirement)
    requirement.archived_at, requirement.archived_by_id = now, actor.person_id
    requirement.archive_reason = reason.strip()
    requirement.save(update_fields=["archived_at", "archived_by", "archive_reason"])
    Link.objects.filter(requirement=requirement).exclude(state=LinkState.ARCHIVED).update(state=LinkState.ARCHIVED)
    if draft := queries.draft_of(requirement, lock=True):
        drafted = draft.settings.files
        draft.delete()
        drop_unpublished(requirement, drafted, actor=actor, now=now)
    closed = _close_requests(requirement, actor=actor, now=now)
    record(
        "competence.requirement.archived",
        requirement,
        actor=actor,
        now=now,
        plans=numbers.plans,
        employees=numbers.employees,
        requests=closed,
        before=before,
        after="archived",
    )
    spread(requirement_ids=[requirement.pk], actor=actor, now=now)
    return requirement


def _close_requests(requirement: Requirement, *, actor: Actor, now: datetime) -> int:
    """Whoever was asked to sign is asked no longer, and the history of each says why (KP-ADM-272)."""
    waiting = Performance.objects.filter(requirement=requirement, state=PerformanceState.WAITING).order_by("pk")
    closed = list(waiting.values_list("person", "plan"))
    waiting.update(state=PerformanceState.WITHDRAWN, decided_at=now, lock_version=F("lock_version") + 1)
    people = {person for person, _plan in closed}
    reckon(people, [requirement.pk])
    progress = Progress.objects.filter(person__in=people, requirement=requirement)
    states = dict(progress.values_list("person", "state"))
    ProgressEvent.objects.bulk_create(
        ProgressEvent(
            person_id=person,
            requirement=requirement,
            plan_id=plan,
            kind=ProgressEventKind.ARCHIVED,
            at=now,
            by=actor.author,
            capacity=Capacity.ADMINISTRATOR,
            state=states[person],
        )
        for person, plan in closed
    )
    return len(closed)
