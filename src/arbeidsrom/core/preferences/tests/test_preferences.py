"""What a person keeps: language, look, views, columns."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.preferences import actions, queries
from arbeidsrom.core.preferences.models import SavedView

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari(cast, client: Client) -> Client:
    """Kari's browser, signed in."""
    client.force_login(cast.accounts["kari"])
    return client


@pytest.mark.req("PL-UI-001")
@pytest.mark.parametrize(
    ("account", "cookie", "browser", "spoken"),
    [
        ("nn", "en", "nb", "nn"),
        ("", "en", "nn", "en"),
        ("", "", "nn", "nn"),
        ("", "", "no,sv;q=0.8", "nb"),
        ("", "", "de", "nb"),
        ("", "xx", "en", "en"),
    ],
)
def test_the_language_is_the_accounts_then_the_cookies_then_the_browsers(
    cast, client: Client, account: str, cookie: str, browser: str, spoken: str
):
    if account:
        actions.choose_language(cast.accounts["kari"].pk, account)
        client.force_login(cast.accounts["kari"])
    if cookie:
        client.cookies["language"] = cookie
    answer = client.get("/" if account else reverse("account_login"), headers={"accept-language": browser})
    assert answer.status_code == 200
    assert f'<html lang="{spoken}"' in answer.content.decode()
    assert answer["Content-Language"] == spoken


def test_a_language_chosen_before_signing_in_is_kept_in_a_cookie(client: Client):
    client.get(reverse("account_login") + "?language=nn")
    assert '<html lang="nn"' in client.get(reverse("account_login")).content.decode()


def test_a_language_chosen_when_signed_in_follows_the_account(cast, kari: Client):
    kari.get("/?language=en")
    cast.accounts["kari"].refresh_from_db()
    assert cast.accounts["kari"].language == "en"


def test_a_language_that_does_not_exist_is_no_language(kari: Client):
    assert '<html lang="nb"' in kari.get("/?language=%22%3E").content.decode()


@pytest.mark.req("PL-UI-003")
@pytest.mark.parametrize("look", ["light", "dark", "auto"])
def test_light_or_dark_is_chosen_and_stays(kari: Client, look: str):
    kari.post(reverse("preferences"), {"language": "nb", "look": look})
    assert f'data-color-scheme="{look}"' in kari.get("/").content.decode()


@pytest.mark.req("PL-UI-005")
def test_a_view_is_saved_under_a_name_and_only_ones_own_are_seen(cast, kari: Client):
    posted = {"listing": "workspace.cases", "name": "Mine åpne", "query": "f-state=open&q=hansen", "next": "/cases/"}
    answer = kari.post(reverse("save_view"), posted)
    (view,) = queries.saved_views(cast.kari, "workspace.cases")
    assert (view.name, view.query) == ("Mine åpne", "f-state=open&q=hansen")
    assert answer.url == f"/cases/?f-state=open&q=hansen&view={view.key}"
    assert queries.saved_views(cast.kari, "membership.members") == []
    assert queries.saved_views(cast.ola, "workspace.cases") == []


def test_what_was_searched_for_in_a_saved_view_lies_sealed(cast, kari: Client):
    kari.post(reverse("save_view"), {"listing": "x", "name": "Oppsigelsen", "query": "q=hansen", "next": "/"})
    (stored,) = SavedView.objects.values_list("query", flat=True)
    assert b"hansen" not in stored.stored


def test_nobody_removes_the_view_of_somebody_else(cast, kari: Client, client: Client):
    view = actions.save_view("x", name="Olas", query="", actor=cast.ola, now=cast.now)
    kari.post(reverse("remove_view"), {"view": str(view.public_id)})
    assert [one.name for one in queries.saved_views(cast.ola, "x")] == ["Olas"]


def test_a_person_keeps_at_most_twenty_views_of_a_list(cast):
    for number in range(22):
        actions.save_view("x", name=f"Visning {number}", query="", actor=cast.kari, now=cast.now)
    names = [one.name for one in queries.saved_views(cast.kari, "x")]
    assert names == [f"Visning {number}" for number in range(2, 22)]


@pytest.mark.req("PL-UI-005")
def test_columns_are_chosen_until_the_usual_ones_are_wanted(cast, kari: Client):
    kari.post(reverse("choose_columns"), {"listing": "x", "columns": ["number", "title"], "next": "/"})
    assert queries.chosen_columns(cast.kari, "x") == ["number", "title"]
    kari.post(reverse("choose_columns"), {"listing": "x", "usual": "1", "next": "/"})
    assert queries.chosen_columns(cast.kari, "x") == []


def test_columns_that_no_database_can_hold_are_no_fault(cast, kari: Client):
    kari.post(reverse("choose_columns"), {"listing": "x\x00", "columns": ["num\x00ber"], "next": "/"})
    assert queries.chosen_columns(cast.kari, "x") == ["number"]


def test_a_view_of_a_hundred_departments_is_saved(cast, kari: Client):
    query = "f-unit=" + "%2C".join(str(uuid4()) for _ in range(100))
    kari.post(reverse("save_view"), {"listing": "x", "name": "Alle mine", "query": query, "next": "/"})
    assert [one.query for one in queries.saved_views(cast.kari, "x")] == [query]


@pytest.mark.parametrize("where", ["https://x.example/", "//x.example", "javascript:alert(1)"])
def test_nobody_is_led_out_of_the_program(kari: Client, where: str):
    answer = kari.post(reverse("choose_columns"), {"listing": "x", "next": where})
    assert answer.url == "/"


@pytest.mark.parametrize("address", ["remove_view", "choose_columns"])
@pytest.mark.parametrize("posted", [{}, {"view": "x", "listing": ""}])
def test_a_form_without_what_it_needs_is_told_so(kari: Client, address: str, posted: dict[str, str]):
    assert kari.post(reverse(address), posted).status_code == 400
