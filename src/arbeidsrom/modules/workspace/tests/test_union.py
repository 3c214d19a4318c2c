"""The local union's overview, statistics, settings and the list of case types."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.notifications.types import get_type
from arbeidsrom.core.roles import queries as roles
from arbeidsrom.core.roles.actions import take_office
from arbeidsrom.modules.workspace.actions import deadlines, states, stewards, unattended
from arbeidsrom.modules.workspace.actions.cases import employer_named
from arbeidsrom.modules.workspace.models import Case, CaseType, ClosedCase, ClubSettings, Subject
from arbeidsrom.modules.workspace.queries import overview, statistics
from arbeidsrom.modules.workspace.queries.statistics import Reach
from arbeidsrom.modules.workspace.queries.stewards import unattended_cases
from arbeidsrom.modules.workspace.rules.statistics import REST, Counted, Group, shown, shown_over_years, total
from arbeidsrom.modules.workspace.tests.factories import a_case
from arbeidsrom.web.components.formats import short_date
from tests.cast import ROLES_OF_CAST, Cast


def signed_in(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.accounts[who])
    return client


@pytest.mark.req("KL-WHO-003")
def test_the_leader_of_the_union_sees_clubs_stewards_terms_and_counts_but_no_content(cast: Cast):
    case = a_case(cast)
    a_case(cast, type_key="written_warning")
    ola = cast.positions["ola"]
    ola.valid_to = cast.today + timedelta(days=100)
    ola.save()
    states.let_wait(case.public_id, waiting_for="svar", until=cast.today, actor=cast.kari, now=cast.now)
    page = signed_in(cast, "per").get(reverse("union_overview")).content.decode()
    for word in ("Sykehusklubben", "Skoleklubben", "Kari Ødegård", "Skriftlig advarsel: 1", "Oppsigelse: 1"):
        assert word in page
    for word in ("Venter", short_date(ola.valid_from), short_date(cast.today + timedelta(days=99))):
        assert word in page
    for secret in ("Naboklubben", case.title, "Bjørnstad", "Medisinsk avdeling", "Sykehuset Innland"):
        assert secret not in page
    club = next(row for row in overview.clubs_overseen(cast.per, today=cast.today) if row.name == "Sykehusklubben")
    assert club.unfinished == 2


@pytest.mark.req("KL-WHO-003")
def test_a_main_steward_is_seen_in_every_club_of_the_election_and_a_term_to_come_too(cast: Cast):
    first = cast.today + timedelta(days=20)
    take_office(cast.people["dag"], office="board_member", unit=cast.school_club, valid_from=first)
    clubs = {row.name: row.stewards for row in overview.clubs_overseen(cast.per, today=cast.today)}
    assert all("Mona Sælid" in {term.name for term in clubs[name]} for name in ("Sykehusklubben", "Skoleklubben"))
    assert [term.valid_from for term in clubs["Skoleklubben"] if term.begins_later] == [first]
    units = roles.units_with_offices(actor=cast.per, today=cast.today)
    rows = {
        unit.name: unit.offices for unit in roles.offices_by_unit(units, slice(0, 50), actor=cast.per, today=cast.today)
    }
    assert all("Mona Sælid" in {row.name for row in rows[name]} for name in ("Sykehusklubben", "Skoleklubben"))


@pytest.mark.req("KL-WHO-003", "KL-WHO-004")
@pytest.mark.parametrize("who", sorted(set(ROLES_OF_CAST) - {"per"}))
def test_nobody_else_sees_the_overview(cast: Cast, who):
    assert signed_in(cast, who).get(reverse("union_overview")).status_code == 403


@pytest.mark.req("KL-WHO-006")
def test_the_union_is_told_of_cases_without_anybody_and_places_them_in_the_browser(cast: Cast):
    case = a_case(cast)
    stewards.declare_conflict(case.public_id, reason="", actor=cast.kari, now=cast.now)
    assert unattended.tell_of_unattended(now=cast.now, today=cast.today) == 1
    assert unattended.tell_of_unattended(now=cast.now, today=cast.today) == 0
    assert Notification.objects.get(type="workspace.case.unattended").person_id == cast.people["per"].pk
    client = signed_in(cast, "per")
    assert case.label in client.get(reverse("union_overview")).content.decode()
    url = reverse("place_case", args=[case.public_id])
    page = client.get(url).content.decode()
    assert "Ola Nordmann" in page
    assert "Kari Ødegård" not in page.split("<main")[1]
    client.post(url, {"position": str(cast.positions["ola"].public_id), "note": ""})
    assert Case.objects.get().responsible_id == cast.positions["ola"].pk
    assert signed_in(cast, "nils").get(url).status_code == 404


@pytest.mark.req("KL-WHO-006")
def test_the_union_is_told_when_other_cases_have_nobody_although_they_are_as_many(cast: Cast):
    first, second = a_case(cast), a_case(cast)
    stewards.declare_conflict(first.public_id, reason="", actor=cast.kari, now=cast.now)
    assert unattended.tell_of_unattended(now=cast.now, today=cast.today) == 1
    ola = cast.positions["ola"].public_id
    stewards.place_case(first.public_id, to=ola, note="", actor=cast.per, now=cast.now, today=cast.today)
    stewards.declare_conflict(second.public_id, reason="", actor=cast.kari, now=cast.now)
    assert unattended.tell_of_unattended(now=cast.now, today=cast.today) == 1
    assert unattended.tell_of_unattended(now=cast.now, today=cast.today) == 0


@pytest.mark.parametrize(("count", "told"), [(1, "Én sak har ingen ansvarlig."), (2, "2 saker har ingen ansvarlig.")])
def test_one_case_without_anybody_is_told_in_the_singular(count: int, told: str):
    with override("nb"):
        assert get_type("workspace.case.unattended").tell({"count": count}).startswith(told)


@pytest.mark.req("KL-WHO-006")
def test_the_union_sees_the_next_deadline_of_cases_without_anybody_the_most_urgent_first(cast: Cast):
    calm, urgent, passed = a_case(cast), a_case(cast), a_case(cast)
    for case, days in ((urgent, 2), (urgent, 30), (passed, -1)):
        due = cast.today + timedelta(days=days)
        deadlines.set_deadline(case.public_id, label="Svar", due=due, actor=cast.kari, now=cast.now)
    for case in (calm, urgent, passed):
        stewards.declare_conflict(case.public_id, reason="", actor=cast.kari, now=cast.now)
    rows = unattended_cases(cast.per, today=cast.today)
    assert [(row.label, row.next_due and (row.next_due - cast.today).days, row.is_overdue) for row in rows] == [
        (passed.label, -1, True),
        (urgent.label, 2, False),
        (calm.label, None, False),
    ]
    page = signed_in(cast, "per").get(reverse("union_overview")).content.decode()
    assert short_date(cast.today + timedelta(days=2)) in page


@pytest.mark.req("KL-WHO-006")
def test_a_steward_with_open_cases_is_told_to_hand_over_before_the_term_ends(cast: Cast):
    a_case(cast)
    for who in ("kari", "ola"):
        position = cast.positions[who]
        position.valid_to = cast.today + timedelta(days=21)
        position.save()
    days_told = [
        days
        for days in range(24)
        for _twice in range(2)
        if unattended.tell_of_ending_terms(now=cast.now, today=cast.today + timedelta(days=days))
    ]
    last_day = cast.today + timedelta(days=20)
    told = Notification.objects.filter(type="workspace.term.ends").order_by("id")
    assert days_told == [6, 17]
    assert {row.person_id for row in told} == {cast.people["kari"].pk}
    assert {row.params["day"] for row in told} == {last_day.isoformat()}
    assert {row.params["count"] for row in told} == {1}


def some_cases(cast: Cast, count: int, type_key: str, *, closed: bool = False) -> None:
    for _number in range(count):
        case = a_case(cast, subject=Subject.CLUB, type_key=type_key, opened_on=cast.today - timedelta(days=10))
        if closed:
            states.close_case(
                case.public_id,
                outcome="not_pursued",
                closed_on=cast.today,
                actor=cast.kari,
                now=cast.now,
                today=cast.today,
            )


@pytest.mark.req("KL-CASE-011")
def test_statistics_count_type_outcome_duration_and_employer_of_present_and_deleted_cases(cast: Cast):
    some_cases(cast, 2, "club_board", closed=True)
    some_cases(cast, 1, "pay_tariff")
    gone = CaseType.objects.get(key="club_board")
    ClosedCase.objects.create(
        club=cast.hospital_club, type=gone, outcome="completed", opened_year=2026, closed_year=2026, days=40
    )
    figures = statistics.statistics_of(cast.kari, Reach.CLUB)
    assert figures.total == 4
    assert [(row.label, row.count, row.days) for row in figures.by_type] == [
        (str(gone.name), 3, 20),
        (str(CaseType.objects.get(key="pay_tariff").name), 1, None),
    ]
    assert [row.count for row in figures.by_outcome] == [2, 1]
    assert [(row.label, row.count) for row in figures.by_duration] == [("Inntil 30 dager", 2), ("31 til 90 dager", 1)]
    assert [(row.label, row.count) for row in figures.by_employer] == [("Sykehuset Innland", 3)]
    assert statistics.statistics_of(cast.kari, Reach.CLUB, year=2020).total == 0


@pytest.mark.req("KL-CASE-011")
def test_groups_below_five_are_not_shown_outside_the_club(cast: Cast):
    some_cases(cast, 6, "club_board")
    some_cases(cast, 2, "pay_tariff")
    some_cases(cast, 3, "working_hours", closed=True)
    for who, reach in (("per", Reach.UNION), ("admin", Reach.ORGANISATION)):
        figures = statistics.statistics_of(cast.actor(who), reach)
        assert figures.by_type == [Group(str(CaseType.objects.get(key="club_board").name), 6), REST]
        assert figures.by_outcome == [REST]
        assert figures.by_duration == [REST]
        assert [(row.count, row.days) for row in figures.by_employer] == [(11, None)]
    assert sorted(row.count for row in statistics.statistics_of(cast.kari, Reach.CLUB).by_type) == [2, 3, 6]


@pytest.mark.req("KL-CASE-011")
def test_a_single_hidden_group_cannot_be_worked_out_from_the_total():
    rows = shown({"a": Counted(20), "b": Counted(7), "c": Counted(2)}, suppress=True)
    assert rows == [Group("a", 20), REST]
    assert shown({"a": Counted(20), "b": Counted(7), "c": Counted(1), "d": Counted(1)}, suppress=True) == rows


@pytest.mark.req("KL-CASE-011")
def test_a_long_list_of_employers_ends_with_the_small_ones_together(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(statistics, "MOST_EMPLOYERS", 2)
    kind = CaseType.objects.get(key="club_board")
    for name, count in {"A": 8, "B": 7, "C": 6, "D": 4, "E": 1}.items():
        employer = employer_named(cast.hospital_club.controller, name)
        years = {"opened_year": 2026, "closed_year": 2026, "days": 40}
        for _number in range(count):
            ClosedCase.objects.create(
                club=cast.hospital_club, type=kind, outcome="completed", employer=employer, **years
            )
    figures = statistics.statistics_of(cast.per, Reach.UNION)
    assert figures.by_employer == [Group("A", 8, 40), Group("B", 7, 40), REST]
    assert figures.total == 26
    own = statistics.statistics_of(cast.kari, Reach.CLUB)
    assert [(row.label, row.count) for row in own.by_employer] == [("A", 8), ("B", 7)], "nothing is hidden in the club"


@pytest.mark.req("KL-CASE-011")
def test_a_small_group_of_one_year_is_not_the_difference_between_all_years_and_the_others():
    years = {
        2024: {"a": Counted(20), "b": Counted(8), "c": Counted(9)},
        2025: {"a": Counted(20), "b": Counted(2), "c": Counted(9)},
    }
    assert shown(years[2025], suppress=True) == [Group("a", 20), REST]
    assert shown_over_years(years, suppress=True) == [Group("a", 40), Group("c", 9), Group("b", 8), REST]
    assert shown_over_years(years, suppress=False) == [Group("a", 40), Group("c", 18), Group("b", 10)]


@pytest.mark.req("KL-CASE-011")
def test_what_is_small_in_every_year_is_shown_when_the_years_together_are_not():
    years = {year: {"a": Counted(20), "b": Counted(3), "c": Counted(3)} for year in (2024, 2025)}
    assert shown_over_years(years, suppress=True) == [Group("a", 40), Group("b", 6), Group("c", 6)]


@pytest.mark.req("KL-CASE-011")
@pytest.mark.parametrize(
    ("years", "told"),
    [({2024: 20, 2025: 3}, 20), ({2024: 20, 2025: 3, 2026: 3}, 26), ({2025: 3}, None), ({}, 0), ({2024: 7}, 7)],
)
def test_a_small_year_is_not_the_difference_between_the_totals(years: dict[int, int], told: int | None):
    assert total(years, suppress=True) == told
    assert total(years, suppress=False) == sum(years.values())


@pytest.mark.req("KL-CASE-011")
@pytest.mark.parametrize(("closed", "days"), [(4, None), (5, 31)])
def test_how_long_fewer_than_five_cases_lasted_is_not_shown_outside_the_club(closed: int, days: int | None):
    assert shown({"a": Counted(20, closed, 31 * closed)}, suppress=True)[0].days == days
    assert shown({"a": Counted(20, closed, 31 * closed)}, suppress=False)[0].days == 31


@pytest.mark.req("KL-CASE-011")
@pytest.mark.parametrize(
    ("who", "status"), [("kari", 200), ("per", 200), ("admin", 200), ("dag", 403), ("kjersti", 403)]
)
def test_the_page_of_statistics_opens_for_those_whose_office_gives_it(cast: Cast, who, status):
    a_case(cast)
    assert signed_in(cast, who).get(reverse("case_statistics"), {"year": "2026"}).status_code == status


@pytest.mark.req("KL-CASE-006")
def test_the_club_leader_opens_titles_for_colleagues(cast: Cast):
    client = signed_in(cast, "kari")
    url = client.get(reverse("own_club_settings")).url
    assert client.get(url).status_code == 200
    client.post(url, {"titles_open": "on"})
    assert ClubSettings.objects.get(club=cast.hospital_club).titles_open
    for who in ("ola", "nina", "per"):
        assert signed_in(cast, who).get(url).status_code == 404
    assert signed_in(cast, "ola").get(reverse("own_club_settings")).status_code == 403


@pytest.mark.req("KL-CASE-002")
def test_the_list_of_case_types_is_edited_centrally(cast: Cast):
    client = signed_in(cast, "admin")
    assert "Avskjed" in client.get(reverse("case_types")).content.decode()
    given = {
        "key": "parking",
        "name_nb": "Parkering",
        "name_nn": "Parkering",
        "name_en": "Parking",
        "retention_years": "2",
        "outcomes": ["settled"],
        "steps_nb": "Finn avtalen\nDrøft",
        "steps_nn": "Finn avtalen\nDrøft",
        "steps_en": "Find the agreement\nDiscuss",
        "order": "50",
        "is_offered": "on",
    }
    client.post(reverse("new_case_type"), given)
    made = CaseType.objects.get(key="parking")
    assert len(made.steps) == 2
    url = reverse("edit_case_type", args=["parking"])
    assert client.get(url).status_code == 200
    for key in ("parking", "new"):
        assert client.post(reverse("new_case_type"), {**given, "key": key}).context["form"].errors["key"]
    uneven = {**given, "steps_en": "Only one", "lock_version": "0"}
    assert client.post(url, uneven).context["form"].errors
    client.post(url, {**given, "name_nb": "Parkeringsplass", "lock_version": "0"})
    stale = client.post(url, {**given, "name_nb": "Noe annet", "lock_version": "0"})
    assert stale.context["form"].non_field_errors()
    made.refresh_from_db()
    assert made.name_nb == "Parkeringsplass"
    for who in ("kari", "per"):
        assert signed_in(cast, who).get(reverse("case_types")).status_code in (403, 404)


def test_the_home_page_counts_what_waits(cast: Cast):
    from arbeidsrom.modules.workspace.cards import cards

    case = a_case(cast)
    numbers = {card.url: card.number for card in cards(cast.kari, cast.today)}
    assert numbers[reverse("cases")] == 1
    stewards.declare_conflict(case.public_id, reason="", actor=cast.kari, now=cast.now)
    assert {card.number for card in cards(cast.kari, cast.today)} == {0}
    assert {card.url: card.number for card in cards(cast.per, cast.today)}[reverse("union_overview")] == 1
