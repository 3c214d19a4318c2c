"""What pages show of imports."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Q

from arbeidsrom.core.imports import access
from arbeidsrom.core.imports.models import (
    ClubDifference,
    ImportPart,
    ImportRun,
    MemberBefore,
    RefusedLine,
    Source,
    StagedMember,
)
from arbeidsrom.core.imports.states import AT_WORK, RunState
from arbeidsrom.core.membership.models import Member
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.core.roles import registry as roles
from arbeidsrom.core.roles.models import RoleGrant
from arbeidsrom.lib.actor import Actor

SHOWN_RUNS = 30
SHOWN_LINES = 200
SILENT_FOR = timedelta(minutes=10)
"""A run that has given no sign of life for so long has been cut off."""


def latest_runs(*, actor: Actor) -> list[ImportRun]:
    """The last thirty runs with their numbers, the newest first."""
    runs = access.visible_runs(actor).select_related("scope")
    return list(runs.order_by("-started_at", "-id")[:SHOWN_RUNS])


def get_run(public_id: UUID, *, actor: Actor, lock: bool = False) -> ImportRun:
    """The run, or ``ImportRun.DoesNotExist`` when the actor cannot see it."""
    runs = access.visible_runs(actor).select_related("scope")
    return (runs.select_for_update(of=("self",)) if lock else runs).get(public_id=public_id)


def those_who_may_import(run: ImportRun, permission: str, *, today: date) -> list[int]:
    """The people (ids) in office who may confirm or discard the run."""
    giving = [role.key for role in roles.roles().values() if permission in role.permissions]
    whole = Q(with_subunits=True) | Q(unit__rgt=F("unit__lft") + 1)
    reaching = whole & Q(unit__lft__lte=run.scope.lft, unit__rgt__gte=run.scope.rgt)
    grants = RoleGrant.objects.filter(reaching, held_on(today), held_on(today, "position__"), role__in=giving)
    return sorted(set(grants.values_list("position__person_id", flat=True)))


def units_to_import_for(permission: str, *, actor: Actor) -> list[Unit]:
    """The parts of the organisation a file can be for."""
    return list(access.importable_units(actor, permission).order_by("lft"))


def differences(run: ImportRun) -> list[ClubDifference]:
    """The clubs in which the run changes something, by name."""
    changing = Q(added__gt=0) | Q(changed__gt=0) | Q(moved_in__gt=0) | Q(moved_out__gt=0) | Q(removed__gt=0)
    return list(run.clubs.filter(changing).select_related("club").order_by("club__sort_name", "club_id"))


def refused_lines(run: ImportRun) -> list[RefusedLine]:
    """The first of the lines that were not used."""
    return list(run.refused_lines.order_by("line", "id")[:SHOWN_LINES])


def is_received(public_id: UUID) -> bool:
    """Whether nobody has begun to read the file."""
    return ImportRun.objects.filter(public_id=public_id, state=RunState.RECEIVED).exists()


def changes_made(register: str) -> int:
    """How often the register has been changed by imports: a file is compared with one such number."""
    runs = ImportRun.objects.filter(register=register)
    return runs.filter(applied_at__isnull=False).count() + runs.filter(undone_at__isnull=False).count()


def content_of(run: ImportRun) -> Iterator[bytes]:
    """The uploaded file, opened piece by piece."""
    for part in ImportPart.objects.filter(run=run).order_by("number").iterator(chunk_size=4):
        yield part.content


def members_in_runs(members: Collection[UUID]) -> set[UUID]:
    """Those of the members whom a file speaks of that waits or can be undone; all, while a file is being read."""
    if ImportRun.objects.filter(state__in=AT_WORK).exists():
        return set(members)
    staged = Q(member_number__in=StagedMember.objects.values("member_number"))
    before = Q(pk__in=MemberBefore.objects.values("member"))
    return set(Member.objects.filter(staged | before, public_id__in=members).values_list("public_id", flat=True))


def waiting_files() -> list[UUID]:
    """The uploaded files that nobody has begun to read."""
    waiting = ImportRun.objects.filter(state=RunState.RECEIVED, source=Source.PAGE)
    return list(waiting.order_by("id").values_list("public_id", flat=True))


def silent_runs(now: datetime) -> list[ImportRun]:
    """Runs that were being read when their process was killed, locked; one that is moving on this moment is not.

    An uploaded file that waits in the queue is whole, however long it waits.
    """
    silent = Q(beat_at__lt=now - SILENT_FOR) | Q(beat_at=None, started_at__lt=now - SILENT_FOR)
    return list(
        ImportRun.objects.filter(silent, state__in=AT_WORK)
        .exclude(state=RunState.RECEIVED, source=Source.PAGE)
        .select_for_update(skip_locked=True)
        .order_by("id")
    )
