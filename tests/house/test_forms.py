"""A form that comes back says at every field what is wrong, where everybody finds it (PL-UI-002).

Every address that takes a form is sent an empty one by somebody who may; whatever comes back with faults is read as a
screen reader reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.urls import reverse

from tests.house.access_cases import SIGNED_IN, WHO
from tests.house.test_access import addresses
from tests.house.world import World, make_world

pytestmark = pytest.mark.django_db
WRITERS = ("kari", "per", "admin", "kjersti")


class Reading(HTMLParser):
    """What a page says of its fields: ids, what each is described by, where links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: dict[str, str] = {}
        self.faults: list[str] = []
        self.described: dict[str, dict[str, str | None]] = {}
        self.links: list[str] = []
        self.in_summary = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.in_summary = self.in_summary or tag == "ds-error-summary"
        if name := given.get("id"):
            self.ids[name] = tag
        if "ds-validation-message" in (given.get("class") or ""):
            self.faults.append(given.get("id") or "")
        for described in (given.get("aria-describedby") or "").split():
            self.described[described] = {"tag": tag, **given}
        if self.in_summary and tag == "a":
            self.links.append((given.get("href") or "").removeprefix("#"))

    def handle_endtag(self, tag: str) -> None:
        self.in_summary = self.in_summary and tag != "ds-error-summary"


@pytest.mark.req("PL-UI-002")
def test_every_form_that_comes_back_ties_its_faults_to_its_fields(tmp_path_factory: pytest.TempPathFactory) -> None:
    world = make_world(tmp_path_factory.mktemp("files"))
    read = {name: reading for name in sorted(addresses()) if (reading := sent_back(world, name))}

    assert len(read) > 15, sorted(read)
    assert [untied for name, reading in read.items() for untied in untied_in(name, reading)] == []


def untied_in(name: str, reading: Reading) -> Iterator[str]:
    """What is wrong with how the page tells its faults."""
    for fault in reading.faults:
        field = reading.described.get(fault)
        if field is None:
            yield f"{name}: {fault or 'a fault without an id'} describes no field"
        elif field["tag"] != "fieldset" and field.get("aria-invalid") != "true":
            yield f"{name}: the field of {fault} does not say that it is wrong"
    yield from (
        f"{name}: the summary leads to {link}, which is not there" for link in reading.links if link not in reading.ids
    )
    if len(reading.links) < len(reading.faults):
        yield f"{name}: the summary leaves a fault out"


def sent_back(world: World, name: str) -> Reading | None:
    """The page that comes back when an empty form is sent, if one with faults does."""
    given = {parameter: world.things.get(parameter, "") for parameter in addresses()[name]}
    who = next((who for who in WRITERS if WHO[name] == SIGNED_IN or who in WHO[name]), "")
    if not who or "" in given.values():
        return None
    with transaction.atomic():
        answer = world.browser(who).post(reverse(name, kwargs=given), {"csrfmiddlewaretoken": "x"})
        transaction.set_rollback(True)
    if answer.streaming or b"ds-validation-message" not in answer.content:
        return None
    return Reading(answer.content.decode())
