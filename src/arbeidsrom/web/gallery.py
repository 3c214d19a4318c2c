"""What the page of components shows: one of each, with long names and awkward values."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arbeidsrom.web.components.icons import CHOSEN
from arbeidsrom.web.components.pager import Pages
from arbeidsrom.web.status import Status

LONG_NAME = "Anne-Margrethe Sørensen-Øvregård Kristoffersen Vangberg-Lie"


class ExampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Name"), help_text=_("As in the national register"))
    email = forms.EmailField(label=_("E-mail"))
    note = forms.CharField(label=_("Note"), widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(label=_("Choice"), choices=[("a", "A"), ("b", "B")])
    way = forms.ChoiceField(label=_("Way"), choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(
        label=_("Several"), choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple, required=False
    )
    agree = forms.BooleanField(label=_("I have read this"))


def context() -> dict[str, Any]:
    """Everything the page needs."""
    return {
        "form": ExampleForm({"name": LONG_NAME, "email": "ase.example.no", "kind": "a"}),
        "icons": CHOSEN,
        "statuses": [
            Status(_("Neutral"), "neutral"),
            Status(_("Information"), "info"),
            Status(_("Success"), "success"),
            Status(_("Warning"), "warning"),
            Status(_("Danger"), "danger"),
        ],
        "pages": Pages(6, 42, lambda number: f"?page={number}"),
        "long_name": LONG_NAME,
        "day": date(2026, 11, 24),
        "when": datetime(2026, 11, 24, 13, 5, tzinfo=UTC),
        "much": 1_234_567,
    }
