"""What of a plan is to be printed."""

from __future__ import annotations

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Extent(models.TextChoices):
    """How much is printed of each requirement (KP-PRINT-003)."""

    SUMMARY = "summary", pgettext_lazy("print", "Summary")
    DETAILED = "detailed", pgettext_lazy("print", "Detailed version")


class PrintForm(forms.Form):
    """A summary or a detailed version, with or without the checklists (KP-PRINT-002, 003)."""

    needed_sometimes = ("extent", "checklists")

    extent = forms.ChoiceField(
        label=_("What do you want to print?"), choices=Extent.choices, widget=forms.RadioSelect(), required=False
    )
    checklists = forms.BooleanField(label=_("With checklists"), required=False)

    @property
    def is_detailed(self) -> bool:
        """Whether everything about each requirement is asked for; otherwise the summary."""
        return self.is_valid() and self.cleaned_data["extent"] == Extent.DETAILED

    @property
    def has_checklists(self) -> bool:
        """Whether the check points are asked for."""
        return self.is_valid() and bool(self.cleaned_data["checklists"])

    @property
    def chosen(self) -> dict[str, str]:
        """The same as an address says it."""
        extent = Extent.DETAILED if self.is_detailed else Extent.SUMMARY
        return {"extent": extent.value} | ({"checklists": "on"} if self.has_checklists else {})
