"""What the scanner says, releasing by name, and making what may leave searchable."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from arbeidsrom.core.audit.actions import record
from arbeidsrom.core.keys.queries import word_hasher
from arbeidsrom.core.vault import alarms, queries, scanner
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.core.vault.scanner import Scan, Verdict
from arbeidsrom.core.vault.states import WAITING, ScanState
from arbeidsrom.core.vault.text import extract
from arbeidsrom.core.vault.tokens import tokens_for
from arbeidsrom.lib.actor import Actor, job
from arbeidsrom.lib.refusals import Refused


def after_verdict(version: DocumentVersion, *, actor: Actor, now: datetime) -> None:
    """A file that may leave is made searchable; one with malware is written to the log, and somebody is told."""
    if version.scan_state == ScanState.INFECTED:
        record("vault.version.infected", version.public_id, actor=actor, at=now, tenant=version.tenant)
        alarms.sound(version, now=now)
    if queries.may_leave(version):
        app.configure_task("vault.index").defer(version_id=str(version.public_id))


@transaction.atomic
def release(version_id: UUID, *, reason: str, actor: Actor, now: datetime) -> DocumentVersion:
    """A named person answers for a file that is too large to be scanned, and says why (KL-DOC-005)."""
    if not reason.strip():
        raise Refused(_("Say why the file can be released without having been scanned."))
    version = queries.get_version(version_id, lock=True)
    if version.scan_state != ScanState.TOO_LARGE:
        raise Refused(_("Only a file that is too large to be scanned can be released."))
    version.move_to(ScanState.RELEASED)
    version.released_by, version.release_reason = actor.label, reason.strip()
    version.save(update_fields=["scan_state", "released_by", "release_reason"])
    record("vault.version.released", version.public_id, actor=actor, at=now, tenant=version.tenant)
    after_verdict(version, actor=actor, now=now)
    return version


def scan(version_id: UUID, *, now: datetime) -> Verdict | None:
    """Ask the scanner about a file that waits for it; the file is opened in memory."""
    version = queries.get_version(version_id)
    if version.scan_state not in WAITING or not scanner.is_configured():
        return None
    scanning = Scan()
    try:
        for piece in queries.open_stream(version):
            scanning.feed(piece)
        verdict = scanning.verdict()
    finally:
        scanning.abandon()  # or the scanner would keep what it has got until it is tired of waiting for more
    if verdict.state not in WAITING:
        _take_verdict(version_id, verdict, now=now)
    return verdict


@transaction.atomic
def _take_verdict(version_id: UUID, verdict: Verdict, *, now: datetime) -> None:
    version = queries.get_version(version_id, lock=True)
    if version.scan_state not in WAITING:
        return
    version.move_to(verdict.state)
    version.scanned_at, version.found = now, verdict.found
    version.save(update_fields=["scan_state", "scanned_at", "found"])
    after_verdict(version, actor=job("vault.scan", tenant=version.tenant), now=now)


def scan_waiting(*, now: datetime) -> int:
    """Ask about every file that waits; stops at the first that gets no answer, for then the scanner is down.

    A file that cannot be read does not hold up the others; its problem is raised when they have been asked about.
    """
    asked, problem = 0, None
    waiting = DocumentVersion.objects.filter(scan_state__in=WAITING).order_by("id")
    for version_id in waiting.values_list("public_id", flat=True) if scanner.is_configured() else ():
        try:
            verdict = scan(version_id, now=now)
        except Exception as error:
            problem = error
            continue
        if verdict is not None and verdict.state == ScanState.NOT_SCANNED:
            break
        asked += 1
    if problem is not None:
        raise problem
    return asked


def index(version_id: UUID, *, now: datetime) -> None:
    """Make the text of a file searchable: read in memory, kept as keyed numbers only (KL-DOC-007)."""
    version = queries.get_version(version_id)
    if not queries.may_leave(version):
        return
    read = extract(queries.open_stream(version), version.file_name, version.content_type)
    tokens = tokens_for(f"{read.text}\n{version.file_name}", word_hasher(version.tenant))
    DocumentVersion.objects.filter(pk=version.pk).update(
        tokens=tokens, indexed_at=now, reading=read.outcome, disguised=version.disguised or read.disguised
    )
