"""The OpenID providers of an installation, as its settings name them (PL-AUTH-001): read once at start, nothing else.

A profile fills in what is the same for everybody at a national service; an installation's own words go before it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from fnmatch import fnmatchcase
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit


class Level(StrEnum):
    """How sure one is who it is: the assurance levels of eIDAS (Regulation (EU) 910/2014 art. 8)."""

    LOW = "low"
    SUBSTANTIAL = "substantial"
    HIGH = "high"

    @property
    def rank(self) -> int:
        return list(Level).index(self)

    def reaches(self, wanted: Level) -> bool:
        """Whether somebody known on this level is known well enough."""
        return self.rank >= wanted.rank


@dataclass(frozen=True, slots=True)
class Provider:
    """One OpenID provider: who it is, what is asked of it, and what its answers mean.

    ``levels`` are the ``acr_values`` that ask for a level; ``level_claim`` tells in the answer which it became, in the
    words of ``level_values``. ``methods`` are ways of signing in (``amr``) of which the answer must name one, and
    ``method_levels`` what a way is worth where a provider tells no level. ``pid_claim`` holds the national identity
    number; a provider without one knows people by its own subject identifier alone, which stands in ``subject_claim``.
    """

    key: str
    issuer: str
    client_id: str
    name: str
    scopes: tuple[str, ...] = ("openid",)
    subject_claim: str = "sub"
    pid_claim: str = ""
    minimum_level: Level = Level.SUBSTANTIAL
    levels: Mapping[str, str] = field(default_factory=dict)
    level_claim: str = "acr"
    level_values: Mapping[str, Level] = field(default_factory=dict)
    methods: tuple[str, ...] = ()
    method_levels: Mapping[str, Level] = field(default_factory=dict)
    electronic_identities: tuple[str, ...] = ()
    pushed: bool = False
    automatic: bool = False
    shared_users: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    origins: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)

    def asks_for(self, level: Level) -> str:
        """The ``acr_values`` of the lowest level that is enough; nothing where the provider knows none."""
        enough = [asked for asked in Level if asked.reaches(level) and asked in self.levels]
        return self.levels[enough[0]] if enough else ""

    def can_reach(self, level: Level) -> bool:
        """Whether any answer of the provider proves the level."""
        return any(known.reaches(level) for known in (*self.level_values.values(), *self.method_levels.values()))

    def level_of(self, claims: Mapping[str, Any]) -> Level:
        """The level that an answer proves; what nobody has told the meaning of proves the lowest."""
        found = [
            self.level_values[told] for told in words_of(claims.get(self.level_claim)) if told in self.level_values
        ]
        found += [self.method_levels[way] for way in words_of(claims.get("amr")) if way in self.method_levels]
        return max(found, key=lambda level: level.rank, default=Level.LOW)

    def has_wanted_method(self, claims: Mapping[str, Any]) -> bool:
        """Whether the person signed in in one of the ways that are demanded, if any is."""
        return not self.methods or bool(set(self.methods) & set(words_of(claims.get("amr"))))

    def is_shared(self, claims: Mapping[str, Any]) -> bool:
        """Whether the PC is logged on to by a shared or secondary user, who stands for nobody (KP-LOGIN-004)."""
        return any(
            fnmatchcase(word.casefold(), pattern.casefold())
            for claim, patterns in self.shared_users.items()
            for word in words_of(claims.get(claim))
            for pattern in patterns
        )


def words_of(claim: Any) -> list[str]:
    """A claim that holds a word, or several."""
    several = claim if isinstance(claim, list) else [claim]
    return [word for word in several if isinstance(word, str)]


IDENTITIES = "helseid://claims/identity/"
PROFILES: dict[str, dict[str, Any]] = {
    "id-porten": {
        "name": "ID-porten",
        "issuer": "https://idporten.no",
        "scopes": ["openid"],
        "pid_claim": "pid",
        "levels": {"substantial": "idporten-loa-substantial", "high": "idporten-loa-high"},
        "level_values": {"idporten-loa-low": "low"},
        "electronic_identities": ["MinID", "BankID", "Buypass"],
        "origins": ["https://login.idporten.no"],
        "pushed": True,
    },
    "helseid": {
        "name": "HelseID",
        "issuer": "https://helseid-sts.nhn.no",
        "scopes": ["openid", "helseid://scopes/identity/pid", "helseid://scopes/identity/security_level"],
        "pid_claim": f"{IDENTITIES}pid",
        "levels": {"substantial": "Level3", "high": "Level4"},
        "level_claim": f"{IDENTITIES}security_level",
        "level_values": {"2": "low", "3": "substantial", "4": "high"},
        "pushed": True,
    },
    "entra-id": {
        "name": "Entra ID",
        "scopes": ["openid", "profile"],
        "subject_claim": "oid",  # the same for all programs of the tenant, as SCIM's externalId; its «sub» is not
        "minimum_level": "low",
        "method_levels": {"mfa": "substantial"},
        "origins": ["https://login.microsoftonline.com"],
    },
}
"""What their own documentation says, as of November 2026; docs/operating/openid-connect.md has an example of each."""


def read(text: str) -> tuple[Provider, ...]:
    """The providers of a setting: a list as JSON, or the path of a file that holds it."""
    source = text.strip()
    try:
        given = json.loads(source if source.startswith("[") else Path(source).read_text(encoding="utf-8"))
    except OSError:
        raise ValueError("must be a list as JSON, or a file that can be read") from None
    except ValueError:
        raise ValueError("is no JSON") from None
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise ValueError("must be a list of providers")
    found = tuple(provider(one, number) for number, one in enumerate(given, 1))
    for same in ("key", "issuer"):
        if len({getattr(one, same) for one in found}) < len(found):
            raise ValueError(f"two providers have the same “{same}”")
    return found


def provider(given: Mapping[str, Any], number: int) -> Provider:
    """One provider; what is wrong is told with its number in the list."""
    profile = given.get("profile", "")
    if profile and profile not in PROFILES:
        raise ValueError(f"provider {number}: there is no profile “{profile}”; there are {', '.join(PROFILES)}")
    own = {name: value for name, value in given.items() if name != "profile"}
    told = {"key": profile, **PROFILES.get(profile, {}), **own}
    told.setdefault("name", told["key"])
    if strange := sorted(set(told) - {one.name for one in fields(Provider)}):
        raise ValueError(f"provider {number}: “{strange[0]}” is not known")
    for needed in ("key", "issuer", "client_id"):
        if not isinstance(told.get(needed), str) or not told[needed]:
            raise ValueError(f"provider {number}: “{needed}” is missing")
    if not re.fullmatch(r"[a-z0-9-]{1,40}", told["key"]) or told["key"] in RESERVED:
        raise ValueError(f"provider {number}: “key” must be small letters, digits and hyphens")
    parts = urlsplit(told["issuer"])
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ValueError(f"provider {number}: “issuer” must be an address such as https://idporten.no")
    try:
        return understood(told)
    except (AttributeError, TypeError, ValueError) as error:
        raise ValueError(f"provider {number}: {error}") from None


RESERVED = frozenset({"confirm", "keys", "signed-out", "ways"})
"""Words of our own addresses."""


def understood(told: Mapping[str, Any]) -> Provider:
    """The same, each thing of its kind."""
    levels = {str(Level(level)): str(asked) for level, asked in told.get("levels", {}).items()}
    answers = {asked: Level(level) for level, asked in levels.items()}
    answers |= {str(word): Level(level) for word, level in told.get("level_values", {}).items()}
    parts = urlsplit(told["issuer"])
    return Provider(
        key=told["key"],
        issuer=told["issuer"],
        client_id=told["client_id"],
        name=str(told["name"]),
        scopes=several(told, "scopes") or ("openid",),
        subject_claim=str(told.get("subject_claim", "sub")),
        pid_claim=str(told.get("pid_claim", "")),
        minimum_level=Level(told.get("minimum_level", Level.SUBSTANTIAL)),
        levels=levels,
        level_claim=str(told.get("level_claim", "acr")),
        level_values=answers,
        methods=several(told, "methods"),
        method_levels={str(way): Level(level) for way, level in told.get("method_levels", {}).items()},
        electronic_identities=several(told, "electronic_identities"),
        pushed=told.get("pushed") is True,
        automatic=told.get("automatic") is True,
        shared_users={
            str(claim): tuple(map(str, patterns)) for claim, patterns in told.get("shared_users", {}).items()
        },
        origins=tuple(dict.fromkeys((f"{parts.scheme}://{parts.netloc}", *several(told, "origins")))),
        parameters={str(name): str(value) for name, value in told.get("parameters", {}).items()},
    )


def several(told: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A list of words."""
    given = told.get(name, ())
    if not isinstance(given, list | tuple) or not all(isinstance(word, str) for word in given):
        raise ValueError(f"“{name}” must be a list of words")
    return tuple(given)


def levels_of_modules(text: str) -> dict[str, Level]:
    """The level that each module takes: ``workspace=high, competence=substantial``."""
    found = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        module, _equals, level = (word.strip() for word in part.partition("="))
        if level not in list(Level):
            raise ValueError(f"must be like workspace=high, with one of: {', '.join(Level)}")
        found[module] = Level(level)
    return found


Network: TypeAlias = IPv4Network | IPv6Network


def networks(text: str) -> tuple[Network, ...]:
    """Networks with commas between, such as ``10.20.0.0/16``."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
