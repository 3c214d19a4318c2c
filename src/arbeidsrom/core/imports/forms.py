"""Uploading a file, and confirming what it would do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.imports.registry import Register
from arbeidsrom.core.organisation.models import Unit


class UploadForm(forms.Form):
    """A file of a register, and the part of the organisation it is for."""

    register = forms.ChoiceField(label=_("The file holds"))
    unit = forms.TypedChoiceField(
        label=_("The file is for"),
        help_text=_("Everybody there must be in the file: those who are not have left."),
    )
    file = forms.FileField(
        label=_("File (CSV in UTF-8, or a ZIP archive from the HR system)"),
        help_text=_("It is kept sealed until it has been read."),
    )

    def __init__(self, *given: Any, registers: Sequence[Register], units: Sequence[Unit], **options: Any) -> None:
        super().__init__(*given, **options)
        by_id = {str(unit.public_id): unit for unit in units}
        field, register = self.fields["unit"], self.fields["register"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101
        assert isinstance(register, forms.ChoiceField)  # noqa: S101
        field.choices, field.coerce = [(key, unit.name) for key, unit in by_id.items()], by_id.__getitem__
        register.choices = [(each.key, each.label) for each in registers]
        if len(registers) == 1:
            register.required, register.widget = False, forms.HiddenInput()
            register.initial = registers[0].key
        self.fields["file"].widget.attrs["accept"] = ".csv,.zip,text/csv,application/zip"

    def clean_register(self) -> str:
        """The only one there is, when there is no choice."""
        register: Any = self.fields["register"]
        return str(self.cleaned_data["register"] or register.initial)


class AnnounceForm(forms.Form):
    """Changes announced in advance, a line each (KP-PREREG-003)."""

    lines = forms.CharField(
        label=_("Changes, one a line"),
        help_text=_(
            "Employee number; cost centre now; new cost centre; date, such as 100234;1010101;1010203;2027-01-01"
        ),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        max_length=200_000,
    )


class ConfirmForm(forms.Form):
    """That somebody has read why the run stopped."""

    confirmed = forms.BooleanField(label=_("I have read why the import stopped, and it is right."))
