"""Who is let in, how often, and how everything that is refused is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from arbeidsrom.core.api_clients import actions
from arbeidsrom.core.api_clients.models import ClientToken
from arbeidsrom.core.api_clients.tests.clients import System, a_client, a_system, a_token
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
READER = "api.reader"


@pytest.fixture(autouse=True)
def at_work():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def test_a_client_with_a_valid_token_and_a_role_is_answered(cast: Cast) -> None:
    answer = a_system(cast, cast.union, READER).get("/api/v1/units")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer wrong", "Basic abc", f"Bearer {'x' * 5000}", "Bearer æ"])
def test_who_shows_no_valid_token_is_told_so_as_a_problem(cast: Cast, shown: str) -> None:
    answer = System("").http.get("/api/v1/units", headers={"Authorization": shown})

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"].endswith("/api/docs/#unauthenticated")


def test_somebody_signed_in_in_a_browser_is_nobody_here(cast: Cast) -> None:
    assert cast.browser("admin").get("/api/v1/units").status_code == 401


def test_a_token_stops_when_it_expires_is_revoked_or_its_client_is_shut_out(cast: Cast, at_work) -> None:
    client = a_client(cast, cast.union, READER)
    short, revoked, shut = (System(a_token(cast, client, days=days)) for days in (1, 3, 5))
    assert [system.get("/api/v1/units").status_code for system in (short, revoked, shut)] == [200, 200, 200]

    at_work.shift(timedelta(days=1))
    assert short.get("/api/v1/units").status_code == 401
    row = ClientToken.objects.get(ending=revoked.token[-4:])
    actions.revoke_token(client.public_id, row.public_id, actor=cast.admin, now=cast.now)
    assert revoked.get("/api/v1/units").status_code == 401
    assert shut.get("/api/v1/units").status_code == 200
    actions.revoke_client(client.public_id, actor=cast.admin, now=cast.now)
    assert shut.get("/api/v1/units").status_code == 401


def test_a_new_token_leaves_a_week_to_exchange_the_old_one(cast: Cast, at_work) -> None:
    client = a_client(cast, cast.union, READER)
    old, new = System(a_token(cast, client)), System(a_token(cast, client))

    at_work.shift(timedelta(days=7) - timedelta(seconds=1))
    assert old.get("/api/v1/units").status_code == new.get("/api/v1/units").status_code == 200
    at_work.shift(timedelta(seconds=1))
    assert old.get("/api/v1/units").status_code == 401
    assert new.get("/api/v1/units").status_code == 200


def test_a_token_is_nowhere_in_the_database(cast: Cast) -> None:
    token = a_token(cast, a_client(cast, cast.union, READER))
    row = ClientToken.objects.get()

    assert token.startswith("arbeidsrom_")
    assert len(token) > 40
    assert token not in str([getattr(row, field.attname) for field in row._meta.concrete_fields])
    assert token.encode() not in bytes(row.hash)


def test_when_and_from_where_a_token_was_used_is_noted(cast: Cast) -> None:
    a_system(cast, cast.union, READER).get("/api/v1/units")

    row = ClientToken.objects.get()
    assert (row.last_used_at, row.last_used_from) == (NOW, "127.0.0.1")


def test_a_role_that_is_taken_away_or_has_not_begun_gives_nothing_at_the_next_request(cast: Cast, at_work) -> None:
    client = a_client(cast, cast.union, READER)
    system = System(a_token(cast, client))
    assert system.get("/api/v1/units").status_code == 200

    grant = client.grants.get()
    actions.take_role(client.public_id, grant.public_id, actor=cast.admin, now=cast.now, today=cast.today)
    refused = system.get("/api/v1/units")
    assert refused.status_code == 403
    assert refused.json()["detail"]

    later = {"valid_from": cast.today + timedelta(days=2), "valid_to": None, "actor": cast.admin, "now": cast.now}
    actions.give_role(client.public_id, role=READER, unit=cast.union, with_subunits=True, **later)
    assert system.get("/api/v1/units").status_code == 403
    at_work.shift(timedelta(days=2))
    assert system.get("/api/v1/units").status_code == 200


def test_each_client_has_so_many_requests_a_minute_and_is_told_how_many_are_left(cast: Cast, at_work) -> None:
    system, other = (a_system(cast, cast.union, READER, name=name, per_minute=3) for name in ("A", "B"))
    left = [system.get("/api/v1/units").headers["RateLimit-Remaining"] for _time in range(3)]
    assert left == ["2", "1", "0"]

    refused = system.get("/api/v1/units")
    assert refused.status_code == 429
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.headers["Retry-After"] == refused.headers["RateLimit-Reset"] == "60"
    assert refused.headers["RateLimit-Limit"] == "3"
    assert other.get("/api/v1/units").status_code == 200

    at_work.shift(timedelta(minutes=1))
    assert system.get("/api/v1/units").status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/api/v1/nowhere", 404, "not-found"),
        ("/api/v1/units/00000000-0000-0000-0000-000000000001", 404, "not-found"),
        ("/api/v1/units?limit=0", 422, "invalid"),
        ("/api/v1/units?as_of=2026-02-30", 422, "invalid"),
        ("/api/v1/people?changed_since=2026-02-28T10:00:00", 422, "invalid"),
        ("/api/v1/units?cursor=nonsense", 400, "bad-request"),
        ("/api/v1/units?cursor=WyJhIiwgImIiXQ", 400, "bad-request"),
        ("/api/v1/units?code=%00", 422, "invalid"),
    ],
)
def test_everything_refused_is_a_problem_of_a_kind_that_the_page_explains(
    cast: Cast, path: str, status: int, kind: str
) -> None:
    answer = a_system(cast, cast.union, READER).get(path)
    told = answer.json()

    assert (answer.status_code, told["status"]) == (status, status)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert told["type"].endswith(f"#{kind}")
    assert f'id="{kind}"' in System("").http.get("/api/docs/").content.decode()
    assert told["reference"] == answer.headers["X-Request-Reference"]


def test_a_wrong_parameter_is_pointed_at(cast: Cast) -> None:
    told = a_system(cast, cast.union, READER).get("/api/v1/units?limit=many&unit=x").json()

    assert {fault["parameter"] for fault in told["errors"]} == {"limit", "unit"}
    assert all(fault["detail"] for fault in told["errors"])


def test_a_method_that_is_not_taken_says_which_are(cast: Cast) -> None:
    answer = a_system(cast, cast.union, READER).post("/api/v1/units")

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET"
    assert answer.json()["type"].endswith("#method-not-allowed")


def test_a_fault_of_ours_tells_its_reference_and_nothing_more(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from arbeidsrom.core.organisation import reading

    monkeypatch.setattr(reading, "units_read", lambda **_given: 1 / 0)
    answer = a_system(cast, cast.union, READER).get("/api/v1/units")

    assert answer.status_code == 500
    assert answer.json().keys() == {"type", "title", "status", "instance", "reference"}


def test_problems_are_told_in_the_language_that_is_asked_for(cast: Cast) -> None:
    system = a_system(cast, cast.union)
    titles = {system.get("/api/v1/units", **{"Accept-Language": each}).json()["title"] for each in ("nb", "nn", "en")}

    assert len(titles) == 3
