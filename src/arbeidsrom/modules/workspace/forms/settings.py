"""The club's choices, the list of case types, and keeping a case longer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.modules.workspace.actions.settings import CaseTypeDraft
from arbeidsrom.modules.workspace.forms.fields import LockVersion, LongText
from arbeidsrom.modules.workspace.models import CaseType
from arbeidsrom.modules.workspace.rules.case_types import outcomes
from arbeidsrom.web.inputs import DateInput, offer

LANGUAGES = ("nb", "nn", "en")


class ClubSettingsForm(forms.Form):
    """Whether titles are open."""

    titles_open = forms.BooleanField(
        label=_("All stewards of the club can see the titles of all the club's cases"),
        required=False,
        help_text=_("The content stays with the stewards of each case. Without this, others see only the number."),
    )


class CaseTypeForm(forms.Form):
    """A case type: names, retention, outcomes, and the steps with one line each in three languages."""

    key = forms.SlugField(label=_("Key"), max_length=40, help_text=_("Short, in English; cannot be changed later."))
    name_nb = forms.CharField(label=_("Name in Bokmål"), max_length=80)
    name_nn = forms.CharField(label=_("Name in Nynorsk"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    retention_years = forms.IntegerField(label=_("Years to keep a closed case"), min_value=1, max_value=100)
    outcomes = forms.MultipleChoiceField(label=_("Outcomes"), widget=forms.CheckboxSelectMultiple)
    steps_nb = LongText(label=_("Steps in Bokmål"), required=False, help_text=_("One step on each line."))
    steps_nn = LongText(label=_("Steps in Nynorsk"), required=False)
    steps_en = LongText(label=_("Steps in English"), required=False)
    order = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=999)
    is_offered = forms.BooleanField(label=_("Offered for new cases"), required=False, initial=True)
    lock_version = LockVersion()

    def __init__(self, *args: Any, case_type: CaseType | None = None, **options: Any) -> None:
        if case_type is not None:
            options["initial"] = _initial(case_type)
        super().__init__(*args, **options)
        offer(self, "outcomes", [(key, str(label)) for key, label in outcomes().items()])
        if case_type is not None:
            self.fields["key"].disabled = True
        else:
            self.fields["lock_version"].required = False

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if self.fields["key"].disabled:
            return key
        if key == "new":
            raise ValidationError(gettext("“new” is an address of its own. Choose another key."))
        if CaseType.objects.filter(key=key).exists():
            raise ValidationError(gettext("There is a case type with this key already."))
        return key

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        lines = {language: _lines(data.get(f"steps_{language}", "")) for language in LANGUAGES}
        if len({len(found) for found in lines.values()}) > 1:
            raise ValidationError(gettext("Write the same number of steps in each language."))
        data["steps"] = [dict(zip(LANGUAGES, step, strict=True)) for step in zip(*lines.values(), strict=True)]
        return data

    def draft(self) -> CaseTypeDraft:
        """What was filled in."""
        data = self.cleaned_data
        names = ("key", "name_nb", "name_nn", "name_en", "retention_years", "outcomes", "steps", "is_offered", "order")
        return CaseTypeDraft(**{name: data[name] for name in names})


def _initial(case_type: CaseType) -> dict[str, Any]:
    names = ("key", "name_nb", "name_nn", "name_en", "retention_years", "outcomes", "order", "is_offered")
    steps = {f"steps_{each}": "\n".join(step[each] for step in case_type.steps) for each in LANGUAGES}
    return {**{name: getattr(case_type, name) for name in names}, **steps, "lock_version": case_type.lock_version}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class KeepLongerForm(forms.Form):
    """Until when, and why."""

    until = forms.DateField(label=_("Keep until"), widget=DateInput)
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("It is sealed with the case."))
