"""What was drafted takes effect in every plan (KP-ADM-112, 116)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence.access import requirements as access
from arbeidsrom.modules.competence.actions.requirements.drafting import refuse_if_changed
from arbeidsrom.modules.competence.actions.requirements.faults import refuse_faults
from arbeidsrom.modules.competence.actions.requirements.noting import record
from arbeidsrom.modules.competence.actions.spreading import spread
from arbeidsrom.modules.competence.actions.versions import make_versions
from arbeidsrom.modules.competence.models import (
    CourseLink,
    Dependency,
    Requirement,
    RequirementDraft,
    RequirementRevision,
)
from arbeidsrom.modules.competence.queries import choosing, using
from arbeidsrom.modules.competence.queries import requirements as queries
from arbeidsrom.modules.competence.rules.changes import told
from arbeidsrom.modules.competence.rules.settings import Settings

DEPENDENCIES = 0x6B726176
"""One change of what depends on what at a time: two at once could close a circle that neither of them sees."""


@transaction.atomic
def publish_requirement(requirement_id: UUID, *, lock_version: int, actor: Actor, now: datetime) -> RequirementRevision:
    """The draft becomes the next revision, and a new version of every plan that the requirement is active in."""
    requirement = queries.get_requirement(requirement_id, actor=actor, lock=True)
    access.may_draft_requirement(actor, requirement).or_refuse()
    draft = queries.draft_of(requirement, lock=True)
    refuse_if_changed(draft, lock_version)
    if draft is None:
        raise WrongState(_("There is no draft to publish."))
    revision = take_effect(requirement, draft, actor=actor, now=now)
    plans = using.plans_in_force(requirement)
    make_versions(dict.fromkeys(plans, 1), actor=actor, now=now)
    spread(requirement_ids=[requirement.pk], actor=actor, now=now)
    return revision


def take_effect(
    requirement: Requirement, draft: RequirementDraft, *, actor: Actor, now: datetime
) -> RequirementRevision:
    """The draft is what applies; whoever calls makes the versions of plans and lets statuses follow.

    The caller holds the requirement locked, has asked whether the actor may, and has a transaction.
    """
    latest, settings = queries.latest_revision(requirement), draft.settings
    published = latest.settings if latest else None
    settings = replace(settings, dependencies=hold_dependencies([settings]))
    refuse_faults(requirement, settings, published=published, actor=actor)
    revision = requirement.revisions.create(
        number=latest.number + 1 if latest else 1,
        content=settings.as_json(),
        published_at=now,
        published_by_id=actor.person_id,
    )
    owner_before = requirement.owner
    requirement.take_over(settings)
    requirement.published_at = now
    requirement.save()
    _depend(requirement, settings)
    link_to_courses(requirement, settings)
    draft.delete()
    record(
        "competence.requirement.published",
        requirement,
        actor=actor,
        now=now,
        revision=revision.number,
        **told(published, settings),
    )
    if owner_before.pk != settings.owner:
        _tell_of_owner(requirement, owner_before.pk, actor=actor, now=now)
    return revision


def _tell_of_owner(requirement: Requirement, before: int, *, actor: Actor, now: datetime) -> None:
    record(
        "competence.requirement.owner_changed",
        requirement,
        actor=actor,
        now=now,
        before=before,
        after=requirement.owner_id,
    )


def hold_dependencies(drafted: Iterable[Settings]) -> tuple[int, ...]:
    """What these depend on and is there still; one at a time, so that two together close no circle.

    After requirements and their drafts are held, before plans are. What was deleted since a draft named it holds
    nothing up: nobody had registered anything on it.
    """
    needed = tuple(dict.fromkeys(pk for one in drafted for pk in one.dependencies))
    if not needed:
        return ()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DEPENDENCIES])
    return choosing.hold_requirements(needed)


def _depend(requirement: Requirement, settings: Settings) -> None:
    """What must be done before, as is published now (KP-ADM-047)."""
    requirement.depends_on.exclude(needs__in=settings.dependencies).delete()
    rows = [Dependency(requirement=requirement, needs_id=pk) for pk in settings.dependencies]
    Dependency.objects.bulk_create(rows, ignore_conflicts=True)


def link_to_courses(requirement: Requirement, settings: Settings) -> None:
    """Which courses fulfil it, as is published now; what was passed or begun before, a job looks at (KP-LMS-001)."""
    requirement.course_links.exclude(key__in=[one.key for one in settings.courses]).delete()
    rows = [CourseLink(requirement=requirement, key=one.key, name=one.name) for one in settings.courses]
    CourseLink.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["requirement", "key"], update_fields=["name"]
    )
    if settings.is_tied_to_course or requirement.course_links.filter(finished_at=None).exists():
        app.configure_task("competence.apply_course_results").defer()
