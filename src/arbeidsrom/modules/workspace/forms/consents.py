"""What members have agreed to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.lib.periods import day_after
from arbeidsrom.modules.workspace.actions.consents import ConsentDraft
from arbeidsrom.modules.workspace.models import ConsentForm as Form
from arbeidsrom.modules.workspace.models import ConsentKind
from arbeidsrom.modules.workspace.queries.cases import PartyRow
from arbeidsrom.web.inputs import DateInput, offer


class RecordConsentForm(forms.Form):
    """Who agreed to what, how and when."""

    party = forms.ChoiceField(label=_("Member"))
    kind = forms.ChoiceField(label=_("What was given?"), choices=ConsentKind.choices, widget=forms.RadioSelect)
    form = forms.ChoiceField(label=_("How was it given?"), choices=Form.choices, widget=forms.RadioSelect)
    given_on = forms.DateField(label=_("Given on"), widget=DateInput)
    last_day = forms.DateField(label=_("Last day it holds"), required=False, widget=DateInput)
    receivers = forms.MultipleChoiceField(
        label=_("Which receivers does it cover?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only for consent to sharing. Tick none when it covers all."),
    )
    scope = forms.CharField(label=_("What exactly does it cover?"), required=False, max_length=500)

    def __init__(
        self,
        *args: Any,
        parties: Sequence[PartyRow],
        categories: Sequence[tuple[str, str]],
        today: date,
        **options: Any,
    ) -> None:
        options.setdefault("initial", {"given_on": today})
        super().__init__(*args, **options)
        self.today = today
        offer(self, "party", [(str(row.public_id), row.name) for row in parties])
        offer(self, "receivers", list(categories))

    def clean_given_on(self) -> date:
        given: date = self.cleaned_data["given_on"]
        if given > self.today:
            raise ValidationError(gettext("Consent cannot be given in the future."))
        return given

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        last_day, given_on = data.get("last_day"), data.get("given_on")
        if last_day and given_on and last_day < given_on:
            self.add_error("last_day", gettext("The last day cannot be before the day it was given."))
        return data

    def draft(self) -> ConsentDraft:
        """What was filled in."""
        data = self.cleaned_data
        return ConsentDraft(
            party=UUID(data["party"]),
            kind=ConsentKind(data["kind"]),
            form=Form(data["form"]),
            given_on=data["given_on"],
            valid_to=day_after(data["last_day"]),
            receivers=data["receivers"] if data["kind"] == ConsentKind.SHARING else (),
            scope=data["scope"],
        )
