"""What employees add to their requirements to show that they have done it (KP-ATT, KP-EIMP-031 to 033)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.keys.actions import create_holder
from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault import queries as vault_queries
from arbeidsrom.core.vault.actions import StoredContent
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused, WrongState
from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.access.files import visible_attachments
from arbeidsrom.modules.competence.access.requirements import may_read_file
from arbeidsrom.modules.competence.actions.incoming import Incoming, receive, refuse_what_is_found
from arbeidsrom.modules.competence.actions.own_work import Entry, begin, end, keep_draft
from arbeidsrom.modules.competence.actions.work import CannotBeRegistered, Work, open_again, refuse_for_others
from arbeidsrom.modules.competence.models import Attachment, ProgressEventKind
from arbeidsrom.modules.competence.states import PerformanceState


def add_attachment(
    assignment_id: UUID,
    link_id: UUID,
    entry: Entry,
    incoming: Incoming,
    *,
    description: str,
    actor: Actor,
    now: datetime,
    today: date,
) -> Work:
    """«Last opp»: the file stays with the requirement, and what else was filled in as a draft (KP-ATT-002).

    What is refused leaves nothing, and is told at the field of the file (KP-EIMP-031).
    """
    with _told_at_the_file():
        content = receive(incoming, holder=lambda: _holder_for(assignment_id, actor=actor, today=today))
    with vault.kept_or_gone(content):
        return _keep(assignment_id, link_id, entry, content, description, actor=actor, now=now, today=today)


@contextmanager
def _told_at_the_file() -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        raise CannotBeRegistered("file", str(refusal)) from refusal


@transaction.atomic
def _holder_for(assignment_id: UUID, *, actor: Actor, today: date) -> UUID:
    """Each has a key of its own, so that one that is removed is gone in every copy."""
    assignment = own.visible_assignments(actor, today=today).get(public_id=assignment_id)
    own.may_work_in(actor, assignment, today=today).or_refuse()
    if assignment.person_id != actor.person_id:
        raise PermissionDenied(_("Only the employee does that."))
    return create_holder(tenant=INSTALLATION, kind="attachment").public_id


@transaction.atomic
def _keep(
    assignment_id: UUID,
    link_id: UUID,
    entry: Entry,
    content: StoredContent,
    description: str,
    *,
    actor: Actor,
    now: datetime,
    today: date,
) -> Work:
    work = begin(assignment_id, link_id, entry, actor=actor, today=today)
    refuse_for_others(work, actor)
    if not work.settings.allows_attachments:
        raise WrongState(_("This requirement takes no attachments."))
    version = vault.keep(content, title=content.file_name, dated=None, actor=actor, now=now)
    with _told_at_the_file():
        refuse_what_is_found(version)
    Attachment.objects.create(
        person_id=work.progress.person_id,
        requirement_id=work.progress.requirement_id,
        document=version.document,
        description=description.strip() or None,
        added_at=now,
        added_by=actor.author,
    )
    open_again(work, today=today)
    keep_draft(work, entry, today=today, begun=True)
    return end(
        work, ProgressEventKind.ATTACHED, "competence.attachment.added", about=content.file_name, actor=actor, now=now
    )


@transaction.atomic
def remove_attachment(
    assignment_id: UUID,
    link_id: UUID,
    attachment_id: UUID,
    entry: Entry,
    *,
    actor: Actor,
    now: datetime,
    today: date,
) -> Work:
    """While the requirement is unlocked: the file is gone for good, and who removed it is kept (KP-EIMP-032).

    What was fulfilled with it is so no longer, as with any other change.
    """
    work = begin(assignment_id, link_id, entry, actor=actor, today=today)
    refuse_for_others(work, actor)
    if work.in_round(PerformanceState.WAITING):
        raise WrongState(_("Somebody has been asked to sign for it. Withdraw the request before you remove it."))
    attachment = Attachment.objects.select_related("document").get(
        public_id=attachment_id,
        person=work.progress.person_id,
        requirement=work.progress.requirement_id,
        removed_at=None,
    )
    open_again(work, today=today)
    keep_draft(work, entry, today=today, begun=True)
    name = _take_away(attachment, actor=actor, now=now)
    return end(work, ProgressEventKind.DETACHED, "competence.attachment.removed", about=name, actor=actor, now=now)


def _take_away(attachment: Attachment, *, actor: Actor, now: datetime) -> str:
    """The document goes for good; gives what it was called."""
    assert attachment.document is not None  # noqa: S101 -- it is not removed yet
    versions = vault_queries.versions_of([attachment.document.public_id])
    attachment.document, attachment.description = None, None
    attachment.removed_at, attachment.removed_by = now, actor.author
    attachment.save(update_fields=["document", "description", "removed_at", "removed_by"])
    for version in versions:
        vault.remove(version.public_id, actor=actor, now=now)
    name: str = versions[0].file_name
    return name


@transaction.atomic
def read_attachment(attachment_id: UUID, *, actor: Actor, now: datetime) -> DocumentVersion:
    """Somebody who sees the requirement takes the file out; that they did stands in the log (KP-EIMP-033)."""
    attachment = (
        visible_attachments(actor, today=localdate(now))
        .select_related("document", "person")
        .get(public_id=attachment_id)
    )
    assert attachment.document is not None  # noqa: S101 -- visible ones have one
    version = vault_queries.versions_of([attachment.document.public_id])[0]
    may_read_file(actor, version).or_refuse()
    audit.record(
        "competence.attachment.read", attachment.public_id, actor=actor, at=now, subjects=[attachment.person.public_id]
    )
    return version
