"""Who works with a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.modules.workspace.forms.cases import steward_choices
from arbeidsrom.modules.workspace.forms.fields import LongText, StewardField
from arbeidsrom.modules.workspace.queries.stewards import StewardRow
from arbeidsrom.web.inputs import offer


class ChooseStewardForm(forms.Form):
    """One of those who can have the case."""

    position = StewardField()

    def __init__(self, *args: Any, stewards: Sequence[StewardRow], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "position", [("", gettext("Choose a steward")), *steward_choices(stewards)])


class HandOverForm(ChooseStewardForm):
    """To whom, with which words, and whether one still follows the case."""

    note = LongText(label=_("Note to the new responsible"), required=False, rows=4)
    keep_access = forms.BooleanField(label=_("I still want to follow the case"), required=False)


class PlaceCaseForm(ChooseStewardForm):
    """To whom, and with which words."""

    note = LongText(label=_("Note to the new responsible"), required=False, rows=4)


class OfferCasesForm(ChooseStewardForm):
    """Which cases, to whom, and with which words."""

    cases = forms.MultipleChoiceField(label=_("Cases"), widget=forms.CheckboxSelectMultiple)
    note = LongText(label=_("Note to the new responsible"), required=False, rows=4)
    field_order = ("cases", "position", "note")

    def __init__(self, *args: Any, cases: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "cases", cases)


class AskedAbout(forms.MultipleChoiceField):
    """Ticks on cases one was asked about; one who is asked no longer is told so by name, not by a fault of the form."""

    def valid_value(self, value: str) -> bool:
        try:
            UUID(value)
        except ValueError:
            return False
        return True


class AnswerOffersForm(forms.Form):
    """Which of the cases one is asked about, and why not when the answer is no."""

    offers = AskedAbout(label=_("Cases"), widget=forms.CheckboxSelectMultiple)
    reason = LongText(
        label=_("Reason, when you do not take them over"),
        required=False,
        rows=3,
        help_text=_("Kept in the case, where those who have it can read it."),
    )

    def __init__(self, *args: Any, offers: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "offers", offers)


class ConflictForm(forms.Form):
    """Why one must not have the case."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=300,
        help_text=_("Kept in the case, where the others who have it can read it."),
    )


class BarStewardForm(ChooseStewardForm):
    """Which colleague must not have the case, and why."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
