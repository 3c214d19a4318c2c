"""What a line of the member register must be."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import pytest

from arbeidsrom.core.imports.member_register.format import COLUMNS, Club, parse
from arbeidsrom.core.imports.reading import Fault, LineRefused
from arbeidsrom.core.imports.tests.register_files import entry
from arbeidsrom.core.membership.register import RegisterLine

TODAY = date(2026, 11, 24)
CLUB = Club(7, uuid.UUID(int=1))


def parsed(*, synthetic: bool = True, **changes: str) -> RegisterLine:
    fields = entry(1, "club", **changes)
    return parse(tuple(fields[name] for name in COLUMNS.all), CLUB, today=TODAY, synthetic=synthetic)


def test_a_line_becomes_a_member() -> None:
    line = parsed()
    assert (line.member_number, line.given_name, line.family_name) == ("100001", "Bjørn", "Aasen")
    assert (line.percent, line.phone, line.tariff_area) == (Decimal("87.50"), "+4790000001", "ks")
    assert (line.club_id, line.tenant, line.left_date) == (7, CLUB.tenant, None)


@pytest.mark.parametrize(
    ("column", "text", "fault"),
    [
        ("medlemsnummer", "", Fault.REQUIRED),
        ("medlemsnummer", "12 34", Fault.NUMBER),
        ("fornavn", "", Fault.REQUIRED),
        ("etternavn", "x" * 101, Fault.TOO_LONG),
        ("fødselsnummer", "12345678901", Fault.IDENTITY_NUMBER),
        ("organisasjonsnummer", "974760674", Fault.NUMBER),
        ("tariffområde", "", Fault.REQUIRED),
        ("tariffområde", "Hydro", Fault.UNKNOWN_CHOICE),
        ("stillingsprosent", "101", Fault.NUMBER),
        ("stillingsprosent", "NaN", Fault.NUMBER),
        ("stillingsprosent", "-1", Fault.NUMBER),
        ("stillingsprosent", "full", Fault.NUMBER),
        ("yrkesaktiv", "kanskje", Fault.YES_NO),
        ("mobil", "ikke oppgitt", Fault.PHONE),
        ("epost", "medlem@", Fault.EMAIL),
        ("epost", "a@b.no, c@d.no", Fault.EMAIL),
        ("medlem_fra", "", Fault.REQUIRED),
        ("medlem_fra", "01.03.2015", Fault.DATE),
        ("medlem_fra", "20150301", Fault.DATE),
        ("medlem_fra", "2015-13-01", Fault.DATE),
        ("medlem_fra", "2015-02-30", Fault.DATE),
        ("medlem_til", "2015-02-28", Fault.DATES_REVERSED),
    ],
)
def test_a_field_that_is_wrong_is_named(column: str, text: str, fault: Fault) -> None:
    with pytest.raises(LineRefused) as refusal:
        parsed(**{column: text})
    assert (refusal.value.fault, refusal.value.column) == (fault, column)


def test_test_numbers_are_refused_in_production() -> None:
    with pytest.raises(LineRefused) as refusal:
        parsed(synthetic=False)
    assert refusal.value.fault is Fault.SYNTHETIC


@pytest.mark.parametrize("column", ["fødselsnummer", "organisasjonsnummer", "stillingsprosent", "mobil", "epost"])
def test_what_is_not_known_may_be_left_out(column: str) -> None:
    assert parsed(**{column: ""}).member_number == "100001"


def test_the_day_after_the_last_one_is_no_longer_membership() -> None:
    assert parsed(medlem_til="2026-11-23").left_date == TODAY
    assert parsed(medlem_til="2026-11-24").left_date is None
