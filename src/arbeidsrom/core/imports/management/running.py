"""What the commands of imports have in common."""

from __future__ import annotations

from django.core.management.base import CommandError

from arbeidsrom.core.imports.models import ImportRun
from arbeidsrom.core.organisation.models import Unit

MIB = 1024 * 1024
STOPPED, REFUSED = 2, 3


def unit_or_refuse(code: str) -> Unit:
    """The unit with the code; without one, the topmost."""
    units = Unit.objects.filter(code=code) if code else Unit.objects.filter(parent=None)
    unit = units.order_by("lft", "id").first()
    if unit is None:
        raise CommandError(f"There is no unit {code}")
    return unit


def told(run: ImportRun) -> str:
    """The run in one line."""
    return (
        f"{run.public_id} {run.state}: {run.lines} lines, {run.added} added, {run.changed} changed, {run.moved} moved, "
        f"{run.removed} removed, {run.unchanged} unchanged, {run.refused} refused"
    )
