"""Who can open what: every address of the signed-in program against each of the cast, and against nobody.

An address that has no row in ``access_cases`` fails, so that none is added without somebody saying whom it is for.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from tests.cast import ROLES_OF_CAST
from tests.house.access_cases import ANYBODY, LIBRARY, SIGNED_IN, WHO
from tests.house.staff import STAFF
from tests.house.world import World

pytestmark = pytest.mark.django_db  # sets the database up; everything happens inside the module's transaction

EVERYBODY = ("nobody", *ROLES_OF_CAST, *STAFF)


def every_address() -> dict[str, tuple[str, ...]]:
    """The names of all addresses with the names of their parameters, those of libraries too."""
    return dict(_walked())


def _walked() -> list[tuple[str, tuple[str, ...]]]:

    def walk(patterns: list[URLPattern | URLResolver], above: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
        for pattern in patterns:
            named = (*above, *pattern.pattern.converters, *pattern.pattern.regex.groupindex)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, named)
            else:
                yield pattern.name or "", tuple(dict.fromkeys(named))

    return list(walk(get_resolver().url_patterns, ()))


def addresses() -> dict[str, tuple[str, ...]]:
    """Our own addresses with the names of their parameters."""
    return {name: named for name, named in every_address().items() if not name.startswith(LIBRARY)}


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    ours = [name for name, _named in set(_walked()) if name and not name.startswith(LIBRARY)]
    assert sorted(ours) == sorted(set(ours)), "a name is of one address"
    assert sorted(addresses()) == sorted(WHO)


@pytest.mark.req("PL-ORG-002")
@pytest.mark.parametrize("name", sorted(WHO))
def test_an_address_opens_for_those_it_is_for_and_for_nobody_else(world: World, name: str) -> None:
    who = WHO[name]
    expected = who if isinstance(who, set) else {ANYBODY: set(EVERYBODY), SIGNED_IN: {*ROLES_OF_CAST, *STAFF}}[who]
    url = reverse(name, kwargs={parameter: world.things[parameter] for parameter in addresses()[name]})
    assert {who for who in EVERYBODY if opens(world, url, who)} == expected


def opens(world: World, url: str, who: str) -> bool:
    """Whether somebody gets past the door; what happens inside is undone."""
    client = world.browser(who)
    with transaction.atomic():
        answer = client.get(url)
        if answer.status_code == 405:
            answer = client.post(url)
        if answer.streaming:
            list(answer)
        transaction.set_rollback(True)
    assert answer.status_code < 500, f"{url} breaks for {who}"
    return not is_refused(answer)


def is_refused(answer: HttpResponse) -> bool:
    to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith(reverse("account_login"))
    return answer.status_code in (401, 403, 404) or to_sign_in


def test_what_does_not_exist_looks_like_what_may_not_be_seen(world: World) -> None:
    client = world.browser("nina")
    unseen = client.get(reverse("case", args=[world.things["case_id"]]))
    absent = client.get(reverse("case", args=[UUID(int=1)]))
    assert unseen.status_code == absent.status_code == 404
