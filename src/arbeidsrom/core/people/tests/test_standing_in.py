"""The column «Stedfortreder» of the employee overview (KP-OVERVIEW-007, KP-DEPUTY-013–015)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from arbeidsrom.core.people import standing_in
from arbeidsrom.core.people.queries.employees import Asked, employees
from arbeidsrom.core.people.tests.factories import NOW, TODAY, Region
from arbeidsrom.web.lists import Window


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


def column(region: Region, leader: str) -> dict[str, tuple[str, str]]:
    """What the column says of each, in words, and where it leads."""
    page = region.browser(leader).get(reverse("employees")).content.decode()
    found = {}
    for row in re.findall(r'<tr role="row">.*?</tr>', page, re.S):
        cells = dict(re.findall(r'data-label="([^"]*)"><span class="list-value">(.*?)</span></td>', row, re.S))
        if cells:
            told = re.sub(
                r'<span class="secondary">.*?</span>|<span class="ds-sr-only">.*?</span>', "", cells["Stedfortreder"]
            )
            name = re.sub(r'<span class="secondary">.*?</span>|<[^>]+>', "", cells["Navn"])
            address = re.search(r'href="([^"]+)"', told)
            found[unescape(name)] = (re.sub(r"<[^>]+>", "", told), address[1] if address else "")
    return found


@pytest.mark.req("KP-OVERVIEW-007", "KP-DEPUTY-013", "KP-DEPUTY-014", "KP-DEPUTY-015")
def test_the_overview_shows_and_sets_the_deputies_of_those_who_lead(region: Region) -> None:
    region.employ("frida", "Fjell", "VMA", leader="birger")
    leads, where = column(region, "birger")["Astrid Amundsen"]
    assert leads == "Tildel"
    assert column(region, "birger")["Frida Fjell"] == ("", "")

    browser = region.browser("birger")
    shown = browser.get(where)
    add = reverse("add_deputy", args=[region.positions["astrid"].public_id])
    assert f'href="{add}"' in shown.content.decode()
    chosen = region.positions["silje"].person.public_id
    assert browser.post(f"{add}?q=Silje", {"person": str(chosen), "last_day": ""}).status_code == 302
    assert column(region, "birger")["Astrid Amundsen"] == ("1 stedfortreder", where)

    by_the_number, by_herself = browser.get(where), region.browser("astrid").get(reverse("own_deputies"))
    for page in (by_the_number, by_herself):
        assert f'href="{add}"' in page.content.decode()
        assert "Silje" in page.content.decode()


def test_a_file_says_the_number(region: Region) -> None:
    rows = employees(Asked(), Window(0, 25), actor=region.actor("birger"), today=TODAY).rows
    assert [standing_in.count(row, row.more["deputies"]) for row in rows] == [0, 0]
