"""The pages of «Status planer»: found, chosen, read, opened, taken out, and told of in the log."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from uuid import uuid4

import openpyxl
import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from openpyxl.workbook import Workbook

from arbeidsrom.core.audit.events import Kind, kind_of
from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.exports import actions as exports
from arbeidsrom.core.exports.models import Export
from arbeidsrom.core.exports.states import ExportState
from arbeidsrom.core.exports.tests.factories import content, sheets
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles.tests.hospital import TODAY, Hospital
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.access import matrix as access
from arbeidsrom.modules.competence.actions.matrix import export_status_matrix
from arbeidsrom.modules.competence.matrix_shown import LOOKS
from arbeidsrom.modules.competence.queries.matrix import MOST_PLANS
from arbeidsrom.modules.competence.tests.errand import Errand
from arbeidsrom.modules.competence.tests.test_loans import AWAY, HOME, Lent, noon
from arbeidsrom.modules.competence.tests.test_roles import a_deputy
from arbeidsrom.modules.competence.tests.ward import Ward
from arbeidsrom.web.lists import long

pytestmark = pytest.mark.django_db

PLAN = "Sykepleier på A"


@pytest.fixture
def errand(hospital: Hospital) -> Iterator[Errand]:
    with override("nb"):
        yield Errand(hospital)


def body(client: Client, view: str, *ids: object, **query: str) -> str:
    answer = client.get(reverse(view, args=ids), query, headers={"accept-language": "nb"})
    assert answer.status_code == 200, answer.status_code
    return unescape(answer.content.decode()).split("<main")[1]


def confirmed(client: Client) -> Client:
    """Somebody who has just shown that it is them."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
    return client


def rows_in(text: str) -> list[str]:
    """Whose rows stand in the matrix, from top to bottom."""
    return re.findall(r'<th scope="row" class="matrix-name"><a [^>]*>(.*?)</a>', text)


def words_in(text: str) -> list[str]:
    """What its cells say."""
    return re.findall(r'<td class="matrix-cell".*?<span class="ds-sr-only">(.*?)</span>', text)


# Found and chosen


@pytest.mark.req("KP-MATRIX-001", "KP-MATRIX-002", "KP-MATRIX-003")
def test_it_is_found_below_the_overview_and_shows_how_employees_stand_in_the_plan_chosen(errand: Errand) -> None:
    errand.begin("HLR", "Brann")
    errand.ward.plan("Annen plan", "Hygiene", section="Annet")
    odd = errand.hospital.employ("Odd", "1010", led_by=errand.astrid)
    errand.ward.assign("Annen plan", odd)
    errand.fulfils()
    client = errand.hospital.browser("Astrid")
    assert f'href="{reverse("choose_matrix_plan")}"' in body(client, "employees")
    chosen = reverse("status_matrix", args=[errand.mine.plan.public_id])
    assert f'href="{chosen}"' in body(client, "choose_matrix_plan")
    page = body(client, "status_matrix", errand.mine.plan.public_id)
    assert rows_in(page) == ["Nina Berg"]
    assert words_in(page) == ["Fullført", "Ikke påbegynt"]
    other = reverse("status_matrix", args=[errand.ward.plans["Annen plan"].public_id])
    menu = re.search(r'popovertarget="matrix-plans".*?<div id="matrix-plans" class="menu.*?</ul>', page, re.S)
    assert menu
    assert f'href="{other}"' in menu.group(), "another plan is chosen in the menu that drops down"
    assert f'href="{chosen}" aria-current="true"' in menu.group()


def test_whoever_has_one_plan_to_choose_comes_right_to_it(errand: Errand) -> None:
    errand.begin("HLR")
    client = errand.hospital.browser("Astrid")
    answer = client.get(reverse("choose_matrix_plan"))
    assert answer.headers["Location"] == reverse("status_matrix", args=[errand.mine.plan.public_id])
    part = client.get(reverse("choose_matrix_plan"), headers={"hx-request": "true"})
    assert PLAN in part.content.decode(), "in the menu that drops down the search was emptied"


@pytest.mark.req("KP-MATRIX-004")
def test_plans_are_searched_for_without_script_too_and_only_so_many_are_shown(errand: Errand) -> None:
    errand.begin("HLR")
    for number in range(MOST_PLANS + 5):
        name = f"Plan {number:02} for ære"
        errand.ward.plan(name, section=name)
        errand.ward.assign(name, errand.nina)
    errand.ward.plan("Plan som ingen har", section="Tom")
    client = errand.hospital.browser("Astrid")
    page = body(client, "choose_matrix_plan")
    assert page.count('href="/employees/status/') == MOST_PLANS + 1  # and the tab
    assert "Det er flere enn dem som vises her" in page
    assert re.search(r'<form [^>]*method="get" action="/employees/status/"[^>]*role="search"', page)
    found = body(client, "choose_matrix_plan", q="ære 24")
    assert re.findall(r"<span>(Plan [^<]*)<", found) == ["Plan 24 for ære"]
    assert PLAN not in found
    for nothing in ("finnes ikke", "ingen har", "noe@sykehuset", "!"):
        assert "passer. Prøv færre ord" in body(client, "choose_matrix_plan", q=nothing)
    part = client.get(reverse("choose_matrix_plan"), {"q": "24"}, headers={"hx-request": "true"}).content.decode()
    assert "Plan 24" in part
    assert "<main" not in part
    matrix = body(client, "status_matrix", errand.mine.plan.public_id)
    assert "<option" not in matrix
    assert "Plan 19" in matrix, "the browser’s own search finds what is shown"


# Whom it is for


def test_who_reads_nobodys_plans_has_no_such_page_and_an_unknown_plan_is_not_there(errand: Errand) -> None:
    errand.begin("HLR")
    lonely = errand.ward.plan("Har ingen", section="Tom")
    for view in ("status_matrix", "repetition_matrix"):
        url = reverse(view, args=[errand.mine.plan.public_id])
        assert errand.hospital.browser("Nina").get(url).status_code == 403
        for unknown in (lonely.public_id, uuid4()):
            assert errand.hospital.browser("Astrid").get(reverse(view, args=[unknown])).status_code == 404
    assert errand.hospital.browser("Nina").get(reverse("choose_matrix_plan")).status_code == 403


def test_a_plan_that_was_put_away_for_everybody_is_empty_and_is_not_offered(errand: Errand) -> None:
    errand.begin("HLR")
    models.Assignment.objects.update(state="deactivated", deactivated_on=errand.today)
    client = errand.hospital.browser("Astrid")
    assert "Ingen har denne planen nå" in body(client, "status_matrix", errand.mine.plan.public_id)
    assert "Ingen av dem har en aktiv plan" in body(client, "choose_matrix_plan")


@pytest.mark.req("KP-MATRIX-003")
def test_a_deputy_sees_the_same_employees_as_the_leader(hospital: Hospital) -> None:
    ward, deputy = Ward(hospital), a_deputy(hospital)
    ward.plan(PLAN, "HLR")
    silje = Position.objects.get(person=hospital.people["Silje"])
    ward.assign(PLAN, silje)
    leader = hospital.actor(Position.objects.get(person=hospital.people["Astrid"]))
    seen = [[one.pk for one in access.followed_assignments(who, today=hospital.today)] for who in (deputy, leader)]
    assert seen[0] == seen[1] != []
    assert access.may_see_status_matrix(deputy)


@pytest.mark.req("KP-MATRIX-003")
def test_of_somebody_on_loan_each_leader_sees_the_plans_of_their_own_position_as_long_as_it_lasts(
    hospital: Hospital,
) -> None:
    lent = Lent(hospital)
    lent.is_given()

    def seen(day: int) -> dict[str, list[str]]:
        with time_machine.travel(noon(TODAY + timedelta(days=day)), tick=False):
            return {
                name: [
                    plan
                    for plan in (HOME, AWAY)
                    if (url := reverse("status_matrix", args=[lent.ward.plans[plan].public_id]))
                    and "Nina Berg" in lent.browser(name).get(url).content.decode()
                ]
                for name in ("Astrid", "Berit")
            }

    assert seen(1) == {"Astrid": [HOME], "Berit": [AWAY]}
    assert seen(8) == {"Astrid": [HOME], "Berit": []}, "the night after its last day, whatever the hour"


# Read


@pytest.mark.req("KP-MATRIX-013")
def test_each_symbol_says_what_it_means_when_pointed_at_and_a_legend_says_it_to_everybody(errand: Errand) -> None:
    errand.begin("HLR", "Brann", requires_signing=True)
    errand.sends()
    page = body(errand.hospital.browser("Astrid"), "status_matrix", errand.mine.plan.public_id)
    assert re.findall(r'<td class="matrix-cell"[^>]*><a [^>]*title="(.*?)"', page) == words_in(page)
    assert words_in(page) == ["Venter på signering", "Ikke påbegynt"]
    legend = re.search(r'<ul class="matrix-legend".*?</ul>', page, re.S)
    assert legend
    for look in LOOKS.values():
        assert f"{look.symbol}</span>{look.label}</li>" in legend.group()


def test_names_are_written_as_they_are_and_never_as_markup(errand: Errand) -> None:
    long_name = "<b>Åpning & lukking</b> av 'ærfuglens' \"øye\" " + "x" * 200
    errand.begin(long_name)
    errand.hospital.people["Nina"].family_name = "<i>Ødegård & Sønn"
    errand.hospital.people["Nina"].save()
    models.Section.objects.update(name="<u>Del</u>")
    text = (
        errand.hospital.browser("Astrid")
        .get(reverse("status_matrix", args=[errand.mine.plan.public_id]))
        .content.decode()
    )
    for markup in ("<b>Åpning", "<i>Ødegård", "<u>Del"):
        assert markup not in text
        assert markup in unescape(text)


def test_a_page_holds_a_hundred_and_the_next_the_rest_and_search_narrows_them(errand: Errand) -> None:
    errand.begin("HLR")
    for number in range(100):
        errand.ward.assign(PLAN, errand.hospital.employ(f"P{number:03}", "1010", led_by=errand.astrid))
    client, plan = errand.hospital.browser("Astrid"), errand.mine.plan.public_id
    first = body(client, "status_matrix", plan)
    assert "101 medarbeidere" in first
    assert len(rows_in(first)) == 100
    after = re.search(r'href="(\?[^"]*page=2[^"]*)"', first)
    assert after
    second = client.get(reverse("status_matrix", args=[plan]) + after[1]).content.decode()
    assert len(rows_in(second)) == 1
    assert rows_in(body(client, "status_matrix", plan, q="P042", size="100")) == ["P042 Berg"]
    nothing = body(client, "status_matrix", plan, q="finnes ikke", size="100")
    assert "Ingenting passer" in nothing or "Ingen treff" in nothing
    assert rows_in(nothing) == []


def test_the_columns_are_those_of_the_plan_whatever_stands_in_the_address(errand: Errand) -> None:
    errand.begin("HLR", "Brann")
    client, plan = errand.hospital.browser("Astrid"), errand.mine.plan
    page = body(client, "status_matrix", plan.public_id, columns="name", size="100")
    assert page.count('scope="col"') == 4
    assert len(words_in(page)) == 2
    heads = list(taken_out(client, "status_matrix", plan, columns="name").worksheets[0].values)[1]
    assert heads == ("Medarbeider", "Avdeling", "HLR", "Brann")


def test_a_plan_without_requirements_and_one_where_nothing_is_repeated_say_so(errand: Errand) -> None:
    errand.begin("HLR")
    errand.ward.plan("Tom plan", section="Tom")
    errand.ward.assign("Tom plan", errand.nina)
    client = errand.hospital.browser("Astrid")
    empty = body(client, "status_matrix", errand.ward.plans["Tom plan"].public_id)
    assert "Ingen krav er aktive i den" in empty
    assert "Ingenting i denne planen gjentas" in body(client, "repetition_matrix", errand.mine.plan.public_id)


@pytest.mark.req("KP-MATRIX-016")
def test_repeated_requirements_stand_in_a_view_of_their_own_with_how_many_are_done(errand: Errand) -> None:
    errand.begin("Injeksjon", "Brann", repetitions=3)
    odd = errand.hospital.employ("Odd", "1010", led_by=errand.astrid)
    errand.ward.assign(PLAN, odd)
    errand.fulfils()
    client, plan = errand.hospital.browser("Astrid"), errand.mine.plan.public_id
    tab = reverse("repetition_matrix", args=[plan])
    link = re.search(rf'<a href="{tab}[^"]*">([^<]*)</a>', body(client, "status_matrix", plan))
    assert link
    assert link[1] == "Repeterende krav"
    page = body(client, "repetition_matrix", plan)
    assert dict(zip(rows_in(page), words_in(page), strict=True)) == {
        "Nina Berg": "Påbegynt, 1 av 3",
        "Odd Berg": "Ikke påbegynt, 0 av 3",
    }
    assert re.findall(r'aria-hidden="true">(\d av \d)<', page) == ["1 av 3", "0 av 3"]
    assert "Brann" not in page


# Opened


@pytest.mark.req("KP-MATRIX-015")
@pytest.mark.parametrize("view", ["status_matrix", "repetition_matrix"])
def test_a_cell_opens_the_requirement_of_that_employee_and_leads_back_to_where_one_was(
    errand: Errand, view: str
) -> None:
    errand.begin("Injeksjon", "Brann", repetitions=3)
    client = errand.hospital.browser("Astrid")
    page = body(client, view, errand.mine.plan.public_id, q="nina", size="100")
    cell = re.search(r'<td class="matrix-cell"[^>]*><a href="(.*?)"', page)
    assert cell
    why = reverse("why_status", args=[errand.mine.public_id, errand.link.public_id])
    assert cell[1].startswith(f"{why}?")
    opened = unescape(client.get(cell[1]).content.decode())
    for said in ("Injeksjon", "Nina Berg", PLAN):
        assert said in opened
    back = re.search(rf'href="({reverse(view, args=[errand.mine.plan.public_id])}\?[^"]*)#row-(.*?)"', opened)
    assert back
    assert back[2] == str(errand.mine.public_id)
    assert rows_in(client.get(back[1]).content.decode()) == ["Nina Berg"]
    assert f'<tr id="row-{back[2]}">' in page
    deadline = re.search(r'href="([^"]*/deadline/[^"]*)"', opened)
    assert deadline
    due = (errand.today + timedelta(days=3)).isoformat()
    answer = client.post(deadline[1], {"due": due})
    assert answer.headers["Location"] == cell[1], "also when a deadline was set there"


def test_the_way_back_leads_nowhere_else_whatever_stands_in_the_address(errand: Errand) -> None:
    errand.begin("HLR")
    client = errand.hospital.browser("Astrid")
    why = reverse("why_status", args=[errand.mine.public_id, errand.link.public_id])
    wicked = ("//evil.example/", 'tab=//evil.example&q="><script>', "https://evil.example", "tab=x&tab=repetitions")
    for said in wicked:
        text = client.get(why, {"matrix": said}).content.decode()
        back = re.findall(r'href="([^"]*)#row-', text)
        assert len(back) == 1
        assert back[0].startswith("/employees/status/")
        assert "<script>" not in text.split("<main")[1]


# Taken out


def taken_out(client: Client, view: str, plan: models.Plan, **query: str) -> Workbook:
    answer = confirmed(client).get(
        reverse(view, args=[plan.public_id]), {"format": "xlsx", **query}, headers={"accept-language": "nb"}
    )
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer)))  # type: ignore[arg-type]


@pytest.mark.req("KP-MATRIX-014")
def test_the_same_overview_is_exported_to_excel_with_all_who_match(errand: Errand) -> None:
    errand.begin("HLR", "Brann", validity_days=40)
    errand.ward.plan(PLAN, "Hygiene", section="=Del to")
    models.Assignment.objects.all().delete()
    errand.mine = errand.ward.assign(PLAN, errand.nina)
    errand.fulfils(on=errand.today - timedelta(days=41))
    for number in range(30):
        errand.ward.assign(PLAN, errand.hospital.employ(f"P{number:03}", "1020", led_by=errand.astrid))
    client, plan = errand.hospital.browser("Astrid"), errand.mine.plan
    page = body(client, "status_matrix", plan.public_id, size="25")
    assert len(rows_in(page)) == 25
    export = re.search(r'href="(\?[^"]*format=xlsx)">.*?</svg>(.*?)</a>', page)
    assert export
    assert export[2] == "Eksporter til Excel"
    book = taken_out(client, "status_matrix", plan, size="25")
    sheet = book.worksheets[0]
    groups, heads, *rows = sheet.iter_rows(values_only=True)
    assert groups == (None, None, "Generelt", None, "=Del to")
    assert heads == ("Medarbeider", "Avdeling", "HLR", "Brann", "Hygiene")
    assert len(rows) == 31
    assert rows[0] == ("Nina Berg", "Avdeling A", "Utløpt", "Ikke påbegynt", "Ikke påbegynt")
    assert sheet["C3"].fill.start_color.rgb == "FFFFC7CE"
    assert sheet["D3"].fill.fill_type is None
    narrowed = taken_out(client, "status_matrix", plan, q="P00")
    assert len(list(narrowed.worksheets[0].iter_rows())) == 12


@pytest.mark.req("KP-MATRIX-014", "KP-MATRIX-016")
def test_repetitions_are_exported_too(errand: Errand) -> None:
    errand.begin("Injeksjon", repetitions=3)
    errand.fulfils()
    book = taken_out(errand.hospital.browser("Astrid"), "repetition_matrix", errand.mine.plan)
    *_heads, row = book.worksheets[0].iter_rows(values_only=True)
    assert row == ("Nina Berg", "Avdeling A", "Påbegynt, 1 av 3")


@pytest.mark.req("KP-MATRIX-014")
def test_of_a_long_one_a_worker_makes_the_file_for_whom_may_see_the_plan_still(
    errand: Errand, monkeypatch: pytest.MonkeyPatch
) -> None:
    errand.begin("HLR")
    monkeypatch.setattr(long, "IN_REQUEST", 0)
    client, plan = errand.hospital.browser("Astrid"), errand.mine.plan
    page = body(client, "status_matrix", plan.public_id)
    form = re.search(r'<form method="post" action="([^"]*)">(.*?)</form>', page.split("list-more")[1], re.S)
    assert form
    said = dict(re.findall(r'name="(listing|address)" value="([^"]*)"', form[2]))
    assert said["listing"] == f"competence.status_matrix:{plan.public_id}"
    answer = client.post(form[1], said)
    assert answer.status_code == 302
    export = Export.objects.get()
    exports.make_export(export.public_id, now=errand.hospital.now, today=errand.today)
    export.refresh_from_db()
    assert export.state == ExportState.READY
    (_groups, _heads, row), _about = sheets(content(export))
    assert row == ("Nina Berg", "Avdeling A", "Ikke påbegynt")
    for unknown in (f"competence.status_matrix:{uuid4()}", "competence.status_matrix:x"):
        assert client.post(form[1], {**said, "listing": unknown}).status_code == 404
    for unknown in ("competence.status_matrix", "people.employees:1", "noe"):
        assert client.post(form[1], {**said, "listing": unknown}).status_code == 400

    client.post(form[1], said)
    late = Export.objects.latest("pk")
    models.Assignment.objects.all().delete()
    exports.make_export(late.public_id, now=errand.hospital.now, today=errand.today)
    late.refresh_from_db()
    assert late.state == ExportState.REFUSED
    assert late.reason


# In the log


@pytest.mark.req("KP-MATRIX-014")
def test_who_was_looked_at_and_who_was_taken_out_stands_in_the_log(errand: Errand) -> None:
    errand.begin("HLR")
    odd = errand.hospital.employ("Odd", "1010", led_by=errand.astrid)
    errand.ward.assign(PLAN, odd)
    client, plan = errand.hospital.browser("Astrid"), errand.mine.plan
    body(client, "choose_matrix_plan", q="x")
    assert not Entry.objects.filter(event__startswith="competence.status_matrix").exists()
    body(client, "status_matrix", plan.public_id, q="Nina", size="100")
    taken_out(client, "status_matrix", plan)
    viewed, exported = Entry.objects.filter(event__startswith="competence.status_matrix").order_by("pk")
    assert (kind_of(viewed.event), kind_of(exported.event)) == (Kind.VIEW, Kind.EXPORT)
    both = {errand.nina.person.public_id, odd.person.public_id}
    for entry, whom in ((viewed, {errand.nina.person.public_id}), (exported, both)):
        assert entry.thing == plan.public_id
        assert set(entry.subjects.values_list("subject", flat=True)) == whom


def test_whoever_looks_on_takes_nothing_out(errand: Errand) -> None:
    errand.begin("HLR")
    actor = replace(errand.hospital.actor(errand.astrid), read_only=True)
    with pytest.raises(PermissionDenied):
        export_status_matrix(errand.mine.plan, [], actor=actor, now=errand.hospital.now)


@pytest.mark.req("KP-LIMP-024")
def test_the_file_says_of_which_plan_when_and_by_whom_and_the_log_knows_of_it(errand: Errand) -> None:
    errand.ward.requirement("=1+1", repetitions=2)
    errand.begin("HLR", "=1+1")
    errand.fulfils()
    errand.ward.assign(PLAN, errand.hospital.employ("Odd", "1010", led_by=errand.astrid))
    client, plan = errand.hospital.browser("Astrid"), errand.mine.plan
    shown = body(client, "status_matrix", plan.public_id, q="nina")
    book = taken_out(client, "status_matrix", plan, q="nina")
    _groups, heads, *rows = book.worksheets[0].iter_rows(values_only=True)
    assert len(rows) == len(rows_in(shown)) == 1, "what the screen is narrowed to"
    assert heads == ("Medarbeider", "Avdeling", "HLR", "=1+1")
    assert rows[0] == ("Nina Berg", "Avdeling A", "Fullført", "Ikke påbegynt"), "in words, not colour alone"
    assert {one.data_type for row in book.worksheets[0].iter_rows() for one in row} <= {"s", "n"}, "no formula"
    about = " ".join(str(one) for row in book.worksheets[-1].iter_rows(values_only=True) for one in row if one)
    for said in (plan.name, "24. november 2026", "Astrid Berg", "nina"):
        assert said in about
    entry = Entry.objects.filter(event__startswith="competence.", event__contains="exported").get()
    assert str(errand.nina.person.public_id) in entry.detail.read["subjects"]
