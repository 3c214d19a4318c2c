"""Creating requirements, and changing them in drafts that take effect for nobody (KP-ADM-106)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence.access import requirements as access
from arbeidsrom.modules.competence.actions.requirements.faults import DraftChanged, refuse_faults
from arbeidsrom.modules.competence.actions.requirements.leftovers import drop_unpublished
from arbeidsrom.modules.competence.actions.requirements.noting import record
from arbeidsrom.modules.competence.models import Requirement, RequirementDraft, RequirementKind
from arbeidsrom.modules.competence.queries import requirements as queries
from arbeidsrom.modules.competence.rules.changes import told
from arbeidsrom.modules.competence.rules.settings import Settings, changed


@transaction.atomic
def create_requirement(
    settings: Settings,
    *,
    kind: str = RequirementKind.REQUIREMENT,
    central: bool = False,
    in_named_plan: bool = False,
    actor: Actor,
    now: datetime,
) -> Requirement:
    """A new requirement, drafted, and shared with the department that owns it (KP-ADM-009, 058).

    ``in_named_plan``: made in a plan of that department by whoever is responsible for it (KP-KPA-007).
    """
    if not in_named_plan or central:
        made = {"central": central, "is_activity": kind == RequirementKind.ACTIVITY}
        access.may_add_requirements(actor, **made).or_refuse()
        access.may_own(actor, Unit.objects.get(pk=settings.owner), **made).or_refuse()
    requirement = Requirement(kind=kind, central=central, created_at=now, created_by_id=actor.person_id)
    requirement.owner_id = settings.owner
    refuse_faults(requirement, settings, published=None, actor=actor)
    requirement.take_over(settings)
    requirement.save()
    _keep(RequirementDraft(requirement=requirement), settings, actor=actor, now=now)
    requirement.sharings.create(unit_id=settings.owner, shared_at=now, shared_by_id=actor.person_id)
    record("competence.requirement.created", requirement, actor=actor, now=now, **told(None, settings))
    return requirement


@transaction.atomic
def save_draft(
    requirement_id: UUID, settings: Settings, *, lock_version: int, actor: Actor, now: datetime
) -> RequirementDraft | None:
    """What is written takes effect for nobody yet; nothing where it says what is published (KP-ADM-106, 110).

    ``lock_version`` is that of the draft that was opened, 0 where there was none.
    """
    requirement = queries.get_requirement(requirement_id, actor=actor, lock=True)
    access.may_draft_requirement(actor, requirement).or_refuse()
    draft = queries.draft_of(requirement, lock=True)
    refuse_if_changed(draft, lock_version)
    revision = queries.latest_revision(requirement)
    published = revision.settings if revision else None
    before = draft.settings if draft else published
    settings = replace(settings, files=before.files if before else ())
    refuse_faults(requirement, settings, published=published, drafted=before, actor=actor)
    if before is not None and not changed(before, settings):
        return draft
    record("competence.requirement.saved", requirement, actor=actor, now=now, **told(before, settings))
    return keep_draft(requirement, draft, settings, published=published, actor=actor, now=now)


def keep_draft(
    requirement: Requirement,
    draft: RequirementDraft | None,
    settings: Settings,
    *,
    published: Settings | None,
    actor: Actor,
    now: datetime,
) -> RequirementDraft | None:
    """The draft as it is now; one that says what is published is none."""
    if published is not None and not changed(published, settings):
        if draft:
            draft.delete()
        return None
    if published is None:
        owner = requirement.owner_id
        requirement.take_over(settings)
        requirement.owner_id = owner  # another takes effect when it is published (KP-ADM-128)
        requirement.settle_level()
        requirement.save()
    return _keep(draft or RequirementDraft(requirement=requirement), settings, actor=actor, now=now)


def _keep(draft: RequirementDraft, settings: Settings, *, actor: Actor, now: datetime) -> RequirementDraft:
    draft.content, draft.saved_at, draft.saved_by_id = settings.as_json(), now, actor.person_id
    draft.lock_version += 1
    draft.save()
    return draft


def refuse_if_changed(draft: RequirementDraft | None, lock_version: int) -> None:
    """The draft is another than the one that was opened: by whom and when is said (KP-ADM-263)."""
    if (draft.lock_version if draft else 0) == lock_version:
        return
    if draft is None:
        raise DraftChanged(_("The draft has been published or discarded since you opened it. Nothing was saved."))
    told_by = {
        "name": draft.saved_by.name if draft.saved_by else _("somebody"),
        "moment": date_format(localtime(draft.saved_at), "j. F Y H:i"),
    }
    raise DraftChanged(_("%(name)s saved the draft on %(moment)s, after you opened it. Nothing was saved.") % told_by)


@transaction.atomic
def discard_draft(requirement_id: UUID, *, lock_version: int, actor: Actor, now: datetime) -> None:
    """Everything that was changed since the last publishing is gone (KP-ADM-111)."""
    requirement = queries.get_requirement(requirement_id, actor=actor, lock=True)
    access.may_draft_requirement(actor, requirement).or_refuse()
    draft = queries.draft_of(requirement, lock=True)
    refuse_if_changed(draft, lock_version)
    revision = queries.latest_revision(requirement)
    if draft is None:
        raise WrongState(_("There is no draft to discard."))
    if revision is None:
        raise WrongState(_("It has never been published. Delete the whole requirement instead."))
    discarded, drafted = told(draft.settings, revision.settings), draft.settings
    draft.delete()
    drop_unpublished(requirement, drafted.files, actor=actor, now=now)
    record("competence.requirement.discarded", requirement, actor=actor, now=now, **discarded)
