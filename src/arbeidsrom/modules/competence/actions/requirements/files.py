"""Files to be read in order to fulfil a requirement (KP-ADM-023, 260)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.keys.actions import create_holder
from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault import queries as vault_queries
from arbeidsrom.core.vault.actions import StoredContent
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.core.vault.rules import ending
from arbeidsrom.core.vault.states import ScanState
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused, WrongState
from arbeidsrom.modules.competence.access import requirements as access
from arbeidsrom.modules.competence.actions.requirements.drafting import keep_draft
from arbeidsrom.modules.competence.actions.requirements.leftovers import drop_unpublished
from arbeidsrom.modules.competence.actions.requirements.noting import record
from arbeidsrom.modules.competence.models import Requirement, RequirementFile
from arbeidsrom.modules.competence.queries import requirements as queries

LARGEST = 50 * 1024 * 1024
KINDS = ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "txt", "png", "jpg", "jpeg")
"""What everybody can open, and nothing that runs."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file on its way in."""

    name: str
    chunks: Iterable[bytes]
    size: int


def add_file(requirement_id: UUID, incoming: Incoming, *, actor: Actor, now: datetime) -> RequirementFile:
    """The file belongs to the draft; once that is published everybody reads it. What is refused leaves nothing."""
    _refuse_kind(incoming)
    holder = _holder_for(requirement_id, actor=actor)
    content = vault.receive(incoming.chunks, holder=holder, file_name=incoming.name, length=incoming.size)
    with vault.kept_or_gone(content):
        return _keep_file(requirement_id, content, actor=actor, now=now)


def _refuse_kind(incoming: Incoming) -> None:
    if ending(incoming.name) not in KINDS:
        raise Refused(
            _("Files of this kind cannot be added. Use one of these: %(kinds)s.") % {"kinds": ", ".join(KINDS)}
        )
    if incoming.size > LARGEST:
        raise Refused(_("The file is too large. At most 50 MB can be added."))


@transaction.atomic
def _holder_for(requirement_id: UUID, *, actor: Actor) -> UUID:
    requirement = queries.get_requirement(requirement_id, actor=actor)
    may_have_files(requirement, actor=actor)
    return create_holder(tenant=requirement.owner.tenant or INSTALLATION, kind="requirement_file").public_id


def may_have_files(requirement: Requirement, *, actor: Actor) -> None:
    """Refuse unless files can be added now: only after it has been published (KP-ADM-023)."""
    access.may_edit_requirement(actor, requirement).or_refuse()
    if not requirement.is_published:
        raise WrongState(_("Files are added after the requirement has been published for the first time."))


@transaction.atomic
def _keep_file(requirement_id: UUID, content: StoredContent, *, actor: Actor, now: datetime) -> RequirementFile:
    requirement = queries.get_requirement(requirement_id, actor=actor, lock=True)
    may_have_files(requirement, actor=actor)
    version = vault.keep(content, title=content.file_name, dated=None, actor=actor, now=now)
    _refuse_what_is_found(version)
    file: RequirementFile = requirement.files.create(
        document=version.document, added_at=now, added_by_id=actor.person_id
    )
    _change_files(requirement, add=file.public_id, actor=actor, now=now)
    record("competence.requirement.file_added", requirement, actor=actor, now=now, file=str(file.public_id))
    return file


def _refuse_what_is_found(version: DocumentVersion) -> None:
    if version.scan_state == ScanState.INFECTED:
        raise Refused(_("Malware was found in the file. It is not added."))
    if version.disguised:
        raise Refused(_("The file is of another kind than its name says. It is not added."))


@transaction.atomic
def remove_file(requirement_id: UUID, file_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The file is not part of the draft any more; earlier versions that had it keep it."""
    requirement = queries.get_requirement(requirement_id, actor=actor, lock=True)
    access.may_edit_requirement(actor, requirement).or_refuse()
    file = requirement.files.get(public_id=file_id)
    _change_files(requirement, remove=file.public_id, actor=actor, now=now)
    drop_unpublished(requirement, [file.public_id], actor=actor, now=now)
    record("competence.requirement.file_removed", requirement, actor=actor, now=now, file=str(file_id))


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
    """Somebody who looks at the requirement takes the file out; one that is not published, whoever sees the draft."""
    requirement = queries.get_requirement(requirement_id, actor=actor)
    access.may_see_published(actor, requirement).or_refuse()
    file = requirement.files.select_related("document").get(public_id=file_id)
    revision = queries.latest_revision(requirement)
    if revision is None or file_id not in revision.settings.files:
        access.may_see_behind(actor, requirement).or_refuse()
    version = vault_queries.versions_of([file.document.public_id])[0]
    access.may_read_file(actor, version).or_refuse()
    record("competence.requirement.file_read", requirement, actor=actor, now=now, file=str(file_id))
    return version
