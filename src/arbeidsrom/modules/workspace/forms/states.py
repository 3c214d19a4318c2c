"""A case's way through its states."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.modules.workspace.forms.fields import LongText
from arbeidsrom.modules.workspace.rules.words import Words
from arbeidsrom.web.inputs import DateInput, offer


class WaitForm(forms.Form):
    """For whom the case waits, and until when."""

    waiting_for = forms.CharField(
        label=_("Who or what does the case wait for?"), max_length=200, help_text=_("Such as the employer's answer.")
    )
    until = forms.DateField(label=_("Until"), widget=DateInput)

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until < self.today:
            raise ValidationError(gettext("Choose today or a later day."))
        return until


class CloseForm(forms.Form):
    """How and when the case ended."""

    outcome = forms.ChoiceField(label=_("Outcome"))
    closed_on = forms.DateField(label=_("Closing date"), widget=DateInput)

    def __init__(self, *args: Any, outcomes: Sequence[tuple[str, Words]], today: date, **options: Any) -> None:
        options.setdefault("initial", {"closed_on": today})
        super().__init__(*args, **options)
        choices = [("", gettext("Choose an outcome")), *((key, str(label)) for key, label in outcomes)]
        offer(self, "outcome", choices)


class ReasonForm(forms.Form):
    """Why."""

    reason = LongText(label=_("Reason"), rows=3)
