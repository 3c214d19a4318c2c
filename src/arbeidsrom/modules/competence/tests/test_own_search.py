"""Search in one's own plans: what is found, marked and left out, and what one used last."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.rules.searching import holds, pieces, words_in
from arbeidsrom.modules.competence.states import AssignmentState, LinkState
from arbeidsrom.modules.competence.tests.errand import Errand

pytestmark = pytest.mark.django_db


@pytest.fixture
def errand(hospital: Hospital) -> Iterator[Errand]:
    with override("nb"):
        made = Errand(hospital)
        made.begin("HLR for voksne", "Ærlig samtale", "Øyeblikkelig hjelp", learning_form="course")
        yield made


def search(errand: Errand, name: str = "Nina", **asked: str) -> str:
    url = reverse("search_own_plans")
    answer = errand.hospital.browser(name).get(url, asked, headers={"accept-language": "nb"})
    assert answer.status_code == 200
    return unescape(re.sub(r"\s+", " ", answer.content.decode().split("<main")[1]))


def found(page: str) -> list[str]:
    """The names of plans and requirements in the order they stand, without marks."""
    rows = re.findall(r'<a class="ds-link" href="/own-plans/[^"]+">(.*?)</a>', page.split("own-found", 1)[-1])
    return [re.sub(r"<.*?>", "", row) for row in rows] if "own-found" in page else []


@pytest.mark.req("KP-SEARCH-001")
def test_the_field_stands_at_the_top_of_the_overview_and_of_a_plan(errand: Errand) -> None:
    client = errand.hospital.browser("Nina")
    for url in (reverse("own_plans"), reverse("own_plan", args=[errand.mine.public_id])):
        main = client.get(url).content.decode().split("</h1>")[1]
        before, field, _after = main.partition('id="own-search"')
        assert field
        assert "<h2" not in before
        assert f'action="{reverse("search_own_plans")}"' in before


@pytest.mark.req("KP-SEARCH-003", "KP-SEARCH-004", "KP-SEARCH-007")
def test_words_find_requirements_marked_below_their_plan_in_bold_each_with_its_status(errand: Errand) -> None:
    errand.fulfils()
    page = search(errand, q="hlr")
    assert found(page) == ["Sykepleier på A", "HLR for voksne"]
    assert '<mark>HLR</mark> for voksne</a> <span class="ds-tag" data-color="success">' in page
    assert '<h2 class="own-found__plan"' in page, "bold by its style"
    assert found(search(errand, q="sykepleier")) == ["Sykepleier på A"]


@pytest.mark.req("KP-EIMP-040")
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ærlig", ["Ærlig samtale"]),
        ("ÆRLIG", ["Ærlig samtale"]),
        ("øyeBLIKK", ["Øyeblikkelig hjelp"]),
        ("samtale ær", ["Ærlig samtale"]),
        ("på a", []),
        ("%", []),
    ],
)
def test_letters_are_norwegian_and_large_or_small(errand: Errand, text: str, names: list[str]) -> None:
    assert [one for one in found(search(errand, q=text)) if one != "Sykepleier på A"] == names


@pytest.mark.req("KP-EIMP-040")
def test_nothing_found_is_said(errand: Errand) -> None:
    page = search(errand, q="finnes ikke")
    assert "Ingenting i planene dine passer" in page
    assert found(page) == []


@pytest.mark.req("KP-EIMP-040")
def test_only_plans_in_force_of_ones_own_are_searched_also_by_the_leader(errand: Errand) -> None:
    errand.ward.plan("Avsluttet plan", "HLR for barn", section="Gammelt")
    old = errand.ward.assign("Avsluttet plan", errand.nina)
    errand.ward.plan("Svens plan", "HLR for Sven", section="Svens")
    errand.ward.assign("Svens plan", errand.sven)
    assert found(search(errand, q="hlr")) == ["Avsluttet plan", "HLR for barn", "Sykepleier på A", "HLR for voksne"]
    models.Assignment.objects.filter(pk=old.pk).update(state=AssignmentState.DEACTIVATED, deactivated_on=errand.today)
    assert found(search(errand, q="hlr")) == ["Sykepleier på A", "HLR for voksne"]
    assert found(search(errand, "Astrid", q="hlr")) == []


@pytest.mark.req("KP-SEARCH-005", "KP-SEARCH-006")
def test_results_are_filtered_by_learning_form_and_by_status(errand: Errand) -> None:
    errand.fulfils()
    page = search(errand)
    assert "Læringsform" in page
    assert found(page) == [], "nothing is asked yet"
    assert found(search(errand, form="course")) == ["Sykepleier på A", "HLR for voksne"]
    assert found(search(errand, form="meeting")) == []
    assert found(search(errand, status="fulfilled")) == ["Sykepleier på A", "HLR for voksne"]
    others = ["Sykepleier på A", "Ærlig samtale", "Øyeblikkelig hjelp"]
    assert found(search(errand, status="not_started")) == others
    assert found(search(errand, form="course", status="not_started")) == []
    models.Assignment.objects.update(approved_at=errand.hospital.now)
    assert found(search(errand, q="sykepleier", status="fulfilled")) == ["Sykepleier på A"], "the plan's own status"
    assert found(search(errand, q="sykepleier", status="started")) == []


@pytest.mark.req("KP-SEARCH-008", "KP-SEARCH-009")
def test_a_requirement_in_two_plans_has_a_line_in_each_with_the_same_number(errand: Errand) -> None:
    errand.ward.plan("Alle på sykehuset", "HLR for voksne", "Brann", section="Felles")
    errand.ward.assign("Alle på sykehuset", errand.nina)
    page = search(errand, q="r")
    numbers = re.findall(r"Nummer </span>(\d+)</span> <a [^>]*>(.*?)</a>", page)
    told = [(int(number), re.sub(r"<.*?>", "", name)) for number, name in numbers]
    hlr, brann = errand.requirement.pk, errand.ward.requirements["Brann"].pk
    talk = errand.ward.requirements["Ærlig samtale"].pk
    assert told == [(hlr, "HLR for voksne"), (brann, "Brann"), (hlr, "HLR for voksne"), (talk, "Ærlig samtale")]


@pytest.mark.req("KP-SEARCH-010")
@pytest.mark.parametrize(
    ("changes", "colour", "word"),
    [
        ({}, "danger", "Ikke påbegynt"),
        ({"begun": 1}, "warning", "Påbegynt"),
        ({"fulfilled": 3, "approved": True}, "success", "Godkjent"),
    ],
)
def test_a_dot_beside_a_plan_shows_its_status(errand: Errand, changes: dict[str, int], colour: str, word: str) -> None:
    approved = errand.hospital.now if changes.pop("approved", 0) else None
    models.Assignment.objects.update(**changes, approved_at=approved)
    page = search(errand, q="hlr")
    assert f'<span class="dot" data-color="{colour}" aria-hidden="true"></span>{word}' in page


def opened(client: Client, errand: Errand, name: str) -> None:
    link = errand.mine.plan.links.get(requirement=errand.ward.requirements[name])
    client.get(reverse("own_requirement", args=[errand.mine.public_id, link.public_id]))


def offered(client: Client) -> list[str]:
    page = client.get(reverse("own_plans")).content.decode()
    nav = re.search(r'<nav class="own-search__shortcuts".*?</nav>', page, re.S)
    return re.findall(r"<li><a [^>]*>(.*?)</a>", nav.group()) if nav else []


@pytest.mark.req("KP-SEARCH-002", "KP-EIMP-041")
def test_the_field_offers_what_one_used_last_and_has_still(errand: Errand, monkeypatch: pytest.MonkeyPatch) -> None:
    client = errand.hospital.browser("Nina")
    assert offered(client) == []
    for name in ("HLR for voksne", "Ærlig samtale", "HLR for voksne"):
        opened(client, errand, name)
    models.RecentRequirement.objects.filter(requirement=errand.ward.requirements["Ærlig samtale"]).update(
        opened_at=errand.hospital.now.replace(hour=7)
    )
    assert offered(client) == ["HLR for voksne", "Ærlig samtale"]
    assert offered(errand.hospital.browser("Sven")) == []
    opened(errand.hospital.browser("Astrid"), errand, "Øyeblikkelig hjelp")
    assert offered(client) == ["HLR for voksne", "Ærlig samtale"], "what a leader opens is nobody's shortcut"

    errand.mine.plan.links.filter(requirement=errand.requirement).update(state=LinkState.ARCHIVED)
    assert offered(client) == ["Ærlig samtale"]
    models.Assignment.objects.update(state=AssignmentState.DEACTIVATED, deactivated_on=errand.today)
    assert offered(client) == []


def test_filters_of_one_are_not_those_of_another(errand: Errand) -> None:
    assert 'value="course" selected' in search(errand, form="course")
    assert 'value="course" selected' not in search(errand, "Sven")
    assert 'value="course" selected' not in search(errand)


def test_pieces_of_a_name_are_the_name() -> None:
    for name, text in (("HLR (voksne)", "( hlr"), ("Åpen dør", "ÅP dør"), ("ABAB", "a ab"), ("x", "")):
        words = words_in(text)
        assert holds(name, words)
        assert "".join(part for part, _hit in pieces(name, words)) == name
    assert pieces("Blå blå", words_in("BLÅ")) == (("Blå", True), (" ", False), ("blå", True))


def test_a_search_asks_as_often_however_many_plans(errand: Errand, django_assert_num_queries: object) -> None:
    from arbeidsrom.modules.competence.queries.own_search import Asked, found_in_own_plans

    actor = errand.hospital.actor(errand.nina)
    for number in range(4):
        errand.ward.plan(f"Plan {number}", f"HLR {number}", section=f"Del {number}")
        errand.ward.assign(f"Plan {number}", errand.nina)
    with django_assert_num_queries(4):  # type: ignore[operator]
        found = found_in_own_plans(Asked("hlr"), actor=actor, today=errand.today)
    assert len(found) == 5
