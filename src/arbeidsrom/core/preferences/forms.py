"""What a person can choose about the program itself."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.preferences.models import Look

LONGEST_QUERY = 4000
NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}


class PreferencesForm(forms.Form):
    """Language and look."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=[(code, NAMES.get(code, name)) for code, name in settings.LANGUAGES],
        widget=forms.RadioSelect,
    )
    look = forms.ChoiceField(label=_("Look"), choices=Look.choices, widget=forms.RadioSelect)


class OpeningViewForm(forms.Form):
    """A way to look at a list that it opens with; no query means as it was made."""

    listing = forms.CharField(max_length=80)
    query = forms.CharField(max_length=LONGEST_QUERY, required=False)


class SavedViewForm(forms.Form):
    """A way to look at a list, with a name."""

    listing = forms.CharField(max_length=80)
    name = forms.CharField(max_length=60)
    query = forms.CharField(max_length=LONGEST_QUERY, required=False)
