"""Writing to the audit log."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from arbeidsrom.core.audit import access, destinations, events, notes, queries, rules, signing
from arbeidsrom.core.audit.models import Checkpoint, Delivery, Detail, Subject, Verification
from arbeidsrom.core.audit.rules import INSTALLATION, Value
from arbeidsrom.core.audit.verification import verify_chain
from arbeidsrom.lib.actor import Actor, job
from arbeidsrom.lib.refusals import Refused

log = logging.getLogger(__name__)


class TooOften(Refused):
    """One person has done the same so many times that it may be a script."""


_WRITE_DOWN = """
WITH entry AS (
    INSERT INTO audit_entry (public_id, tenant, at, event, thing, person, unit, statement)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
    RETURNING id
), detail AS (
    INSERT INTO audit_detail (entry_id, salt, content) SELECT id, %s, %s FROM entry
)
INSERT INTO audit_subject (entry_id, subject) SELECT id, unnest(%s::uuid[]) FROM entry
"""
"""Entry, details and all whom it is about: every page that shows something writes one, so it is one statement."""


def record(
    event: str,
    thing: UUID | None,
    *,
    actor: Actor,
    at: datetime,
    tenant: UUID | None = None,
    unit: int | None = None,
    subjects: Iterable[UUID] = (),
    details: Mapping[str, Value] | None = None,
) -> None:
    """Write down that the actor did or looked at something, in the caller's transaction (PL-AUD-001).

    ``unit`` is the unit whose leader can read the entry, such as the club of a case; usually the one acted in.
    ``subjects`` are the public ids of the people it is about. ``details`` hold ids, codes, numbers and states: never
    content that is sealed elsewhere, such as titles or names. Whoever it is done on behalf of is among the subjects,
    and can read it. The database chains the entry when it commits.
    """
    _refuse_too_often(event, actor, at)
    about = frozenset({*subjects, *filter(None, [actor.on_behalf_of])})
    salt, content = secrets.token_bytes(32), rules.details_text(details, about, actor.origin)
    tenant, unit = tenant or actor.tenant or INSTALLATION, unit or actor.unit_id
    public_id = uuid4()
    statement = rules.statement(
        entry=public_id,
        event=event,
        thing=thing,
        tenant=tenant,
        unit=unit,
        at=at,
        who=rules.describe(actor),
        details=rules.commitment(salt, content),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE_DOWN,
            [public_id, tenant, at, event, thing, actor.person, unit, statement, salt, content, list(about)],
        )


def _refuse_too_often(event: str, actor: Actor, at: datetime) -> None:
    """What takes content out, or shows what is most private, has a limit for each person: the log itself counts."""
    limit = events.hourly_limit(event)
    if limit is None or actor.person is None:
        return
    if queries.count_of(event, actor.person, since=at - timedelta(hours=1)) >= limit:
        log.warning("too_often", extra={"limited": event})
        raise TooOften(
            _("You have done this %(count)s times within an hour, which is as often as one person may. Wait a little.")
            % {"count": limit}
        )


def sign_checkpoints(*, now: datetime) -> int:
    """Sign the head of every chain that has grown since it was last signed."""
    key, name = signing.signing_key(), signing.signer_name()
    signed = [
        Checkpoint(
            tenant=head.tenant,
            number=head.number,
            hash=head.hash,
            at=now,
            note=notes.sign(notes.head_text(name, head.tenant, head.number, bytes(head.hash), now), name=name, key=key),
        )
        for head in queries.heads_to_sign()
    ]
    Checkpoint.objects.bulk_create(signed, ignore_conflicts=True)
    return len(signed)


def send_checkpoints(*, now: datetime) -> int:
    """Send every destination the checkpoints that it lacks; what fails is sent the next time."""
    failures: list[OSError] = []
    count = 0
    for destination in settings.AUDIT_DESTINATIONS:
        waiting = queries.checkpoints_to_send(destination)
        if not waiting:
            continue
        try:
            destinations.send(destination, [checkpoint.note for checkpoint in waiting])
        except OSError as failure:
            failures.append(failure)
            continue
        Delivery.objects.bulk_create(
            [Delivery(checkpoint=checkpoint, destination=destination, at=now) for checkpoint in waiting],
            ignore_conflicts=True,
        )
        count += len(waiting)
    if failures:
        raise failures[0]
    return count


@transaction.atomic
def start_verification(tenant: UUID, *, actor: Actor, now: datetime) -> Verification:
    """Somebody who may read the log wants to know whether it is whole; a job goes through it."""
    access.may_verify(actor, tenant).or_refuse()
    return begin_verification(tenant, started_by=actor.label, now=now)


@transaction.atomic
def start_nightly_verifications(*, now: datetime) -> list[Verification]:
    """Every chain is to be verified."""
    return [begin_verification(tenant, started_by="", now=now) for tenant in queries.tenants()]


def begin_verification(tenant: UUID, *, started_by: str, now: datetime) -> Verification:
    """A verification that runs as soon as a worker is free."""
    verification = Verification.objects.create(tenant=tenant, started_at=now, started_by=started_by)
    app.configure_task("audit.verify").defer(verification_id=verification.pk)
    return verification


@transaction.atomic
def finish_verification(verification_id: int, *, now: datetime) -> None:
    """Go through the chain and keep what was found; one that is finished already is left alone."""
    verification = Verification.objects.select_for_update().get(id=verification_id)
    if verification.finished_at:
        return
    result = verify_chain(verification.tenant)
    verification.finished_at, verification.entries = now, result.entries
    if result.finding:
        verification.fault = result.finding.fault
        verification.number, verification.entry = result.finding.number, result.finding.entry
    verification.save(update_fields=["finished_at", "entries", "fault", "number", "entry"])
    found: dict[str, Value] = {"entries": result.entries}
    if result.finding:
        found |= {"fault": verification.fault, "number": verification.number}
    record(
        "audit.verification.broken" if verification.fault else "audit.verification.finished",
        None,
        actor=job("audit.verify", tenant=verification.tenant),
        at=now,
        details=found,
    )


@transaction.atomic
def erase_old_details(*, now: datetime, at_most: int = 5000) -> int:
    """Forget whom entries are about, and from where, when they have had their time; the chain stays whole."""
    old = Detail.objects.filter(entry__at__lte=now - rules.DETAILS_KEPT).order_by("entry_id")
    entries = list(old.values_list("entry_id", flat=True)[:at_most])
    Subject.objects.filter(entry_id__in=entries).delete()
    Detail.objects.filter(entry_id__in=entries).delete()
    if entries:
        record("audit.details.erased", None, actor=job("audit.erase_old"), at=now, details={"count": len(entries)})
    return len(entries)
