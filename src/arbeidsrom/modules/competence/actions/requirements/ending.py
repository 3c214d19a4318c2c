"""Deleting what is in no plan, and archiving for good (KP-ADM-073, 129 to 134)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault import queries as vault_queries
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence.access import requirements as access
from arbeidsrom.modules.competence.actions.requirements.leftovers import drop_unpublished
from arbeidsrom.modules.competence.actions.requirements.noting import record
from arbeidsrom.modules.competence.actions.requirements.resetting import hold_everybody_on
from arbeidsrom.modules.competence.actions.spreading import spread
from arbeidsrom.modules.competence.models import (
    Link,
    ProgressEventKind,
    Requirement,
)
from arbeidsrom.modules.competence.models.progress import Capacity
from arbeidsrom.modules.competence.queries import requirements as queries
from arbeidsrom.modules.competence.queries import using
from arbeidsrom.modules.competence.states import LinkState

CLOSE_REQUESTS = """
WITH closed AS (
    UPDATE competence_performance SET state = 'withdrawn', decided_at = %(now)s, lock_version = lock_version + 1
     WHERE requirement_id = %(requirement)s AND state = 'waiting'
    RETURNING person_id, plan_id
), stood_back AS (
    UPDATE competence_progress progress
       SET state = CASE WHEN completed_on IS NULL THEN 0 ELSE 3 END, lock_version = lock_version + 1
     WHERE requirement_id = %(requirement)s AND state = 2
       AND EXISTS (SELECT 1 FROM closed WHERE closed.person_id = progress.person_id)
    RETURNING 1
), noted AS (
    INSERT INTO competence_progressevent (public_id, person_id, requirement_id, plan_id, kind, at, by, capacity, state)
    SELECT gen_random_uuid(), closed.person_id, %(requirement)s, closed.plan_id, %(kind)s, %(now)s, %(by)s,
           %(capacity)s, coalesce((SELECT CASE WHEN completed_on IS NULL THEN 0 ELSE 3 END FROM competence_progress
                                    WHERE person_id = closed.person_id AND requirement_id = %(requirement)s), 0)
      FROM closed
    RETURNING 1
)
SELECT count(*) FROM noted
"""
"""Whoever was asked to sign is asked no longer, and the history of each says why (KP-ADM-272)."""


@transaction.atomic
def delete_requirement(requirement_id: UUID, *, actor: Actor, now: datetime) -> None:
    """A requirement that is in no plan is gone, with its versions and files (KP-ADM-073, 074)."""
    requirement = queries.get_requirement(requirement_id, actor=actor, lock=True)
    access.may_edit_requirement(actor, requirement).or_refuse()
    refuse_to_delete(requirement)
    record(
        "competence.requirement.deleted",
        requirement,
        actor=actor,
        now=now,
        owner=requirement.owner.code,
        revisions=requirement.revisions.count(),
    )
    documents = list(requirement.files.values_list("document__public_id", flat=True))
    requirement.delete()
    for version in vault_queries.versions_of(documents):
        vault.remove(version.public_id, actor=actor, now=now)


def refuse_to_delete(requirement: Requirement) -> None:
    """Why it cannot be deleted, for the page and the action alike."""
    if using.plans_with(requirement).exists():
        raise WrongState(_("It stands in a plan and cannot be deleted. Archive it, or end its sharing."))
    if using.has_registrations(requirement):
        raise WrongState(_("Employees have registered something on it, which is kept. Archive it instead."))
    if names := using.dependants_of(requirement):
        raise WrongState(_("Other requirements depend on it: %(names)s.") % {"names": ", ".join(names)})


@transaction.atomic
def archive_requirement(requirement_id: UUID, *, reason: str, actor: Actor, now: datetime) -> Requirement:
    """Away for good, out of every plan; what was registered stays with each person (KP-ADM-130, 138)."""
    requirement = queries.get_requirement(requirement_id, actor=actor, lock=True)
    access.may_archive_requirement(actor, requirement).or_refuse()
    if not reason.strip():
        raise WrongState(_("Say why it is archived."))
    numbers = using.numbers_of(requirement)
    Link.objects.filter(requirement=requirement).exclude(state=LinkState.ARCHIVED).update(state=LinkState.ARCHIVED)
    hold_everybody_on(requirement)
    requirement.archived_at, requirement.archived_by_id = now, actor.person_id
    requirement.archive_reason = reason.strip()
    requirement.save(update_fields=["archived_at", "archived_by", "archive_reason"])
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
    )
    spread(requirement_ids=[requirement.pk], actor=actor, now=now)
    return requirement


def _close_requests(requirement: Requirement, *, actor: Actor, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            CLOSE_REQUESTS,
            {
                "requirement": requirement.pk,
                "now": now,
                "by": actor.author,
                "kind": ProgressEventKind.ARCHIVED.value,
                "capacity": Capacity.ADMINISTRATOR.value,
            },
        )
        count: int = cursor.fetchone()[0]
    return count
