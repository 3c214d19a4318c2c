"""Fields for how a receiver is reached, kept in one way of writing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.notifications.rules import NotAnAddress, mail_address, mobile_number


class EmailField(forms.CharField):
    """An e-mail address, or nothing."""

    def __init__(self) -> None:
        super().__init__(label=_("E-mail address"), max_length=254, required=False)

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        try:
            return mail_address(typed) if typed.strip() else ""
        except NotAnAddress as error:
            raise forms.ValidationError(error.args[0]) from error


class MobileField(forms.CharField):
    """A mobile number that can get an SMS, or nothing."""

    def __init__(self, *, help_text: Any = "") -> None:
        super().__init__(label=_("Mobile phone"), max_length=40, required=False, help_text=help_text)

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        try:
            return mobile_number(typed) if typed.strip() else ""
        except NotAnAddress as error:
            raise forms.ValidationError(error.args[0]) from error
