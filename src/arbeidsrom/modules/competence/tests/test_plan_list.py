"""«Administrer planer»: departments that are ticked, and filters that are kept until the next time."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import roles
from arbeidsrom.modules.competence.tests.browsing import page
from arbeidsrom.modules.competence.tests.staff import with_role
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db
NAMES = ("Akuttplan", "Blodplan", "Klinikkplan", "Naboplan")


@pytest.fixture
def ward(hospital: Hospital) -> Ward:
    ward = Ward(hospital)
    for name, owner in zip(NAMES, ("1010", "1020", "klinikken", "2010"), strict=True):
        ward.plan(name, owner=owner)
    with_role(hospital, "Hanne", roles.SUBJECT_A, "1010")
    with_role(hospital, "Vigdis", roles.SUBJECT_A, "1010")
    return ward


@pytest.fixture
def hanne(ward: Ward) -> Client:
    return ward.hospital.browser("Hanne")


def listed(browser: Client, address: str = "", **asked: object) -> list[str]:
    """The plans that the list shows, in its order."""
    text = browser.get(address or reverse("plans"), asked).content.decode()
    return re.findall(r'aria-haspopup="dialog">(.*?)</a>', text)


def form(text: str, key: str) -> dict[str, str]:
    """The hidden form of that id."""
    found = re.search(rf'<form method="post" id="{key}".*?</form>', text, re.S)
    assert found
    return {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', found.group())}


def button(text: str, of: str) -> str:
    found = re.search(rf'<button[^>]*form="{of}"[^>]*>', text)
    assert found
    return found.group()


@pytest.mark.req("KP-ADM-149")
def test_the_wanted_departments_are_ticked_under_owner(ward: Ward, hanne: Client) -> None:
    text = page(hanne, "plans", view="all")
    offered = re.findall(r'type="checkbox" name="f-unit" value="([^"]*)"[^>]*><label[^>]*>(.*?)</label>', text)
    assert [name for _id, name in offered] == ["Avdeling A", "Avdeling B", "Klinikken", "Naboavdelingen"]
    ids = {name: one for one, name in offered}
    two = {"f-unit": [ids["Avdeling A"], ids["Klinikken"]]}
    assert listed(hanne, **two) == ["Akuttplan", "Klinikkplan"]
    shown = unescape(hanne.get(reverse("plans"), two).content.decode())
    assert "Avdeling A, Klinikken" in shown
    assert len(re.findall(r'name="f-unit"[^>]* checked', shown)) == 2
    assert listed(hanne, **{"f-unit": [ids["Avdeling B"]]}) == ["Blodplan"]
    assert listed(hanne, **{"f-unit": ["ikke en avdeling"]}) == []


@pytest.mark.req("KP-ADM-157", "KP-ADM-159", "KP-ADM-160")
def test_what_is_chosen_in_the_panel_is_updated_and_then_saved_for_the_next_visit_of_this_person(
    ward: Ward, hanne: Client
) -> None:
    text = page(hanne, "plans")
    panel = re.search(r'<form class="list-panel".*?</form>', text, re.S)
    assert panel
    assert "hx-trigger" not in panel.group(), "choosing alone changes nothing"
    assert re.search(r'name="updated" value="1"[^>]*>.*?Oppdater', panel.group(), re.S)
    assert "disabled" in button(text, "list-open-with")
    assert listed(hanne) == ["Akuttplan"]

    updated = {"f-owner": "trust", "f-access": "preview", "updated": "1"}
    text = page(hanne, "plans", **updated)
    assert "disabled" not in button(text, "list-open-with")
    assert listed(hanne, **updated) == ["Blodplan", "Klinikkplan"]
    assert listed(hanne) == ["Akuttplan"], "nothing is saved yet"
    hanne.post(reverse("open_list_with"), form(text, "list-open-with"))

    assert listed(hanne) == ["Blodplan", "Klinikkplan"]
    again = ward.hospital.browser("Hanne")
    assert listed(again) == ["Blodplan", "Klinikkplan"], "after the next sign-in too"
    assert listed(ward.hospital.browser("Vigdis")) == ["Akuttplan"], "and for nobody else"


@pytest.mark.req("KP-ADM-158")
@pytest.mark.parametrize(
    ("column", "value", "label", "first", "then"),
    [
        ("kind", "learning_goals", "Læringsmålplan", ["Akuttplan"], []),
        ("status", "published", "Publisert", ["Akuttplan"], []),
        ("access", "preview", "Bare forhåndsvis", ["Blodplan", "Klinikkplan", "Naboplan"], ["Blodplan"]),
    ],
)
def test_the_filtering_of_one_column_is_saved_from_its_own_drop_down(
    ward: Ward, hanne: Client, column: str, value: str, label: str, first: list[str], then: list[str]
) -> None:
    menu = re.search(rf'<div id="list-menu-{column}".*?</div>', page(hanne, "plans"), re.S)
    assert menu
    assert f">{label}</a>" in menu.group()
    assert menu.group().rindex("Lagre visning") > menu.group().rindex("</ul>")
    assert f'form="list-keep-{column}"' in menu.group()

    narrowed = page(hanne, "plans", **{f"f-{column}": value, "q": "blod", "f-owner": "trust"})
    hanne.post(reverse("open_list_with"), form(narrowed, f"list-keep-{column}"))
    kept = page(hanne, "plans")
    current = re.search(rf'<div id="list-menu-{column}".*?</div>', kept, re.S)
    assert current
    assert re.findall(r'aria-current="true">(.*?)</a>', current.group()) == [label]
    assert 'value="blod"' not in kept, "the filtering of this column alone"
    assert 'value="trust" selected' not in kept
    if column == "access":
        assert listed(hanne) == first
        assert listed(hanne, q="blod", **{"f-access": value}) == then
    else:
        assert listed(hanne) == then, "beside the usual: what one may edit"


@pytest.mark.req("KP-ADM-158", "KP-ADM-161")
def test_two_columns_are_saved_beside_each_other_and_the_reset_removes_both(ward: Ward, hanne: Client) -> None:
    for column, value in (("access", "preview"), ("status", "draft_unpublished")):
        narrowed = page(hanne, "plans", **{f"f-{column}": value})
        hanne.post(reverse("open_list_with"), form(narrowed, f"list-keep-{column}"))
    text = page(hanne, "plans")
    assert 'value="preview" selected' in text
    assert 'value="draft_unpublished" selected' in text
    answer = hanne.post(reverse("open_list_with"), form(text, "list-reset"))
    assert "Tilbakestill filter" in text
    assert listed(hanne, answer.url) == list(NAMES), "all plans of the region"
    assert listed(hanne) == ["Akuttplan"], "the list opens as it was made"


@pytest.mark.req("KP-ADM-103")
def test_columns_are_ticked_and_reset_to_the_usual_ones(ward: Ward, hanne: Client) -> None:
    def headings() -> list[str]:
        text = page(hanne, "requirements")
        heads = re.findall(r'<th role="columnheader".*?</th>', text, re.S)
        return [re.sub("<.*?>", "", one).strip() for one in heads]

    ward.requirement("HLR")
    usual, text = headings(), page(hanne, "requirements")
    assert "Velg kolonner" in text
    columns = re.search(r'<div id="list-columns".*?</div>\s*</form>', text, re.S)
    assert columns
    boxes = re.findall(r'name="columns" value="(\w+)"[^>]*?( checked)?><label[^>]*>(.*?)</label>', columns.group())
    assert [label for _key, chosen, label in boxes if chosen] == usual
    assert len(boxes) > len(usual), "columns that are not shown are offered"
    assert re.search(r'name="usual" value="1"[^>]*>\s*Nullstill', columns.group())

    posted = {"listing": "competence.requirements", "next": reverse("requirements")}
    wanted = [boxes[0], next(one for one in boxes if not one[1])]
    hanne.post(reverse("choose_columns"), posted | {"columns": [key for key, _chosen, _label in wanted]})
    assert headings() == [label for _key, _chosen, label in wanted]
    hanne.post(reverse("choose_columns"), posted | {"usual": "1"})
    assert headings() == usual


def test_whoever_takes_the_search_word_away_again_still_sees_all_plans(ward: Ward, hanne: Client) -> None:
    found = page(hanne, "plans", view="all", q="blod")
    search = re.search(r'<form class="list-form".*?</form>', found, re.S)
    assert search
    sent = {name: unescape(value) for name, value in re.findall(r'name="([\w-]+)" value="([^"]*)"', search.group())}
    assert listed(hanne, **sent) == ["Blodplan"]
    assert listed(hanne, **{**sent, "q": ""}) == list(NAMES)


def test_the_departments_that_are_offered_are_asked_for_once(ward: Ward, hanne: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        page(hanne, "plans", view="all", **{"f-unit": str(ward.hospital.units["1010"].public_id)})
    departments = r'SELECT "organisation_unit"."public_id"[^,]*, [^,]* FROM'
    assert len([one for one in asked if re.match(departments, one["sql"])]) == 1
