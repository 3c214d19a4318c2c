"""The case list: tabs, search, sorting, and the same number of queries however long it is."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from arbeidsrom.core.keys import opened
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.modules.workspace.actions import deadlines, states
from arbeidsrom.modules.workspace.actions.waiting import tell_of_waiting
from arbeidsrom.modules.workspace.models import Case
from arbeidsrom.modules.workspace.queries.home import numbers_of
from arbeidsrom.modules.workspace.queries.lists import TABS, Asked, case_list, cases_of_member
from arbeidsrom.modules.workspace.tests.factories import a_case, a_member
from tests.cast import Cast


def listed(cast: Cast, who: str = "kari", **asked: object) -> list[str]:
    return [row.label for row in case_list(Asked(**asked), actor=cast.actor(who), today=cast.today).rows]


def set_deadline(cast: Cast, case: Case, days: int) -> None:
    deadlines.set_deadline(
        case.public_id, label="Svar", due=cast.today + timedelta(days=days), actor=cast.kari, now=cast.now
    )


@pytest.mark.req("KL-CASE-008")
def test_the_tabs_part_own_club_waiting_overdue_and_closed(cast: Cast):
    waiting, overdue, closed, plain = (a_case(cast) for _each in range(4))
    a_case(cast, by=cast.ola)
    until = cast.today + timedelta(days=3)
    states.let_wait(waiting.public_id, waiting_for="svar", until=until, actor=cast.kari, now=cast.now)
    set_deadline(cast, overdue, -1)
    set_deadline(cast, plain, 1)
    states.close_case(
        closed.public_id, outcome="settled", closed_on=cast.today, actor=cast.kari, now=cast.now, today=cast.today
    )
    assert listed(cast, tab="own") == ["2026/4", "2026/2", "2026/1"]
    assert listed(cast, tab="club") == ["2026/5", "2026/4", "2026/2", "2026/1"]
    assert listed(cast, tab="waiting") == ["2026/1"]
    assert listed(cast, tab="overdue") == ["2026/2"]
    assert listed(cast, tab="closed") == ["2026/3"]
    assert listed(cast, tab="soon") == ["2026/4"]
    assert listed(cast, tab="all") == ["2026/4", "2026/3", "2026/2", "2026/1"]


@pytest.mark.req("KL-CASE-008")
def test_a_number_of_four_digits_or_more_finds_the_case_and_the_cases_of_the_member(cast: Cast):
    liv = a_member(cast.hospital_club)
    about, other = a_case(cast, member=liv), a_case(cast)
    theirs = a_case(cast, by=cast.ola, member=liv)
    Case.objects.filter(pk=other.pk).update(number=int(liv.member_number))
    Case.objects.filter(pk=theirs.pk).update(number=99)
    found = listed(cast, tab="club", text=liv.member_number)
    assert sorted(found) == sorted([about.label, f"2026/{liv.member_number}"])
    assert listed(cast, tab="club", text="99") == ["2026/99"]


@pytest.mark.req("KL-CASE-008")
def test_the_home_page_counts_what_the_list_of_overdue_cases_holds(cast: Cast):
    waiting, passed, _calm = (a_case(cast) for _each in range(3))
    let_wait(cast, waiting, cast.today - timedelta(days=1))
    set_deadline(cast, passed, -1)
    set_deadline(cast, passed, -2)
    overdue = listed(cast, tab="overdue")
    assert numbers_of(cast.kari, cast.today, near=cast.today).overdue == len(overdue) == 2


@pytest.mark.req("KL-CASE-003")
def test_whom_a_case_waits_for_stands_in_the_list(cast: Cast):
    let_wait(cast, a_case(cast), cast.today + timedelta(days=1))
    page = cast.browser("kari").get("/cases/", {"f-which": "waiting", "view": "waiting"}).content.decode()
    assert "svar fra leder" in page


@pytest.mark.req("KL-CASE-003")
def test_the_day_after_the_last_day_of_waiting_the_responsible_is_told_once(cast: Cast):
    case = a_case(cast)
    let_wait(cast, case, cast.today)
    assert tell_of_waiting(now=cast.now, today=cast.today) == 0
    tomorrow = cast.today + timedelta(days=1)
    for _night in range(2):
        tell_of_waiting(now=cast.now, today=tomorrow)
    assert [row.person_id for row in Notification.objects.filter(type="workspace.case.waited")] == [
        cast.people["kari"].pk
    ]
    let_wait(cast, case, tomorrow)
    tell_of_waiting(now=cast.now, today=tomorrow + timedelta(days=1))
    assert Notification.objects.filter(type="workspace.case.waited").count() == 2


def let_wait(cast: Cast, case: Case, until: date) -> None:
    states.let_wait(case.public_id, waiting_for="svar fra leder", until=until, actor=cast.kari, now=cast.now)


@pytest.mark.req("KL-CASE-008", "KL-CASE-006")
def test_search_and_filters_tell_nothing_of_other_peoples_cases(cast: Cast):
    own = a_case(cast, title="Nattillegg", member=a_member(cast.hospital_club, "Geir", "Åsen"))
    a_case(cast, by=cast.ola, title="Nattillegg", type_key="pay_tariff")
    for text in ("nattillegg", "åsen", "Aasen", "natt", own.label):
        assert listed(cast, tab="club", text=text) == ["2026/1"], text
    assert listed(cast, tab="club", text="2026/2") == ["2026/2"]
    assert listed(cast, tab="club", type="pay_tariff") == []
    assert listed(cast, tab="club", state="open") == ["2026/1"]
    assert listed(cast, tab="club", text="finnesikke") == []


@pytest.mark.req("KL-CASE-008")
def test_the_list_is_sorted_by_what_is_asked_and_hidden_cases_stand_last(cast: Cast):
    for days in (9, 2, 5):
        set_deadline(cast, a_case(cast), days)
    a_case(cast, by=cast.ola)
    assert listed(cast, tab="club", sort="due", descending=False) == ["2026/2", "2026/3", "2026/1", "2026/4"]
    assert listed(cast, tab="club", sort="due", descending=True) == ["2026/1", "2026/3", "2026/2", "2026/4"]
    assert listed(cast, tab="club", sort="number", descending=False) == ["2026/1", "2026/2", "2026/3", "2026/4"]


@pytest.mark.parametrize("tab", TABS)
def test_the_number_of_queries_does_not_grow_with_the_list(cast: Cast, tab):
    def queries() -> int:
        actor = cast.kari
        with (
            opened.kept(),
            CaptureQueriesContext(
                connection,
            ) as captured,
        ):
            case_list(Asked(tab=tab, limit=100), actor=actor, today=cast.today)
        return len(captured)

    def some(count: int) -> None:
        for number in range(count):
            case = a_case(cast)
            set_deadline(cast, case, -1)
            if number % 2:
                states.let_wait(case.public_id, waiting_for="svar", until=cast.today, actor=cast.kari, now=cast.now)
        done = a_case(cast)
        states.close_case(
            done.public_id, outcome="settled", closed_on=cast.today, actor=cast.kari, now=cast.now, today=cast.today
        )

    some(2)
    few = queries()
    some(8)
    assert queries() == few <= 8


@pytest.mark.req("KL-CASE-008")
def test_a_view_of_the_list_is_saved_and_taken_up_again(cast: Cast):
    client = cast.browser("kari")
    for title, kind in (("Nattillegg", "pay_tariff"), ("Turnus", "working_hours")):
        a_case(cast, title=title, type_key=kind)
    chosen = {"listing": "workspace.cases", "name": "Lønn", "query": "f-type=pay_tariff", "next": reverse("cases")}
    saved = client.post(reverse("save_view"), chosen)

    page = client.get(saved.url).content.decode()
    assert "Lønn" in page
    assert "Nattillegg" in page
    assert "Turnus" not in page
    assert "Lønn" in client.get(reverse("cases")).content.decode()


@pytest.mark.req("KL-CASE-008")
def test_the_page_lets_one_choose_columns_and_takes_out_what_is_filtered(cast: Cast):
    a_case(cast, type_key="pay_tariff")
    a_case(cast, type_key="working_hours", title="Turnus i avdelingen")
    client = cast.browser("kari")
    page = client.get(reverse("cases"), {"columns": "title,opened", "f-type": "working_hours"}).content.decode()
    assert re.findall(r'data-label="([^"]+)"', page) == ["Tittel", "Åpnet"]
    address = {"columns": "title,opened", "f-type": "working_hours", "format": "xlsx"}
    book = load_workbook(BytesIO(b"".join(client.get(reverse("cases"), address).streaming_content)))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert [row[0] for row in rows] == ["Tittel", "Turnus i avdelingen"]
    assert rows[0] == ["Tittel", "Åpnet"]


def test_a_deadline_a_week_away_is_due_within_a_week_and_one_later_is_not(cast: Cast):
    near, far = a_case(cast), a_case(cast)
    set_deadline(cast, near, 7)
    set_deadline(cast, far, 8)
    assert listed(cast, tab="soon") == ["2026/1"]


@pytest.mark.req("KL-CASE-008")
def test_the_search_at_the_top_of_every_page_also_finds_closed_cases(cast: Cast, client):
    closed = a_case(cast)
    states.close_case(
        closed.public_id, outcome="settled", closed_on=cast.today, actor=cast.kari, now=cast.now, today=cast.today
    )
    client.force_login(cast.accounts["kari"])
    home = client.get("/").content.decode()
    assert '<input type="hidden" name="f-which" value="all">' in home
    assert "2026/1" in client.get("/cases/", {"f-which": "all", "view": "all", "q": "2026/1"}).content.decode()


def test_nobody_is_chosen_beforehand_to_get_a_case(cast: Cast, client):
    case = a_case(cast)
    client.force_login(cast.accounts["kari"])
    page = client.get(reverse("hand_over_case", args=[case.public_id])).content.decode()
    assert '<option value="" selected>Velg en tillitsvalgt</option>' in page
    assert client.post(reverse("hand_over_case", args=[case.public_id]), {"position": ""}).status_code == 200


@pytest.mark.req("KL-WHO-002", "KL-CASE-008", "KL-MEMB-004")
def test_a_main_steward_of_clubs_in_two_unions_finds_the_cases_of_both(cast: Cast):
    cast.elect("rolf", "Moe", "main_steward", cast.hospital_club, (cast.neighbour_club,))
    member = a_member(cast.neighbour_club)
    here = a_case(cast, by=cast.actor("rolf"), title="Turnus på sykehuset")
    there = a_case(cast, by=cast.actor("rolf"), club=cast.neighbour_club, title="Turnus hos naboen", member=member)
    assert len(listed(cast, "rolf", tab="all", text="turnus")) == 2
    assert listed(cast, "nils", tab="club", text="turnus") == []
    assert cases_of_member(member.public_id, actor=cast.actor("rolf")) == [there]
    assert cases_of_member(member.public_id, actor=cast.nils) == []
    assert here.tenant != there.tenant
