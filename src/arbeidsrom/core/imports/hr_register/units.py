"""The units of the HR system: read as a whole, because a tree with a fault in it is no tree."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.imports.hr_register import format
from arbeidsrom.core.imports.hr_register.delivery import UNITS
from arbeidsrom.core.imports.hr_register.format import UnitLine
from arbeidsrom.core.imports.hr_register.references import ended_on, unreferenced
from arbeidsrom.core.imports.models import ImportRun, RefusedLine, StagedUnit, UnitBefore
from arbeidsrom.core.imports.reading import Fault, FileRefused, LineRefused, read_table
from arbeidsrom.core.imports.states import RunState
from arbeidsrom.core.keys.bulk import TenantHasher, copy_rows
from arbeidsrom.core.organisation import actions
from arbeidsrom.core.organisation import rules as organisation
from arbeidsrom.core.organisation.models import Placement, Unit

STAGED = {
    "run_id": "int8",
    "line": "int4",
    "code": "varchar",
    "name": "varchar",
    "kind": "varchar",
    "parent_code": "varchar",
    "organisation_number": "varchar",
}


def stage_units(run: ImportRun, chunks: Iterable[bytes]) -> None:
    """Stage the units, or ``FileRefused``: nothing of a delivery with a fault in its tree is used."""
    content = b"".join(chunks)
    run.units_digest = TenantHasher(INSTALLATION).digest(content)
    if not _take_over_unchanged(run):
        _stage(run, content)


def _take_over_unchanged(run: ImportRun) -> bool:
    """The file that was applied last, byte for byte, is not read again: its lines become those of this run."""
    applied = ImportRun.objects.filter(register=run.register, scope=run.scope, state=RunState.APPLIED)
    last = applied.order_by("-applied_at").first()
    if last is None or bytes(last.units_digest) != run.units_digest:
        return False
    return StagedUnit.objects.filter(run=last).update(run=run) > 0


def _stage(run: ImportRun, content: bytes) -> None:
    numbered: dict[str, tuple[int, UnitLine]] = {}
    refusals = []
    for line in read_table([content], format.UNITS):
        try:
            if line.fault:
                raise LineRefused(line.fault)
            unit = format.parse_unit(line.fields)
            if unit.code in numbered:
                raise LineRefused(Fault.DUPLICATE, "kode")
            numbered[unit.code] = line.number, unit
        except LineRefused as refusal:
            refusals.append(_refused(run, line.number, refusal.column, refusal.fault))
    refusals += _without_parent(run, numbered)
    if refusals:
        _refuse(refusals, Fault(refusals[0].fault))
    _refuse_circles(run, numbered)
    with transaction.atomic():
        rows = [(run.pk, line, *unit) for line, unit in numbered.values()]
        copy_rows(StagedUnit._meta.db_table, STAGED, rows)


def _refused(run: ImportRun, line: int, column: str, fault: Fault) -> RefusedLine:
    return RefusedLine(run=run, table=UNITS, line=line, column=column, fault=fault)


def _refuse(refusals: list[RefusedLine], fault: Fault) -> None:
    RefusedLine.objects.bulk_create(refusals)
    raise FileRefused(fault)


def _without_parent(run: ImportRun, numbered: dict[str, tuple[int, UnitLine]]) -> list[RefusedLine]:
    """Units below one that stands neither in the file nor, above the file's own part, in the program."""
    above = set(Unit.objects.filter(lft__lte=run.scope.lft, rgt__gte=run.scope.rgt).values_list("code", flat=True))
    return [
        _refused(run, line, "over", Fault.UNKNOWN_PARENT)
        for line, unit in numbered.values()
        if unit.code != run.scope.code and unit.parent_code not in numbered and unit.parent_code not in above
    ]


def _refuse_circles(run: ImportRun, numbered: dict[str, tuple[int, UnitLine]]) -> None:
    order = {code: place for place, code in enumerate(numbered)}
    nodes = (
        organisation.Node(order[code], order.get(unit.parent_code), "", run.public_id, False)
        for code, (_line, unit) in numbered.items()
    )
    try:
        organisation.numbered(nodes)
    except organisation.TreeHasCycle as circle:
        codes = list(numbered)
        lines = sorted(numbered[codes[place]][0] for place in circle.units)
        _refuse([_refused(run, line, "over", Fault.UNIT_CIRCLE) for line in lines], Fault.UNIT_CIRCLE)


CHANGED = """
      FROM organisation_unit unit
      LEFT JOIN imports_stagedunit staged ON staged.run_id = %(run)s AND staged.code = unit.code
      LEFT JOIN organisation_unit above ON above.id = unit.parent_id
     WHERE unit.lft BETWEEN %(first)s AND %(last)s AND unit.valid_to IS NULL
       AND CASE WHEN staged.id IS NULL THEN unit.id <> %(scope)s
                ELSE (unit.name, unit.kind, unit.organisation_number) IS DISTINCT FROM
                     (staged.name, staged.kind, staged.organisation_number)
                  OR (unit.id <> %(scope)s AND above.code IS DISTINCT FROM staged.parent_code) END
"""

REMEMBER = f"""
    INSERT INTO imports_unitbefore (run_id, unit_id, before)
    SELECT %(run)s, unit.id, to_jsonb(unit) - 'sort_name' || jsonb_build_object('placements', (
        SELECT jsonb_agg(to_jsonb(placement) - 'id') FROM organisation_placement placement
         WHERE placement.unit_id = unit.id)) {CHANGED}
"""  # noqa: S608 -- composed of constants

ADD = """
    WITH added AS (
        INSERT INTO organisation_unit (public_id, kind, name, code, organisation_number, email, lft, rgt, depth,
                                       is_controller, valid_from)
        SELECT gen_random_uuid(), staged.kind, staged.name, staged.code, staged.organisation_number, '', 0, 0, 0,
               staged.kind IN ('trust', 'municipality'), %(today)s
          FROM imports_stagedunit staged
         WHERE staged.run_id = %(run)s
           AND NOT EXISTS (SELECT 1 FROM organisation_unit unit WHERE unit.code = staged.code)
        RETURNING id)
    INSERT INTO imports_unitbefore (run_id, unit_id) SELECT %(run)s, id FROM added
"""

CHANGE = """
    UPDATE organisation_unit unit
       SET name = staged.name, kind = staged.kind, organisation_number = staged.organisation_number, valid_to = NULL
      FROM imports_stagedunit staged
     WHERE staged.run_id = %(run)s AND staged.code = unit.code
       AND (unit.name, unit.kind, unit.organisation_number, unit.valid_to) IS DISTINCT FROM
           (staged.name, staged.kind, staged.organisation_number, NULL::date)
"""

PLACES = """
    SELECT unit.id, above.id
      FROM imports_stagedunit staged JOIN organisation_unit unit ON unit.code = staged.code
      LEFT JOIN organisation_unit above ON above.code = staged.parent_code
     WHERE staged.run_id = %(run)s AND unit.id <> %(scope)s
       AND NOT EXISTS (SELECT 1 FROM organisation_placement placement
                        WHERE placement.unit_id = unit.id AND placement.parent_id IS NOT DISTINCT FROM above.id
                          AND placement.valid_from <= %(today)s
                          AND (placement.valid_to IS NULL OR placement.valid_to > %(today)s))
"""

END = """
    UPDATE organisation_unit unit SET valid_to = greatest(%(today)s, unit.valid_from + 1)
     WHERE unit.lft BETWEEN %(first)s AND %(last)s AND unit.id <> %(scope)s AND unit.valid_to IS NULL
       AND NOT EXISTS (SELECT 1 FROM imports_stagedunit staged
                        WHERE staged.run_id = %(run)s AND staged.code = unit.code)
       AND NOT EXISTS (SELECT 1 FROM organisation_position position
                        WHERE position.unit_id = unit.id AND position.kind <> 'loan'
                          AND position.valid_from <= %(today)s
                          AND (position.valid_to IS NULL OR position.valid_to > %(today)s))
"""


def has_units(run: ImportRun) -> bool:
    """Whether the delivery had the file of units: without it the tree stays as it is."""
    return StagedUnit.objects.filter(run=run).exists()


def count_differences(run: ImportRun) -> int:
    """How many units the run adds, changes, moves or ends."""
    values = {"run": run.pk, "first": run.scope.lft, "last": run.scope.rgt, "scope": run.scope_id}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT (SELECT count(*) {CHANGED})
                     + (SELECT count(*) FROM imports_stagedunit staged WHERE staged.run_id = %(run)s AND NOT EXISTS (
                           SELECT 1 FROM organisation_unit unit WHERE unit.code = staged.code))""",  # noqa: S608
            values,
        )
        return int(cursor.fetchone()[0])


def _named(run: ImportRun, today: date) -> dict[str, Any]:
    return {"run": run.pk, "first": run.scope.lft, "last": run.scope.rgt, "scope": run.scope_id, "today": today}


def apply(run: ImportRun, *, today: date) -> None:
    """New units, other names, other places in the tree; numbered anew where anything stands elsewhere."""
    if not has_units(run):
        return
    named = _named(run, today)
    with connection.cursor() as cursor:
        for statement in (REMEMBER, ADD, CHANGE):
            cursor.execute(statement, named)
        cursor.execute(PLACES, named)
        moved = cursor.fetchall()
    _place(moved, on=today)
    if UnitBefore.objects.filter(run=run).exists():
        if actions.arrange_tree(today=today):
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE organisation_unit")  # by the new numbers the tree is asked for what is below
        run.scope.refresh_from_db()


def _place(moved: list[tuple[int, int | None]], *, on: date) -> None:
    """Each of the units stands below another from the day on; what it did before is history."""
    ids = [unit for unit, _parent in moved]
    Placement.objects.filter(unit__in=ids, valid_from__gte=on).delete()
    Placement.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), unit__in=ids).update(valid_to=on)
    Placement.objects.bulk_create(
        (Placement(unit_id=unit, parent_id=parent, valid_from=on) for unit, parent in moved), batch_size=5000
    )


def end_empty(run: ImportRun, *, today: date) -> None:
    """Units that HR names no longer, and that nobody works in after the run, end with it."""
    if has_units(run):
        named = _named(run, today)
        with connection.cursor() as cursor:
            cursor.execute(END, named)


PUT_BACK = """
    UPDATE organisation_unit unit
       SET name = before.name, kind = before.kind, organisation_number = before.organisation_number,
           valid_to = before.valid_to, parent_id = before.parent_id
      FROM imports_unitbefore remembered, jsonb_populate_record(NULL::organisation_unit, remembered.before) before
     WHERE remembered.run_id = %(run)s AND remembered.before IS NOT NULL AND unit.id = remembered.unit_id
"""

PUT_PLACES_BACK = (
    """
    DELETE FROM organisation_placement placement USING imports_unitbefore remembered
     WHERE remembered.run_id = %(run)s AND remembered.before IS NOT NULL AND placement.unit_id = remembered.unit_id
    """,
    """
    INSERT INTO organisation_placement (unit_id, parent_id, valid_from, valid_to)
    SELECT place.unit_id, place.parent_id, place.valid_from, place.valid_to
      FROM imports_unitbefore remembered,
           jsonb_to_recordset(remembered.before -> 'placements')
               AS place (unit_id bigint, parent_id bigint, valid_from date, valid_to date)
     WHERE remembered.run_id = %(run)s AND remembered.before IS NOT NULL
    """,
)


def undo(run: ImportRun, *, today: date) -> None:
    """Every unit as it was before the run; those that came with it go again where nothing has come to need them."""
    with connection.cursor() as cursor:
        for statement in (PUT_BACK, *PUT_PLACES_BACK):
            cursor.execute(statement, {"run": run.pk})
    added = Unit.objects.filter(pk__in=UnitBefore.objects.filter(run=run, before__isnull=True).values("unit"))
    lonely = unreferenced(added, besides=("imports_unitbefore", "organisation_placement"))
    while ids := list(lonely.exclude(children__isnull=False).values_list("id", flat=True)):
        UnitBefore.objects.filter(run=run, unit__in=ids).delete()
        Placement.objects.filter(unit__in=ids).delete()
        Unit.objects.filter(pk__in=ids).delete()
    Unit.objects.filter(pk__in=added.values("pk")).update(valid_to=ended_on(today))
    actions.arrange_tree(today=today)
