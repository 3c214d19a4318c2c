"""Which role a group gives."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsrom.core.api_clients.forms import OfUnits
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.roles import registry
from arbeidsrom.web.inputs import offer


class MapForm(OfUnits):
    """A role and a unit, or neither."""

    role = forms.ChoiceField(required=False, label=gettext_lazy("Role"))
    unit = forms.CharField(max_length=40, required=False, label=gettext_lazy("Code of the unit it is for"))
    with_subunits = forms.BooleanField(required=False, label=gettext_lazy("With all units below"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.key, str(role.label)) for role in registry.roles().values()]
        offer(self, "role", [("", _("No role")), *sorted(roles, key=lambda each: each[1])])

    def clean_unit(self) -> Unit | None:
        return self.unit_of("unit") if self.cleaned_data["unit"].strip() else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("role") and not cleaned.get("unit") and "unit" not in self.errors:
            self.add_error("unit", _("Say with its code where the role is for."))
        if not cleaned.get("role"):
            cleaned["unit"] = None
        return cleaned
