"""The tab «Fravær» of an employee's side panel, as leaders meet it (KP-ABSENCE-003 to 014)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.organisation.models import Absence
from arbeidsrom.core.people.tests.factories import NOW, TODAY, Region, days
from arbeidsrom.core.people.tests.test_pages import text_of

READ = "people.absence.note_read"


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW) as travelled:
        yield travelled


def url(region: Region, view: str, *ids: object) -> str:
    return reverse(view, args=[region.positions["silje"].public_id, *ids])


def fields(**said: object) -> dict[str, object]:
    return {"first_day": TODAY.isoformat(), "last_day": "", "note": "", "lock_version": "0", **said}


def registered(region: Region, **said: object) -> Absence:
    answer = region.browser("astrid").post(url(region, "register_absence"), fields(**said))
    assert answer.status_code == 302
    return Absence.objects.latest("id")


def value_of(page: str, name: str) -> str:
    (tag,) = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
    found = re.search(r'value="([^"]*)"', tag)
    return found.group(1) if found else ""


@pytest.mark.req("KP-ABSENCE-003", "KP-ABSENCE-004", "KP-ABSENCE-015")
def test_from_the_status_in_the_overview_to_a_panel_where_absence_is_registered(region: Region) -> None:
    browser, panel = region.browser("astrid"), url(region, "availability")
    overview = browser.get(reverse("employees")).content.decode()
    assert f'hx-get="{panel}" hx-target="#side-panel"' in overview
    part = browser.get(panel, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert re.search(r'aria-current="page">Fravær</a>', part)
    assert f'action="{url(region, "register_absence")}"' in part
    assert 'hx-target="#side-panel"' in part

    answer = browser.post(url(region, "register_absence"), fields(last_day=days(9).isoformat()), follow=True)
    assert answer.redirect_chain == [(panel, 302)]
    shown = text_of(answer)
    assert "Fraværet er registrert" in shown
    assert "Borte nå" in shown
    assert "24.11.2026 – 03.12.2026" in shown
    assert "Fraværende" in text_of(browser.get(reverse("employees")))


@pytest.mark.req("KP-ABSENCE-005")
def test_without_a_start_nothing_is_saved_and_nothing_typed_is_lost(region: Region) -> None:
    said = fields(first_day="", last_day=days(9).isoformat(), note="Permisjon")
    page = region.browser("astrid").post(url(region, "register_absence"), said).content.decode()
    assert "Si hvilken dag fraværet begynner" in page
    assert 'href="#id_first_day"' in page
    assert value_of(page, "last_day") == days(9).isoformat()
    assert "Permisjon" in page
    assert not Absence.objects.exists()


@pytest.mark.req("KP-ABSENCE-006", "KP-ABSENCE-007")
def test_the_end_and_the_note_can_be_left_out_or_filled_in(region: Region) -> None:
    registered(region)
    absence = registered(region, first_day=days(-30).isoformat(), last_day=days(-20).isoformat(), note="Utdanning")
    assert [one.ends_on for one in Absence.objects.order_by("id")] == [None, days(-20)]
    assert absence.note == "Utdanning"


@pytest.mark.req("KP-LIMP-040")
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"last_day": days(-1).isoformat()}, "Sluttdato: Fraværet kan ikke slutte før det begynner"),
        ({"first_day": days(6).isoformat()}, "Startdato: Medarbeideren er allerede borte fra 29.11.2026 inntil videre"),
        ({"first_day": "0206-11-24"}, "Startdato: Dette er mer enn ti år unna"),
        ({"last_day": "9999-12-31"}, "Sluttdato: Dette er mer enn ti år unna"),
        ({"first_day": "31.02.2026"}, "Startdato:"),
        ({"last_day": "20260-01-01"}, "Sluttdato:"),
    ],
)
def test_what_is_wrong_with_the_days_stands_at_the_field(region: Region, said: dict[str, str], told: str) -> None:
    registered(region, first_day=days(5).isoformat())
    answer = region.browser("astrid").post(url(region, "register_absence"), fields(note="Ikke mist dette", **said))
    assert told in text_of(answer)
    assert 'aria-invalid="true"' in answer.content.decode()
    assert "Ikke mist dette" in answer.content.decode()
    assert Absence.objects.count() == 1


@pytest.mark.req("KP-ABSENCE-013", "KP-ABSENCE-014")
def test_the_absence_at_the_top_is_blue_and_fills_the_form_when_it_is_chosen(region: Region) -> None:
    absence = registered(region, last_day=days(9).isoformat(), note="Utdanning")
    browser, panel = region.browser("astrid"), url(region, "availability")
    before = browser.get(panel).content.decode()
    assert before.index('class="loan" data-color="info"') < before.index('name="first_day"')
    assert f'href="{panel}?absence={absence.public_id}"' in before
    assert 'name="is_back"' not in before
    assert "Utdanning" not in before
    assert "edit" not in before.partition('name="first_day"')[0].rpartition("<form")[2]

    chosen = browser.get(panel, {"absence": str(absence.public_id)}).content.decode()
    assert 'class="loan" data-color="success"' in chosen
    assert f'action="{url(region, "edit_absence", absence.public_id)}"' in chosen
    assert [value_of(chosen, name) for name in ("first_day", "last_day")] == [TODAY.isoformat(), days(9).isoformat()]
    assert "Utdanning" in chosen
    assert 'name="is_back"' in chosen

    said = fields(first_day=days(1).isoformat(), last_day=days(4).isoformat(), note="Kurs")
    assert browser.post(url(region, "edit_absence", absence.public_id), said).status_code == 302
    absence.refresh_from_db()
    assert (absence.starts_on, absence.ends_on, absence.note) == (days(1), days(4), "Kurs")


@pytest.mark.req("KP-ABSENCE-011", "KP-ABSENCE-012", "KP-LIMP-041")
def test_back_in_work_is_ticked_and_holds_when_it_is_saved(region: Region) -> None:
    absence = registered(region, first_day=days(-40).isoformat())
    browser, panel = region.browser("astrid"), url(region, "availability")
    chosen = browser.get(panel, {"absence": str(absence.public_id)}).content.decode()
    assert "Tilbake i jobb" in chosen
    absence.refresh_from_db()
    assert absence.ends_on is None, "nothing is saved before"

    said = fields(first_day=days(-40).isoformat(), is_back="on", note="Velkommen tilbake")
    answer = browser.post(url(region, "edit_absence", absence.public_id), said, follow=True)

    absence.refresh_from_db()
    assert (absence.ends_on, absence.note) == (TODAY, "Velkommen tilbake")
    assert "Historikk 15.10.2026 – 24.11.2026" in text_of(answer)
    overview = text_of(browser.get(reverse("employees")))
    assert "Fraværende , Silje" not in overview
    assert "Tilgjengelig , Silje" in overview


def test_what_lies_ahead_is_deleted_in_the_panel(region: Region) -> None:
    absence = registered(region, first_day=days(3).isoformat())
    browser, panel = region.browser("astrid"), url(region, "availability")
    delete = url(region, "delete_absence", absence.public_id)
    assert delete in browser.get(panel, {"absence": str(absence.public_id)}).content.decode()
    assert "Fraværet er slettet" in text_of(browser.post(delete, {"lock_version": "0"}, follow=True))
    assert not Absence.objects.exists()


def test_what_the_hr_system_says_is_shown_and_changed_there(region: Region) -> None:
    stated = Absence.objects.create(position=region.positions["silje"], starts_on=TODAY, stated_in=uuid4())
    browser, panel = region.browser("astrid"), url(region, "availability")
    assert "Fra HR-systemet" in text_of(browser.get(panel))
    chosen = browser.get(panel, {"absence": str(stated.public_id)})
    assert "kommer fra HR-systemet og endres der" in text_of(chosen)
    for name in ("first_day", "last_day", "note", "is_back"):
        assert f'name="{name}"' not in chosen.content.decode()
    browser.post(url(region, "edit_absence", stated.public_id), fields(first_day=days(5).isoformat()))
    stated.refresh_from_db()
    assert stated.starts_on == TODAY


@pytest.mark.req("KP-LIMP-046")
def test_the_note_is_read_by_those_who_register_absence_and_the_form_says_what_not_to_write(
    region: Region, role: Callable[..., None]
) -> None:
    absence = registered(region, note="Utdanning")
    chosen = {"absence": str(absence.public_id)}
    form = text_of(region.browser("astrid").get(url(region, "availability")))
    assert "Ikke skriv noe om helse" in form
    assert not Entry.objects.filter(event=READ).exists()
    assert "Utdanning" in region.browser("astrid").get(url(region, "availability"), chosen).content.decode()
    assert Entry.objects.filter(event=READ).count() == 1

    role("people.see_employees")
    region.grant("turid", "V")
    seen = region.browser("turid").get(url(region, "availability"), chosen)
    assert "24.11.2026 – inntil videre" in text_of(seen)
    assert "Utdanning" not in seen.content.decode()
    assert "kan registrere fravær" in text_of(seen)
    assert region.browser("turid").post(url(region, "register_absence"), fields()).status_code == 403
    for who in ("silje", "berit"):
        assert region.browser(who).get(url(region, "availability"), chosen).status_code == 404
    assert Entry.objects.filter(event=READ).count() == 1


@pytest.mark.req("KP-LIMP-043")
def test_of_somebody_lent_out_and_absent_the_loan_stands_in_its_own_tab(
    region: Region, now: time_machine.Coordinates
) -> None:
    region.lend("silje", first=days(1))
    registered(region)
    now.move_to(NOW.replace(day=25))
    browser = region.browser("astrid")
    assert "Fraværende , Silje" in text_of(browser.get(reverse("employees")))
    absence, loan = (browser.get(url(region, view)) for view in ("availability", "employee_loans"))
    assert f'href="{url(region, "employee_loans")}"' in absence.content.decode()
    assert "Pågående utlån" not in text_of(absence)
    assert "Pågående utlån" in text_of(loan)


def test_the_absence_of_one_employee_is_not_reached_through_another(region: Region) -> None:
    absence = registered(region)
    ole = region.positions["ole"].public_id
    browser = region.browser("astrid")
    for view in ("edit_absence", "delete_absence"):
        assert browser.post(reverse(view, args=[ole, absence.public_id]), fields()).status_code == 404
