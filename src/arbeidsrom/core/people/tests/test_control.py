"""«Tilgangsstyring»: finding people, seeing their access, and positions made active by hand (KP-HF)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from html import unescape

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.audit.models import Entry, Subject
from arbeidsrom.core.organisation.models import Category, Position
from arbeidsrom.core.organisation.queries import positions_of
from arbeidsrom.core.people.actions.activations import AlreadySo, activate_position, deactivate_position
from arbeidsrom.core.people.models import Activation
from arbeidsrom.core.people.queries.control import Search, access_of, next_delivery, positions_found
from arbeidsrom.core.people.tests.factories import NOW, TEST_ROLE, TODAY, Region, days
from arbeidsrom.core.roles import registry
from arbeidsrom.web.lists import Window

ALL = ("people.control_access", "people.reactivate")


@pytest.fixture
def administrator(region: Region, role: Callable[..., None]) -> Region:
    """Turid looks after access in Vestre helseforetak, with the additional role."""
    role(*ALL)
    region.grant("turid", "V")
    region.employ("eva", "Ek", "VMA", valid_to=TODAY - timedelta(days=30))
    region.employ("lars", "Lie", "VMA", valid_to=TODAY - timedelta(days=40), category=Category.FIRST_PART)
    return region


@pytest.fixture
def now() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW) as travelled:
        yield travelled


def found(region: Region, text: str, **more: str) -> list[str]:
    rows, _count = positions_found(Search(text, **more), Window(0, 25), actor=region.actor("turid"), today=TODAY)
    return [row.name.split()[0] for row in rows]


def activate(region: Region, name: str, *, today: date = TODAY) -> Position:
    position = region.positions[name].public_id
    return activate_position(position, actor=region.actor("turid", today=today), now=NOW, today=today)


def deactivate(region: Region, name: str) -> Position:
    position = region.positions[name].public_id
    return deactivate_position(position, actor=region.actor("turid"), now=NOW, today=TODAY)


def text_of(answer) -> str:
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.S).group()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.mark.req("KP-HF-003", "KP-HF-005", "KP-HF-033")
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("silje", ["Silje"]),
        ("mari@example.no", ["Mari"]),
        ("sengepost a", ["Astrid", "Eva", "Lars", "Silje", "Ole"]),
        ("VMB", ["Berit", "Mari"]),
        ("åpen post", []),
        ("vidar", []),
        ("xyz", []),
    ],
)
def test_positions_of_the_own_trust_are_found_by_name_address_or_department(
    administrator: Region, text: str, names: list[str]
) -> None:
    assert found(administrator, text) == names


@pytest.mark.req("KP-HF-004", "KP-HF-005")
def test_the_search_is_narrowed_by_role_and_by_active_or_ended(administrator: Region) -> None:
    administrator.grant("silje", "VMA")
    assert found(administrator, "sengepost a", state="active") == ["Astrid", "Silje", "Ole"]
    assert found(administrator, "sengepost a", state="ended") == ["Eva", "Lars"]
    assert found(administrator, "sengepost a", role=TEST_ROLE) == ["Silje"]


@pytest.mark.req("KP-HF-032")
def test_one_character_finds_nobody_and_two_do(administrator: Region) -> None:
    assert found(administrator, "m") == []
    assert found(administrator, " m ") == []
    assert found(administrator, "mo") == ["Mari"]


@pytest.mark.req("KP-HF-006", "KP-HF-032")
def test_the_page_shows_how_to_reach_people_and_when_they_signed_in_and_the_search_is_logged(
    administrator: Region, now: time_machine.Coordinates
) -> None:
    Account.objects.filter(person=administrator.positions["silje"].person).update(last_login=NOW)
    person = administrator.positions["silje"].person
    person.mobile = "+4741234567"
    person.save(update_fields=["mobile"])
    browser = administrator.browser("turid")
    shown = text_of(browser.get(reverse("control_access"), {"q": "silje"}))
    for said in ("silje@example.no", "41234567", "24.11.2026"):
        assert said in shown
    entry = Entry.objects.get(event="people.access.searched")
    assert Subject.objects.filter(entry=entry, subject=person.public_id).exists()

    assert "Ingen treff" in text_of(browser.get(reverse("control_access"), {"q": "finnes ikke"}))
    assert Entry.objects.filter(event="people.access.searched").count() == 2
    assert "minst to tegn" in text_of(browser.get(reverse("control_access"), {"q": "s"}))
    assert Entry.objects.filter(event="people.access.searched").count() == 2


def test_only_those_with_the_role_have_the_menu_item(administrator: Region, now: time_machine.Coordinates) -> None:
    url = reverse("control_access")
    assert f'href="{url}"' in administrator.browser("turid").get("/").content.decode()
    browser = administrator.browser("silje")
    assert f'href="{url}"' not in browser.get("/").content.decode()
    assert browser.get(url).status_code == 404


@pytest.mark.req("KP-HF-007", "KP-HF-008")
def test_the_access_view_tells_the_roles_and_why_and_changes_none(
    administrator: Region, now: time_machine.Coordinates
) -> None:
    administrator.grant("silje", "VMA")
    url = reverse("position_access", args=[administrator.positions["silje"].public_id])
    shown = text_of(administrator.browser("turid").get(url))
    assert "Prøverolle Bestilt og godkjent Sengepost A og alle enheter under" in shown
    assert registry.permissions()["people.control_access"] in shown
    page = administrator.browser("turid").get(url).content.decode()
    forms = re.findall(r'<form method="post" action="([^"]*)"', re.search(r"<main.*?</main>", page, re.S).group())
    assert forms == []


@pytest.mark.req("KP-HF-033")
def test_a_position_of_another_trust_is_not_seen_and_not_made_active(administrator: Region) -> None:
    other = administrator.employ("ivar", "Ibsen", "ØÅ", valid_to=TODAY)
    turid = administrator.actor("turid")
    with pytest.raises(Position.DoesNotExist):
        access_of(other.public_id, actor=turid, today=TODAY)
    with pytest.raises(Position.DoesNotExist):
        activate_position(other.public_id, actor=turid, now=NOW, today=TODAY)


@pytest.mark.req("KP-HF-009", "KP-HF-010", "KP-HF-036")
def test_an_ended_position_is_made_active_and_the_page_says_until_when(administrator: Region) -> None:
    eva = activate(administrator, "eva")
    assert (eva.valid_from, eva.valid_to) == (TODAY, None)
    assert [each.pk for each in positions_of(eva.person_id, today=TODAY)] == [eva.pk]
    view = access_of(eva.public_id, actor=administrator.actor("turid"), today=TODAY)
    assert view.ends_again == days(1)
    assert view.activation.by == administrator.positions["turid"]


@pytest.mark.req("KP-HF-010", "KP-HF-036")
@pytest.mark.parametrize(
    ("today", "following"),
    [
        (date(2026, 11, 24), date(2026, 11, 25)),
        (date(2026, 11, 27), date(2026, 11, 30)),
        (date(2026, 11, 28), date(2026, 11, 30)),
        (date(2026, 11, 29), date(2026, 11, 30)),
    ],
)
def test_no_import_is_expected_at_weekends(today: date, following: date) -> None:
    assert next_delivery(today) == following


@pytest.mark.req("KP-HF-011")
def test_a_lis1_stays_active_for_thirty_days_unless_ended_before(administrator: Region) -> None:
    lars = activate(administrator, "lars")
    assert [lars.is_held(days(day)) for day in (0, 30, 31)] == [True, True, False]
    assert access_of(lars.public_id, actor=administrator.actor("turid"), today=TODAY).ends_again == days(31)
    deactivate(administrator, "lars")
    assert positions_of(lars.person_id, today=TODAY) == []


@pytest.mark.req("KP-HF-012")
def test_without_the_additional_role_nobody_makes_positions_active(
    administrator: Region, role: Callable[..., None]
) -> None:
    role("people.control_access")
    with pytest.raises(PermissionDenied, match="tilleggsrolle"):
        activate(administrator, "eva")


@pytest.mark.req("KP-HF-034")
def test_what_is_active_already_is_told_and_nothing_changes(administrator: Region) -> None:
    before = Position.objects.values().get(pk=administrator.positions["silje"].pk)
    with pytest.raises(AlreadySo):
        activate(administrator, "silje")
    assert Position.objects.values().get(pk=administrator.positions["silje"].pk) == before
    assert not Activation.objects.exists()


@pytest.mark.req("KP-HF-014", "KP-HF-034", "KP-HF-035")
def test_the_way_from_the_search_to_an_active_position_goes_by_a_warning(
    administrator: Region, now: time_machine.Coordinates
) -> None:
    browser, eva = administrator.browser("turid"), administrator.positions["eva"]
    view, act = (reverse(name, args=[eva.public_id]) for name in ("position_access", "activate_position"))
    assert f'href="{view}"' in browser.get(reverse("control_access"), {"q": "eva"}).content.decode()
    assert f'href="{act}"' in browser.get(view).content.decode()
    warning = text_of(browser.get(act))
    assert "til neste import" in warning
    assert not Activation.objects.exists()

    shown = text_of(browser.post(act, follow=True))
    assert "Gjort aktiv av Turid Tveit" in shown
    assert "25.11.2026" in shown
    assert "Ingenting ble endret" in text_of(browser.post(act, follow=True))
    assert Entry.objects.filter(event="people.position.activated", thing=eva.public_id).count() == 1


@pytest.mark.req("KP-HF-013")
def test_an_active_position_can_be_ended_but_never_ones_own(administrator: Region) -> None:
    silje = deactivate(administrator, "silje")
    assert positions_of(silje.person_id, today=TODAY) == []
    with pytest.raises(AlreadySo):
        deactivate(administrator, "silje")
    activate(administrator, "silje")
    silje.refresh_from_db()
    assert silje.valid_to is None
    assert not Activation.objects.filter(ended_at=None).exists()
    with pytest.raises(PermissionDenied):
        deactivate(administrator, "turid")
