"""Addresses, identifiers and waiting times of outgoing messages."""

from __future__ import annotations

import hashlib
import re
import uuid
from datetime import date, datetime, time, timedelta
from uuid import UUID

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arbeidsrom.lib.jobs import wait
from arbeidsrom.lib.refusals import Refused

KEPT = timedelta(days=14)
APPOINTMENTS_KEPT = timedelta(days=30)
INBOX_KEPT = timedelta(days=365)
RECEIPTS_KEPT = timedelta(days=60)
WEDNESDAY, DIGEST_TIME = 2, time(6)
STUCK_AFTER = timedelta(minutes=5)
MAX_ATTEMPTS = 40
THREADS = uuid.UUID("6f1f8c02-6a3c-5f0e-9a55-6c6b1a3a7f10")
LINE_BREAK = re.compile(r"[\r\n]")


class NotAnAddress(Refused):
    """What was given is no address of that kind."""


def mail_address(text: str) -> str:
    """An e-mail address, or a refusal."""
    address = text.strip()
    try:
        validate_email(address)
    except ValidationError:
        raise NotAnAddress(_("Write an e-mail address, such as name@example.no.")) from None
    return address


def mobile_number(text: str) -> str:
    """A mobile number as +4791234567; Norwegian ones can do without the country code (KL-SHARE-004)."""
    if "@" in text:
        raise NotAnAddress(_("This is an e-mail address. An SMS goes to a mobile phone."))
    try:
        number = phonenumbers.parse(text, "NO")
    except phonenumbers.NumberParseException:
        raise NotAnAddress(_("Write a mobile number, such as 412 34 567 or +46 70 123 45 67.")) from None
    kinds = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
    if not phonenumbers.is_valid_number(number):
        raise NotAnAddress(_("Write a mobile number, such as 412 34 567 or +46 70 123 45 67."))
    if phonenumbers.number_type(number) not in kinds:
        raise NotAnAddress(_("This number cannot receive an SMS. Write a mobile number."))
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def one_line(subject: str) -> str:
    """A subject that cannot add headers."""
    if len(subject.splitlines()) > 1 or LINE_BREAK.search(subject):
        raise ValueError("The subject of a mail is one line.")
    return subject


def message_id(message: UUID, domain: str) -> str:
    """The same for every attempt, so that a mail that is sent twice is one mail to the receiver."""
    return f"<{message}@{domain}>"


def thread_id(about: UUID, recipient: str, domain: str) -> str:
    """What all mails to somebody about one thing refer to; it tells nothing about the thing."""
    seed = hashlib.sha256(f"{about}|{recipient.lower()}".encode()).hexdigest()
    return f"<{uuid.uuid5(THREADS, seed)}@{domain}>"


def next_attempt(attempts: int, now: datetime) -> datetime:
    """When to try again after so many attempts."""
    return now + timedelta(seconds=wait(attempts - 1, first=15, longest=1800))


def digest_moment(wednesday: date) -> datetime:
    """When the digest of that Wednesday closes: in the morning, by the clock on the wall."""
    return timezone.make_aware(datetime.combine(wednesday, DIGEST_TIME), timezone.get_default_timezone())


def digest_day(now: datetime) -> date:
    """The latest Wednesday whose digest has closed (KP-NOTIF-004)."""
    today = timezone.localtime(now, timezone.get_default_timezone()).date()
    latest = today - timedelta(days=(today.weekday() - WEDNESDAY) % 7)
    return latest if digest_moment(latest) <= now else latest - timedelta(days=7)
