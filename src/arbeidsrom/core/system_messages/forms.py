"""The forms of those who write and send system messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.system_messages.actions.writing import Wording
from arbeidsrom.core.system_messages.faults import FIELDS, SENTENCES
from arbeidsrom.core.system_messages.models import SystemMessage
from arbeidsrom.core.system_messages.rules import MOST_VIDEOS, TITLE_LENGTH, Fault, is_https
from arbeidsrom.core.system_messages.wording import refused_links
from arbeidsrom.web.inputs import DateInput, MomentInput

LONGEST_TEXT = 20_000


class MessageForm(forms.Form):
    """What a message says, how, from whom and when (KP-MSG-002 to 008). A draft may lack anything."""

    needed_sometimes = ("title", "content", "sender", "visible_until")
    """Asked for when it is to be sent."""

    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=TITLE_LENGTH,
        help_text=_("At most 50 characters, spaces included."),
        widget=forms.TextInput(attrs={"data-counted": "title-count"}),
    )
    content = forms.CharField(
        label=_("Content of the message"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "An empty line begins a new paragraph. Two stars around words make them **bold**, a hyphen at the "
            "beginning of a line makes a list, # makes a heading, and [words](https://…) a link. Links must begin with https://."
        ),
    )
    videos = forms.CharField(
        label=_("Links to videos"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One on each line, at most five. They must begin with https://."),
    )
    sender = forms.CharField(
        label=_("Sender"), required=False, max_length=100, help_text=_("Who is shown as the sender of the message.")
    )
    important = forms.BooleanField(
        label=_("Important message"),
        required=False,
        help_text=_(
            "Yellow instead of blue, and it stays under «Messages» of the recipients until its visibility period ends."
        ),
    )
    send_at = forms.DateTimeField(
        label=_("Date and time of sending"),
        required=False,
        widget=MomentInput,
        help_text=_("Left empty, the message is sent as soon as the recipients are confirmed."),
    )
    visible_until = forms.DateField(
        label=pgettext_lazy("system message", "Visible until"),
        required=False,
        widget=DateInput,
        help_text=_("The last day of the visibility period, that day included."),
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def clean_content(self) -> str:
        """Links must be https (KP-MSG-016)."""
        written: str = self.cleaned_data["content"]
        if wrong := refused_links(written):
            raise forms.ValidationError(_not_https(wrong))
        return written

    def clean_videos(self) -> tuple[str, ...]:
        """One address a line."""
        lines = tuple(line.strip() for line in self.cleaned_data["videos"].splitlines() if line.strip())
        if wrong := [line for line in lines if not is_https(line)]:
            raise forms.ValidationError(_not_https(wrong))
        if len(lines) > MOST_VIDEOS or any(len(line) > 500 for line in lines):
            raise forms.ValidationError(gettext("At most five links, each of at most 500 characters."))
        return lines

    def clean(self) -> dict[str, Any]:
        """The period does not end before the date of sending (KP-MSG-012)."""
        data = super().clean() or {}
        until, send_at = data.get("visible_until"), data.get("send_at")
        if until and until < timezone.localdate(send_at):
            self.add_error("visible_until", str(SENTENCES[Fault.PERIOD_TOO_SHORT]))
        return data

    def wording(self) -> Wording:
        """What was written."""
        data = self.cleaned_data
        return Wording(
            title=data["title"],
            content=data["content"],
            videos=data["videos"],
            sender=data["sender"],
            important=data["important"],
            send_at=data["send_at"],
            visible_until=data["visible_until"],
        )

    def add_faults(self, faults: Sequence[Fault]) -> None:
        """What stands in the way of sending, each at its field."""
        for fault in faults:
            self.add_error(FIELDS.get(fault), str(SENTENCES[fault]))


def _not_https(addresses: Sequence[str]) -> str:
    return gettext("Links must begin with https://. Not so: %(addresses)s") % {"addresses": ", ".join(addresses)}


def written(message: SystemMessage) -> dict[str, Any]:
    """The message as the form shows it."""
    return {
        "title": message.title,
        "content": message.content,
        "videos": "\n".join(message.videos),
        "sender": message.sender,
        "important": message.important,
        "send_at": message.send_at,
        "visible_until": message.visible_until,
        "lock_version": message.lock_version,
    }


class FileForm(forms.Form):
    """A picture or an attachment."""

    file = forms.FileField(label=_("File"))
    description = forms.CharField(
        label=_("What the picture shows"),
        required=False,
        max_length=200,
        help_text=_(
            "Written for those who do not see it. With a description the picture is shown in the message, else it "
            "is an attachment."
        ),
    )
