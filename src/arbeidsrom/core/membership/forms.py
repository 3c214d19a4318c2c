"""What stewards write to and about members."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.membership.models import Channel

LONGEST_SMS = 640


class NoteForm(forms.Form):
    """The club's note about a member."""

    text = forms.CharField(
        label=_("The club's note"),
        help_text=_("Only what the club needs for its work. The member can ask to see it."),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class MessageForm(forms.Form):
    """A message to members, and the id that keeps it from being sent twice."""

    channel = forms.ChoiceField(
        label=_("Send as"), choices=Channel.choices, widget=forms.RadioSelect, initial=Channel.MAIL.value
    )
    subject = forms.CharField(
        label=_("Subject"),
        help_text=_("For e-mail. It can be read on locked screens: name nobody."),
        required=False,
        max_length=120,
    )
    text = forms.CharField(
        label=_("Message"),
        help_text=_("Your name and office are put below."),
        max_length=10_000,
        widget=forms.Textarea({"rows": 8}),
    )
    message_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("channel") == Channel.MAIL and not given.get("subject"):
            self.add_error("subject", _("Write a subject."))
        if given.get("channel") == Channel.SMS and len(given.get("text", "")) > LONGEST_SMS:
            self.add_error("text", _("An SMS can have %(most)s letters at most.") % {"most": LONGEST_SMS})
        return given
