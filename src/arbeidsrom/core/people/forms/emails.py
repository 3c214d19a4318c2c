"""What is written to employees."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class EmailForm(forms.Form):
    """An e-mail without a subject or without a text is none (KP-LIMP-038)."""

    subject = forms.CharField(
        label=_("Subject"),
        help_text=_("The subject can be read on locked screens. Name nobody."),
        max_length=120,
        error_messages={"required": _("Write a subject.")},
    )
    text = forms.CharField(
        label=_("Message"),
        help_text=_("Your name and your position are put below it."),
        max_length=10_000,
        widget=forms.Textarea({"rows": 8}),
        error_messages={"required": _("Write a message.")},
    )

    def clean_subject(self) -> str:
        """One line, whatever was pasted into it."""
        return " ".join(self.cleaned_data["subject"].split())
