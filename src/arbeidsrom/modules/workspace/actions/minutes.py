"""Minutes and protocols: who is to sign, who has, and the lock once they are approved (KL-CASE-013)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions.timeline import author_of, record, tell
from arbeidsrom.modules.workspace.models import CaseDocument, EventKind, SignatureState, Signer
from arbeidsrom.modules.workspace.queries import documents


@transaction.atomic
def add_signer(case_id: UUID, document_id: UUID, *, name: str, side: str, actor: Actor, now: datetime) -> Signer:
    """One more person is to sign the document as it stands."""
    row = _to_sign(case_id, document_id, actor)
    access.may_change_document(actor, row).or_refuse()
    signer = Signer(document=row, name=name, side=side, remark="", recorded_by=author_of(actor))
    signer.save()
    _tell(row, "signer.added", actor=actor, now=now, name=name)
    return signer


@transaction.atomic
def remove_signer(case_id: UUID, document_id: UUID, *, signer: UUID, actor: Actor, now: datetime) -> None:
    """Somebody is not to sign after all."""
    row = _to_sign(case_id, document_id, actor)
    access.may_change_document(actor, row).or_refuse()
    found = row.signers.get(public_id=signer, state=SignatureState.WAITING)
    found.document = row
    name = found.name
    found.delete()
    _tell(row, "signer.removed", actor=actor, now=now, name=name)


@transaction.atomic
def record_signature(
    case_id: UUID,
    document_id: UUID,
    *,
    signer: UUID,
    state: SignatureState,
    answered_on: date | None,
    remark: str,
    actor: Actor,
    now: datetime,
) -> Signer:
    """What somebody answered; it may come after the document was approved."""
    row = _to_sign(case_id, document_id, actor)
    found = row.signers.select_for_update().get(public_id=signer)
    found.document = row
    found.state, found.recorded_by = state, author_of(actor)
    found.answered_on = None if state == SignatureState.WAITING else answered_on
    found.remark = remark
    found.save(update_fields=["state", "answered_on", "remark", "recorded_by"])
    _tell(row, f"signature.{state}", actor=actor, now=now, name=found.name, remark=remark)
    return found


@transaction.atomic
def approve_document(
    case_id: UUID, document_id: UUID, *, version: int | None, actor: Actor, now: datetime
) -> CaseDocument:
    """The parties agree that this version is right: from now on neither the file, the title nor the date is changed.

    A version that came after the one that was read is not approved with it.
    """
    row = _to_sign(case_id, document_id, actor)
    access.may_change_document(actor, row).or_refuse()
    number = documents.document_row(row.case, document_id, actor=actor).latest.number
    if number != version:
        raise ChangedMeanwhile(_("There is a newer version than the one you were shown. Read it before you approve."))
    row.approved_at, row.approved_by = now, author_of(actor)
    row.save(update_fields=["approved_at", "approved_by"])
    told = {"title": row.document.title, "number": number}
    tell(row.case, EventKind.DOCUMENT, "document.approved", actor=actor, now=now, about=document_id, **told)
    record("workspace.document.approved", row.case, actor=actor, now=now, document=str(document_id))
    return row


@transaction.atomic
def reopen_document(case_id: UUID, document_id: UUID, *, reason: str, actor: Actor, now: datetime) -> CaseDocument:
    """What was approved must be changed all the same; why stands in the timeline."""
    row = _to_sign(case_id, document_id, actor)
    access.may_reopen_document(actor, row).or_refuse()
    row.approved_at, row.approved_by = None, ""
    row.save(update_fields=["approved_at", "approved_by"])
    told = {"title": row.document.title, "reason": reason}
    tell(row.case, EventKind.DOCUMENT, "document.reopened", actor=actor, now=now, about=document_id, **told)
    record("workspace.document.reopened", row.case, actor=actor, now=now, document=str(document_id))
    return row


def _to_sign(case_id: UUID, document_id: UUID, actor: Actor) -> CaseDocument:
    row = documents.get_document(case_id, document_id, actor=actor, lock=True)
    access.may_work_on(actor, row.case).or_refuse()
    return row


def _tell(row: CaseDocument, what: str, /, *, actor: Actor, now: datetime, **facts: object) -> None:
    document, title = row.document.public_id, row.document.title
    tell(row.case, EventKind.DOCUMENT, what, actor=actor, now=now, about=document, title=title, **facts)
    record("workspace.signature.recorded", row.case, actor=actor, now=now, document=str(document))
