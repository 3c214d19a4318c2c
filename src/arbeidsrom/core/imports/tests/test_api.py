"""The HR system delivers over the API: taken in once, read by a worker, applied unless something stops it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import connections, transaction

from arbeidsrom.core.api_clients.models import StoredAnswer
from arbeidsrom.core.api_clients.tests.clients import System, a_system
from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.imports import actions
from arbeidsrom.core.imports.models import ImportRun
from arbeidsrom.core.imports.tests.hr_files import Line, archive, held, positions_file
from arbeidsrom.core.organisation.actions import arrange_tree
from arbeidsrom.core.organisation.models import Placement, Position, Unit, UnitKind
from tests.cast import NOW, TODAY, Cast

pytestmark = pytest.mark.django_db
RUNS = "/api/v1/imports/hr"
DELIVERER = "api.hr_deliverer"
STAFF = [Line(number) for number in range(1, 9)]


@pytest.fixture(autouse=True)
def at_work():
    with time_machine.travel(NOW) as clock:
        yield clock


@pytest.fixture
def region(cast: Cast) -> Unit:
    """A region below the topmost unit."""
    region = Unit.objects.create(
        kind=UnitKind.REGION,
        name="Helse Midtnatt",
        code="R",
        parent=cast.union,
        valid_from=cast.union.valid_from,
        is_controller=True,
    )
    Placement.objects.create(unit=region, parent=cast.union, valid_from=region.valid_from)
    arrange_tree(today=TODAY)
    region.refresh_from_db()
    return region


@pytest.fixture
def hr(cast: Cast, region: Unit) -> System:
    """The HR system, which delivers for the region."""
    return a_system(cast, region, DELIVERER, name="HR-systemet")


def deliver(system: System, content: bytes, *, key: str = "natt-1", kind: str = "application/zip", query: str = ""):
    return system.post(f"{RUNS}{query}", content, content_type=kind, headers={"Idempotency-Key": key})


def read(run: dict[str, Any], *, today=TODAY) -> dict[str, Any]:
    """What the worker does."""
    actions.rehearse_received(run["id"], now=NOW, today=today)
    return run


@pytest.mark.req("PL-ORG-004", "KP-IMPORT-002")
def test_a_delivery_is_taken_in_read_and_applied_and_can_be_asked_about(hr: System, region: Unit) -> None:
    answer = deliver(hr, archive(STAFF))
    assert answer.status_code == 202
    assert answer.json()["state"] == "received"
    assert answer.json()["unit"] == str(region.public_id)
    address = answer.headers["Location"].removeprefix("http://testserver")

    read(answer.json())
    told = hr.get(address).json()
    assert told["state"] == "applied"
    assert (told["numbers"]["added"], told["numbers"]["lines"], told["numbers"]["refused"]) == (8, 8, 0)
    assert held(1) == ["111"]
    assert [one["id"] for one in hr.get(RUNS).json()["items"]] == [told["id"]]


def test_what_another_system_delivered_stands_in_the_log_under_its_name(hr: System) -> None:
    run = read(deliver(hr, archive(STAFF)).json())

    received = Entry.objects.filter(thing=run["id"], event="imports.run.received").get()
    assert received.said["who"]["label"] == "HR-systemet"
    assert received.said["who"]["kind"] == "api_client"
    applied = Entry.objects.filter(thing=run["id"], event="imports.run.applied").first()
    assert applied.said["who"]["label"] == "HR-systemet"
    assert ImportRun.objects.get().started_by == "HR-systemet"


@pytest.mark.parametrize("kind", ["text/csv", "multipart/form-data"])
def test_the_file_of_positions_alone_is_taken_as_text_or_in_a_form(hr: System, kind: str) -> None:
    read(deliver(hr, archive(STAFF)).json())
    changed = positions_file([*STAFF[:7], Line(8, title="Overlege")]).encode()
    if kind == "text/csv":
        answer = deliver(hr, changed, key="natt-2", kind=f"{kind}; charset=utf-8")
    else:
        file = BytesIO(changed)
        file.name = "stillinger.csv"
        answer = hr.post(RUNS, {"file": file}, headers={"Idempotency-Key": "natt-2"})
    assert answer.status_code == 202, answer.content

    run = read(answer.json())
    told = hr.get(f"{RUNS}/{run['id']}").json()
    assert told["state"] == "applied"
    assert told["numbers"]["changed"] == 1
    assert told["file_name"] == "stillinger.csv"


def test_a_delivery_can_be_tried_without_being_applied(hr: System) -> None:
    run = read(deliver(hr, archive(STAFF), query="?apply=false").json())

    assert hr.get(f"{RUNS}/{run['id']}").json()["state"] == "rehearsed"
    assert not Position.objects.filter(kind="employment").exists()


def test_a_delivery_that_would_end_too_much_waits_for_a_person(hr: System) -> None:
    many = [Line(number) for number in range(1, 30)]
    read(deliver(hr, archive(many)).json())
    run = read(deliver(hr, archive(many[:20]), key="natt-2").json())

    told = hr.get(f"{RUNS}/{run['id']}").json()
    assert told["state"] == "stopped"
    assert "many_removed" in {stop["code"] for stop in told["stops"]}
    assert all(stop["words"] for stop in told["stops"])
    assert held(25) == ["111"]


def test_a_file_that_cannot_be_used_says_why(hr: System) -> None:
    run = read(deliver(hr, b"no archive and no table", kind="text/csv").json())

    told = hr.get(f"{RUNS}/{run['id']}").json()
    assert told["state"] == "refused"
    assert told["fault"]["code"]
    assert told["fault"]["words"]


def test_refused_lines_are_told_page_by_page_with_their_reasons(hr: System) -> None:
    wrong = [Line(number, identity="1") for number in range(10, 13)]
    run = read(deliver(hr, archive([*(Line(number) for number in range(1, 9)), *wrong])).json())
    first = hr.get(f"{RUNS}/{run['id']}/refused-lines", {"limit": 2}).json()
    second = hr.get(f"{RUNS}/{run['id']}/refused-lines", {"limit": 2, "cursor": first["next"]}).json()

    lines = first["items"] + second["items"]
    assert [line["line"] for line in lines] == [10, 11, 12]
    assert {line["column"] for line in lines} == {"fødselsnummer"}
    assert all(line["fault"]["words"] for line in lines)
    assert second["next"] is None


def test_the_same_request_sent_again_does_nothing_more_and_gets_the_same_answer(hr: System) -> None:
    first, again = deliver(hr, archive(STAFF)), deliver(hr, archive(STAFF))

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert ImportRun.objects.count() == 1


def test_a_key_is_for_one_thing_only(hr: System) -> None:
    deliver(hr, archive(STAFF))

    for other in (deliver(hr, archive(STAFF[:3])), deliver(hr, archive(STAFF), query="?apply=false")):
        assert other.status_code == 422
        assert other.json()["type"].endswith("#idempotency-key-reused")
    assert ImportRun.objects.count() == 1


def test_keys_of_two_clients_have_nothing_to_do_with_each_other(cast: Cast, region: Unit, hr: System) -> None:
    other = a_system(cast, region, DELIVERER, name="Det andre")

    assert deliver(hr, archive(STAFF)).json()["id"] != deliver(other, archive(STAFF)).json()["id"]


@pytest.mark.parametrize(("key", "status"), [("", 400), ("x" * 201, 422), ("natt æ", 422)])
def test_who_writes_sends_a_key(hr: System, key: str, status: int) -> None:
    answer = deliver(hr, archive(STAFF), key=key)

    assert answer.status_code == status
    assert answer.json()["errors"][0]["parameter"] == "Idempotency-Key"
    assert not ImportRun.objects.exists()


def test_a_key_that_is_at_work_elsewhere_is_refused_for_now(hr: System) -> None:
    client = StoredAnswer.client.field.related_model.objects.get()
    held_elsewhere = "SELECT pg_advisory_lock(hashtextextended(%s, 0))"
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(held_elsewhere, [f"api {client.pk} natt-1"])
        answer = deliver(hr, archive(STAFF))
    finally:
        other.close()

    assert answer.status_code == 409
    assert answer.json()["type"].endswith("#idempotency-key-at-work")
    assert not ImportRun.objects.exists()


def test_what_was_refused_may_be_sent_again_with_the_same_key(hr: System) -> None:
    assert deliver(hr, archive(STAFF), query="?unit=nowhere").status_code == 422
    assert deliver(hr, archive(STAFF)).status_code == 202


def test_a_client_delivers_for_its_own_part_of_the_organisation_only(cast: Cast, region: Unit, hr: System) -> None:
    read(deliver(hr, archive(STAFF)).json())
    trust = a_system(cast, Unit.objects.get(code="1"), DELIVERER, name="Vestre")
    alone = a_system(cast, Unit.objects.get(code="2"), DELIVERER, name="Østre", with_subunits=False)
    reader = a_system(cast, region, "api.reader", name="Leser")

    for query in ("?unit=R", "?unit=2"):
        refused = deliver(trust, archive(STAFF), query=query)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["parameter"] == "unit"
    assert deliver(trust, archive(STAFF)).json()["unit"] == str(Unit.objects.get(code="1").public_id)
    assert deliver(alone, archive(STAFF)).status_code == 403
    assert deliver(reader, archive(STAFF)).status_code == 403
    run = ImportRun.objects.order_by("id")[0]
    assert trust.get(f"{RUNS}/{run.public_id}").status_code == 404
    assert trust.get(f"{RUNS}/{run.public_id}/refused-lines").status_code == 404
    assert reader.get(f"{RUNS}/{run.public_id}").status_code == 403


@pytest.mark.parametrize(
    ("kind", "status"), [("application/json", 415), ("", 415), ("multipart/form-data; boundary=x", 422)]
)
def test_other_content_is_not_taken(hr: System, kind: str, status: int) -> None:
    assert deliver(hr, b"{}", kind=kind).status_code == status


def test_more_than_can_be_taken_is_refused_before_it_is_read(hr: System) -> None:
    answer = hr.post(
        RUNS, b"x", content_type="text/csv", headers={"Idempotency-Key": "k", "Content-Length": str(2**31)}
    )

    assert answer.status_code == 413


def test_a_delivery_that_came_beside_another_is_applied_when_that_is_done(hr: System) -> None:
    run = deliver(hr, archive(STAFF)).json()
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('imports.employees'))")
        read(run)
        assert ImportRun.objects.get().state == "rehearsed"
    finally:
        other.close()

    actions.apply_waiting(now=NOW, today=TODAY)
    assert ImportRun.objects.get().state == "applied"


def test_a_delivery_that_another_was_applied_before_waits_for_a_person(hr: System) -> None:
    late, first = (
        deliver(hr, archive(STAFF[:4]), query="?apply=false").json(),
        deliver(hr, archive(STAFF), key="b").json(),
    )
    with transaction.atomic():
        ImportRun.objects.filter(public_id=late["id"]).update(applies_itself=True)
        actions.rehearse(late["id"], now=NOW, today=TODAY)
        ImportRun.objects.filter(public_id=late["id"]).update(based_on=7)
    actions.apply_waiting(now=NOW + timedelta(minutes=10), today=TODAY)

    waiting = ImportRun.objects.get(public_id=late["id"])
    assert (waiting.state, waiting.applies_itself) == ("rehearsed", False)
    assert ImportRun.objects.get(public_id=first["id"]).state == "received"
