"""The documents of a case, with their versions and where they have been sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.vault import queries as vault
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.core.vault.states import ScanState
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied
from arbeidsrom.lib.titles import faults
from arbeidsrom.modules.sharing.rules.titles import WARNINGS
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.models import Case, CaseDocument, Origin, SignatureState, Signer
from arbeidsrom.modules.workspace.queries import cases
from arbeidsrom.modules.workspace.queries.shipments import SentIn, sent_versions
from arbeidsrom.modules.workspace.rules import titles

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

COLOURS = {
    ScanState.CLEAN: "success",
    ScanState.RELEASED: "warning",
    ScanState.INFECTED: "danger",
    ScanState.TOO_LARGE: "warning",
}


SIGNATURE_COLOURS = {
    SignatureState.WAITING: "neutral",
    SignatureState.SIGNED: "success",
    SignatureState.REMARKED: "warning",
    SignatureState.REFUSED: "danger",
}


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One file of a document."""

    public_id: UUID
    number: int
    file_name: str
    size: int
    content_type: str
    sha256: str
    created_at: datetime
    created_by: str
    scan_state: str
    scan_label: str
    scan_colour: str
    released_by: str
    release_reason: str
    disguised: bool
    is_searchable: bool
    may_leave: bool
    may_download: Decision
    sent: tuple[SentIn, ...]
    is_too_large: bool


@dataclass(frozen=True, slots=True)
class SignerRow:
    """Somebody who is to sign, and what they answered."""

    public_id: UUID
    name: str
    side: str
    state: str
    state_label: str
    state_colour: str
    answered_on: date | None
    remark: str

    @property
    def is_missing(self) -> bool:
        """Whether they have not answered yet."""
        return self.state == SignatureState.WAITING


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as the case shows it; ``is_new`` while its latest file has reached nobody (KL-DOC-008)."""

    public_id: UUID
    title: str
    dated: date | None
    kind: str
    origin: str
    origin_label: str
    received_from: str
    is_unread: bool
    is_new: bool
    faults: tuple[str | _StrPromise, ...]
    versions: tuple[VersionRow, ...]
    lock_version: int
    added_at: datetime
    signers: tuple[SignerRow, ...]
    approved_at: datetime | None
    approved_by: str

    @property
    def asks_for_signatures(self) -> bool:
        """Whether the page shows who is to sign: minutes and protocols, and what somebody is to sign all the same."""
        return bool(self.signers or self.approved_at or titles.is_signed(self.kind))

    @property
    def missing_signatures(self) -> list[SignerRow]:
        """Those who have not answered yet."""
        return [signer for signer in self.signers if signer.is_missing]

    @property
    def latest(self) -> VersionRow:
        """The newest file."""
        return self.versions[0]

    @property
    def sent(self) -> list[SentIn]:
        """All shipments that any of its files went out in, the latest first."""
        return sorted(
            (sent for version in self.versions for sent in version.sent), key=lambda sent: sent.sent_at, reverse=True
        )


def documents_of(case: Case, *, actor: Actor) -> list[DocumentRow]:
    """The case's documents, the latest first, in a fixed number of queries."""
    rows = list(case.documents.select_related("document").order_by("-added_at", "-id"))
    return _rows(case, rows, actor)


def titles_of(case: Case) -> set[str]:
    """What the case's documents are called."""
    rows = [row.document for row in case.documents.select_related("document").order_by("id")]
    keys.open_holders(rows)
    return {row.title for row in rows}


def document_row(case: Case, document_id: UUID, *, actor: Actor) -> DocumentRow:
    """One document of the case, or ``CaseDocument.DoesNotExist``."""
    return _rows(case, [case.documents.select_related("document").get(document__public_id=document_id)], actor)[0]


def _rows(case: Case, rows: list[CaseDocument], actor: Actor) -> list[DocumentRow]:
    for row in rows:
        row.case = case
    keys.open_holders(rows)
    versions: dict[UUID, list[DocumentVersion]] = defaultdict(list)
    for version in vault.versions_of(row.document.public_id for row in rows):
        versions[version.document.public_id].append(version)
    signers = _signers(rows)
    sent = sent_versions(case.public_id)
    names = [party.name for party in cases.parties_of(case)]
    return [_row(row, versions[row.document.public_id], signers[row.pk], sent, names, actor) for row in rows]


def _signers(rows: list[CaseDocument]) -> dict[int, list[SignerRow]]:
    """Who is to sign each of the documents, in the order they were named."""
    found: dict[int, list[SignerRow]] = defaultdict(list)
    signers = list(Signer.objects.filter(document__in=rows).select_related("document__case").order_by("id"))
    keys.open_holders(signers)
    for signer in signers:
        found[signer.document_id].append(signer_row(signer))
    return found


def signer_row(signer: Signer) -> SignerRow:
    """Somebody who is to sign, as the page shows it."""
    state = SignatureState(signer.state)
    return SignerRow(
        public_id=signer.public_id,
        name=signer.name,
        side=signer.side,
        state=signer.state,
        state_label=str(state.label),
        state_colour=SIGNATURE_COLOURS[state],
        answered_on=signer.answered_on,
        remark=signer.remark,
    )


def get_signer(row: CaseDocument, signer: UUID) -> SignerRow:
    """One of those who are to sign the document, or ``Signer.DoesNotExist``."""
    return signer_row(row.signers.select_related("document__case").get(public_id=signer))


def _row(
    row: CaseDocument,
    versions: list[DocumentVersion],
    signers: list[SignerRow],
    sent: Mapping[UUID, list[SentIn]],
    names: Iterable[str],
    actor: Actor,
) -> DocumentRow:
    document = versions[0].document
    found = faults(document.title, names, dated=document.kind != titles.CASE_STATEMENT)
    files = tuple(_version(version, sent, actor) for version in versions)
    return DocumentRow(
        public_id=document.public_id,
        title=document.title,
        dated=document.dated,
        kind=document.kind,
        origin=row.origin,
        origin_label=str(Origin(row.origin).label),
        received_from=row.received_from,
        is_unread=row.is_unread,
        is_new=all(sent.reached_nobody for sent in files[0].sent) and row.origin != Origin.RECEIVED,
        faults=tuple(WARNINGS[fault] for fault in found),
        versions=files,
        lock_version=document.lock_version,
        added_at=row.added_at,
        signers=tuple(signers),
        approved_at=row.approved_at,
        approved_by=row.approved_by,
    )


def _version(version: DocumentVersion, sent: Mapping[UUID, list[SentIn]], actor: Actor) -> VersionRow:
    state = ScanState(version.scan_state)
    return VersionRow(
        public_id=version.public_id,
        number=version.number,
        file_name=version.file_name,
        size=version.size,
        content_type=version.content_type,
        sha256=version.sha256,
        created_at=version.created_at,
        created_by=version.created_by,
        scan_state=version.scan_state,
        scan_label=str(state.label),
        scan_colour=COLOURS.get(state, "neutral"),
        released_by=version.released_by,
        release_reason=version.release_reason or "",
        disguised=version.disguised,
        is_searchable=version.is_searchable,
        may_leave=vault.may_leave(version),
        may_download=access.may_download(actor, version),
        sent=tuple(sent.get(version.public_id, ())),
        is_too_large=state == ScanState.TOO_LARGE,
    )


def get_document(case_id: UUID, document_id: UUID, *, actor: Actor, lock: bool = False) -> CaseDocument:
    """The document of a case that the actor sees, or ``DoesNotExist``."""
    case = cases.get_case(case_id, actor=actor, lock=lock)
    row = case.documents.select_related("document").get(document__public_id=document_id)
    row.case = case
    return row


def get_version(case_id: UUID, version_id: UUID, *, actor: Actor) -> tuple[CaseDocument, DocumentVersion]:
    """A file of a case that the actor sees, with its document, or ``DoesNotExist``."""
    case = cases.get_case(case_id, actor=actor)
    row = case.documents.select_related("document").get(document__versions__public_id=version_id)
    row.case = case
    return row, vault.get_version(version_id)


def may_remove(row: CaseDocument) -> Decision:
    """Taking away a document that was added by mistake; what somebody outside has seen or written stays."""
    sent = sent_versions(row.case.public_id)
    if row.origin == Origin.RECEIVED or any(
        version.public_id in sent for version in vault.versions_of([row.document.public_id])
    ):
        return denied(_("A document that has been sent or received belongs to the case and stays in it."))
    return ALLOWED
