"""Everything that happens to a file from another system: received, rehearsed, applied, discarded, undone."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.imports import access, notices, queries, registry, rules
from arbeidsrom.core.imports.models import ImportPart, ImportRun, Source
from arbeidsrom.core.imports.reading import FileRefused
from arbeidsrom.core.imports.states import WAITING, RunState
from arbeidsrom.core.keys import opened
from arbeidsrom.core.notifications.actions import notify
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.actor import Actor, job
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused, WrongState


class NotConfirmed(Refused):
    """The run waits for a person who has seen why it stopped."""


class AnotherAtWork(Refused):
    """Another import of the register is being applied at this moment."""


def receive_file(
    chunks: Iterable[bytes],
    *,
    register: str,
    scope: Unit,
    file_name: str,
    actor: Actor,
    now: datetime,
    source: Source = Source.PAGE,
    applies_itself: bool = False,
) -> ImportRun:
    """A file arrives over the page or from another system: it is kept sealed until it has been read."""
    with transaction.atomic():
        run = _new_run(register, scope, source, file_name, actor, now)
        run.applies_itself = applies_itself
        for number, content in enumerate(chunks):
            ImportPart.objects.create(run=run, tenant=run.tenant, number=number, content=bytes(content))
            run.file_size += len(content)
        run.save(update_fields=["file_size", "applies_itself"])
        _ask_to_rehearse(run.public_id)
    return run


def _ask_to_rehearse(run_id: UUID) -> None:
    """A worker is to read the file; one job for each stands in the queue."""
    job = app.configure_task("imports.rehearse", queueing_lock=f"imports.rehearse {run_id}")
    with suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(run_id=str(run_id))


def ask_again() -> int:
    """Files whose job was lost are read after all; one that still waits in the queue is asked for once."""
    waiting = queries.waiting_files()
    for run_id in waiting:
        _ask_to_rehearse(run_id)
    return len(waiting)


def open_run(*, register: str, scope: Unit, file_name: str, actor: Actor, now: datetime) -> ImportRun:
    """The nightly file is about to be read where it lies."""
    with transaction.atomic():
        return _new_run(register, scope, Source.COMMAND, file_name, actor, now)


def _new_run(register: str, scope: Unit, source: Source, file_name: str, actor: Actor, now: datetime) -> ImportRun:
    access.may_import(actor, registry.get(register), scope).or_refuse()
    run = ImportRun.objects.create(
        register=register,
        scope=scope,
        tenant=scope.tenant or scope.public_id,
        source=source,
        file_name=file_name[-200:],
        started_at=now,
        started_by=actor.label,
    )
    audit.record("imports.run.received", run.public_id, actor=actor, at=now, tenant=run.tenant)
    return run


def rehearse(run_id: UUID, *, chunks: Iterable[bytes] | None = None, now: datetime, today: date) -> ImportRun:
    """Read the file beside what is known and find out what it would change. Changes nothing but the run."""
    run = _claim(run_id)
    try:
        with opened.kept():
            _read(run, queries.content_of(run) if chunks is None else chunks, now, today)
    except FileRefused as refusal:
        run.fault, run.fault_columns = refusal.fault.value, list(refusal.columns)
        _end_reading(run, RunState.REFUSED, now=now)
    except BaseException:
        _end_reading(run, RunState.FAILED, now=now)
        raise
    return run


def rehearse_received(run_id: UUID, *, now: datetime, today: date) -> None:
    """As ``rehearse``, for a job that may come twice: what has been read or is being read is left alone."""
    if queries.is_received(run_id):
        run = rehearse(run_id, now=now, today=today)
        if run.applies_itself and run.state == RunState.REHEARSED:
            apply_by_itself(run_id, now=now, today=today)


def apply_by_itself(run_id: UUID, *, now: datetime, today: date) -> None:
    """What another system delivered becomes the truth when nothing stopped it; else it waits for a person.

    When another import is just being applied it is tried again; when one was applied since, a person decides.
    """
    run = ImportRun.objects.get(public_id=run_id)
    actor = job(run.started_by, tenant=run.tenant)
    try:
        apply_import(run_id, confirmed=False, actor=actor, now=now, today=today)
    except AnotherAtWork:
        return
    except Refused:
        ImportRun.objects.filter(public_id=run_id).update(applies_itself=False)


def apply_waiting(*, now: datetime, today: date) -> None:
    """Deliveries that were read and not applied, because something else was or a process was killed."""
    for run_id in queries.to_apply():
        apply_by_itself(run_id, now=now, today=today)


@transaction.atomic
def _claim(run_id: UUID) -> ImportRun:
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("scope").get(public_id=run_id)
    run.move_to(RunState.READING)
    run.based_on = queries.changes_made(run.register)
    run.save(update_fields=["state", "based_on"])
    _go_on(run)
    return run


def _go_on(run: ImportRun) -> None:
    """A sign of life. A run that was given up meanwhile is not read on: what it had staged is gone."""
    alive = ImportRun.objects.filter(pk=run.pk, state=RunState.READING)
    if not alive.update(lines=run.lines, refused=run.refused, beat_at=Now()):
        raise WrongState(_("The reading was silent for so long that it was given up. Read the file again."))


def _read(run: ImportRun, chunks: Iterable[bytes], now: datetime, today: date) -> None:
    register = registry.get(run.register)
    for _piece in register.stage(run, chunks, today=today):
        _go_on(run)
    with transaction.atomic():
        _go_on(run)
        outcome = register.outcome(run, today=today)
        run.stops = [stop.value for stop in rules.stops(outcome, rules.Limits(**settings.MEMBER_IMPORT_LIMITS))]
        run.rehearsed_at = now
        run.move_to(RunState.STOPPED if run.stops else RunState.REHEARSED)
        run.save()
        run.parts.all().delete()
        _tell_of_trouble(run, now=now)


@transaction.atomic
def _end_reading(run: ImportRun, state: RunState, *, now: datetime) -> None:
    """The file came to nothing: what was staged of it is thrown away."""
    run.move_to(state)
    run.save(update_fields=["state", "fault", "fault_columns", "lines", "refused"])
    run.parts.all().delete()
    registry.get(run.register).forget(run)
    _tell_of_trouble(run, now=now)


def _tell_of_trouble(run: ImportRun, *, now: datetime) -> None:
    """Those who may confirm it hear of a run that waits for them or came to nothing, once."""
    kind = notices.BY_STATE.get(RunState(run.state))
    if kind is None:
        return
    permission = registry.get(run.register).permission
    for person_id in queries.those_who_may_import(run, permission, today=timezone.localdate(now)):
        notify(
            person_id,
            kind.key,
            about=run.public_id,
            url=reverse("import_run", args=[run.public_id]),
            params={"scope": run.scope.name},
            now=now,
            once=f"{run.public_id}",
        )


@transaction.atomic
def apply_import(run_id: UUID, *, confirmed: bool, actor: Actor, now: datetime, today: date) -> ImportRun:
    """Make a rehearsed file the truth, all of it at once. Cases are never touched."""
    run = queries.get_run(run_id, actor=actor, lock=True)
    register = registry.get(run.register)
    access.may_import(actor, register, run.scope).or_refuse()
    _hold(run.register)
    run.move_to(RunState.APPLIED)
    if run.stops and not confirmed:
        raise NotConfirmed(_("The import has stopped and must be confirmed by somebody who has read why."))
    if run.based_on != queries.changes_made(run.register):
        raise ChangedMeanwhile(_("The register has been changed since this file was read. Read the file again."))
    _forget_earlier(run)
    run.applied_at, run.applied_by, run.can_undo = now, actor.label, True
    register.apply(run, today=today)
    run.save(update_fields=["state", "applied_at", "applied_by", "can_undo"])
    _tell("imports.run.applied", run, actor, now)
    return run


@transaction.atomic
def undo_import(run_id: UUID, *, actor: Actor, now: datetime, today: date) -> ImportRun:
    """Put everything back as it was before the last run."""
    run = queries.get_run(run_id, actor=actor, lock=True)
    register = registry.get(run.register)
    access.may_import(actor, register, run.scope).or_refuse()
    _hold(run.register)
    if not run.can_undo:
        raise WrongState(_("Only the last import can be undone."))
    run.move_to(RunState.UNDONE)
    register.undo(run, today=today)
    register.forget(run)
    run.undone_at, run.undone_by, run.can_undo = now, actor.label, False
    run.save(update_fields=["state", "undone_at", "undone_by", "can_undo"])
    _tell("imports.run.undone", run, actor, now)
    return run


@transaction.atomic
def discard_import(run_id: UUID, *, actor: Actor, now: datetime) -> ImportRun:
    """The rehearsed file is not to be used."""
    run = queries.get_run(run_id, actor=actor, lock=True)
    register = registry.get(run.register)
    access.may_import(actor, register, run.scope).or_refuse()
    run.move_to(RunState.DISCARDED)
    run.save(update_fields=["state"])
    register.forget(run)
    audit.record("imports.run.discarded", run.public_id, actor=actor, at=now, tenant=run.tenant)
    return run


def end_silent_runs(*, now: datetime) -> int:
    """Runs whose process was killed while it read: nothing was applied, and what was staged is thrown away."""
    with transaction.atomic():
        runs = queries.silent_runs(now)
        for run in runs:
            _end_reading(run, RunState.FAILED, now=now)
    return len(runs)


def _hold(register: str) -> None:
    """One at a time: whoever comes while another is being applied is told so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [f"imports.{register}"])
        if not cursor.fetchone()[0]:
            raise AnotherAtWork(_("Another import is being applied at this moment. Try again when it is done."))


def _forget_earlier(run: ImportRun) -> None:
    """The run before can no longer be undone, and files compared with what was before can no longer be applied."""
    others = ImportRun.objects.select_for_update().filter(register=run.register).exclude(pk=run.pk).order_by("id")
    for earlier in others.filter(Q(can_undo=True) | Q(state__in=WAITING)):
        if earlier.is_waiting:
            earlier.move_to(RunState.DISCARDED)
        earlier.can_undo = False
        earlier.save(update_fields=["state", "can_undo"])
        registry.get(earlier.register).forget(earlier)


def _tell(event: str, run: ImportRun, actor: Actor, now: datetime) -> None:
    """Write it in the log of every body whose members were touched, and of the one the file was for."""
    changes = registry.get(run.register).changes(run)
    for tenant in sorted({run.tenant, *changes}):
        audit.record(event, run.public_id, actor=actor, at=now, tenant=tenant, details=changes.get(tenant, {}))
