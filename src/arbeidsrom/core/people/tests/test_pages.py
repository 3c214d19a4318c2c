"""The pages about employees as people meet them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.organisation.models import PastLeader
from arbeidsrom.core.people.models import Loan
from arbeidsrom.core.people.tests.factories import NOW, TODAY, TOMORROW, Region, days


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW) as travelled:
        yield travelled


def text_of(answer) -> str:
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.S)
    found = main.group() if main else answer.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found.replace("<wbr>", ""))).split())


def fields(region: Region, **said: object) -> dict[str, object]:
    given = {"unit": region.units["VMB"].public_id, "leader": region.positions["berit"].public_id}
    return {"first_day": TOMORROW.isoformat(), "last_day": "", "comment": "", **given, **said}


@pytest.mark.req("KP-OVERVIEW-001", "KP-OVERVIEW-002")
def test_leaders_have_the_overview_in_their_menu_and_others_are_refused_it(
    region: Region, role: Callable[..., None]
) -> None:
    url = reverse("employees")
    assert f'href="{url}"' in region.browser("astrid").get("/").content.decode()
    assert "Silje Ødegård" in text_of(region.browser("astrid").get(url))
    browser = region.browser("silje")
    assert f'href="{url}"' not in browser.get("/").content.decode()
    assert browser.get(url).status_code == 403
    role("people.see_employees")
    region.grant("turid", "V")
    assert "Mari Moe" in text_of(region.browser("turid").get(url))


@pytest.mark.req("KP-POS-001")
def test_the_position_identifier_is_told_to_the_person_and_to_whoever_looks_after_access(
    region: Region, role: Callable[..., None]
) -> None:
    silje = region.positions["silje"]
    silje.person.employee_number = "104477"
    silje.person.save()
    said = "Stillingsidentifikator 104477 · Vestre helseforetak · VMA"
    assert said in text_of(region.browser("silje").get(reverse("own_details")))
    assert said in text_of(region.browser("astrid").get(reverse("personal_details", args=[silje.public_id])))
    role("people.control_access")
    region.grant("turid", "V")
    assert said in text_of(region.browser("turid").get(reverse("position_access", args=[silje.public_id])))


@pytest.mark.req("KP-OVERVIEW-010", "KP-PERS-003", "KP-MLEAD-007")
def test_from_the_name_in_the_overview_to_another_leader(region: Region) -> None:
    browser, silje = region.browser("astrid"), region.positions["silje"]
    details = reverse("personal_details", args=[silje.public_id])
    assert f'href="{details}"' in browser.get(reverse("employees")).content.decode()
    page = browser.get(details)
    choose = reverse("choose_leader", args=[silje.public_id])
    assert f'href="{choose}"' in page.content.decode()
    found = browser.get(choose, {"q": "berit"})
    assert "Berit Bakke , Avdelingsleder Sengepost B, Vestre helseforetak Velg" in text_of(found)

    answer = browser.post(choose, {"leader": region.positions["berit"].public_id}, follow=True)
    assert answer.redirect_chain == [(reverse("employees"), 302)]
    assert "Silje" not in text_of(answer)
    assert browser.get(details).status_code == 404


@pytest.mark.req("KP-MLEAD-008", "KP-PIMP-025")
def test_personal_details_show_the_hr_systems_leader_and_the_other_one_can_be_removed(region: Region) -> None:
    silje = region.positions["silje"]
    region.browser("astrid").post(
        reverse("choose_leader", args=[silje.public_id]), {"leader": region.positions["berit"].public_id}
    )
    browser = region.browser("berit")
    shown = text_of(browser.get(reverse("personal_details", args=[silje.public_id])))
    assert "Leder i HR-systemet Astrid Amundsen" in shown
    assert "Fjern" in shown
    browser.post(reverse("remove_leader", args=[silje.public_id]))
    silje.refresh_from_db()
    assert (silje.leader, silje.leader_by_hand) == (region.positions["astrid"], False)


def test_who_cannot_lead_is_told_on_the_page_of_the_search(region: Region) -> None:
    astrid = region.positions["astrid"]
    answer = region.browser("birger").post(
        reverse("choose_leader", args=[astrid.public_id]), {"leader": region.positions["silje"].public_id}
    )
    assert "ledes av denne medarbeideren" in text_of(answer)


@pytest.mark.req("KP-PERS-001")
def test_everybody_has_the_details_registered_about_themselves_and_the_position(region: Region) -> None:
    silje = region.positions["silje"]
    PastLeader.objects.create(
        position=silje,
        leader=region.positions["birger"],
        by_hand=False,
        valid_from=TODAY - timedelta(days=900),
        valid_to=TODAY - timedelta(days=800),
    )
    browser = region.browser("silje")
    assert f'href="{reverse("own_details")}"' in browser.get("/").content.decode()
    shown = text_of(browser.get(reverse("own_details")))
    for said in ("Silje Ødegård", "silje@example.no", "Sykepleier", "VMA Sengepost A", "Vestre helseforetak"):
        assert said in shown
    assert "Leder Astrid Amundsen" in shown
    assert "Birger Klinikkleder" in shown
    assert "Registrer leder" not in shown
    assert browser.get(reverse("personal_details", args=[region.positions["ole"].public_id])).status_code == 404


@pytest.mark.req("KP-LENDREG-001", "KP-LENDREG-004", "KP-LENDREG-005", "KP-LENDREG-007", "KP-LENDREG-008")
def test_a_loan_is_registered_from_the_status_in_the_overview(region: Region) -> None:
    browser = region.browser("astrid")
    panel = reverse("employee_loans", args=[region.positions["silje"].public_id])
    opens = reverse("availability", args=[region.positions["silje"].public_id])
    overview = browser.get(reverse("employees")).content.decode()
    assert f'hx-get="{opens}" hx-target="#side-panel"' in overview
    assert "Tilgjengelig" in overview
    assert f'hx-get="{panel}"' in browser.get(opens, headers={"HX-Request": "true"}).content.decode(), "the other tab"
    part = browser.get(panel, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Utlån" in part
    assert f'action="{panel}" hx-get="{panel}"' in part, "the search stays in the panel"
    assert 'hx-target="#side-panel"' in part
    assert 'side-panel" hx-swap' not in browser.get(panel).content.decode(), "a page of its own has no panel to fill"

    found = browser.get(panel, {"department": "sengepost b"})
    unit = region.units["VMB"].public_id
    assert f"unit={unit}" in found.content.decode()
    assert "VMB Sengepost B" in text_of(found)
    form = browser.get(panel, {"unit": unit}).content.decode()
    options = re.findall(r'<option value="([^"]*)"', form)
    assert options == [str(region.positions["berit"].public_id)]  # the only leader is chosen

    register = reverse("register_loan", args=[region.positions["silje"].public_id])
    answer = browser.post(register, fields(region, last_day=days(9).isoformat()), follow=True)
    shown = text_of(answer)
    assert answer.redirect_chain == [(panel, 302)]
    assert shown.index("Framtidig utlån") < shown.index("Registrer utlån")
    assert Loan.objects.get().temporary.valid_to == days(10)


@pytest.mark.req("KP-PIMP-014")
def test_where_several_lead_or_nobody_does_one_has_to_be_chosen(region: Region) -> None:
    browser = region.browser("astrid")
    panel = reverse("employee_loans", args=[region.positions["silje"].public_id])
    region.employ("bent", "Berg", "VMB", title="Assisterende leder")
    region.employ("beate", "Brun", "VMB", leader="bent")
    form = browser.get(panel, {"unit": region.units["VMB"].public_id}).content.decode()
    options = re.findall(r'<option value="([^"]*)"( selected)?', form)
    assert next(value for value, _chosen in options) == ""
    assert len(options) == 3
    assert not any(chosen for value, chosen in options if value)

    empty = {"unit": region.units["V"].public_id}
    assert "Søk etter lederen" in text_of(browser.get(panel, empty))
    with_search = browser.get(panel, {**empty, "leader_name": "turid"}).content.decode()
    assert str(region.positions["turid"].public_id) in with_search
    register = reverse("register_loan", args=[region.positions["silje"].public_id])
    refused = browser.post(register, fields(region, unit=region.units["V"].public_id, leader=""))
    assert "Velg hvem som leder medarbeideren i avdelingen" in text_of(refused)
    assert not Loan.objects.exists()


@pytest.mark.req("KP-PIMP-012", "KP-PIMP-013")
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"first_day": ""}, "Startdato: Si hvilken dag utlånet begynner"),
        ({"first_day": TODAY.isoformat()}, "Startdato: Utlånet kan tidligst begynne i morgen"),
        ({"last_day": TODAY.isoformat()}, "Sluttdato: Sluttdatoen kan ikke være før startdatoen"),
    ],
)
def test_what_is_wrong_stands_at_the_field_and_what_was_written_stays(
    region: Region, said: dict[str, str], told: str
) -> None:
    register = reverse("register_loan", args=[region.positions["silje"].public_id])
    answer = region.browser("astrid").post(register, fields(region, comment="Tas godt imot", **said))
    assert told in text_of(answer)
    assert "Tas godt imot" in answer.content.decode()
    assert not Loan.objects.exists()


@pytest.mark.req("KP-LENDEDIT-001", "KP-LENDEDIT-002")
def test_the_pencil_fills_the_form_with_the_loan_and_marks_it(region: Region) -> None:
    loan = region.lend("silje", first=days(2), last=days(8), comment="Kort om dialyse")
    panel = reverse("employee_loans", args=[region.positions["silje"].public_id])
    browser = region.browser("astrid")
    before = browser.get(panel).content.decode()
    assert f'href="{panel}?edit={loan.public_id}"' in before
    assert re.search(r'class="loan" data-color="info"', before)
    edited = browser.get(panel, {"edit": loan.public_id}).content.decode()
    assert re.search(r'class="loan" data-color="success"', edited)
    for said in (days(2).isoformat(), days(8).isoformat(), "Kort om dialyse", str(region.positions["berit"].public_id)):
        assert said in edited

    edit = reverse("edit_loan", args=[region.positions["silje"].public_id, loan.public_id])
    browser.post(edit, fields(region, first_day=days(3).isoformat(), lock_version=0, comment="Ny"))
    loan.refresh_from_db()
    assert (loan.temporary.valid_from, loan.comment) == (days(3), "Ny")


def test_who_changes_a_loan_without_knowing_the_comment_leaves_it(region: Region, role: Callable[..., None]) -> None:
    role("people.see_employees", "people.register_loans")
    region.grant("turid", "V")
    loan = region.lend("silje", comment="Mellom ledere")
    browser = region.browser("turid")
    panel = reverse("employee_loans", args=[region.positions["silje"].public_id])
    assert "Mellom ledere" not in browser.get(panel, {"edit": loan.public_id}).content.decode()
    edit = reverse("edit_loan", args=[region.positions["silje"].public_id, loan.public_id])
    browser.post(edit, fields(region, first_day=days(5).isoformat(), lock_version=0, comment="Overskrevet"))
    loan.refresh_from_db()
    assert (loan.temporary.valid_from, loan.comment) == (days(5), "Mellom ledere")


@pytest.mark.req("KP-LENDEDIT-010", "KP-LENDEDIT-012", "KP-LENDREG-011")
def test_a_future_loan_is_deleted_in_the_panel_and_an_ongoing_one_ended(
    region: Region, now: time_machine.Coordinates
) -> None:
    future, ongoing = region.lend("silje", first=days(30)), region.lend("silje", "ØÅ", "unni")
    silje = region.positions["silje"].public_id
    now.move_to(NOW + timedelta(days=2))
    browser, panel = region.browser("astrid"), reverse("employee_loans", args=[silje])
    delete = reverse("delete_loan", args=[silje, future.public_id])
    end = reverse("end_loan", args=[silje, ongoing.public_id])
    assert delete in browser.get(panel, {"edit": future.public_id}).content.decode()
    shown = browser.get(panel, {"edit": ongoing.public_id}).content.decode()
    assert end in shown
    assert reverse("delete_loan", args=[silje, ongoing.public_id]) not in shown
    browser.post(delete, {"lock_version": 0})
    browser.post(end, {"lock_version": 0})
    assert [loan.temporary.last_day for loan in Loan.objects.all()] == [days(2)]
    now.move_to(NOW + timedelta(days=3))
    shown = text_of(region.browser("astrid").get(panel))
    assert "Ingen pågående eller framtidige utlån" in shown
    assert "Historikk ØÅ Åpen post" in shown


@pytest.mark.req("KP-LENDON-002", "KP-LENDON-008", "KP-LENDREG-010")
def test_the_panel_of_each_side_while_the_loan_lasts(region: Region, now: time_machine.Coordinates) -> None:
    loan = region.lend("silje", last=days(9), comment="Husk nattevakter")
    region.lend("silje", "ØÅ", "unni", first=days(40))
    now.move_to(NOW + timedelta(days=1))
    lender, borrower = region.browser("astrid"), region.browser("berit")
    assert "Utlånt" in text_of(lender.get(reverse("employees")))
    own = text_of(lender.get(reverse("employee_loans", args=[region.positions["silje"].public_id])))
    assert (
        own.index("Pågående utlån") < own.index("Sengepost B") < own.index("Framtidig utlån") < own.index("Åpen post")
    )

    assert "Innlånt" in text_of(borrower.get(reverse("employees")))
    seen = text_of(borrower.get(reverse("employee_loans", args=[loan.temporary.public_id])))
    for said in ("Periode", "Astrid Amundsen, Sengepost A", "Husk nattevakter"):
        assert said in seen
    assert borrower.get(reverse("employee_loans", args=[region.positions["silje"].public_id])).status_code == 404
    assert lender.get(reverse("employee_loans", args=[loan.temporary.public_id])).status_code == 404
    assert Entry.objects.filter(event="people.loan.comment_read").count() == 1


@pytest.mark.req("KP-OVERVIEW-017")
def test_how_many_employees_a_page_shows_is_changed_up_to_a_hundred(region: Region) -> None:
    for number in range(120):
        region.employ(f"person{number}", "Berg", "VMA", leader="astrid")
    client = region.browser("astrid")

    def shown(size: str) -> int:
        return client.get(reverse("employees"), {"size": size}).content.decode().count('name="ids"')

    first = client.get(reverse("employees")).content.decode()
    assert all(f"size={size}" in first for size in (50, 100))
    assert [shown(size) for size in ("25", "50", "100", "1000")] == [25, 50, 100, 100]
