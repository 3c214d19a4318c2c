"""«Kompetanseoppfølging», tab «Krav»: who sees which rows, found, sorted and filtered, with the status there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from random import Random

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.organisation.models import Position, PositionKind
from arbeidsrom.core.roles.deputies import appoint_deputy
from arbeidsrom.core.roles.queries import actor_standing_in
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.access import following_up as access
from arbeidsrom.modules.competence.queries import following_choices
from arbeidsrom.modules.competence.queries.following_up import Asked, followed_requirements
from arbeidsrom.modules.competence.queries.standing import OPEN, is_due_soon, is_overdue, is_shown
from arbeidsrom.modules.competence.rules.statuses import NO_END, WORST_FIRST, Shown, State, days_on, shown_on
from arbeidsrom.modules.competence.tests.staff import with_role
from arbeidsrom.modules.competence.tests.team import Team, cells, listed
from arbeidsrom.web.components.formats import short_date
from arbeidsrom.web.lists import Window

pytestmark = pytest.mark.django_db

OF_NINA = {
    "Fullført": "Fullført",
    "Ikke påbegynt": "Ikke påbegynt",
    "Ikke relevant": "Ikke relevant",
    "Påbegynt": "Påbegynt",
    "Til signering": "Venter på signering",
    "Avslått": "Avvist",
    "Utløper snart": "Utløper snart",
    "Utløpt": "Utløpt",
}


@pytest.fixture
def team(hospital: Hospital) -> Iterator[Team]:
    with override("nb"):
        yield Team(hospital)


@pytest.mark.req("KP-FREQ-001", "KP-FOLLOW-004")
def test_there_is_a_row_for_each_requirement_of_each_employee_with_status_plans_and_days(team: Team) -> None:
    team.ward.plan("Ekstra", "Ikke påbegynt", section="X")
    team.ward.assign("Ekstra", team.nina)
    team.deadline(20, "Ikke påbegynt")

    rows = listed(team.hospital.browser("Astrid"), size="100")

    assert {row[1]: row[2] for row in rows if row[0].startswith("Nina Berg")} == OF_NINA
    assert [row[1] for row in rows if row[0].startswith("Odd Berg")] == ["Brann", "Fullført"]
    assert len(rows) == len(OF_NINA) + 2, "and of nobody else, each requirement once"
    one = next(row for row in rows if row[1] == "Ikke påbegynt")
    assert one[0] == "Nina Berg Avdeling A"
    assert sorted(one[3].split(", ")) == ["Ekstra", "Sykepleier på A"]
    assert one[4] == short_date(team.today + timedelta(days=20))
    soon = next(row for row in rows if row[1] == "Utløper snart")
    assert soon[5] == short_date(team.today + timedelta(days=20))


@pytest.mark.req("KP-FOLLOW-001", "KP-FOLLOW-002")
@pytest.mark.parametrize(
    ("role", "opens"),
    [
        (roles.SUBJECT_B, True),
        (roles.TRUST_ADMINISTRATOR, True),
        (roles.DELEGATED_LEADER, True),
        (roles.SUPERUSER, False),
        (roles.SUBJECT_A, False),
        (roles.PLAN_RESPONSIBLE, False),
        ("", False),
    ],
)
def test_who_has_the_page_finds_it_in_the_menu_and_nobody_else_opens_it(team: Team, role: str, opens: bool) -> None:
    hospital = team.hospital
    if role:
        with_role(hospital, "Rita", role, "sykehuset", works_in="1020")
    else:
        hospital.employ("Rita", "1020")
    for name, is_open in (("Rita", opens), ("Astrid", True)):
        browser = hospital.browser(name)
        answer = browser.get(reverse("followed_requirements"))
        assert answer.status_code == (200 if is_open else 403)
        menu = browser.get(reverse("home"), headers={"accept-language": "nb"}).content.decode().split("<main")[0]
        assert (f'href="{reverse("followed_requirements")}"' in menu) is is_open
        assert ("Kompetanseoppfølging" in menu) is is_open


@pytest.mark.req("KP-FOLLOW-004", "KP-LIMP-001")
def test_each_sees_those_they_follow_up_and_nothing_of_other_workplaces(team: Team) -> None:
    hospital = team.hospital
    lent = hospital.employ("Nina", "1020", led_by=team.bodil, kind=PositionKind.LOAN)
    team.ward.plan("Vikar", "Journal", section="V")
    team.ward.assign("Vikar", lent)

    assert {name for name, _ in team.names()} == {"Nina", "Odd"}
    assert ("Nina", "Journal") not in team.names()
    assert team.names(hospital.actor(team.bodil)) == [("Nina", "Journal"), ("Siri", "Brann"), ("Siri", "Fullført")]
    everybody = team.names(with_role(hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset"))
    assert {name for name, _ in everybody} == {"Nina", "Odd", "Siri"}
    assert len(everybody) == len(OF_NINA) + 1 + 2 + 2
    neighbour = with_role(hospital, "Nils", roles.SUBJECT_B, "2010", works_in="2010")
    assert team.names(neighbour) == []
    page = hospital.browser("Nils").get(reverse("followed_requirements"), headers={"accept-language": "nb"})
    assert "Ingen krav her" in page.content.decode()


@pytest.mark.req("KP-FOLLOW-001")
def test_a_deputy_sees_what_the_leader_sees_and_nobody_sees_their_own(team: Team) -> None:
    hospital = team.hospital
    team.ward.assign("Beredskap", team.astrid)
    fride = with_role(hospital, "Fride", roles.SUBJECT_B, "1010")
    own = Position.objects.get(pk=fride.position_id)
    team.ward.assign("Beredskap", own)
    assert "Astrid" not in {name for name, _ in team.names()}
    assert "Astrid" in {name for name, _ in team.names(fride)}
    assert "Fride" not in {name for name, _ in team.names(fride)}
    deputy = standing_in(team, team.odd)
    assert team.names(deputy) == [one for one in team.names() if one[0] != "Odd"]


def standing_in(team: Team, own: Position) -> Actor:
    """Somebody whom Astrid has chosen to stand in for her."""
    hospital, leader = team.hospital, team.astrid
    appoint_deputy(
        leader.public_id,
        person_id=own.person.public_id,
        last_day=None,
        actor=hospital.actor(leader),
        now=hospital.now,
        today=hospital.today,
    )
    acting = actor_standing_in(own, leader, account_id=None, origin="", today=hospital.today)
    assert acting is not None
    return acting


@pytest.mark.req("KP-LIMP-047")
def test_what_is_put_away_or_stands_on_a_position_that_has_ended_is_not_there(team: Team) -> None:
    models.Assignment.objects.filter(pk=team.of_odd.pk).update(state="deactivated", deactivated_on=team.today)
    assert "Odd" not in {name for name, _ in team.names()}
    team.nina.valid_to = team.today
    team.nina.save()
    assert team.names() == []


@pytest.mark.req("KP-FREQ-002")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("odd", [("Odd", "Brann"), ("Odd", "Fullført")]),
        ("brann", [("Odd", "Brann")]),
        ("odd ful", [("Odd", "Fullført")]),
        ("utløp nin", [("Nina", "Utløper snart"), ("Nina", "Utløpt")]),
        ("siri", []),
        ("nina brann", []),
        ("odd@sykehuset", [("Odd", "Brann"), ("Odd", "Fullført")]),
        ("odd@sykehuset brann", [("Odd", "Brann")]),
        ("- ?", []),
        ("", None),
        ("finnes ikke", []),
    ],
)
def test_one_searches_for_an_employee_a_requirement_or_both(
    team: Team, text: str, found: list[tuple[str, str]] | None
) -> None:
    assert team.names(text=text) == (team.names() if found is None else found)


@pytest.mark.req("KP-FREQ-002")
def test_a_requirement_is_found_by_its_id(team: Team) -> None:
    assert team.names(text=str(team.ward.requirements["Brann"].pk)) == [("Odd", "Brann")]


@pytest.mark.req("KP-FREQ-003")
@pytest.mark.parametrize("size", [100, 3])
@pytest.mark.parametrize("many", [access.MANY, 0])
def test_rows_are_sorted_each_way_and_pages_follow_each_other(
    team: Team, size: int, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access.followed_by, "__kwdefaults__", {"many": many})
    team.deadline(20, "Ikke påbegynt")
    team.deadline(5, "Brann", team.of_odd)
    team.deadline(3, "Fullført", team.of_odd)
    team.deadline(2, "Fullført")  # met already, so that nothing is to be met
    by_name = sorted(team.names())

    def key(row: tuple[str, str]) -> str:
        return f"{row[1]} {row[0]}".lower().replace("ø", "|").replace("å", "~")

    assert team.names(size=size) == by_name
    down = team.names(size=size, descending=True)
    assert [name for name, _ in down] == sorted((name for name, _ in by_name), reverse=True)
    assert team.names(size=size, sort="requirement") == sorted(by_name, key=key)
    shown = [row.shown for row in team.rows(size=size, sort="status")]
    assert shown == sorted(shown, key=WORST_FIRST.index)
    assert len(shown) == len(by_name)
    turned = [row.shown for row in team.rows(size=size, sort="status", descending=True)]
    assert turned == sorted(shown, key=WORST_FIRST.index, reverse=True)
    dated = [("Odd", "Fullført"), ("Odd", "Brann"), ("Nina", "Ikke påbegynt")]
    rest = [one for one in by_name if one not in dated]
    assert team.names(size=size, sort="deadline") == dated + rest
    assert team.names(size=size, sort="deadline", descending=True) == dated[::-1] + rest


@pytest.mark.req("KP-FREQ-003")
@pytest.mark.parametrize("sort", ["name", "requirement", "status", "deadline"])
def test_whoever_leaps_to_a_page_finds_what_they_come_to_page_by_page(team: Team, sort: str) -> None:
    team.deadline(20, "Ikke påbegynt")
    team.deadline(5, "Brann", team.of_odd)
    whole = [row.key for row in team.rows(sort=sort)]
    followed, _is_few = access.followed_by(team.hospital.actor(team.astrid), today=team.today)
    for begin in range(0, len(whole), 4):
        page = followed_requirements(Asked(sort=sort), Window(begin, 4), followed=followed, today=team.today)
        assert [row.key for row in page.rows] == whole[begin : begin + 4]


def test_a_row_that_the_page_before_ended_with_and_is_there_no_longer_loses_no_page(team: Team) -> None:
    browser = team.hospital.browser("Astrid")
    for after in ("x", "a.b", f"{team.nina.person.public_id}.{team.siri.public_id}"):
        rows = listed(browser, page="1", after=after)
        assert len(rows) == len(OF_NINA) + 2


@pytest.mark.req("KP-FREQ-003")
def test_rows_are_filtered_by_status_plan_requirement_department_and_deadline(team: Team) -> None:
    team.deadline(-3, "Ikke påbegynt")
    team.deadline(0, "Brann", team.of_odd)
    team.deadline(31, "Fullført", team.of_odd)
    browser = team.hospital.browser("Astrid")

    def found(**query: str) -> set[tuple[str, str]]:
        return {(row[0].partition(" ")[0], row[1]) for row in listed(browser, **query)}

    assert found(**{"f-status": "expired"}) == {("Nina", "Utløpt")}
    assert found(**{"f-status": "expired,declined"}) == {("Nina", "Utløpt"), ("Nina", "Avslått")}
    assert found(**{"f-deadline": "overdue"}) == {("Nina", "Ikke påbegynt")}
    assert found(**{"f-deadline": "soon"}) == {("Odd", "Brann")}
    assert found(**{"f-plan": str(team.of_odd.plan.public_id)}) == {("Odd", "Brann"), ("Odd", "Fullført")}
    assert found(**{"f-requirement": str(team.ward.requirements["Fullført"].public_id)}) == {
        ("Nina", "Fullført"),
        ("Odd", "Fullført"),
    }
    assert len(found(**{"f-unit": str(team.hospital.units["1010"].public_id)})) == len(OF_NINA) + 2
    for nothing in ("1020", "tull"):
        unit = team.hospital.units.get(nothing)
        assert found(**{"f-unit": str(unit.public_id) if unit else nothing}) == set()
    assert found(**{"f-plan": "tull"}) == set()
    assert len(found(**{"f-status": "tull"})) == len(OF_NINA) + 2


def test_plans_and_requirements_are_offered_to_filter_by_while_somebody_finds_them_among_the_others(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, url = team.hospital.browser("Astrid"), reverse("followed_requirements")
    brann = str(team.ward.requirements["Brann"].public_id)

    def offered(**query: str) -> list[str]:
        html = browser.get(url, query, headers={"accept-language": "nb"}).content.decode()
        select = re.search(r'<select[^>]*name="f-requirement".*?</select>', html, re.S)
        return re.findall(r'<option value="([^"]+)"', select[0]) if select else []

    assert len(offered()) == 9
    monkeypatch.setattr(following_choices, "MOST_OFFERED", 3)
    assert offered() == []
    assert offered(**{"f-requirement": brann}) == [brann], "what is chosen stands there by name"


def test_a_row_leads_to_the_requirement_of_that_employee_where_it_is_relevant(team: Team) -> None:
    team.ward.plan("Ekstra", "Ikke relevant", section="X")
    other = team.ward.assign("Ekstra", team.nina)
    browser = team.hospital.browser("Astrid")
    html = browser.get(reverse("followed_requirements"), headers={"accept-language": "nb"}).content.decode()
    link = other.plan.links.get()
    url = reverse("why_status", args=[other.public_id, link.public_id])
    assert f'<a class="ds-link" href="{url}">Ikke relevant</a>' in html
    assert "Ikke påbegynt" in browser.get(url, headers={"accept-language": "nb"}).content.decode()


@pytest.mark.req("KP-CARD-012", "KP-CARD-013", "KP-FOLLOW-005")
def test_each_status_of_the_card_on_home_leads_to_as_many_rows(team: Team) -> None:
    with_role(team.hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    for name in ("Astrid", "Bodil", "Turid"):
        browser = team.hospital.browser(name)
        card = browser.get(reverse("status_cards"), headers={"accept-language": "nb"}).content.decode()
        card = card.split('class="status-bar"')[1]
        links = re.findall(r'<li><a class="ds-link" href="([^"]*)">.*?>([^<>:]+): (\d+)<', card, re.S)
        assert links, name
        for url, word, count in links:
            html = browser.get(url, headers={"accept-language": "nb"}).content.decode()
            rows = list(cells(html))
            assert (len(rows), {row[2] for row in rows}) == (int(count), {word})
            assert url.startswith(reverse("followed_requirements"))


def test_what_a_filter_says_of_a_status_is_what_the_rules_say(hospital: Hospital) -> None:
    today = hospital.today
    days = [today + timedelta(days=one) for one in (-400, -1, 0, 1, 30, 31, 400)] + [NO_END]
    rows = []
    for number, (state, pending, due, deadline) in enumerate(product(State, State, days, days)):
        if pending in (State.FULFILLED, State.NOT_RELEVANT) or (state < State.FULFILLED and pending is not state):
            continue  # ``rules.statuses.derive`` gives no such
        if state is State.DECLINED and pending is not state:
            continue
        done = today if state is State.FULFILLED else None
        rows.append(
            models.RequirementStatus(
                person_id=number,
                requirement_id=1,
                due=due,
                completed_on=done,
                deadline=deadline,
                state=state,
                pending=pending,
                relevant_in=1,
            )
        )
    models.RequirementStatus.objects.bulk_create(rows)

    def people(condition: Q) -> set[int]:
        return set(models.RequirementStatus.objects.filter(condition).values_list("person_id", flat=True))

    for shown in Shown:
        true = {
            one.person_id
            for one in rows
            if shown_on(today, state=State(one.state), due=one.due, pending=State(one.pending)) is shown
        }
        assert people(is_shown(shown, today)) == true, shown
    known = {
        one.person_id: days_on(
            today, state=State(one.state), due=one.due, completed_on=one.completed_on, deadline=one.deadline
        )
        for one in rows
    }
    assert people(OPEN) == {person for person, said in known.items() if said.deadline}
    assert people(is_overdue(today)) == {person for person, said in known.items() if said.is_late}
    until = today + timedelta(days=30)
    soon = {person for person, said in known.items() if said.deadline and today <= said.deadline <= until}
    assert people(is_due_soon(today)) == soon


def _as_the_leaders_page_says(team: Team, row_url: str) -> str:
    html = team.hospital.browser("Astrid").get(row_url, headers={"accept-language": "nb"}).content.decode()
    found = re.search(r"<dt[^>]*>Status</dt>\s*<dd[^>]*>(.*?)</dd>", html, re.S)
    assert found
    return " ".join(re.sub(r"<[^>]*>", " ", found[1]).split())


@pytest.mark.req("KP-FREQ-001")
def test_a_status_is_the_very_one_that_the_page_of_the_employee_shows(team: Team) -> None:
    chance = Random(5)
    for number in range(12):
        team.ward.requirement(f"Krav {number}", validity_days=chance.choice([None, 5, 40]))
        team.ward.link("Sykepleier på A", "Generelt", f"Krav {number}")
    team.mine = team._again(team.nina)
    for number in range(12):
        team.of(f"Krav {number}")
        for _each in range(chance.randint(0, 2)):
            chance.choice([team.drafts, lambda: team.fulfils(team.today - timedelta(days=chance.randint(0, 30)))])()
    html = team.hospital.browser("Astrid").get(
        reverse("followed_requirements"), {"size": "100"}, headers={"accept-language": "nb"}
    )
    body = html.content.decode()
    urls = re.findall(r'href="([^"]*/why/)"', body)
    rows = list(cells(body))
    assert len(rows) == len(urls) >= 20
    for row, url in zip(rows, urls, strict=True):
        assert _as_the_leaders_page_says(team, url) == row[2], row


def test_as_many_statements_for_many_rows_as_for_few(team: Team) -> None:
    browser = team.hospital.browser("Astrid")
    url = reverse("followed_requirements")
    browser.get(url)

    def asked(query: str) -> int:
        with CaptureQueriesContext(connection) as sent:
            assert browser.get(url + query).status_code == 200
        return len(sent)

    def more(number: int) -> None:
        for each in range(number):
            team.ward.requirement(f"Krav {number} {each}")
            team.ward.link("Beredskap", "Felles", f"Krav {number} {each}")
        models.Assignment.objects.filter(position=team.odd).delete()
        team.ward.assign("Beredskap", team.odd)

    queries = ("?sort=name", "?sort=status", "?sort=deadline", "?q=krav", "?f-status=not_started")
    more(30)
    few = [asked(one) for one in queries]
    more(70)
    assert [asked(one) for one in queries] == few


def test_who_looked_is_written_down_with_whom_they_saw(team: Team) -> None:
    listed(team.hospital.browser("Astrid"), q="odd")
    entry = Entry.objects.filter(event="competence.followed_up.viewed").latest("id")
    assert entry.person == team.astrid.person.public_id
    assert set(entry.subjects.values_list("subject", flat=True)) == {team.odd.person.public_id}
