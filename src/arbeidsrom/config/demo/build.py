"""Builds the demonstration: the union first, then what each app adds in its ``demo.py``."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from arbeidsrom.config.demo import messages
from arbeidsrom.config.demo.people import add_people
from arbeidsrom.config.demo.sizes import Size
from arbeidsrom.config.demo.units import UNION, add_units
from arbeidsrom.config.demo.world import World
from arbeidsrom.core.keys import opened
from arbeidsrom.core.organisation.models import Unit, UnitKind


class Unfinished(RuntimeError):
    """A demonstration was begun in this database and never finished, such as when the machine was switched off."""


def is_built() -> bool:
    """Whether the demonstration is there already; the union's own address is written last of all."""
    union = Unit.objects.filter(kind=UnitKind.UNION, name=UNION).first()
    if union is not None and not union.email:
        raise Unfinished("The demonstration was not finished. Delete the program's var folder and start it again.")
    return union is not None


def build(size: Size, *, today: date | None = None) -> World:
    """Everything in Norwegian, deterministic for a size and a day."""
    with override("nb"), opened.kept():
        with transaction.atomic():
            world = add_units(size, today=today or timezone.localdate())
            add_people(world)
        for app in apps.get_app_configs():
            if app.name.startswith("arbeidsrom.") and app.label != "config" and find_spec(f"{app.name}.demo"):
                import_module(f"{app.name}.demo").build(world)
        messages.have_gone_out(world)
        Unit.objects.filter(pk=world.union.pk).update(email="post@samhold.example")
    return world
