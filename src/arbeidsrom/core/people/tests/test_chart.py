"""The organisation chart, as it stands on any day (KP-HF-022, 023; PL-ORG-001)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from arbeidsrom.core.organisation.actions import arrange_tree
from arbeidsrom.core.organisation.models import Placement, PositionSpan, Unit, UnitKind
from arbeidsrom.core.people.queries.chart import branch, tops, units_named, who_worked_there
from arbeidsrom.core.people.tests.factories import EMPLOYED, NOW, TODAY, Region, days


@pytest.fixture
def now() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


def below(region: Region, code: str, *, on=TODAY) -> list[str]:
    return [node.code for node in branch(region.units[code].public_id, on=on).parts]


def text_of(answer) -> str:
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.S).group()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_the_tree_is_opened_level_by_level(region: Region) -> None:
    assert [(node.code, node.has_parts) for node in tops(on=TODAY)] == [("R", True)]
    found = branch(region.units["VM"].public_id, on=TODAY)
    assert [node.code for node in found.above] == ["R", "V"]
    assert [(node.code, node.has_parts) for node in found.parts] == [("VMA", False), ("VMB", False)]


@pytest.mark.req("PL-ORG-001")
def test_a_unit_that_moved_stands_where_it_stood_on_the_day_asked_about(region: Region) -> None:
    ward = region.units["VMB"]
    Placement.objects.filter(unit=ward).update(valid_to=TODAY)
    Placement.objects.create(unit=ward, parent=region.units["Ø"], valid_from=TODAY)
    arrange_tree(today=TODAY)
    assert (below(region, "VM"), below(region, "Ø")) == (["VMA"], ["VMB", "ØÅ"])
    yesterday = TODAY - timedelta(days=1)
    assert (below(region, "VM", on=yesterday), below(region, "Ø", on=yesterday)) == (["VMA", "VMB"], ["ØÅ"])
    assert [node.code for node in branch(ward.public_id, on=yesterday).above] == ["R", "V", "VM"]


def test_a_unit_is_in_the_chart_on_the_days_it_is_there(region: Region) -> None:
    region.units["VMB"].valid_to = TODAY
    region.units["VMB"].save(update_fields=["valid_to"])
    assert below(region, "VM") == ["VMA"]
    assert [hit.code for hit in units_named("sengepost b", on=TODAY - timedelta(days=1))] == ["VMB"]
    assert units_named("sengepost b", on=TODAY) == []
    with pytest.raises(Unit.DoesNotExist):
        branch(region.units["VMB"].public_id, on=TODAY)


def test_a_union_beside_the_region_is_no_part_of_the_chart(region: Region) -> None:
    union = Unit.objects.create(kind=UnitKind.UNION, name="Forbundet Post", code="F", valid_from=TODAY)
    Placement.objects.create(unit=union, parent=None, valid_from=TODAY)
    assert [node.code for node in tops(on=TODAY)] == ["R"]
    assert units_named("forbundet", on=TODAY) == []
    with pytest.raises(Unit.DoesNotExist):
        branch(union.public_id, on=TODAY)


@pytest.mark.parametrize(("text", "codes"), [("post b", ["VMB"]), ("vm", ["VM", "VMA", "VMB"]), ("xyz", []), ("", [])])
def test_units_are_found_by_name_or_number(region: Region, text: str, codes: list[str]) -> None:
    assert [hit.code for hit in units_named(text, on=TODAY)] == codes


def test_who_worked_there_on_a_day_is_shown_to_those_who_see_the_employees(
    region: Region, role: Callable[..., None]
) -> None:
    role("people.see_employees")
    region.grant("turid", "V")
    silje = region.positions["silje"]
    PositionSpan.objects.create(
        position=silje, unit=region.units["VMB"], valid_from=EMPLOYED, valid_to=EMPLOYED + timedelta(days=30)
    )
    silje.valid_from = EMPLOYED + timedelta(days=30)
    silje.save(update_fields=["valid_from"])

    def there(code: str, who: str = "turid", on=TODAY) -> list[str] | None:
        found = who_worked_there(region.units[code], actor=region.actor(who), on=on)
        return None if found is None else [one.name.split()[0] for one in found]

    assert there("VMB") == ["Berit", "Mari"]
    assert there("VMB", on=EMPLOYED + timedelta(days=5)) == ["Berit", "Mari", "Silje"]
    assert "Silje" not in there("VMA", on=EMPLOYED + timedelta(days=5))
    assert there("VMB", who="astrid") is None
    assert there("VMB", on=days(-10_000)) == []


@pytest.mark.req("KP-HF-023")
def test_the_chart_is_read_only_and_for_those_who_administer(
    region: Region, role: Callable[..., None], now: None
) -> None:
    role("people.see_chart")
    region.grant("turid", "V")
    browser = region.browser("turid")
    chart = reverse("organisation_chart")
    page = browser.get(chart, {"q": "åpen"}).content.decode()
    unit = reverse("chart_unit", args=[region.units["ØÅ"].public_id])
    assert f'href="{unit}"' in page
    assert f'href="{reverse("global_administration")}"' in page  # in the menu, and above the chart
    assert f'href="{chart}"' in browser.get(reverse("global_administration")).content.decode()
    for url in (chart, unit):
        main = re.search(r"<main.*?</main>", browser.get(url).content.decode(), re.S).group()
        assert 'method="post"' not in main
        assert browser.post(url).status_code == 405
    part = browser.get(reverse("chart_unit", args=[region.units["V"].public_id]), headers={"HX-Request": "true"})
    assert "Medisinsk klinikk" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert region.browser("silje").get(chart).status_code == 404


def test_a_day_that_is_none_is_today(region: Region, role: Callable[..., None], now: None) -> None:
    role("people.see_chart")
    region.grant("turid", "V")
    for day in ("", "i går", "2026-02-31", "0000-00-00"):
        assert region.browser("turid").get(reverse("organisation_chart"), {"on": day}).status_code == 200
