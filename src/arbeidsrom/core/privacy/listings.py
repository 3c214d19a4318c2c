"""The list of all fields with personal data."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.core.audit.actions import record
from arbeidsrom.core.privacy import access, register
from arbeidsrom.core.privacy.register import FieldRow
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.personal_data import Category
from arbeidsrom.web.lists import Choice, Column, Empty, Filter, Listing, Result, Window
from arbeidsrom.web.status import Colour, Status

CATEGORY_LABELS = {
    Category.ORDINARY: _("Ordinary"),
    Category.SPECIAL: _("Special category"),
    Category.NATIONAL_ID: _("National identity number"),
}
COLOURS: dict[Category, Colour] = {
    Category.ORDINARY: "neutral",
    Category.SPECIAL: "warning",
    Category.NATIONAL_ID: "warning",
}


def found(actor: Actor, choice: Choice, window: Window) -> Result[FieldRow]:
    """The fields that match, by place."""
    words = choice.search.casefold()
    wanted = choice.filters
    rows = [
        row
        for row in register.personal_fields()
        if any(words in text.casefold() for text in (row.name, row.words, row.place, str(row.activity.name)))
        and wanted.get("category", row.category) == row.category
        and wanted.get("activity", row.activity.key) == row.activity.key
    ]
    return Result(rows[window.offset : window.offset + window.limit], len(rows))


def exported(actor: Actor, choice: Choice, count: int, now: datetime) -> None:
    """Taking the register out is written down."""
    access.may_see_register(actor).or_refuse()
    record("privacy.register.exported", None, actor=actor, at=now, details={"count": count})


FIELDS: Listing[FieldRow] = Listing(
    key="privacy.fields",
    title=_("Register of processing activities"),
    query=found,
    row_id=lambda row: row.place,
    search_label=_("Search for a field or an activity"),
    empty=Empty(_("No fields"), _("No part of the program that is switched on stores personal data.")),
    exported=exported,
    columns=[
        Column("name", pgettext_lazy("stored", "Part of"), lambda row: row.name, width=30),
        Column("words", pgettext_lazy("stored", "What"), lambda row: row.words, width=40),
        Column("place", _("Stored as"), lambda row: row.place, width=40, shown=False),
        Column(
            "category",
            _("Category"),
            lambda row: Status(CATEGORY_LABELS[row.category], COLOURS[row.category]),
            excel=lambda row: str(CATEGORY_LABELS[row.category]),
        ),
        Column("activity", _("Activity"), lambda row: str(row.activity.name), width=30),
        Column("purpose", _("Purpose"), lambda row: str(row.activity.purpose), width=50),
        Column("basis", _("Legal basis"), lambda row: str(row.activity.basis), width=40, shown=False),
        Column("retention", _("Kept until"), lambda row: row.retention, width=40),
        Column("erased_by", _("Erased by the job"), lambda row: row.erased_by, width=30),
        Column("sealed", _("Sealed"), lambda row: row.is_sealed),
    ],
    filters=[
        Filter("category", _("Category"), lambda actor: [(key.value, label) for key, label in CATEGORY_LABELS.items()]),
        Filter(
            "activity",
            _("Activity"),
            lambda actor: [(row.activity.key, row.activity.name) for row in register.activity_rows()],
        ),
    ],
)
