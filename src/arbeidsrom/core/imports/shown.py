"""Runs in words: what the pages say of states, reasons and faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

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
    Stop.MANY_REMOVED: gettext_lazy("%(removed)s of %(before)s members would be removed. That is more than usual."),
    Stop.MANY_REMOVED_IN_TENANT: gettext_lazy("In one of the bodies more members than usual would be removed."),
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


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line that was not used, in words."""

    line: int
    column: str
    reason: str


def run_row(run: ImportRun) -> RunRow:
    """The run as lists and its own page show it."""
    state = RunState(run.state)
    return RunRow(run, Status(state.label, COLOURS.get(state, "neutral")), _fault(run))


def refused_lines(lines: Sequence[RefusedLine]) -> list[LineRow]:
    """The lines with their reasons."""
    return [LineRow(line.line, line.column, str(Fault(line.fault).label)) for line in lines]


def stops(run: ImportRun) -> list[str]:
    """Why the run waits for a person."""
    numbers = {name: number(getattr(run, name)) for name in ("removed", "before", "refused", "lines")}
    return [str(STOPS[Stop(stop)]) % numbers for stop in run.stops]


def undo_consequences(run: ImportRun) -> list[str]:
    """What undoing does, in numbers."""
    changed = run.changed + run.moved
    went_in = ngettext(
        "%(count)s member who came in goes out again.", "%(count)s members who came in go out again.", run.added
    )
    as_before = ngettext(
        "%(count)s member who was changed or moved is as before.",
        "%(count)s members who were changed or moved are as before.",
        changed,
    )
    back = ngettext(
        "%(count)s member who was removed is back.", "%(count)s members who were removed are back.", run.removed
    )
    return [
        went_in % {"count": number(run.added)},
        as_before % {"count": number(changed)},
        back % {"count": number(run.removed)},
        _("Cases are not touched."),
    ]


def _fault(run: ImportRun) -> str:
    if run.state == RunState.FAILED:
        return _("The reading was cut off. Nothing was changed.")
    return str(Fault(run.fault).label) % {"columns": ", ".join(run.fault_columns)} if run.fault else ""
