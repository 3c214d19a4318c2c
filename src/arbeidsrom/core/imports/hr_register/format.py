"""The files of the HR system: their columns, and what a line must be (docs/how-to/import-employees.md)."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from arbeidsrom.core.imports.reading import Columns, Fault, LineRefused
from arbeidsrom.core.organisation.models import Category, UnitKind
from arbeidsrom.lib import identity_number, norwegian

POSITIONS = Columns(
    required=("ansattnummer", "fødselsnummer", "fornavn", "etternavn", "foretak", "kostnadssted", "fra"),
    optional=(
        *("til", "stilling", "stillingskode", "stillingsprosent", "kategori", "leder", "hpr"),
        *("epost", "mobil"),
    ),
)
UNITS = Columns(required=("kode", "navn", "type"), optional=("over", "organisasjonsnummer"))
ABSENCES = Columns(required=("ansattnummer", "foretak", "kostnadssted", "fra"), optional=("til",))

KINDS = {
    "region": UnitKind.REGION,
    "foretak": UnitKind.TRUST,
    "klinikk": UnitKind.CLINIC,
    "avdeling": UnitKind.DEPARTMENT,
    "kostnadssted": UnitKind.COST_CENTRE,
    "kommune": UnitKind.MUNICIPALITY,
    "sektor": UnitKind.SECTOR,
    "enhet": UnitKind.SECTION,
}
CATEGORIES = {
    "": "",
    "lis": Category.SPECIALTY_REGISTRAR.value,
    "lis1": Category.FIRST_PART.value,
    "lærling": Category.APPRENTICE.value,
}
_NUMBER = re.compile(r"[0-9A-Za-zÆØÅæøå_-]{1,40}")
_PROFESSIONAL = re.compile(r"[0-9]{1,9}")
_EMAIL = re.compile(r"[^@\s;,<>\"]{1,64}@[^@\s;,<>\"]+\.[^@\s;,<>\".]{2,}")
_PHONE = re.compile(r"\+?[0-9 ()-]{5,20}")


class Employed(NamedTuple):
    """What a line of the file of positions says, in the open: it lives in memory only."""

    employee_number: str
    identity_number: str
    given_name: str
    family_name: str
    employer_code: str
    unit_code: str
    starts_on: date
    ends_on: date | None
    title: str
    job_code: str
    percent: Decimal | None
    category: str
    leader_number: str
    professional_number: str
    email: str
    mobile: str


class UnitLine(NamedTuple):
    """What a line of the file of units says."""

    code: str
    name: str
    kind: str
    parent_code: str
    organisation_number: str


def parse_position(fields: tuple[str, ...], *, synthetic: bool) -> Employed:
    """The line as the HR system means it, or ``LineRefused`` naming the field."""
    (number, identity, given, family, employer, unit, starts, ends, title, job_code) = fields[:10]
    (percent, category, leader, professional, email, mobile) = fields[10:]
    starts_on, ends_on = day(starts, "fra"), day(ends, "til") if ends else None
    if ends_on is not None and ends_on < starts_on:
        raise LineRefused(Fault.DATES_REVERSED, "til")
    if (known := CATEGORIES.get(category.lower())) is None:
        raise LineRefused(Fault.UNKNOWN_CHOICE, "kategori")
    return Employed(
        _coded(number, "ansattnummer"),
        _identity_number(identity, synthetic=synthetic),
        _text(given, "fornavn", 100, required=True),
        _text(family, "etternavn", 100, required=True),
        employer,
        unit,
        starts_on,
        ends_on,
        _text(title, "stilling", 200),
        _text(job_code, "stillingskode", 20),
        _percent(percent) if percent else None,
        known,
        _coded(leader, "leder") if leader else "",
        _shaped(professional, "hpr", _PROFESSIONAL, Fault.NUMBER) if professional else "",
        _shaped(email, "epost", _EMAIL, Fault.EMAIL) if email else "",
        norwegian.phone_index(_shaped(mobile, "mobil", _PHONE, Fault.PHONE)) if mobile else "",
    )


def parse_unit(fields: tuple[str, ...]) -> UnitLine:
    """A unit, or ``LineRefused``."""
    code, name, kind, parent, organisation_number = fields
    if kind.lower() not in KINDS:
        raise LineRefused(Fault.UNKNOWN_CHOICE if kind else Fault.REQUIRED, "type")
    if len(organisation_number) > 9:
        raise LineRefused(Fault.TOO_LONG, "organisasjonsnummer")
    return UnitLine(
        _coded(code, "kode"),
        _text(name, "navn", 200, required=True),
        KINDS[kind.lower()].value,
        _coded(parent, "over") if parent else "",
        organisation_number,
    )


def is_employee_number(text: str) -> bool:
    """Whether a line tells whom it is about."""
    return _NUMBER.fullmatch(text) is not None


def _coded(text: str, column: str) -> str:
    if not text:
        raise LineRefused(Fault.REQUIRED, column)
    if _NUMBER.fullmatch(text) is None:
        raise LineRefused(Fault.NUMBER, column)
    return text


def _shaped(text: str, column: str, shape: re.Pattern[str], fault: Fault) -> str:
    if shape.fullmatch(text) is None or len(text) > 254:
        raise LineRefused(fault, column)
    return text


def _text(text: str, column: str, longest: int, *, required: bool = False) -> str:
    if required and not text:
        raise LineRefused(Fault.REQUIRED, column)
    if len(text) > longest:
        raise LineRefused(Fault.TOO_LONG, column)
    return text


def day(text: str, column: str) -> date:
    """A date such as 2026-11-22."""
    if not text:
        raise LineRefused(Fault.REQUIRED, column)
    try:
        return _date(text)
    except ValueError as error:
        raise LineRefused(Fault.DATE, column) from error


@lru_cache(maxsize=50_000)
def _date(text: str) -> date:
    if len(text) != len("2026-11-22"):
        raise ValueError(text)
    return date.fromisoformat(text)


def _identity_number(text: str, *, synthetic: bool) -> str:
    if not text:
        raise LineRefused(Fault.REQUIRED, "fødselsnummer")
    try:
        return identity_number.parse(text, synthetic=synthetic).digits
    except identity_number.InvalidIdentityNumber as refusal:
        is_test = refusal.fault is identity_number.Fault.SYNTHETIC
        raise LineRefused(Fault.SYNTHETIC if is_test else Fault.IDENTITY_NUMBER, "fødselsnummer") from None


def _percent(text: str) -> Decimal:
    value = _decimal(text)
    if value is None:
        raise LineRefused(Fault.NUMBER, "stillingsprosent")
    return value


@lru_cache(maxsize=20_000)
def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return round(value, 2) if value.is_finite() and 0 <= value <= 200 else None
