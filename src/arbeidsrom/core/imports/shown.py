"""Runs in words: what the pages say of states, reasons and faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsrom.core.imports import registry
from arbeidsrom.core.imports.hr_register.words import said_of
from arbeidsrom.core.imports.models import ImportRun, RefusedLine
from arbeidsrom.core.imports.reading import Fault
from arbeidsrom.core.imports.rules import Stop
from arbeidsrom.core.imports.states import RunState
from arbeidsrom.web.components.formats import number
from arbeidsrom.web.status import Colour, Status

COLOURS: dict[str, Colour] = {
    RunState.RECEIVED: "info",
    RunState.READING: "info",
    RunState.REHEARSED: "info",
    RunState.STOPPED: "warning",
    RunState.REFUSED: "danger",
    RunState.FAILED: "danger",
    RunState.APPLIED: "success",
}

STOPS = {
    Stop.MANY_REFUSED: gettext_lazy("%(refused)s of %(lines)s lines cannot be used."),
    Stop.CUT_OFF: gettext_lazy("The file ends in the middle of a line: the rest of it may be missing."),
    Stop.UNKNOWN_LINES: gettext_lazy(
        "There are lines that do not tell whom they are about, so a member may be removed by mistake."
    ),
}


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run with its state and, when the file could not be used, why."""

    run: ImportRun
    status: Status
    fault: str
    register: str


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line that was not used, in words."""

    table: str
    line: int
    column: str
    reason: str
    used: bool


def run_row(run: ImportRun) -> RunRow:
    """The run as lists and its own page show it."""
    state = RunState(run.state)
    return RunRow(
        run, Status(state.label, COLOURS.get(state, "neutral")), _fault(run), str(registry.get(run.register).label)
    )


def refused_lines(lines: Sequence[RefusedLine]) -> list[LineRow]:
    """The lines with their reasons."""
    return [LineRow(line.table, line.line, line.column, str(Fault(line.fault).label), line.used) for line in lines]


def stops(run: ImportRun) -> list[str]:
    """Why the run waits for a person."""
    words = registry.get(run.register).words
    said = STOPS | {
        Stop.MANY_REMOVED: words.many_removed,
        Stop.MANY_REMOVED_IN_TENANT: words.many_removed_in_tenant,
    }
    numbers = {name: number(getattr(run, name)) for name in ("removed", "before", "refused", "lines")}
    return [str(said[Stop(stop)]) % numbers for stop in run.stops]


def foreseen(run: ImportRun) -> list[tuple[str, int]]:
    """What else ends or changes with the run, in words, with how many."""
    rows = run.foreseen.order_by("things").values_list("things", "count")
    return [(str(said_of(things)), count) for things, count in rows]


def _fault(run: ImportRun) -> str:
    if run.state == RunState.FAILED:
        return _("The reading was cut off. Nothing was changed.")
    return str(Fault(run.fault).label) % {"columns": ", ".join(run.fault_columns)} if run.fault else ""
