"""Builds the demonstration: the union first, then what each app adds in its ``demo.py``."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import override

from arbeidsrom.config.demo import messages
from arbeidsrom.config.demo.people import add_people
from arbeidsrom.config.demo.sizes import Size
from arbeidsrom.config.demo.units import UNION, add_units
from arbeidsrom.config.demo.world import World
from arbeidsrom.core.keys import opened
from arbeidsrom.core.organisation.models import Unit, UnitKind


def is_built() -> bool:
    """Whether the demonstration is there already."""
    return Unit.objects.filter(kind=UnitKind.UNION, name=UNION).exists()


def build(size: Size, *, today: date | None = None) -> World:
    """Everything in Norwegian, deterministic for a size and a day; all of it or, when it is broken off, nothing."""
    with override("nb"), opened.kept(), transaction.atomic():
        world = add_units(size, today=today or timezone.localdate())
        add_people(world)
        _settle()
        for app in apps.get_app_configs():
            if app.name.startswith("arbeidsrom.") and app.label != "config" and find_spec(f"{app.name}.demo"):
                import_module(f"{app.name}.demo").build(world)
                _settle()
        messages.have_gone_out(world)
    return world


def _settle() -> None:
    """Let the database check and count what has been written so far, as it would after a commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("ANALYZE")
