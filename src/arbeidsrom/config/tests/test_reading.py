"""Where people are sent by what a variable says: nothing but the address that was meant is understood."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from arbeidsrom.config import reading

NAME = "ARBEIDSROM_LEARNING_PORTAL"


def read(monkeypatch: pytest.MonkeyPatch, given: str) -> str:
    monkeypatch.setenv(NAME, given)
    address = reading.address_with(NAME, "{course}")
    reading.refuse_what_is_wrong()
    return address


@pytest.mark.parametrize(
    "address",
    [
        "https://laering.example.no/kurs/{course}",
        "http://laering.example.no/{course}",
        "https://laering.example.no:8443/kurs/{course}/start?fra=rom#topp",
        "https://laering.example.no/kurs?id={course}",
        "https://laering.example.no?id={course}",
        "https://l-1.example.no/%C3%A5pne/kurs;id={course}",
        "https://10.0.0.7/{course}",
        "https://[2001:db8::7]:8443/{course}",
        "https://laering/{course}",
        "https://laering.example.no/sso?til=@kurs/{course}",
    ],
)
def test_an_address_with_a_place_behind_the_host_is_understood(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    assert read(monkeypatch, address) == address
    assert read(monkeypatch, f"  {address}\n") == address


def test_none_at_all_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, "") == ""


@pytest.mark.req("PL-MOD-003")
@pytest.mark.parametrize(
    "address",
    [
        "laering.example.no/kurs/{course}",
        "//laering.example.no/{course}",
        "ftp://laering.example.no/{course}",
        "javascript://laering.example.no/{course}",
        "HTTPS://laering.example.no/{course}",
        "https:/laering.example.no/{course}",
        "https:///kurs/{course}",
        "https://?id={course}",
        "https://laering.example.no",
        "https://laering.example.no/kurs/",
        "https://laering.example.no/kurs/{kurs}",
        "https://laering.example.no/{{course}}",
        "https://laering.example.no/{cou{course}rse}",
        "https://laering.example.no/{course}/{course}",
        "https://laering.example.no/{course}?id={course}",
        "https://laering.example.no/{course}#{course}",
        "https://laering.example.no/#/kurs/{course}",
        "https://{course}/kurs",
        "https://{course}/kurs/{course}",
        "https://laering.example.no{course}",
        "https://laering.example.no.{course}/kurs",
        "https://laering.example.no:{course}/kurs",
        "https://laering.example.no:/{course}",
        "https://laering.example.no:https/{course}",
        "https://laering.example.no:99999/{course}",
        "https://laering.example.no:0/{course}",
        "https://laering.example.no:443:443/{course}",
        "https://laering.example.no:-1/{course}",
        "https://rom@laering.example.no/{course}",
        "https://rom:hemmelig@laering.example.no/{course}",
        "https://laering.example.no@andre.example/{course}",
        "https://{course}@andre.example/",
        "https://laering.example.no\\@andre.example/{course}",
        "https://laering.example.no\\.andre.example/{course}",
        "https://laering.example.no/\\{course}",
        "https:\\\\laering.example.no/{course}",
        "https://laering.example.no/kurs en/{course}",
        "https://laering .example.no/{course}",
        "https://laering.example.no/\tkurs/{course}",
        "https://laering.exa\nmple.no/{course}",
        "https://laering.example.no/\r\nX: y/{course}",
        "https://laering.example.no/\x7f{course}",
        "https://læring.example.no/{course}",
        "https://laering.example.no/åpne/{course}",
        "https://laering.example.no\uff0fandre.example/{course}",
        "https://laering.example.no:４４３/{course}",
        "https://[::1/{course}",
        "https://[laering]/{course}",
        "https://[:::::]/{course}",
        "https://.laering.example.no/{course}",
        'https://laering.example.no/"{course}"',
        "https://laering.example.no/<{course}>",
    ],
)
def test_whatever_else_is_told_by_name_and_never_used(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    with pytest.raises(ImproperlyConfigured) as told:
        read(monkeypatch, address)
    must = f"{NAME}: must be an address such as https://laering.example.no/kurs/{{course}}"
    assert str(told.value) == f"These environment variables are wrong:\n  {must}"
