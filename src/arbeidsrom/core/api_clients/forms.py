"""What administrators type about API clients."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsrom.core.api_clients import queries, roles, rules
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.periods import day_after
from arbeidsrom.web.inputs import DateInput, offer


class OfUnits(forms.Form):
    """A form that names a unit by its code, among those that one administers."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def unit_of(self, name: str) -> Unit:
        """The unit whose code was typed."""
        found = queries.units_to_grant(actor=self.actor, code=self.cleaned_data[name].strip())
        if found is None:
            raise ValidationError(_("You administer no unit with this code."))
        return found


class ClientForm(OfUnits):
    """Which system it is, who answers for it, and whom to call."""

    name = forms.CharField(
        max_length=120, label=gettext_lazy("Name of the system"), help_text=gettext_lazy("As the log will name it.")
    )
    purpose = forms.CharField(
        max_length=500,
        required=False,
        label=gettext_lazy("What it is used for"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    owner = forms.CharField(
        max_length=40,
        label=gettext_lazy("Code of the unit that owns it"),
        help_text=gettext_lazy("The unit that answers for the system."),
    )
    contact_name = forms.CharField(max_length=200, label=gettext_lazy("Contact person"))
    contact_email = forms.EmailField(label=gettext_lazy("The contact's e-mail address"))
    per_minute = forms.IntegerField(
        min_value=1, max_value=6000, initial=120, label=gettext_lazy("Requests a minute at most")
    )

    def clean_owner(self) -> Unit:
        return self.unit_of("owner")


class GrantForm(OfUnits):
    """A role, where, and how long."""

    role = forms.ChoiceField(label=gettext_lazy("Role"))
    unit = forms.CharField(max_length=40, label=gettext_lazy("Code of the unit it is for"))
    with_subunits = forms.BooleanField(required=False, initial=True, label=gettext_lazy("With all units below"))
    valid_from = forms.DateField(widget=DateInput, label=gettext_lazy("First day"))
    last_day = forms.DateField(widget=DateInput, required=False, label=gettext_lazy("Last day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "role", [(role.key, str(role.label)) for role in roles.roles().values()])

    def clean_unit(self) -> Unit:
        return self.unit_of("unit")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("valid_from"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", ValidationError(_("The last day cannot be before the first day.")))
        return cleaned

    def valid_to(self) -> date | None:
        """The day after the last one."""
        return day_after(self.cleaned_data["last_day"])


class TokenForm(forms.Form):
    """How long a token lasts."""

    days = forms.IntegerField(
        min_value=1,
        max_value=rules.LONGEST.days,
        initial=365,
        label=gettext_lazy("Days until it expires"),
        help_text=gettext_lazy("Tokens made before go on for a week at most, so that the new one can be put in place."),
    )
