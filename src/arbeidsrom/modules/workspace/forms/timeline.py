"""Writing in the timeline."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.modules.workspace.forms.fields import LongText
from arbeidsrom.modules.workspace.models import EventKind
from arbeidsrom.modules.workspace.models.timeline import WRITTEN_BY_HAND
from arbeidsrom.web.inputs import MomentInput


class TimelineForm(forms.Form):
    """A note, or about a meeting or a phone call."""

    kind = forms.ChoiceField(
        label=_("What is it?"), choices=[(kind.value, kind.label) for kind in WRITTEN_BY_HAND], widget=forms.RadioSelect
    )
    heading = forms.CharField(label=_("Heading"), max_length=200)
    text = LongText(label=_("Text"), required=False)
    happened_at = forms.DateTimeField(label=_("When did it happen?"), widget=MomentInput)

    def __init__(self, *args: Any, now: datetime, **options: Any) -> None:
        options.setdefault("initial", {"kind": EventKind.NOTE, "happened_at": now})
        super().__init__(*args, **options)
        self.now = now

    def clean_happened_at(self) -> datetime:
        moment: datetime = self.cleaned_data["happened_at"]
        if moment > self.now:
            raise ValidationError(gettext("Write what has happened. Use a deadline for what is to come."))
        return moment
