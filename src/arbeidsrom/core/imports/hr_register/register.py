"""The HR system's employees as one of the registers that can be imported (KP-IMPORT, KP-PIMP)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.imports.hr_register import applying, difference, undoing, units
from arbeidsrom.core.imports.hr_register.delivery import ABSENCES, UNITS, Delivery, Unpacked, open_delivery
from arbeidsrom.core.imports.hr_register.refusing import refuse_absences, refuse_contradictions
from arbeidsrom.core.imports.hr_register.staging import PositionReader, Reading, read_absences
from arbeidsrom.core.imports.hr_register.unchanged import digest_of, take_over_unchanged
from arbeidsrom.core.imports.hr_register.words import WORDS
from arbeidsrom.core.imports.models import ClubDifference, ImportRun, StagedUnit
from arbeidsrom.core.imports.reading import Fault, FileRefused
from arbeidsrom.core.imports.rules import Outcome, Size
from arbeidsrom.core.imports.states import RunState
from arbeidsrom.core.organisation.access import IMPORT
from arbeidsrom.core.organisation.models import Unit

SMALLEST_SHARE = 0.5
"""A file with fewer lines than this share of the last one is refused as a whole (KP-PIMP-002)."""


class HrRegister:
    """The HR system's file, every night: all units, people and positions of a part of the organisation."""

    key = "employees"
    label = _("Employees")
    permission = IMPORT
    words = WORDS
    nightly = True

    def stage(self, run: ImportRun, chunks: Iterable[bytes], *, today: date) -> Iterator[None]:
        delivery = open_delivery(chunks)
        if UNITS in delivery.tables:
            units.stage_units(run, delivery.tables[UNITS])
            yield
        reading = Reading(run, today, not settings.PRODUCTION, _places(run))
        steps = [] if self._is_unchanged(reading, delivery) else [PositionReader(reading).read(delivery.positions)]
        if ABSENCES in delivery.tables:
            run.tells_absences = True
            steps.append(read_absences(reading, delivery.tables[ABSENCES]))
        for step in steps:
            for _piece in step:
                run.lines, run.refused, run.unchanged = reading.lines, reading.refused, reading.unchanged
                run.without_number, run.cut_off = reading.without_number, reading.cut_off
                yield
        run.lines, run.refused, run.unchanged = reading.lines, reading.refused, reading.unchanged
        _refuse_when_much_smaller(run)

    def _is_unchanged(self, reading: Reading, delivery: Delivery) -> bool:
        if not isinstance(delivery.positions, Unpacked):
            return False
        reading.run.positions_digest = digest_of(delivery.positions)
        return take_over_unchanged(reading, reading.run.positions_digest)

    def outcome(self, run: ImportRun, *, today: date) -> Outcome:
        difference.recognise(run, today=today)
        run.refused += refuse_contradictions(run)
        if run.tells_absences:
            run.refused += refuse_absences(run)
        difference.compare(run, today=today)
        changed_units = units.count_differences(run) if units.has_units(run) else 0
        difference.foresee(run, today=today, units=changed_units)
        return Outcome(
            total=Size(run.before, run.removed),
            tenants=difference.sizes(run),
            lines=run.lines,
            refused=run.refused,
            without_number=run.without_number,
            cut_off=run.cut_off,
        )

    def apply(self, run: ImportRun, *, today: date) -> None:
        applying.apply(run, today=today)

    def undo(self, run: ImportRun, *, today: date) -> None:
        undoing.undo(run, today=today)

    def changes(self, run: ImportRun) -> Mapping[UUID, Mapping[str, int]]:
        found: dict[UUID, dict[str, int]] = {}
        rows = ClubDifference.objects.filter(run=run).order_by("club_id")
        for tenant, *numbers in rows.values_list("club__tenant", "added", "changed", "moved_out", "removed"):
            if tenant and any(numbers):
                of_tenant = found.setdefault(tenant, {})
                for word, number in zip(("added", "changed", "moved_out", "removed"), numbers, strict=True):
                    of_tenant[word] = of_tenant.get(word, 0) + number
        return found

    def forget(self, run: ImportRun) -> None:
        undoing.forget(run)


def _places(run: ImportRun) -> frozenset[str]:
    """The codes of the units that lines can speak of: those of the file, or those there are when it has none."""
    staged = StagedUnit.objects.filter(run=run)
    if staged.exists():
        return frozenset(staged.values_list("code", flat=True))
    there = Unit.objects.filter(lft__range=(run.scope.lft, run.scope.rgt), valid_to=None)
    return frozenset(there.values_list("code", flat=True))


def _refuse_when_much_smaller(run: ImportRun) -> None:
    applied = ImportRun.objects.filter(register=run.register, scope=run.scope, state=RunState.APPLIED)
    before = applied.order_by("-applied_at").values_list("lines", flat=True).first()
    if not run.lines:
        raise FileRefused(Fault.EMPTY)
    if before and run.lines < before * SMALLEST_SHARE:
        raise FileRefused(Fault.MUCH_SMALLER)
