"""Choosing what one is told by which way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsrom.core.notifications.queries import GroupRow, OwnSettings
from arbeidsrom.core.notifications.states import Way

MAILS = (Way.SINGLE, Way.WEEKLY)


@dataclass(frozen=True, slots=True)
class Line:
    """A group with a tick for each way; None where no kind in it offers the way."""

    row: GroupRow
    mails: list[BoundField | None]
    home: BoundField | None


class SettingsForm(forms.Form):
    """The ways of each group, and no e-mail at all; what cannot be chosen is ticked and locked."""

    without_mail = forms.BooleanField(label=gettext_lazy("I do not want e-mail notifications"), required=False)

    def __init__(self, *args: Any, own: OwnSettings, **options: Any) -> None:
        super().__init__(*args, **options)
        self.own = own
        self.fields["without_mail"].initial = own.without_mail
        for row in own.groups:
            for way in Way:
                if way in row.offered:
                    self.fields[field_name(row, way)] = self._tick(row, way)

    def _tick(self, row: GroupRow, way: Way) -> forms.BooleanField:
        return forms.BooleanField(
            label=row.group.label
            if way == Way.HOME
            else _("%(what)s: %(way)s") % {"what": row.group.label, "way": way.label},
            required=False,
            initial=way in row.wanted or way not in row.choosable,
            disabled=way not in row.choosable,
        )

    def lines(self) -> list[Line]:
        """Each group with its ticks."""
        return [
            Line(row, [self._bound(row, way) for way in MAILS], self._bound(row, Way.HOME)) for row in self.own.groups
        ]

    def _bound(self, row: GroupRow, way: Way) -> BoundField | None:
        return self[field_name(row, way)] if way in row.offered else None

    def choices(self) -> dict[tuple[str, Way], bool]:
        """What has been chosen, by group and way."""
        return {
            (row.group.key, way): self.cleaned_data[field_name(row, way)]
            for row in self.own.groups
            for way in Way
            if way in row.choosable
        }


def field_name(row: GroupRow, way: Way) -> str:
    """The name of a tick."""
    return f"{row.group.key}:{way}"
