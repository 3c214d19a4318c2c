"""Deliveries of the HR system as the API takes them in and tells of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from arbeidsrom.core.imports import shown
from arbeidsrom.core.imports.models import ImportRun, RefusedLine
from arbeidsrom.core.imports.reading import Fault
from arbeidsrom.core.imports.rules import Stop
from arbeidsrom.core.imports.states import RunState


class Why(Schema):
    """A reason: a word for programs, and a sentence for people in the language of `Accept-Language`."""

    code: str
    words: str


class Numbers(Schema):
    """How many lines and positions."""

    lines: Annotated[int, Field(description="Lines read.")]
    refused: Annotated[int, Field(description="Lines that were not used; see `refused-lines`.")]
    unchanged: Annotated[int, Field(description="Lines that said what the last delivery said.")]
    before: Annotated[int, Field(description="Positions before.")]
    added: int
    changed: int
    moved: int
    removed: Annotated[int, Field(description="Positions that end.")]


class Foreseen(Schema):
    """What else ends or changes with it."""

    words: str
    count: int


class RunShape(Schema):
    """A delivery, what it would change or has changed, and what became of it."""

    id: UUID
    state: Annotated[
        RunState,
        Field(
            description=(
                "`received` and `reading`: ask again. `rehearsed`: read, and waits to be applied. `stopped`: a person"
                " must confirm it; see `stops`. `refused`: cannot be used; see `fault`. `failed`: the reading was cut"
                " off, send it again. `applied`, `undone`, `discarded`: done."
            )
        ),
    ]
    unit: Annotated[UUID, Field(description="The part of the organisation that it tells everything about.")]
    file_name: str
    received_at: datetime
    rehearsed_at: datetime | None
    applied_at: datetime | None
    undone_at: datetime | None
    applies_itself: Annotated[bool, Field(description="Applied when it has been read, unless something stops it.")]
    numbers: Numbers
    stops: list[Why]
    fault: Why | None
    foreseen: list[Foreseen]

    @classmethod
    def of(cls, run: ImportRun) -> RunShape:
        """A run, with its numbers so far."""
        names = ("lines", "refused", "unchanged", "before", "added", "changed", "moved", "removed")
        said = shown.run_row(run)
        return cls(
            id=run.public_id,
            state=RunState(run.state),
            unit=run.scope.public_id,
            file_name=run.file_name,
            received_at=run.started_at,
            rehearsed_at=run.rehearsed_at,
            applied_at=run.applied_at,
            undone_at=run.undone_at,
            applies_itself=run.applies_itself,
            numbers=Numbers(**{name: getattr(run, name) for name in names}),
            stops=[
                Why(code=Stop(stop).value, words=words) for stop, words in zip(run.stops, shown.stops(run), strict=True)
            ],
            fault=Why(code=run.fault, words=said.fault) if run.fault else None,
            foreseen=[Foreseen(words=words, count=count) for words, count in shown.foreseen(run)],
        )


class Runs(Schema):
    """The last thirty, the newest first."""

    items: list[RunShape]


class LineShape(Schema):
    """A line that was not used, or only in part. What stood in it is not kept."""

    table: Annotated[str, Field(description="The file within the delivery.")]
    line: Annotated[int, Field(description="Its number in the file; the names of the columns are line 1.")]
    column: str
    fault: Why
    used: Annotated[bool, Field(description="Whether the rest of the line was used.")]

    @classmethod
    def of(cls, line: RefusedLine) -> LineShape:
        """A refused line."""
        told = Why(code=line.fault, words=str(Fault(line.fault).label))
        return cls(table=line.table, line=line.line, column=line.column, fault=told, used=line.used)
