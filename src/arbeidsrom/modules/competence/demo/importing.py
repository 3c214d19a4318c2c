"""The nights of the made-up HR system, received as real ones are."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from arbeidsrom.core.imports import actions
from arbeidsrom.core.imports.states import RunState
from arbeidsrom.core.organisation.actions import arrange_tree
from arbeidsrom.core.organisation.models import Placement, Unit, UnitKind
from arbeidsrom.lib.actor import job
from arbeidsrom.modules.competence.demo.nights import Night

FOUNDED = date(2002, 1, 1)
OSLO = ZoneInfo("Europe/Oslo")


def add_region(*, today: date) -> Unit:
    """The topmost unit, which the files are for."""
    region = Unit.objects.create(
        kind=UnitKind.REGION, name="Helse Midtnatt", code="R", valid_from=FOUNDED, is_controller=True
    )
    Placement.objects.create(unit=region, parent=None, valid_from=FOUNDED)
    arrange_tree(today=today)
    region.refresh_from_db()
    return region


def receive(night: Night, region: Unit) -> None:
    """Rehearse a delivery in its night, and apply it unless it waits for a person."""
    at, actor = datetime.combine(night.day, time(3), OSLO), job("imports.import_employees")
    run = actions.open_run(register="employees", scope=region, file_name=night.file_name, actor=actor, now=at)
    run = actions.rehearse(run.public_id, chunks=[night.delivery.packed()], now=at, today=night.day)
    if run.state == RunState.REHEARSED:
        actions.apply_import(run.public_id, confirmed=False, actor=actor, now=at, today=night.day)
