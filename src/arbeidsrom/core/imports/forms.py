"""Uploading a file, and confirming what it would do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.organisation.models import Unit


class UploadForm(forms.Form):
    """A file of the register, and the part of the organisation it is for."""

    unit = forms.TypedChoiceField(
        label=_("The file is for"),
        help_text=_("All members there must be in the file: those who are not have left."),
    )
    file = forms.FileField(label=_("File (CSV, UTF-8)"), help_text=_("It is kept sealed until it has been read."))

    def __init__(self, *given: Any, units: Sequence[Unit], **options: Any) -> None:
        super().__init__(*given, **options)
        by_id = {str(unit.public_id): unit for unit in units}
        field = self.fields["unit"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101
        field.choices, field.coerce = [(key, unit.name) for key, unit in by_id.items()], by_id.__getitem__
        self.fields["file"].widget.attrs["accept"] = ".csv,text/csv"


class ConfirmForm(forms.Form):
    """That somebody has read why the run stopped."""

    confirmed = forms.BooleanField(label=_("I have read why the import stopped, and it is right."))
