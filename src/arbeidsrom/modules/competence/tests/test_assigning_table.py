"""«Tabelltildeling»: many plans to many employees, and what becomes of those they have."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.actions.assigning_table import carry_out_table
from arbeidsrom.modules.competence.queries.assigning_table import Standing, Table, table_of
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.modules.competence.tests.test_assigning import Leading
from arbeidsrom.modules.competence.views import assigning_table as views

pytestmark = pytest.mark.django_db

URL = "assign_table"


@pytest.fixture
def leading(hospital: Hospital) -> Leading:
    made = Leading(hospital)
    made.fire = made.ward.plan("Brannvern", "Slukking")  # type: ignore[attr-defined]
    made.publish(made.fire, "1010")  # type: ignore[attr-defined]
    made.elsewhere = made.ward.plan("Operasjon", "Steril", owner="1020")  # type: ignore[attr-defined]
    made.publish(made.elsewhere, "1020")  # type: ignore[attr-defined]
    return made


def posted(client: Client, positions: list[Position], plans: list[models.Plan], **form: object) -> HttpResponse:
    ids = {"position": [str(one.public_id) for one in positions], "plan": [str(one.public_id) for one in plans]}
    return client.post(reverse(URL), ids | form, headers={"accept-language": "nb"})


def cell(position: Position, plan: models.Plan) -> str:
    return f"{position.public_id}:{plan.public_id}"


def held() -> set[tuple[str, str, str]]:
    rows = models.Assignment.objects.values_list("person__given_name", "plan__name", "state")
    return {(name, plan, state) for name, plan, state in rows}


def table(leading: Leading, *positions: Position) -> Table:
    plans = [leading.plan.public_id, leading.fire.public_id, leading.elsewhere.public_id]  # type: ignore[attr-defined]
    actor = leading.hospital.actor(leading.astrid)
    return table_of([one.public_id for one in positions], plans, actor=actor, today=leading.today)


@pytest.mark.req("KP-ASSIGN-002", "KP-ASSIGN-004", "KP-ASSIGN-005")
def test_employees_and_plans_are_found_ticked_and_confirmed(leading: Leading) -> None:
    client = leading.hospital.browser("Astrid")
    quick = client.get(
        reverse("choose_plan"), {"position": leading.nina.public_id}, headers={"accept-language": "nb"}
    ).content.decode()
    assert "Hurtigtildeling" in quick
    assert "Tabelltildeling" in quick
    found = posted(client, [leading.nina], [], who="Odd", which="Brann", do="search").content.decode()
    assert f'value="{leading.odd.public_id}"' in found
    assert f'value="{leading.fire.public_id}"' in found  # type: ignore[attr-defined]

    people, plans = [leading.nina, leading.odd], [leading.plan, leading.fire]  # type: ignore[attr-defined]
    empty = posted(client, people, plans, do="add").content.decode()
    for one in people:
        for plan in plans:
            assert f'name="give" value="{cell(one, plan)}"' in empty
    assert re.search(r"<button[^>]*disabled[^>]*>.*?Bekreft 0 tildelinger", empty, re.S)
    give = [cell(leading.nina, leading.plan), cell(leading.nina, leading.fire), cell(leading.odd, leading.fire)]  # type: ignore[attr-defined]
    counted = posted(client, people, plans, give=give, do="count").content.decode()
    assert "Bekreft 3 tildelinger" in counted
    assert counted.count(" checked") == 3
    assert not models.Assignment.objects.exists()

    answer = posted(client, people, plans, give=give, do="confirm")
    assert answer.status_code == 302
    assert held() == {
        ("Nina", "Sykepleier på A", "active"),
        ("Nina", "Brannvern", "active"),
        ("Odd", "Brannvern", "active"),
    }
    assert truth.differences([one.person_id for one in people]) == []
    after = client.get(answer.headers["Location"], headers={"accept-language": "nb"}).content.decode()
    assert "3 planer er tildelt" in after
    assert after.count('name="give"') == 1


def test_with_script_the_button_alone_comes_back_with_the_number(leading: Leading) -> None:
    client = leading.hospital.browser("Astrid")
    form = {
        "position": leading.nina.public_id,
        "plan": leading.plan.public_id,
        "give": cell(leading.nina, leading.plan),
    }
    part = client.post(reverse(URL), form, headers={"hx-request": "true", "accept-language": "nb"}).content.decode()
    assert "Bekreft 1 tildeling" in part
    assert "<table" not in part
    assert not models.Assignment.objects.exists()


@pytest.mark.req("KP-ASSIGN-006", "KP-ASSIGN-007", "KP-ASSIGN-009")
def test_what_they_have_is_put_away_deleted_and_taken_up_again_in_the_table(leading: Leading) -> None:
    client = leading.hospital.browser("Astrid")
    (ninas,) = leading.assigns(leading.nina)
    (odds,) = leading.assigns(leading.odd)
    people, plans = [leading.nina, leading.odd], [leading.plan]
    page = posted(client, people, plans, do="add").content.decode()
    for one in (ninas, odds):
        select = page[page.index(f'name="change-{one.public_id}"') :].partition("</select>")[0]
        assert 'value="deactivate"' in select
        assert 'value="delete"' in select
    changes = {f"change-{ninas.public_id}": "deactivate", f"change-{odds.public_id}": "delete"}
    assert "og 2 endringer" in posted(client, people, plans, do="count", **changes).content.decode()
    after = client.get(
        posted(client, people, plans, do="confirm", **changes).headers["Location"], headers={"accept-language": "nb"}
    ).content.decode()
    assert held() == {("Nina", "Sykepleier på A", "deactivated")}
    assert "2 planer er endret" in after
    assert 'value="reactivate"' in after
    posted(client, people, plans, do="confirm", **{f"change-{ninas.public_id}": "reactivate"})
    assert held() == {("Nina", "Sykepleier på A", "active")}
    assert truth.differences([one.person_id for one in people]) == []


@pytest.mark.req("KP-ASSIGN-008")
def test_a_plan_that_is_begun_is_not_offered_to_be_deleted_and_is_not(leading: Leading) -> None:
    client = leading.hospital.browser("Astrid")
    (mine,) = leading.assigns(leading.nina)
    leading.fulfils(leading.nina, "HLR")  # type: ignore[attr-defined]
    page = posted(client, [leading.nina], [leading.plan], do="add").content.decode()
    assert 'value="delete"' not in page
    answer = posted(client, [leading.nina], [leading.plan], do="confirm", **{f"change-{mine.public_id}": "delete"})
    told = client.get(answer.headers["Location"], headers={"accept-language": "nb"}).content.decode()
    assert "Sykepleier på A for Nina Berg: " in told
    assert "kan deaktiveres" in told
    assert held() == {("Nina", "Sykepleier på A", "active")}


@pytest.mark.req("KP-LIMP-010")
def test_what_cannot_be_done_is_told_and_the_rest_is_done(leading: Leading) -> None:
    shown = table(leading, leading.nina, leading.odd)
    Position.objects.filter(pk=leading.odd.pk).update(leader=None)
    actor = leading.hospital.actor(leading.astrid)
    outcome = carry_out_table(shown.free.values(), [], actor=actor, now=leading.hospital.now, today=leading.today)
    assert outcome.given == 2
    assert {one.cell.position for one in outcome.failures} == {leading.odd.public_id}
    assert {name for name, _plan, _state in held()} == {"Nina"}
    assert all(one.reason for one in outcome.failures)


@pytest.mark.req("KP-LIMP-011")
def test_nothing_is_confirmed_when_nothing_is_ticked_and_nothing_twice(leading: Leading) -> None:
    client = leading.hospital.browser("Astrid")
    page = posted(client, [leading.nina], [leading.plan], do="confirm")
    assert page.status_code == 200
    assert "Bekreft 0 tildelinger" in page.content.decode()
    once = re.search(r'name="once" value="([^"]+)"', page.content.decode())
    assert once
    form = {"give": cell(leading.nina, leading.plan), "do": "confirm", "once": once[1]}
    for _again in range(2):
        posted(client, [leading.nina], [leading.plan], **form)
    assert models.AssignmentEvent.objects.filter(kind="assigned").count() == 1


def test_a_plan_is_given_only_where_it_is_published(leading: Leading) -> None:
    away = leading.hospital.employ("Berit", "1020", led_by=leading.astrid)
    shown = table(leading, leading.nina, away)
    standings = {
        (line.position.person.given_name, plan.name): one.standing
        for line in shown.lines
        for plan, one in zip(shown.plans, line.cells, strict=True)
    }
    assert standings == {
        ("Nina", "Sykepleier på A"): Standing.FREE,
        ("Nina", "Brannvern"): Standing.FREE,
        ("Nina", "Operasjon"): Standing.ELSEWHERE,
        ("Berit", "Sykepleier på A"): Standing.ELSEWHERE,
        ("Berit", "Brannvern"): Standing.ELSEWHERE,
        ("Berit", "Operasjon"): Standing.FREE,
    }
    client = leading.hospital.browser("Astrid")
    posted(client, [leading.nina], [leading.elsewhere], give=cell(leading.nina, leading.elsewhere), do="confirm")  # type: ignore[attr-defined]
    assert held() == set()


def test_others_employees_and_oneself_are_in_no_table(leading: Leading) -> None:
    other = leading.hospital.employ("Berit", "1010")
    client = leading.hospital.browser("Astrid")
    page = posted(client, [other, leading.astrid, leading.nina], [leading.plan], do="add").content.decode()
    assert "2 av de valgte" in page
    assert "Berit" not in page
    give = [cell(other, leading.plan), cell(leading.astrid, leading.plan)]
    posted(client, [other, leading.astrid], [leading.plan], give=give, do="confirm")
    assert held() == set()
    assert leading.hospital.browser("Odd").get(reverse(URL)).status_code == 403
    with pytest.raises(PermissionDenied):
        carry_out_table(
            [], [], actor=leading.hospital.actor(leading.odd), now=leading.hospital.now, today=leading.today
        )


def test_a_search_loses_nothing_that_is_ticked_and_ends_at_what_fits(
    leading: Leading, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = leading.hospital.browser("Astrid")
    give = cell(leading.nina, leading.plan)
    searched = posted(client, [leading.nina], [leading.plan], give=give, who="Odd", which="x", do="search")
    assert f'value="{give}" checked' in searched.content.decode()
    assert "Ingen annen plan" in searched.content.decode()
    monkeypatch.setattr(views, "MOST_EMPLOYEES", 1)
    full = posted(client, [leading.nina], [leading.plan], who="Odd", do="search").content.decode()
    assert "ikke plass til flere medarbeidere" in full
    empty = client.get(reverse(URL), {"position": "x", "plan": ["y"]}, headers={"accept-language": "nb"})
    assert "Ingen i tabellen ennå" in empty.content.decode()


def test_the_table_asks_as_often_whatever_its_size(leading: Leading) -> None:
    actor, plans = leading.hospital.actor(leading.astrid), [leading.plan.public_id, leading.fire.public_id]  # type: ignore[attr-defined]
    with CaptureQueriesContext(connection) as small:
        table_of([leading.nina.public_id], plans, actor=actor, today=leading.today)
    more = [leading.hospital.employ(f"Person {one}", "1010", led_by=leading.astrid) for one in range(5)]
    with CaptureQueriesContext(connection) as large:
        table_of([one.public_id for one in (leading.nina, *more)], plans, actor=actor, today=leading.today)
    assert len(small) == len(large) == 4
