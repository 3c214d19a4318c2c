"""Showing and taking out lists of cases: who was in them is written in the log, as with a single case (PL-AUD-001)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.queries.lists import ShownCase


def look_at_cases(shown: Iterable[ShownCase], *, actor: Actor, now: datetime) -> None:
    """Titles and names of cases were shown on a page that is about several."""
    _record("workspace.case_list.viewed", shown, actor=actor, now=now)


@transaction.atomic
def take_out_cases(shown: Iterable[ShownCase], *, actor: Actor, now: datetime) -> None:
    """A list of cases is about to be taken out as a file."""
    access.may_work_with_cases(actor).or_refuse()
    _record("workspace.case_list.exported", shown, actor=actor, now=now)


def _record(event: str, shown: Iterable[ShownCase], *, actor: Actor, now: datetime) -> None:
    """One entry for each body that answers for some of the cases."""
    by_tenant: dict[UUID, list[ShownCase]] = defaultdict(list)
    for case in shown:
        by_tenant[case.tenant].append(case)
    for tenant, cases in sorted(by_tenant.items()):
        audit.record(
            event,
            None,
            actor=actor,
            at=now,
            tenant=tenant,
            subjects=[person for case in cases for person in case.people],
            details={"count": len(cases), "cases": ", ".join(case.label for case in cases)},
        )
