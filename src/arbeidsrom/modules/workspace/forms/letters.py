"""Making letters, and bringing templates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.modules.workspace.forms.fields import LongText
from arbeidsrom.modules.workspace.letters.fields import Field, Kind
from arbeidsrom.modules.workspace.letters.merging import MAX_SIZE, FaultyTemplate, check
from arbeidsrom.modules.workspace.models import LetterLanguage
from arbeidsrom.web.inputs import DateInput, offer


class LetterForm(forms.Form):
    """The fields of the template that the case does not answer; each may be left to be written in Word."""

    def __init__(self, *args: Any, asked: Iterable[Field], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self._asked = list(asked)
        for field in self._asked:
            self.fields[field.form_name] = _input(field)
            if field.name == "dato":
                self.initial.setdefault(field.form_name, today)

    def answers(self) -> dict[str, Any]:
        """What was filled in, by the names of the fields."""
        return {field.name: self.cleaned_data[field.form_name] for field in self._asked}


def _input(field: Field) -> forms.Field:
    label = str(field.label)
    if field.kind is Kind.DAY:
        return forms.DateField(label=label, required=False, widget=DateInput)
    if field.kind is Kind.TEXT:
        return LongText(label=label, required=False, rows=5)
    return forms.CharField(label=label, required=False, max_length=300)


class TemplateForm(forms.Form):
    """A Word file with fields, for a club or a union."""

    unit = forms.ModelChoiceField(Unit.objects.none(), to_field_name="public_id", label=_("For whom"))
    name = forms.CharField(label=_("Name of the template"), max_length=120)
    language = forms.ChoiceField(
        label=_("Language of the letter"), choices=LetterLanguage.choices, widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=_("Word file (.docx)"), help_text=_("The file may hold the fields listed on this page, and nothing else.")
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], offered: list[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = units
        offer(self, "unit", [(str(unit.public_id), unit.name) for unit in offered])
        self.initial.setdefault("language", LetterLanguage.BOKMAL)

    def clean_file(self) -> bytes:
        """The file's content, checked as the action will check it again."""
        content: bytes = self.cleaned_data["file"].read(MAX_SIZE + 1)
        try:
            check(content)
        except FaultyTemplate as faulty:
            raise ValidationError(str(faulty)) from faulty
        return content
