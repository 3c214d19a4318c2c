"""Choosing what one is told by which way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from arbeidsrom.core.notifications.queries import ChoiceRow
from arbeidsrom.core.notifications.states import Channel


class ChoicesForm(forms.Form):
    """Two ticks for each kind of notification; what cannot be chosen is ticked and locked."""

    def __init__(self, *args: Any, rows: Sequence[ChoiceRow], **options: Any) -> None:
        super().__init__(*args, **options)
        self.rows = rows
        for row in rows:
            for channel, wanted in ((Channel.MAIL, row.mail), (Channel.SMS, row.sms)):
                self.fields[field_name(row, channel)] = forms.BooleanField(
                    label=_("%(what)s by %(channel)s") % {"what": row.kind.label, "channel": channel.label},
                    required=False,
                    initial=wanted,
                    disabled=not row.kind.leaves_choice(channel),
                )

    def lines(self) -> list[dict[str, object]]:
        """Each kind with its two ticks, for the table."""
        return [
            {"kind": row.kind, "ticks": [self[field_name(row, channel)] for channel in Channel]} for row in self.rows
        ]

    def choices(self) -> dict[tuple[str, Channel], bool]:
        """What has been chosen, by kind and channel."""
        return {
            (row.kind.key, channel): self.cleaned_data[field_name(row, channel)]
            for row in self.rows
            for channel in Channel
        }


def field_name(row: ChoiceRow, channel: Channel) -> str:
    """The name of a tick."""
    return f"{row.kind.key}:{channel}"
