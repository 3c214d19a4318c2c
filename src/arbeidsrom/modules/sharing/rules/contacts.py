"""Where link and code go: an e-mail address and a mobile phone, never one in the other's place (KL-SHARE-004)."""

from __future__ import annotations

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumberFormat, PhoneNumberType

_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
_valid_email = EmailValidator()


class NoMobile(ValueError):
    """A whole sentence says why no SMS can be sent there."""


class NoEmail(ValueError):
    """A whole sentence says why no e-mail can be sent there."""


def read_mobile(typed: str) -> str:
    """The mobile number in international form; Norwegian when no country is given."""
    if "@" in typed:
        raise NoMobile(_("This is an e-mail address. The code is sent to a mobile phone and never by e-mail."))
    try:
        number = phonenumbers.parse(typed.strip(), "NO")
    except phonenumbers.NumberParseException as error:
        raise NoMobile(_("Write a mobile number, such as 412 34 567 or +46 70 123 45 67.")) from error
    if not phonenumbers.is_valid_number(number):
        raise NoMobile(_("Write a mobile number, such as 412 34 567 or +46 70 123 45 67."))
    if phonenumbers.number_type(number) not in _MOBILE:
        raise NoMobile(_("This number cannot receive an SMS. Write a mobile number."))
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def shown_mobile(number: str) -> str:
    """The number as people write it."""
    if not number:
        return ""
    parsed = phonenumbers.parse(number, "NO")
    home = parsed.country_code == 47
    return phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL)


def read_email(typed: str) -> str:
    """The e-mail address, without spaces around it."""
    address = typed.strip()
    try:
        _valid_email(address)
    except ValidationError as error:
        raise NoEmail(_("Write an e-mail address, such as name@example.no.")) from error
    return address
