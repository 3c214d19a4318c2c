"""How long members and messages are kept; how a message is put together, and whom it reaches: pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Protocol, TypeVar

KEPT_AFTER_LEAVING = timedelta(days=365)
MESSAGES_KEPT = timedelta(days=365)
SMS_PART = 153
SMS_SINGLE = 160
SMS_PART_UNICODE = 67
SMS_SINGLE_UNICODE = 70
GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_DOUBLE = frozenset("^{}\\[~]|€")


class Reachable(Protocol):
    """Somebody with an address, a number, both or neither."""

    @property
    def email(self) -> str: ...

    @property
    def phone(self) -> str: ...


Somebody = TypeVar("Somebody", bound=Reachable)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes, as the members see it."""

    name: str
    position: str
    email: str


def reached(people: Iterable[Somebody], channel: str) -> tuple[list[Somebody], list[Somebody]]:
    """Those who can be reached this way, and those who cannot. Two with one address both get the message."""
    with_address: list[Somebody] = []
    without: list[Somebody] = []
    for person in people:
        (with_address if address_of(person, channel) else without).append(person)
    return with_address, without


def address_of(person: Reachable, channel: str) -> str:
    """Where the person is reached."""
    return person.email if channel == "mail" else person.phone


def signed(text: str, sender: Sender) -> str:
    """The message as it arrives: with the name of the sender and the office below."""
    return f"{text.strip()}\n\n{sender.name}\n{sender.position}".rstrip()


def sms_parts(text: str) -> int:
    """How many SMS the text is sent and paid as."""
    if all(letter in GSM_7 or letter in GSM_7_DOUBLE for letter in text):
        length = len(text) + sum(letter in GSM_7_DOUBLE for letter in text)
        return 1 if length <= SMS_SINGLE else -(-length // SMS_PART)
    length = len(text.encode("utf-16-le")) // 2
    return 1 if length <= SMS_SINGLE_UNICODE else -(-length // SMS_PART_UNICODE)


def without_zeros(percent: Decimal) -> Decimal:
    """80.00 as 80, and 87.50 as 87.5."""
    whole = percent.to_integral_value()
    return whole if percent == whole else percent.normalize()
