"""Clients are made, given access and shut out by administrators, within their own reach, and the log tells it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from arbeidsrom.core.api_clients import access, actions, queries
from arbeidsrom.core.api_clients.models import ApiClient, ClientGrant, StoredAnswer
from arbeidsrom.core.api_clients.tests.clients import System, a_client, a_token
from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.audit.queries import line
from arbeidsrom.lib.actor import Actor, ActorKind, Span
from arbeidsrom.lib.refusals import Refused
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
ROLE = {"role": "api.reader", "with_subunits": True, "valid_to": None}


@pytest.fixture(autouse=True)
def at_work():
    with time_machine.travel(NOW):
        yield


def administrator_of(cast: Cast, first: int, last: int) -> Actor:
    """Somebody who administers clients in a part of the organisation."""
    return Actor(
        ActorKind.PERSON, "Turid", permissions={access.ADMINISTER: (Span(first, last),)}, tenant=cast.union.tenant
    )


def test_an_administrator_makes_a_client_gives_it_a_role_and_sees_its_token_once(cast: Cast) -> None:
    browser = cast.browser("admin")
    made = browser.post(
        "/api-clients/add/",
        {
            "name": "Vaktplan",
            "purpose": "Viser hvem som er på vakt",
            "owner": cast.local_union.code,
            "contact_name": "Vakttelefonen",
            "contact_email": "vakt@example.no",
            "per_minute": 60,
        },
    )
    page = made.headers["Location"]
    given = browser.post(
        f"{page}roles/",
        {"role": "api.reader", "unit": cast.local_union.code, "with_subunits": "on", "valid_from": "2026-11-24"},
    )
    assert given.status_code == 302
    shown = browser.post(f"{page}tokens/", {"days": 30}).content.decode()
    token = shown.partition(">arbeidsrom_")[2].partition("<")[0]

    assert System(f"arbeidsrom_{token}").get("/api/v1/units").status_code == 200
    again = browser.get(page).content.decode()
    assert token not in again
    assert f"…{token[-4:]}" in again
    assert token not in browser.get(f"{page}tokens/").content.decode()


def test_what_was_done_with_a_client_stands_in_the_log_of_its_owner(cast: Cast) -> None:
    client = a_client(cast, cast.local_union, "api.reader")
    token = a_token(cast, client)
    now = {"actor": cast.admin, "now": cast.now}
    actions.revoke_token(client.public_id, client.tokens.get().public_id, **now)
    actions.take_role(client.public_id, client.grants.get().public_id, today=cast.today, **now)
    actions.revoke_client(client.public_id, **now)

    entries = Entry.objects.filter(thing=client.public_id).select_related("detail").order_by("id")
    assert [entry.event.removeprefix("api_clients.") for entry in entries] == [
        *("client.made", "role.given", "token.made", "token.revoked", "role.taken", "client.revoked"),
    ]
    assert {entry.tenant for entry in entries} == {cast.local_union.tenant}
    assert token not in " ".join(entry.detail.content + entry.statement for entry in entries)
    assert "rollen Lese organisasjonen i" in line(entries[1]).sentence, "by its name"


def test_nobody_gives_a_client_more_than_they_administer(cast: Cast) -> None:
    turid = administrator_of(cast, cast.local_union.lft, cast.local_union.rgt)
    client = a_client(cast, cast.local_union)
    for unit, with_subunits in ((cast.union, True), (cast.union, False), (cast.neighbour_union, False)):
        with pytest.raises(PermissionDenied):
            actions.give_role(
                client.public_id,
                unit=unit,
                actor=turid,
                now=cast.now,
                valid_from=cast.today,
                **(ROLE | {"with_subunits": with_subunits}),
            )
    actions.give_role(client.public_id, unit=cast.local_union, actor=turid, now=cast.now, valid_from=cast.today, **ROLE)

    assert [grant.unit for grant in ClientGrant.objects.all()] == [cast.local_union]


def test_who_administers_only_the_unit_itself_gives_nothing_below_it(cast: Cast) -> None:
    alone = administrator_of(cast, cast.local_union.lft, cast.local_union.lft)

    assert access.may_grant(alone, cast.local_union, with_subunits=False)
    assert not access.may_grant(alone, cast.local_union, with_subunits=True)


def test_clients_of_others_do_not_exist(cast: Cast) -> None:
    client = a_client(cast, cast.neighbour_union)
    turid = administrator_of(cast, cast.local_union.lft, cast.local_union.rgt)

    with pytest.raises(ApiClient.DoesNotExist):
        actions.revoke_client(client.public_id, actor=turid, now=cast.now)
    assert queries.clients(actor=turid, now=cast.now) == []
    assert cast.browser("kari").get(f"/api-clients/{client.public_id}/").status_code == 404


def test_a_client_that_is_shut_out_stays_out(cast: Cast) -> None:
    client = a_client(cast, cast.union)
    actions.revoke_client(client.public_id, actor=cast.admin, now=cast.now)

    with pytest.raises(PermissionDenied):
        a_token(cast, client)


def test_the_same_role_is_given_once(cast: Cast) -> None:
    client = a_client(cast, cast.union)
    given = {"unit": cast.union, "actor": cast.admin, "now": cast.now, "valid_from": cast.today, **ROLE}
    actions.give_role(client.public_id, **given)

    with pytest.raises(actions.GivenAlready):
        actions.give_role(client.public_id, **given)
    with pytest.raises(Refused):
        actions.give_role(client.public_id, **(given | {"role": "core.administrator"}))


def test_a_role_never_lasts_longer_than_it_was_given_for(cast: Cast) -> None:
    client = a_client(cast, cast.union)
    until = cast.today + timedelta(days=1)
    given = {"unit": cast.union, "actor": cast.admin, "now": cast.now, "valid_from": cast.today, **ROLE}
    actions.give_role(client.public_id, **(given | {"valid_to": until}))

    assert queries.permissions_of(client, today=cast.today)
    assert queries.permissions_of(client, today=until) == {}


def test_answers_kept_for_requests_that_come_twice_are_forgotten_after_a_day(cast: Cast) -> None:
    client = a_client(cast, cast.union)
    kept = {"client": client, "fingerprint": bytes(32), "status": 202, "content": b"{}"}
    for key, hours in (("old", 24), ("young", 23)):
        StoredAnswer.objects.create(key=key, answered_at=cast.now - timedelta(hours=hours), **kept)

    assert actions.forget_answers(now=cast.now) == 1
    assert StoredAnswer.objects.get().key == "young"
