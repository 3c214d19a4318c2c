"""Who signs minutes and protocols, and what they answered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.modules.workspace.forms.fields import LongText
from arbeidsrom.modules.workspace.models import SignatureState
from arbeidsrom.web.inputs import DateInput


class SignerForm(forms.Form):
    """Somebody who is to sign, and for whom."""

    name = forms.CharField(label=_("Name"), max_length=200)
    side = forms.CharField(
        label=_("Signs for"),
        max_length=200,
        required=False,
        help_text=_("Such as the employer, the club or the member."),
    )


class ApproveForm(forms.Form):
    """The number of the version that was shown to whoever approves it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SignatureForm(forms.Form):
    """What somebody answered, and when."""

    state = forms.ChoiceField(label=_("Signature"), choices=SignatureState.choices, widget=forms.RadioSelect)
    answered_on = forms.DateField(label=_("Date of the answer"), required=False, widget=DateInput)
    remark = LongText(
        label=_("Remark"), required=False, rows=3, help_text=_("What they disagree about, or why they will not sign.")
    )
    needed_sometimes = frozenset({"answered_on"})

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self._today = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        answered = data.get("answered_on")
        if data.get("state") == SignatureState.WAITING:
            data["answered_on"] = None
        elif answered is None and "answered_on" not in self.errors:
            self.add_error("answered_on", gettext("State the day."))
        elif answered and answered > self._today:
            self.add_error("answered_on", gettext("The day has not come yet."))
        return data
