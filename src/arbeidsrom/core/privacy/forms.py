"""Finding whose request is to be answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.lib.contact_points import contact_points


class FindMemberForm(forms.Form):
    """Exactly one member, by number: no list to look around in."""

    number = forms.CharField(label=_("Member number"), max_length=20)


class FindOutsiderForm(forms.Form):
    """Somebody by how they are reached: the name alone finds nobody, for others may have the same."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("It stands on what is given out."))
    email = forms.EmailField(label=_("E-mail address"), required=False, max_length=254)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if phone and not contact_points(phone):
            raise ValidationError(gettext("Write a phone number, such as 412 34 567 or +46 70 123 45 67."))
        return phone

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not (given.get("email") or given.get("phone")):
            self.add_error("email", gettext("Write an e-mail address, a phone number or both."))
        return given
