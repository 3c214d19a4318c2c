"""Files to be read in order to fulfil a requirement (KP-ADM-023, 260)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.keys.actions import create_holder
from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault import queries as vault_queries
from arbeidsrom.core.vault.actions import StoredContent
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence.access import requirements as access
from arbeidsrom.modules.competence.access.files import requirements_to_work_with
from arbeidsrom.modules.competence.actions.incoming import Incoming, receive, refuse_what_is_found
from arbeidsrom.modules.competence.actions.requirements.drafting import keep_draft
from arbeidsrom.modules.competence.actions.requirements.leftovers import drop_unpublished
from arbeidsrom.modules.competence.actions.requirements.noting import record
from arbeidsrom.modules.competence.models import Requirement, RequirementFile
from arbeidsrom.modules.competence.queries import requirements as queries


def add_file(requirement_id: UUID, incoming: Incoming, *, actor: Actor, now: datetime) -> RequirementFile:
    """The file belongs to the draft; once that is published everybody reads it. What is refused leaves nothing."""
    content = receive(incoming, holder=lambda: _holder_for(requirement_id, actor=actor))
    with vault.kept_or_gone(content):
        return _keep_file(requirement_id, content, actor=actor, now=now)


@transaction.atomic
def _holder_for(requirement_id: UUID, *, actor: Actor) -> UUID:
    requirement = queries.get_requirement(requirement_id, actor=actor)
    may_have_files(requirement, actor=actor)
    return create_holder(tenant=requirement.owner.tenant or INSTALLATION, kind="requirement_file").public_id


def may_have_files(requirement: Requirement, *, actor: Actor) -> None:
    """Refuse unless files can be added now: only after it has been published (KP-ADM-023)."""
    access.may_draft_requirement(actor, requirement).or_refuse()
    if not requirement.is_published:
        raise WrongState(_("Files are added after the requirement has been published for the first time."))


@transaction.atomic
def _keep_file(requirement_id: UUID, content: StoredContent, *, actor: Actor, now: datetime) -> RequirementFile:
    requirement = queries.get_requirement(requirement_id, actor=actor, lock=True)
    may_have_files(requirement, actor=actor)
    version = vault.keep(content, title=content.file_name, dated=None, actor=actor, now=now)
    refuse_what_is_found(version)
    file: RequirementFile = requirement.files.create(
        document=version.document, added_at=now, added_by_id=actor.person_id
    )
    _change_files(requirement, add=file.public_id, actor=actor, now=now)
    said = {"file": str(file.public_id), "before": "", "after": str(file.public_id)}
    record("competence.requirement.file_added", requirement, actor=actor, now=now, **said)
    return file


@transaction.atomic
def remove_file(requirement_id: UUID, file_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The file is not part of the draft any more; earlier versions that had it keep it."""
    requirement = queries.get_requirement(requirement_id, actor=actor, lock=True)
    access.may_draft_requirement(actor, requirement).or_refuse()
    file = requirement.files.get(public_id=file_id)
    _change_files(requirement, remove=file.public_id, actor=actor, now=now)
    drop_unpublished(requirement, [file.public_id], actor=actor, now=now)
    said = {"file": str(file_id), "before": str(file_id), "after": ""}
    record("competence.requirement.file_removed", requirement, actor=actor, now=now, **said)


def _change_files(
    requirement: Requirement, *, add: UUID | None = None, remove: UUID | None = None, actor: Actor, now: datetime
) -> None:
    draft, revision = queries.draft_of(requirement, lock=True), queries.latest_revision(requirement)
    published = revision.settings if revision else None
    before = draft.settings if draft else published
    assert before is not None  # noqa: S101 -- it has been published
    kept = tuple(one for one in before.files if one != remove)
    settings = replace(before, files=(*kept, add) if add else kept)
    keep_draft(requirement, draft, settings, published=published, actor=actor, now=now)


@transaction.atomic
def read_file(requirement_id: UUID, file_id: UUID, *, actor: Actor, now: datetime) -> DocumentVersion:
    """Whoever has the requirement to do, signs for it or looks at it takes a file out.

    One that is not published is for those who see the draft.
    """
    requirement = requirements_to_work_with(actor, today=localdate(now)).filter(public_id=requirement_id).first()
    if requirement is None or not _is_published(requirement, file_id):
        requirement = _looked_at(requirement_id, file_id, actor=actor)
    file = requirement.files.select_related("document").get(public_id=file_id)
    version = vault_queries.versions_of([file.document.public_id])[0]
    access.may_read_file(actor, version).or_refuse()
    record("competence.requirement.file_read", requirement, actor=actor, now=now, file=str(file_id))
    return version


def _is_published(requirement: Requirement, file_id: UUID) -> bool:
    revision = queries.latest_revision(requirement)
    return revision is not None and file_id in revision.settings.files


def _looked_at(requirement_id: UUID, file_id: UUID, *, actor: Actor) -> Requirement:
    """The requirement, for those who look at requirements."""
    requirement = queries.get_requirement(requirement_id, actor=actor)
    access.may_see_published(actor, requirement).or_refuse()
    if not _is_published(requirement, file_id):
        access.may_see_behind(actor, requirement).or_refuse()
    return requirement
