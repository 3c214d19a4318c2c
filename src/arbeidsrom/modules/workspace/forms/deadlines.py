"""Deadlines: by hand, and from an event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arbeidsrom.modules.workspace.forms.fields import LockVersion
from arbeidsrom.modules.workspace.rules.words import Words
from arbeidsrom.web.inputs import DateInput


class DeadlineForm(forms.Form):
    """A deadline set by hand."""

    label = forms.CharField(label=_("What must be done?"), max_length=200)
    due = forms.DateField(label=_("Last day"), widget=DateInput)


class MoveDeadlineForm(DeadlineForm):
    """Another day."""

    lock_version = LockVersion()


class EventsForm(forms.Form):
    """When the events happened from which deadlines are counted; one date field for each event of the type."""

    def __init__(self, *args: Any, events: Mapping[str, Words], **options: Any) -> None:
        super().__init__(*args, **options)
        for key, label in events.items():
            self.fields[key] = forms.DateField(label=str(label), required=False, widget=DateInput)

    def happened(self) -> dict[str, date]:
        """The days that were filled in."""
        return {key: day for key, day in self.cleaned_data.items() if day}
