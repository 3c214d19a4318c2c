"""What administrators type about units."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsrom.core.organisation import queries
from arbeidsrom.core.organisation.models import UnitKind
from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.inputs import DateInput


class AddUnitForm(forms.Form):
    """A new unit below another."""

    kind = forms.ChoiceField(choices=UnitKind.choices, label=gettext_lazy("Kind"))
    name = forms.CharField(max_length=200, label=gettext_lazy("Name"))
    code = forms.CharField(
        max_length=40, label=gettext_lazy("Code"), help_text=gettext_lazy("The unit's number in the register; unique.")
    )
    is_controller = forms.BooleanField(
        required=False,
        label=gettext_lazy("Answers for its own data"),
        help_text=gettext_lazy(
            "Decides about the personal data of its members and cases, and has keys of its own for it. Choose it for a "
            "local union; a club leaves that to its union. Cannot be changed later."
        ),
    )
    valid_from = forms.DateField(widget=DateInput, label=gettext_lazy("First day"))

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip()
        if queries.code_is_taken(code):
            raise ValidationError(_("Another unit has this code."))
        return code


class RenameUnitForm(forms.Form):
    """Another name."""

    name = forms.CharField(max_length=200, label=gettext_lazy("Name"))


class OtherUnitForm(forms.Form):
    """Another unit, and the day from which it takes effect."""

    other = forms.CharField(
        max_length=200, label=gettext_lazy("Code of the other unit"), help_text=gettext_lazy("Such as club-00012.")
    )
    on = forms.DateField(widget=DateInput, label=gettext_lazy("From"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_other(self) -> UUID:
        found = queries.unit_by_code(self.cleaned_data["other"].strip(), actor=self.actor)
        if found is None:
            raise ValidationError(_("You administer no unit with this code."))
        return found


class IdentityNumberForm(forms.Form):
    """A national identity number or D-number."""

    number = forms.CharField(
        max_length=20,
        label=gettext_lazy("National identity number"),
        help_text=gettext_lazy("Eleven digits. It is sealed at once and shown to nobody but the person."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
