import json
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from joserfc.jwk import KeySet, RSAKey

from arbeidsrom.core.accounts import providers
from arbeidsrom.core.accounts.providers import Provider
from arbeidsrom.core.organisation.models import Person
from arbeidsrom.core.organisation.queries import identity_index
from arbeidsrom.lib.identity_number import synthetic_numbers
from tests.cast import Cast
from tests.openid_provider import process
from tests.openid_provider.process import Ear, RunningProvider

ADDRESS = "http://localhost:8000"
NUMBERS = list(islice(synthetic_numbers(date(1980, 5, 17)), 5))
KARIS, OLAS, NEWCOMERS, NOBODYS, INGRIDS = NUMBERS
PEOPLE = {
    "kari": {"pid": KARIS, "name": "Kari Ødegård"},
    "ola": {"pid": OLAS},
    "newcomer": {"pid": NEWCOMERS},
    "shared": {"pid": OLAS, "groups": ["fellesbrukere"]},
    "ola-at-work": {"oid": "0b1e-ola"},
    "stranger": {"pid": NOBODYS, "email": "kari@example.no", "email_verified": True},
    "kari-by-name": {"name": "Kari Ødegård", "email": "kari@example.no", "email_verified": True},
}
OUR_KEYS = KeySet([RSAKey.generate_key(2048, {"kid": "ours", "use": "sig", "alg": "RS256"})])


@pytest.fixture(autouse=True)
def nobody_has_tried_yet(db: None) -> None:
    """The limits per address of the network lie in the cache, which may outlive a test."""
    cache.clear()


def with_number(person: Person, number: str) -> Person:
    """The person with an identity number, as an import gives one."""
    person.identity_number, person.identity_index = number, identity_index(number)
    person.save()
    return person


@pytest.fixture
def known(cast: Cast) -> Cast:
    """The cast, of whom Kari and Ola have identity numbers."""
    with_number(cast.people["kari"], KARIS)
    with_number(cast.people["ola"], OLAS)
    return cast


@pytest.fixture(scope="session")
def ear() -> Iterator[Ear]:
    """What the real provider says when somebody signs out there."""
    with process.listening() as found:
        yield found


@pytest.fixture(scope="session")
def running_provider(ear: Ear) -> Iterator[RunningProvider]:
    """The real provider, for all tests that ask it."""
    if process.folder() is None:
        pytest.skip(process.MISSING)
    ours: Any = OUR_KEYS.as_dict(private=False)
    clients = [process.client("arbeidsrom", ours, ADDRESS, "id-porten", told_at=ear.address)]
    with process.running(clients, PEOPLE) as started:
        yield started


def told(issuer: str, **more: Any) -> Provider:
    """A provider as the settings would tell of it."""
    given = {"profile": "id-porten", "issuer": issuer, "client_id": "arbeidsrom", **more}
    return providers.read(json.dumps([given]))[0]


@pytest.fixture
def installation(settings: Any, tmp_path: Path) -> Any:
    """An installation with keys of its own and the addresses of signing in by a provider; give it the providers."""
    key_file = tmp_path / "openid.jwks"
    key_file.write_text(json.dumps(OUR_KEYS.as_dict(private=True)))
    settings.OPENID_KEY_FILE = key_file
    settings.ROOT_URLCONF = "tests.openid_provider.addresses"
    settings.PUBLIC_URL = ADDRESS
    return settings


@pytest.fixture
def provider(running_provider: RunningProvider, installation: Any) -> Provider:
    """The real provider, configured as ID-porten is."""
    ours = told(running_provider.issuer)
    installation.OPENID_PROVIDERS = (ours,)
    return ours
