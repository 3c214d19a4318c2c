"""What pages show of imports."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.utils.translation import gettext as _

from arbeidsrom.core.imports import access, registry
from arbeidsrom.core.imports.models import (
    UPLOADED,
    AnnouncedChange,
    AnnouncementState,
    ChangeKind,
    ClubDifference,
    ImportPart,
    ImportRun,
    MemberBefore,
    PositionChange,
    RefusedLine,
    Source,
    StagedMember,
)
from arbeidsrom.core.imports.states import AT_WORK, RunState
from arbeidsrom.core.membership.models import Member
from arbeidsrom.core.organisation.access import IMPORT as IMPORT_EMPLOYEES
from arbeidsrom.core.organisation.access import within
from arbeidsrom.core.organisation.models import Position, PositionKind, Unit
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


def registers_of(actor: Actor) -> list[registry.Register]:
    """The registers that the actor imports somewhere."""
    return [register for register in registry.registers() if actor.holds(register.permission)]


def units_to_import_for(permissions: Collection[str], *, actor: Actor) -> list[Unit]:
    """The parts of the organisation a file can be for."""
    return list(access.importable_units(actor, permissions).order_by("lft"))


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What a run does to one position."""

    employee_number: str
    name: str
    kind: str
    unit: str
    before: str
    successor: str
    valid_from: date
    last_day: date | None


def position_changes(run: ImportRun, kind: str) -> QuerySet[PositionChange]:
    """What the run does to positions; of one kind, or all."""
    rows = PositionChange.objects.filter(run=run)
    return rows.filter(kind=kind) if kind else rows


@dataclass(frozen=True, slots=True)
class KindOfChange:
    """A kind of change that a run makes, and to how many positions; the first is all of them."""

    key: str
    label: str
    count: int


def kinds_of_change(run: ImportRun) -> list[KindOfChange]:
    """What the run does at all. One query."""
    counted = dict(PositionChange.objects.filter(run=run).order_by().values_list("kind").annotate(Count("id")))
    kinds = [KindOfChange(kind.value, str(kind.label), counted[kind]) for kind in ChangeKind if kind in counted]
    return [KindOfChange("", _("All"), sum(counted.values())), *kinds]


def change_rows(rows: QuerySet[PositionChange], shown: slice) -> list[ChangeRow]:
    """Some of the changes, in the order of employee numbers. Two queries."""
    page = list(rows.select_related("person").order_by("employee_number", "id")[shown])
    codes = {code for row in page for code in (row.unit_code, row.from_unit_code, row.successor)}
    names = dict(Unit.objects.filter(code__in=codes).values_list("code", "name"))
    return [
        ChangeRow(
            row.employee_number,
            row.person.name if row.person else "",
            str(ChangeKind(row.kind).label),
            names.get(row.unit_code, row.unit_code),
            names.get(row.from_unit_code, row.from_unit_code),
            names.get(row.successor, row.successor),
            row.valid_from,
            row.valid_to - timedelta(days=1) if row.valid_to else None,
        )
        for row in page
    ]


def announced(*, actor: Actor) -> list[AnnouncedChange]:
    """Changes that were announced, those that wait first, then the latest."""
    rows = access.announced_changes(actor).select_related("position__person", "position__unit", "to_unit")
    waiting = Case(When(state=AnnouncementState.WAITING, then=0), default=1)
    return list(rows.order_by(waiting, "-on", "id")[:SHOWN_LINES])


def get_announced(public_id: UUID, *, actor: Actor) -> AnnouncedChange:
    """The announced change, locked, or ``DoesNotExist`` when the actor does not see it."""
    return access.announced_changes(actor).select_for_update(of=("self",)).get(public_id=public_id)


def position_to_announce(number: str, unit_code: str, *, actor: Actor, today: date) -> Position | None:
    """The employee's position in a cost centre where the actor imports, as it is today."""
    held = Position.objects.filter(held_on(today), within(actor, IMPORT_EMPLOYEES), replaced=False)
    return (
        held.filter(person__employee_number=number, unit__code=unit_code, kind=PositionKind.EMPLOYMENT)
        .exclude(person__employee_number="")
        .first()
    )


def unit_to_announce(code: str, *, actor: Actor, today: date) -> Unit | None:
    """The unit with the code where the actor imports, if it is there today."""
    return Unit.objects.filter(held_on(today), within(actor, IMPORT_EMPLOYEES, ""), code=code).first()


def differences(run: ImportRun) -> list[ClubDifference]:
    """The clubs in which the run changes something, by name."""
    changing = Q(added__gt=0) | Q(changed__gt=0) | Q(moved_in__gt=0) | Q(moved_out__gt=0) | Q(removed__gt=0)
    return list(run.clubs.filter(changing).select_related("club").order_by("club__sort_name", "club_id"))


def refused_lines(run: ImportRun) -> list[RefusedLine]:
    """The first of the lines that were not used."""
    return refused_window(run, slice(SHOWN_LINES))


def refused_window(run: ImportRun, shown: slice) -> list[RefusedLine]:
    """Some of the lines that were not used, in the order of the files."""
    return list(run.refused_lines.order_by("table", "line", "id")[shown])


def nightly_runs() -> QuerySet[ImportRun]:
    """The newest delivery of each register that comes nightly, for each part of the organisation that has had one."""
    nightly = [register.key for register in registry.registers() if register.nightly]
    runs = ImportRun.objects.filter(register__in=nightly).exclude(source=Source.PAGE)
    newest = runs.order_by("register", "scope_id", "-started_at").distinct("register", "scope_id")
    return newest.select_related("scope")


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
    waiting = ImportRun.objects.filter(state=RunState.RECEIVED, source__in=UPLOADED)
    return list(waiting.order_by("id").values_list("public_id", flat=True))


def to_apply() -> list[UUID]:
    """Runs that have been read, that nothing stopped, and that were to be applied without a person."""
    waiting = ImportRun.objects.filter(state=RunState.REHEARSED, applies_itself=True)
    return list(waiting.order_by("id").values_list("public_id", flat=True))


def silent_runs(now: datetime) -> list[ImportRun]:
    """Runs that were being read when their process was killed, locked; one that is moving on this moment is not.

    An uploaded file that waits in the queue is whole, however long it waits.
    """
    silent = Q(beat_at__lt=now - SILENT_FOR) | Q(beat_at=None, started_at__lt=now - SILENT_FOR)
    return list(
        ImportRun.objects.filter(silent, state__in=AT_WORK)
        .exclude(state=RunState.RECEIVED, source__in=UPLOADED)
        .select_for_update(skip_locked=True)
        .order_by("id")
    )
