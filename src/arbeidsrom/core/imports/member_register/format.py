"""The file of the member register: its columns, and what a line must be (docs/how-to/import-members.md)."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple, TypeVar
from uuid import UUID

from stdnum.no import orgnr

from arbeidsrom.core.imports.reading import Columns, Fault, LineRefused
from arbeidsrom.core.membership.models import TariffArea
from arbeidsrom.core.membership.register import RegisterLine
from arbeidsrom.lib import identity_number, norwegian

COLUMNS = Columns(
    required=("medlemsnummer", "fornavn", "etternavn", "klubb", "tariffområde", "medlem_fra"),
    optional=(
        "fødselsnummer",
        "arbeidsgiver",
        "organisasjonsnummer",
        "arbeidssted",
        "stilling",
        "stillingsprosent",
        "yrkesaktiv",
        "mobil",
        "epost",
        "medlem_til",
    ),
)

NUMBER, CLUB, LAST_DAY = (COLUMNS.all.index(name) for name in ("medlemsnummer", "klubb", "medlem_til"))

TARIFF_AREAS = {
    "ks": TariffArea.KS,
    "oslo": TariffArea.OSLO,
    "oslo kommune": TariffArea.OSLO,
    "spekter": TariffArea.SPEKTER,
    "spekter helse": TariffArea.HEALTH,
    "staten": TariffArea.STATE,
    "virke": TariffArea.VIRKE,
    "nho": TariffArea.NHO,
    "ka": TariffArea.KA,
    "samfo": TariffArea.SAMFO,
    "andre": TariffArea.OTHER,
}
YES_NO = {"ja": True, "nei": False, "": True}

Choice = TypeVar("Choice")
_MEMBER_NUMBER = re.compile(r"[0-9A-ZÆØÅ-]{1,20}")
_EMAIL = re.compile(r"[^@\s;,<>\"]{1,64}@[^@\s;,<>\"]+\.[^@\s;,<>\".]{2,}")
_PHONE = re.compile(r"\+?[0-9 ()-]{5,20}")


class Club(NamedTuple):
    """Where a club stands: all that a line's club code leads to."""

    id: int
    tenant: UUID


def is_member_number(text: str) -> bool:
    """Whether a line tells whom it is about."""
    return _MEMBER_NUMBER.fullmatch(text) is not None


def parse(fields: tuple[str, ...], club: Club, *, today: date, synthetic: bool) -> RegisterLine:
    """The line as the register means it, or ``LineRefused`` naming the field."""
    text = dict(zip(COLUMNS.all, fields, strict=True))
    since = _date(text, "medlem_fra")
    left = _last_day(text, since)
    return RegisterLine(
        member_number=_member_number(text),
        given_name=_text(text, "fornavn", 100, required=True),
        family_name=_text(text, "etternavn", 100, required=True),
        club_id=club.id,
        tenant=club.tenant,
        tariff_area=_choice(text, "tariffområde", TARIFF_AREAS),
        member_since=since,
        identity_number=_identity_number(text["fødselsnummer"], synthetic=synthetic),
        employer=_text(text, "arbeidsgiver", 200),
        employer_number=_organisation_number(text["organisasjonsnummer"]),
        workplace=_text(text, "arbeidssted", 200),
        position_title=_text(text, "stilling", 200),
        percent=_percent(text["stillingsprosent"]),
        occupationally_active=_choice(text, "yrkesaktiv", YES_NO),
        phone=_phone(text["mobil"]),
        email=_email(text["epost"]),
        left_date=left if left is not None and left <= today else None,
    )


def has_left(last_day: str, today: date) -> bool:
    """Whether a line's last day, as it stands in the file, is behind us."""
    return bool(last_day) and last_day < today.isoformat()


def _member_number(text: dict[str, str]) -> str:
    number = text["medlemsnummer"]
    if not number:
        raise LineRefused(Fault.REQUIRED, "medlemsnummer")
    if not is_member_number(number):
        raise LineRefused(Fault.NUMBER, "medlemsnummer")
    return number


def _text(text: dict[str, str], column: str, longest: int, *, required: bool = False) -> str:
    value = text[column]
    if required and not value:
        raise LineRefused(Fault.REQUIRED, column)
    if len(value) > longest:
        raise LineRefused(Fault.TOO_LONG, column)
    return value


def _date(text: dict[str, str], column: str) -> date:
    value = text[column]
    if not value:
        raise LineRefused(Fault.REQUIRED, column)
    try:
        if len(value) != 10:
            raise ValueError(value)
        return date.fromisoformat(value)
    except ValueError as error:
        raise LineRefused(Fault.DATE, column) from error


def _last_day(text: dict[str, str], since: date) -> date | None:
    """The first day that is no longer membership: the day after the last one."""
    if not text["medlem_til"]:
        return None
    last = _date(text, "medlem_til")
    if last < since:
        raise LineRefused(Fault.DATES_REVERSED, "medlem_til")
    return date.fromordinal(last.toordinal() + 1)


def _choice(text: dict[str, str], column: str, choices: dict[str, Choice]) -> Choice:
    value = text[column].lower()
    if value not in choices:
        raise LineRefused(
            Fault.REQUIRED if not value else Fault.YES_NO if choices is YES_NO else Fault.UNKNOWN_CHOICE, column
        )
    return choices[value]


def _identity_number(text: str, *, synthetic: bool) -> str:
    if not text:
        return ""
    try:
        return identity_number.parse(text, synthetic=synthetic).digits
    except identity_number.InvalidIdentityNumber as refusal:
        is_test = refusal.fault is identity_number.Fault.SYNTHETIC
        raise LineRefused(Fault.SYNTHETIC if is_test else Fault.IDENTITY_NUMBER, "fødselsnummer") from None


@lru_cache(maxsize=10_000)
def _organisation_number(text: str) -> str:
    number = text.replace(" ", "")
    if number and not orgnr.is_valid(number):
        raise LineRefused(Fault.NUMBER, "organisasjonsnummer")
    return number


def _percent(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        percent = Decimal(text.removesuffix("%").strip().replace(",", "."))
    except InvalidOperation as error:
        raise LineRefused(Fault.NUMBER, "stillingsprosent") from error
    if not (percent.is_finite() and 0 <= percent <= 100):
        raise LineRefused(Fault.NUMBER, "stillingsprosent")
    return round(percent, 2)


def _phone(text: str) -> str:
    if text and not _PHONE.fullmatch(text):
        raise LineRefused(Fault.PHONE, "mobil")
    return norwegian.phone_index(text)


def _email(text: str) -> str:
    if text and (len(text) > 254 or not _EMAIL.fullmatch(text)):
        raise LineRefused(Fault.EMAIL, "epost")
    return text
