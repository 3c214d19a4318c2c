"""Deleting cases whose time is out: asked of the union, by two people, for good (KL-CASE-010)."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.keys import actions as keys
from arbeidsrom.core.notifications.actions import notify
from arbeidsrom.core.vault import actions as vault
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused, WrongState
from arbeidsrom.modules.sharing.actions.history import forget_shipments
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions.unattended import told_apart
from arbeidsrom.modules.workspace.models import Case, ClosedCase, Deletion
from arbeidsrom.modules.workspace.queries import retention
from arbeidsrom.modules.workspace.states import DeletionState


class NotYet(Refused):
    """The case cannot be deleted now."""


@transaction.atomic
def ask_for_deletions(*, now: datetime, today: date) -> int:
    """Ask the unions about cases whose retention time is out; each is asked about once, and again when kept longer."""
    asked = []
    for case in retention.due_without_request(today):
        asked.append(Deletion(case=case, club=case.club, number=case.label, asked_at=now))
    Deletion.objects.bulk_create(asked, ignore_conflicts=True)
    again = retention.postponed_until(today)
    for row in again:
        row.move_to(DeletionState.ASKED)
        row.asked_at, row.keep_until, row.keep_reason = now, None, None
        row.save(update_fields=["state", "asked_at", "keep_until", "keep_reason"])
    _tell_unions([*asked, *again], now=now, today=today)
    return len(asked) + len(again)


def _tell_unions(rows: list[Deletion], *, now: datetime, today: date) -> None:
    """Each of those who confirm is told how many they can: none of a case that they must not know of."""
    counts: Counter[int] = Counter()
    barred = retention.barred_from(rows)
    clubs = {row.club_id: row.club for row in rows}
    confirm = {club_id: retention.those_who_confirm(club, today=today) for club_id, club in clubs.items()}
    for row in rows:
        people = {position.person_id for position in confirm[row.club_id]}
        counts.update(person for person in people if (row.case_id, person) not in barred)
    for person_id, count in sorted(counts.items()):
        notify(
            person_id,
            "workspace.deletion.asked",
            about=None,
            url=reverse("retention"),
            params={"count": count},
            now=now,
            once=today.isoformat(),
        )


@transaction.atomic
def tell_of_deletions_without_confirmer(*, now: datetime, today: date) -> int:
    """Tell those who appoint how many nobody can confirm, again when they are others, and once a month."""
    waiting = retention.without_confirmer(today)
    told = [
        notify(
            person_id,
            "workspace.deletion.without_confirmer",
            about=None,
            url=reverse("offices"),
            params={"count": len(deletions)},
            now=now,
            once=f"{today:%Y-%m} {told_apart(deletions)}",
        )
        for person_id, deletions in sorted(waiting.items())
    ]
    return sum(row is not None for row in told)


@transaction.atomic
def propose_deletion(deletion_id: UUID, *, actor: Actor, now: datetime) -> Deletion:
    """The union confirms that the case can go; a second person must carry it out."""
    row = retention.get_deletion(deletion_id, actor=actor, lock=True)
    access.may_propose_deletion(actor, row).or_refuse()
    row.move_to(DeletionState.PROPOSED)
    row.proposed_by_id, row.proposed_at = actor.person_id, now
    row.save(update_fields=["state", "proposed_by", "proposed_at"])
    _record("workspace.deletion.proposed", row, actor=actor, now=now)
    return row


@transaction.atomic
def return_deletion(deletion_id: UUID, *, actor: Actor, now: datetime) -> Deletion:
    """The second person disagrees: the request goes back to the union."""
    row = retention.get_deletion(deletion_id, actor=actor, lock=True)
    row.move_to(DeletionState.ASKED)
    row.proposed_by_id, row.proposed_at = None, None
    row.save(update_fields=["state", "proposed_by", "proposed_at"])
    _record("workspace.deletion.returned", row, actor=actor, now=now)
    return row


@transaction.atomic
def keep_longer(deletion_id: UUID, *, until: date, reason: str, actor: Actor, now: datetime, today: date) -> Deletion:
    """The case is still needed, for a stated reason and until a day; then the union is asked again."""
    row = retention.get_deletion(deletion_id, actor=actor, lock=True)
    access.may_propose_deletion(actor, row).or_refuse()
    if not today < until <= today + timedelta(days=3660):
        raise NotYet(_("Choose a day within the next ten years."))
    row.move_to(DeletionState.KEPT)
    row.keep_until, row.keep_reason = until, reason
    row.proposed_by_id, row.proposed_at = None, None
    row.save(update_fields=["state", "keep_until", "keep_reason", "proposed_by", "proposed_at"])
    _record("workspace.deletion.postponed", row, actor=actor, now=now, until=until.isoformat())
    return row


@transaction.atomic
def delete_case(deletion_id: UUID, *, actor: Actor, now: datetime, today: date) -> ClosedCase:
    """The second person deletes the case for good: keys destroyed, documents and names gone, one anonymous row left."""
    row = retention.get_deletion(deletion_id, actor=actor, lock=True)
    access.may_delete(actor, row).or_refuse()
    if row.case is None or row.state != DeletionState.PROPOSED:
        raise WrongState(_("The union has not confirmed the deletion."))
    case = Case.objects.select_for_update(of=("self",)).select_related("club").get(pk=row.case.pk)
    if case.keep_until is None or case.keep_until > today:
        raise NotYet(_("The case has been reopened or must still be kept."))

    left = _anonymous_row(case)
    left.save()
    forget_shipments(case.public_id)
    vault.remove_all_of(case.holder)
    keys.destroy_holder(case.holder, now=now)
    audit.record(
        "workspace.case.deleted",
        case.public_id,
        actor=actor,
        at=now,
        tenant=case.tenant,
        details={"case": case.label, "club": case.club.name},
    )
    row.move_to(DeletionState.DELETED)
    row.case, row.deleted_by_id, row.deleted_at = None, actor.person_id, now
    row.save(update_fields=["case", "state", "deleted_by", "deleted_at"])
    case.delete()
    return left


def _anonymous_row(case: Case) -> ClosedCase:
    assert case.closed_on is not None  # noqa: S101 -- only closed cases are deleted
    return ClosedCase(
        club_id=case.club_id,
        type_id=case.type_id,
        outcome=case.outcome,
        employer_id=case.employer_id,
        opened_year=case.year,
        closed_year=case.closed_on.year,
        days=(case.closed_on - case.opened_on).days,
    )


def _record(event: str, row: Deletion, *, actor: Actor, now: datetime, **details: str) -> None:
    audit.record(
        event,
        row.public_id,
        actor=actor,
        at=now,
        tenant=row.club.tenant,
        details={"case": row.number, "club": row.club.name, **details},
    )
