"""Finding the member whose request is to be answered."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class FindMemberForm(forms.Form):
    """Exactly one member, by number: no list to look around in."""

    number = forms.CharField(label=_("Member number"), max_length=20)
