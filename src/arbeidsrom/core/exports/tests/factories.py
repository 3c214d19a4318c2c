"""Exports for tests."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

import openpyxl
from django.urls import reverse

from arbeidsrom.core.exports import actions, queries
from arbeidsrom.core.exports.models import Export
from arbeidsrom.core.membership.models import Member
from arbeidsrom.core.membership.tests.factories import add, line
from arbeidsrom.core.vault.queries import open_stream
from tests.cast import Cast


def ward(cast: Cast, count: int = 25) -> list[Member]:
    """So many members in intensive care, with two in the day centre beside them."""
    beside = [line(cast.hospital_club, f"Annen Ø{n}", workplace="Dagsenteret") for n in range(2)]
    return add([*(line(cast.hospital_club, f"Åse N{n:03}", workplace="Intensiv") for n in range(count)), *beside])


def ask(cast: Cast, query: str = "f-workplace=Intensiv", *, name: str = "kari", **given: Any) -> Export:
    """Somebody asks for the list of members as a file."""
    address = f"{reverse('members')}?{query}"
    usual = {"address": address, "actor": cast.actor(name), "now": cast.now}
    return actions.begin_export("membership.members", **usual | given)


def make(cast: Cast, export: Export, **given: Any) -> Export:
    """The worker does its work."""
    actions.make_export(export.public_id, **{"now": cast.now, "today": cast.today} | given)
    return again(export.public_id)


def again(export_id: UUID) -> Export:
    """The export as it is now."""
    return Export.objects.get(public_id=export_id)


def content(export: Export) -> bytes:
    """The file, for whoever has the keys."""
    return b"".join(open_stream(queries.stored_file(export), key=queries.file_key(export)))


def sheets(book: bytes) -> list[list[tuple[object, ...]]]:
    """All that stands in a workbook."""
    opened = openpyxl.load_workbook(io.BytesIO(book))
    return [list(sheet.iter_rows(values_only=True)) for sheet in opened.worksheets]
