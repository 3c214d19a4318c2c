"""For which day something is looked at."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.web.inputs import DateInput


class DayForm(forms.Form):
    """A day that has been; nobody knows how things will stand."""

    needed_sometimes = ("on",)

    on = forms.DateField(label=_("As of the day"), widget=DateInput(), required=False)

    def __init__(self, *given: Any, today: date, **options: Any) -> None:
        super().__init__(*given, **options)
        self.today = today
        self.fields["on"].widget.attrs["max"] = today.isoformat()

    def clean_on(self) -> date | None:
        """Not in the future."""
        day: date | None = self.cleaned_data["on"]
        if day is not None and day > self.today:
            raise forms.ValidationError(gettext("Choose today or a day that has been."))
        return day

    @property
    def day(self) -> date:
        """The day that was chosen, else today."""
        return (self.cleaned_data.get("on") if self.is_valid() else None) or self.today
