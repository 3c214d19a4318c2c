"""No browser and no proxy keeps anything of what the program answers (PL-OPS-005), the library's pages included."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from arbeidsrom.modules.sharing.tests.receiver_browser import ReceiverBrowser
from tests.house.test_access import every_address
from tests.house.world import World

pytestmark = pytest.mark.django_db

SAME_FOR_ALL = {"web_manifest", "web_service_worker", "web_offline"}
"""They hold nothing of anybody."""


def answers(client: Client, url: str) -> Iterator[str]:
    """What is said about keeping the page, and the part of it that a script asks for."""
    for headers in ({}, {"HX-Request": "true"}):
        with transaction.atomic():
            answer = client.get(url, headers=headers)
            if answer.streaming:
                list(answer)
            transaction.set_rollback(True)
        yield answer.headers.get("Cache-Control", "nothing")


@pytest.mark.req("PL-OPS-005")
@pytest.mark.parametrize("name", sorted({name for name in every_address() if name} - SAME_FOR_ALL))
def test_no_page_of_the_signed_in_program_is_kept(world: World, name: str) -> None:
    values = world.things | {"uidb36": "1", "key": "a-b", "pk": 1}
    given = {parameter: values[parameter] for parameter in every_address()[name]}
    for told in answers(world.browser("kari"), reverse(name, kwargs=given)):
        assert "no-store" in told, told


@pytest.mark.req("PL-OPS-005")
def test_no_page_of_the_receiving_process_is_kept(world: World) -> None:
    patterns = get_resolver("arbeidsrom.config.receiver_urls").url_patterns
    addresses = [f"/{pattern.pattern}" for part in patterns for pattern in getattr(part, "url_patterns", [part])]
    assert len(addresses) > 5
    for address in [*addresses, "/nowhere/"]:
        for told in answers(ReceiverBrowser(), address):
            assert "no-store" in told, address
