"""Fields that several forms of the club's room share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class LockVersion(forms.IntegerField):
    """The number of the version that was opened, against lost updates."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, min_value=0)


class LongText(forms.CharField):
    """Several lines."""

    def __init__(
        self, *, label: str | _StrPromise, required: bool = True, rows: int = 5, help_text: str | _StrPromise = ""
    ) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(label=label, required=required, widget=widget, help_text=help_text, max_length=20_000)


class StillThere(forms.MultipleChoiceField):
    """Ticks on what there is; one on something that has gone since the page was opened is passed over."""

    def to_python(self, value: Any) -> list[str]:
        return [ticked for ticked in super().to_python(value) if self.valid_value(ticked)]


class StewardField(forms.ChoiceField):
    """One of the stewards who can have the case."""

    def __init__(self, *, label: str | _StrPromise = "", required: bool = True) -> None:
        super().__init__(label=label or _("Steward"), required=required)
