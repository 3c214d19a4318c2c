"""Writing to the audit log."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from arbeidsrom.core.audit import rules
from arbeidsrom.core.audit.models import Detail, Entry, Subject
from arbeidsrom.core.audit.rules import INSTALLATION, Value
from arbeidsrom.lib.actor import Actor


@transaction.atomic
def record(
    event: str,
    thing: UUID | None,
    *,
    actor: Actor,
    at: datetime,
    tenant: UUID | None = None,
    subjects: Iterable[UUID] = (),
    details: Mapping[str, Value] | None = None,
) -> None:
    """Write down that the actor did or looked at something, in the caller's transaction (PL-AUD-001).

    ``subjects`` are the public ids of the people it is about. ``details`` hold ids, codes, numbers and states: never
    content that is sealed elsewhere, such as titles or names. The database chains the entry when it commits.
    """
    about = frozenset(subjects)
    salt, content = secrets.token_bytes(32), rules.details_text(details, about, actor.origin)
    tenant = tenant or actor.tenant or INSTALLATION
    public_id = uuid4()
    entry = Entry.objects.create(
        public_id=public_id,
        tenant=tenant,
        at=at,
        event=event,
        thing=thing,
        person=actor.person,
        statement=rules.statement(
            entry=public_id,
            event=event,
            thing=thing,
            tenant=tenant,
            at=at,
            who=rules.describe(actor),
            details=rules.commitment(salt, content),
        ),
    )
    Detail.objects.create(entry=entry, salt=salt, content=content)
    Subject.objects.bulk_create(Subject(entry=entry, subject=subject) for subject in sorted(about))
