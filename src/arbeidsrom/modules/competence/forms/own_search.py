"""What one looks for in one's own plans."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.modules.competence.queries.own_search import Asked
from arbeidsrom.modules.competence.rules.searching import LONGEST
from arbeidsrom.modules.competence.rules.settings import LearningForm
from arbeidsrom.modules.competence.rules.statuses import Shown


class OwnSearchForm(forms.Form):
    """Words, and two filters."""

    q = forms.CharField(label=_("Search in my plans"), required=False, max_length=LONGEST)
    form = forms.ChoiceField(
        label=_("Learning form"),
        choices=[("", pgettext_lazy("filter", "All")), *LearningForm.choices],
        required=False,
    )
    status = forms.ChoiceField(
        label=_("Status"), choices=[("", pgettext_lazy("filter", "All")), *Shown.choices], required=False
    )

    def asked(self) -> Asked:
        """What was asked; what cannot be understood asks for nothing."""
        said = self.cleaned_data
        return Asked(said.get("q", ""), said.get("form", ""), said.get("status", ""))
