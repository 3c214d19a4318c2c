"""What a signer fills in: a comment, and when declining a reason."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from arbeidsrom.modules.competence.models import DeclineReason


class DecisionForm(forms.Form):
    """The comment is optional when signing and must be there when declining, as must the reason."""

    needed_sometimes = ("reason", "comment")

    comment = forms.CharField(
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2_000,
        help_text=_("Must be filled in when you decline; the employee reads it. At most 2,000 characters."),
    )
    reason = forms.ChoiceField(
        label=_("Reason for declining"),
        choices=[("", "–"), *DeclineReason.choices],
        required=False,
    )
