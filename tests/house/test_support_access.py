"""Support is shown what somebody sees: nothing is changed or taken out, and the person can read what was looked at.

The last word on every address: none may be forgotten (PL-AUTH-005).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.roles import support
from arbeidsrom.core.roles.acting import SUPPORT_KEY
from tests.cast import Cast
from tests.house.access_cases import WHO
from tests.house.test_access import every_address
from tests.house.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-AUTH-005")]

WAYS_OUT = {"end_support_view", "account_logout"}
NO_FILES = "Du ser bare på og kan ikke hente ut noe."
NO_CHANGES = "Ingenting kan endres her."


@pytest.fixture
def looking_on(world: World) -> Iterator[Client]:
    """The administrator's browser while Kari lets support look on; undone afterwards."""
    with transaction.atomic():
        yield looks_on(world.cast)
        transaction.set_rollback(True)


def looks_on(cast: Cast) -> Client:
    """The administrator has asked, Kari has said yes, and the administrator has begun."""
    now = timezone.now()
    asked = support.ask_support_access(
        cast.positions["kari"].public_id, reason="Listen er tom", actor=cast.admin, now=now, today=cast.today
    )
    support.answer_support_access(asked.public_id, allow=True, actor=cast.kari, now=now)
    client = cast.browser("admin")
    client.raise_request_exception = False
    answer = client.post(reverse("begin_support_view", args=[asked.public_id]))
    assert answer.status_code == 302
    assert SUPPORT_KEY in client.session
    return client


def is_refused(answer: HttpResponse) -> bool:
    return answer.status_code == 403 and NO_CHANGES in answer.content.decode()


def knows_no_session(name: str, answer: HttpResponse) -> bool:
    """At the doors for other systems nobody's session counts: they want a token, and their description is read only."""
    return name.startswith(("api_", "scim_", "openapi")) and answer.status_code in (401, 405)


def url_of(world: World, name: str) -> str:
    return reverse(name, kwargs={parameter: world.things[parameter] for parameter in every_address()[name]})


def test_nothing_can_be_changed_at_any_address(world: World, looking_on: Client) -> None:
    names = {name for name, named in every_address().items() if name and set(named) <= world.things.keys()} - WAYS_OUT
    answers = {name: looking_on.post(url_of(world, name)) for name in names}
    assert names >= set(WHO) - WAYS_OUT
    answers |= {method: getattr(looking_on, method)(url_of(world, "upload")) for method in ("put", "patch", "delete")}
    of_people = {name: answer for name, answer in answers.items() if not knows_no_session(name, answer)}
    assert {name: answer.status_code for name, answer in of_people.items() if not is_refused(answer)} == {}


def test_no_address_gives_a_file(world: World, looking_on: Client) -> None:
    given = []
    for name in sorted(WHO):
        answer = looking_on.get(url_of(world, name))
        assert answer.status_code < 500, name
        if "Content-Disposition" in answer or answer.streaming:
            given.append(name)
    assert given == []


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("download_document", ""),
        ("case_report", ""),
        ("cases", "?format=xlsx"),
        ("members", "?format=xlsx"),
        ("audit_log", "?format=xlsx"),
    ],
)
def test_what_the_person_takes_out_support_is_refused_with_the_reason_and_the_log_has_no_word_of_it(
    world: World, looking_on: Client, name: str, query: str
) -> None:
    url = url_of(world, name) + query
    own = world.browser("kari").get(url)
    assert own.status_code == 200
    assert "attachment" in own.headers["Content-Disposition"]
    before = Entry.objects.count()

    answer = looking_on.get(url)

    assert answer.status_code == 403
    assert NO_FILES in answer.content.decode()
    assert Entry.objects.count() == before


def test_a_file_that_a_view_forgot_is_stopped_on_its_way_out(
    world: World, looking_on: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from arbeidsrom.lib.decisions import ALLOWED
    from arbeidsrom.modules.workspace import access

    monkeypatch.setattr(access, "may_download", lambda actor, version: ALLOWED)
    answer = looking_on.get(url_of(world, "download_document"))

    assert answer.status_code == 403
    assert NO_FILES in answer.content.decode()


def test_support_is_shown_what_the_person_is_shown(world: World, looking_on: Client) -> None:
    for name in ("home", "cases", "case", "members", "member", "case_documents"):
        assert looking_on.get(url_of(world, name)).status_code == 200, name
    own = world.browser("admin").get(url_of(world, "case"))
    assert own.status_code == 404


def test_what_support_looks_at_stands_in_the_log_under_the_name_of_support_and_the_person_can_read_it(
    world: World, looking_on: Client
) -> None:
    cast = world.cast
    looking_on.get(url_of(world, "case"))

    entry = Entry.objects.filter(event="workspace.case.viewed").latest("id")
    assert entry.person == cast.people["admin"].public_id
    assert entry.said["who"]["on_behalf_of"] == cast.positions["kari"].pk
    shown = world.browser("kari").get(reverse("my_data")).content.decode()
    assert "Brukerstøtte begynte å se det personen ser." in shown
    assert "Admin Drift (" in shown
    seen = shown[shown.index("Hvem som har sett på opplysningene") :]
    assert seen.count("Admin Drift (") == 1, "each look of support stands among who has looked"


def test_the_person_is_told_when_support_asks_and_when_it_begins(world: World, looking_on: Client) -> None:
    told = Notification.objects.filter(person=world.cast.people["kari"], type__startswith="roles.support.")
    assert sorted(told.values_list("type", flat=True)) == ["roles.support.asked", "roles.support.began"]
    inbox = world.browser("kari").get(reverse("notifications")).content.decode()
    assert "Admin Drift" in inbox


def test_support_can_always_end_it_and_sign_out(world: World, looking_on: Client) -> None:
    looking_on.post(reverse("end_support_view"))
    assert not looking_on.get(reverse("home")).wsgi_request.actor.read_only
    assert looks_on(world.cast).post(reverse("account_logout")).status_code == 302
