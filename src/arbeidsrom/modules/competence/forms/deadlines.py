"""By which day somebody must have fulfilled a requirement."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arbeidsrom.web.inputs import DateInput


class DeadlineForm(forms.Form):
    """The day; the calendar offers none that has been (KP-LIMP-026)."""

    due = forms.DateField(
        label=_("Deadline"),
        widget=DateInput(),
        help_text=_("Today or a day to come. It holds in all the employee’s plans that have the requirement."),
    )

    def __init__(self, *given: Any, today: date, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["due"].widget.attrs["min"] = today.isoformat()
