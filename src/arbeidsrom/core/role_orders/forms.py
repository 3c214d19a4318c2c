"""What is asked when a role is ordered, refused or ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.role_orders.actions.ordering import Wanted
from arbeidsrom.lib.periods import day_after
from arbeidsrom.web.inputs import DateInput, offer


class OrderForm(forms.Form):
    """Which role, where, from when to when, and why; for whom has been chosen before."""

    role = forms.ChoiceField(label=_("Role"), error_messages={"required": _("Choose a role.")})
    unit = forms.ChoiceField(
        label=_("Where"),
        help_text=_("The units above the position. Search above for another department of the region."),
        error_messages={
            "required": _("Choose where the role is to hold."),
            "invalid_choice": _("Choose a department of the region."),
        },
    )
    with_subunits = forms.BooleanField(label=_("Also in all units below"), required=False)
    valid_from = forms.DateField(
        label=_("First day"),
        widget=DateInput(),
        error_messages={"required": _("Say on which day the role is to begin.")},
    )
    last_day = forms.DateField(
        label=_("Last day"),
        widget=DateInput(),
        required=False,
        help_text=_("Without it the role is kept as long as its owner finds it needed, once a year."),
    )
    covers = forms.CharField(
        label=_("What the role is to cover"),
        max_length=500,
        required=False,
        help_text=_("For roles that are for some plans or specialities only: name them."),
    )
    reason = forms.CharField(
        label=_("Why the role is needed"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": _("Say why the role is needed: its owner decides by that.")},
    )

    def __init__(self, *given: Any, roles: Iterable[tuple[str, str]], units: Iterable[Unit], **options: Any) -> None:
        super().__init__(*given, **options)
        offer(self, "role", [("", gettext("Choose a role")), *roles])
        offer(self, "unit", [(str(unit.public_id), f"{unit.code} {unit.name}") for unit in units])

    def wanted(self) -> Wanted:
        """What was filled in."""
        said = self.cleaned_data
        last: date | None = said["last_day"]
        return Wanted(
            role=said["role"],
            unit=UUID(said["unit"]),
            with_subunits=said["with_subunits"],
            valid_from=said["valid_from"],
            valid_to=day_after(last),
            covers=said["covers"],
            reason=said["reason"],
        )

    def refuse(self, field: str, sentence: str) -> None:
        """What the program refuses is said at the field it is about."""
        self.add_error(field if field in self.fields else None, sentence)


class RefuseForm(forms.Form):
    """Why the role is not given."""

    answer = forms.CharField(
        label=_("Why the order is refused"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_("Whoever ordered the role, and whoever was to get it, read this."),
        error_messages={"required": _("Say why the order is refused.")},
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput())


class EndForm(forms.Form):
    """Why the role is ended."""

    note = forms.CharField(
        label=_("Why the role is ended"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_("Whoever has the role reads this."),
        error_messages={"required": _("Say why the role is ended.")},
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput())
