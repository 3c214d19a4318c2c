"""Reads settings from environment variables; all that is wrong is told at once, by the variable's name (PL-MOD-003)."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

Value = TypeVar("Value")

PLAIN_ADDRESS = re.compile(
    r"https?://"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])"
    r"(?::[0-9]{1,5})?"
    r"(?:[/?#][A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]*)?"
)
"""Of the characters that an address can have (RFC 3986): a host, perhaps with a port, and nobody's name before it."""

# Read by the launcher, the tests, gunicorn or the key service, not by the settings
READ_ELSEWHERE = frozenset(
    {
        "ARBEIDSROM_BROWSER", "ARBEIDSROM_CLAMD_PROGRAM", "ARBEIDSROM_NODE_MODULES", "ARBEIDSROM_NO_USER_NAMESPACE",
        "ARBEIDSROM_OPENID_PROVIDER", "ARBEIDSROM_OTHER_PG_BIN", "ARBEIDSROM_PG_BIN", "ARBEIDSROM_PYTHON",
        "ARBEIDSROM_RECEIVER_THREADS", "ARBEIDSROM_STANDARDS", "ARBEIDSROM_TRANSIT_KEY",
        "ARBEIDSROM_TRANSIT_TOKEN_FILE", "ARBEIDSROM_TRANSIT_URL", "ARBEIDSROM_TRUSTED_PROXIES",
        "ARBEIDSROM_WEB_PROCESSES", "ARBEIDSROM_WEB_THREADS",
    }
)  # fmt: skip

_known: set[str] = set()
_problems: list[str] = []


def text(name: str, default: str = "") -> str:
    """A word or a sentence; spaces around it are a slip."""
    return _read(name, default, str.strip)


def flag(name: str, default: bool = False) -> bool:
    """1 or 0; also true and false, yes and no."""

    def parse(given: str) -> bool:
        words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
        if given.strip().lower() not in words:
            raise ValueError("must be 1 or 0")
        return words[given.strip().lower()]

    return _read(name, default, parse)


def number(name: str, default: int, *, least: int = 0) -> int:
    """A whole number."""

    def parse(given: str) -> int:
        if not given.strip().isdigit() or int(given) < least:
            raise ValueError(f"must be a whole number, {least} or more")
        return int(given)

    return _read(name, default, parse)


def share(name: str, default: float) -> float:
    """A part of a whole, from 0 to 1."""

    def parse(given: str) -> float:
        try:
            value = float(given)
        except ValueError:
            value = -1.0
        if not 0 <= value <= 1:
            raise ValueError("must be a number from 0 to 1, such as 0.02")
        return value

    return _read(name, default, parse)


def choice(name: str, choices: tuple[str, ...], default: str) -> str:
    """One of a few words."""

    def parse(given: str) -> str:
        if given.strip() not in choices:
            raise ValueError(f"must be one of: {', '.join(word or '(empty)' for word in choices)}")
        return given.strip()

    return _read(name, default, parse)


def parsed(name: str, default: Value, parse: Callable[[str], Value]) -> Value:
    """What an app reads in its own way; ``parse`` tells what is wrong by a ``ValueError``."""
    return _read(name, default, parse)


def names(name: str, default: str = "") -> tuple[str, ...]:
    """Words with commas between."""
    return tuple(word.strip() for word in text(name, default).split(",") if word.strip())


def modules(name: str, known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Which modules are on: all unless they are named; ``known`` names for each those it stands on, lowest first."""

    def parse(given: str) -> tuple[str, ...]:
        chosen = {word.strip() for word in given.split(",")} - {"", "none"}
        if strange := sorted(chosen - known.keys()):
            raise ValueError(f"there is no module “{strange[0]}”")
        for module in sorted(chosen):
            if missing := [needed for needed in known[module] if needed not in chosen]:
                raise ValueError(f"“{module}” needs “{missing[0]}”")
        return tuple(module for module in known if module in chosen)

    return _read(name, tuple(known), parse)


def path(name: str, default: Path) -> Path:
    return _read(name, default, Path)


def web_address(name: str, default: str) -> str:
    """Where the program is reached: http(s) and a host, without a slash at the end."""

    def parse(given: str) -> str:
        address = given.strip().rstrip("/")
        if not address.startswith(("http://", "https://")) or len(address.split("/")) != 3:
            raise ValueError("must be an address such as https://arbeidsrom.example.no")
        return address

    return _read(name, default, parse)


def address_with(name: str, place: str) -> str:
    """An address with one place to be filled in, such as ``{course}``, in its path or query; none is allowed too.

    Never in the host, nor where browsers and the program could read the host differently: what is filled in would
    choose where people are sent.
    """

    def parse(given: str) -> str:
        address = given.strip()
        if not _is_address_with(address, place):
            raise ValueError(f"must be an address such as https://laering.example.no/kurs/{place}")
        return address

    return _read(name, "", parse)


def _is_address_with(address: str, place: str) -> bool:
    try:
        parts = urlsplit(address)
        has_port = parts.port != 0  # a ValueError where it can be none
    except ValueError:
        return False
    is_behind_the_host = address.count(place) == f"{parts.path}?{parts.query}".count(place) == 1
    return has_port and is_behind_the_host and bool(PLAIN_ADDRESS.fullmatch(address.replace(place, "")))


def database_address(name: str, default: str) -> str:
    """The address of a PostgreSQL database as libpq knows it."""

    def parse(given: str) -> str:
        try:
            conninfo_to_dict(given)
        except ProgrammingError:
            raise ValueError("must be an address such as postgresql://user:password@host/database") from None
        if not given.startswith(("postgresql://", "postgres://")) and "=" not in given:
            raise ValueError("must be an address such as postgresql://user:password@host/database")
        return given

    return _read(name, default, parse)


def refuse_what_is_wrong() -> None:
    """Stop the start when a variable cannot be understood, with every problem in one message."""
    found, _problems[:] = list(_problems), []
    if found:
        raise ImproperlyConfigured("These environment variables are wrong:\n  " + "\n  ".join(found))


def unknown() -> list[str]:
    """Variables of ours that nothing reads: most often a slip of the pen."""
    return sorted(name for name in os.environ if name.startswith("ARBEIDSROM_") and name not in _known | READ_ELSEWHERE)


def _read(name: str, default: Value, parse: Callable[[str], Value]) -> Value:
    _known.add(name)
    given = os.environ.get(name, "")
    if not given.strip():
        return default
    try:
        return parse(given)
    except ValueError as error:
        _problems.append(f"{name}: {error}")  # never its value: it may be a secret
        return default
