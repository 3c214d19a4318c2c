"""From the list to the file, as a steward's browser asks for it; with script and without."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.exports.models import Export
from arbeidsrom.core.exports.tests.factories import ask, make, sheets, ward
from arbeidsrom.core.notifications import queries as inbox
from arbeidsrom.core.preferences.models import SentForm
from arbeidsrom.web.lists import Result, long
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari(cast: Cast) -> Client:
    """Kari's browser, in English."""
    cast.accounts["kari"].language = "en"
    cast.accounts["kari"].save(update_fields=["language"])
    return cast.browser("kari")


def shown(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def hidden(page: str, form: str) -> dict[str, str]:
    """The hidden fields of the form that is sent to this address."""
    (inside,) = re.findall(rf'action="{re.escape(form)}">(.*?)</form>', page, re.DOTALL)
    return {name: value.replace("&amp;", "&") for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', inside)}


def begun(client: Client, query: str = "f-workplace=Intensiv") -> HttpResponse:
    """The list is opened, and its Excel button pressed."""
    page = shown(client, f"{reverse('members')}?{query}")
    return client.post(reverse("begin_export"), hidden(page, reverse("begin_export")))


@pytest.mark.req("PL-UI-005", "PL-UI-007")
def test_a_long_list_is_asked_for_and_its_page_followed_to_the_file(cast: Cast, kari: Client) -> None:
    ward(cast)
    with time_machine.travel(cast.now, tick=False):
        answer = begun(kari)
        export = Export.objects.get()
        assert answer.url == reverse("export", args=[export.public_id])
        page = shown(kari, answer.url)
        assert "Waits for its turn" in page
        assert "You can leave the page" in page
        assert f'<noscript><p><a class="ds-button" href="{answer.url}"' in page
        assert 'hx-trigger="every 2s"' in page
        assert "An Excel file is being made" in shown(kari, reverse("members"))

        make(cast, export)
        page = shown(kari, answer.url)
        assert "hx-trigger" not in page
        assert "25" in page
        listed = shown(kari, reverse("members"))
        assert "Excel file from" in listed
        assert answer.url in listed
        file = kari.get(reverse("download_export", args=[export.public_id]))
    assert file.headers["Content-Disposition"] == 'attachment; filename="members-2026-11-24.xlsx"'
    assert "no-store" in file.headers["Cache-Control"]
    assert len(sheets(b"".join(file))[0]) == 26


def test_a_short_list_is_made_at_once(cast: Cast, kari: Client) -> None:
    ward(cast, 3)
    page = shown(kari, f"{reverse('members')}?f-workplace=Intensiv")
    assert reverse("begin_export") not in page
    assert "format=xlsx" in page
    assert kari.get(f"{reverse('members')}?f-workplace=Intensiv&format=xlsx").headers["Content-Disposition"]
    assert not Export.objects.exists()


def test_a_list_that_was_not_counted_to_its_end_and_is_short_after_all_is_made_at_once(
    cast: Cast, kari: Client
) -> None:
    ward(cast, 3)
    address = f"{reverse('members')}?f-workplace=Intensiv"
    asked = {"listing": "membership.members", "address": address, "once": str(uuid4())}
    for _twice in range(2):
        answer = kari.post(reverse("begin_export"), asked)
        assert len(sheets(b"".join(kari.get(answer.headers["Location"])))[0]) == 4
    assert not Export.objects.exists()
    assert not SentForm.objects.exists(), "what was searched for is written down nowhere"


@pytest.mark.parametrize("address", ["members?q=a", "//example.org/", "/members/?q=a#b", "https://example.org/"])
def test_an_address_that_no_page_of_ours_sends_is_refused(kari: Client, address: str) -> None:
    answer = kari.post(reverse("begin_export"), {"listing": "membership.members", "address": address})
    assert answer.status_code == 400


def test_what_is_counted_no_further_is_left_to_a_worker() -> None:
    assert long.is_long(Result([], 4, capped=True))
    assert not long.is_long(Result([], 4))
    assert long.is_long(Result([], long.IN_REQUEST + 1))


def test_a_long_list_is_never_made_in_the_request(cast: Cast, kari: Client) -> None:
    ward(cast)
    answer = kari.get(f"{reverse('members')}?format=xlsx")
    assert answer.status_code == 409
    assert not Entry.objects.filter(event="membership.list.exported").exists()


def test_a_button_pressed_twice_asks_for_one_file(cast: Cast, kari: Client) -> None:
    ward(cast)
    page = shown(kari, reverse("members"))
    form = hidden(page, reverse("begin_export"))
    first, second = kari.post(reverse("begin_export"), form), kari.post(reverse("begin_export"), form)
    assert first.url == second.url
    assert Export.objects.count() == 1


@pytest.mark.req("PL-UI-005")
def test_the_page_tells_how_far_it_has_come_and_its_part_replaces_itself(cast: Cast, kari: Client) -> None:
    ward(cast)
    export = ask(cast)
    Export.objects.update(state="running", rows=12_000, rows_done=3_000)
    answer = kari.get(reverse("export", args=[export.public_id]), headers={"HX-Request": "true"})
    part = answer.content.decode()
    assert part.strip().startswith('<div id="export"')
    assert "3\u202f000 of 12\u202f000" in part
    assert '<progress max="12000" value="3000" aria-label="Rows that are done">' in part


@pytest.mark.parametrize("who", ["ola", "nina", "mona", "per", "dag", "kjersti", "admin"])
def test_it_does_not_exist_for_anybody_else(cast: Cast, who: str) -> None:
    ward(cast)
    export = make(cast, ask(cast))
    client = cast.browser(who)
    for name in ("export", "download_export"):
        assert client.get(reverse(name, args=[export.public_id])).status_code == 404
    assert not Entry.objects.filter(event="exports.export.downloaded").exists()


@pytest.mark.req("PL-AUD-001")
def test_fetching_is_written_in_the_log_each_time(cast: Cast, kari: Client) -> None:
    ward(cast)
    with time_machine.travel(cast.now, tick=False):
        export = make(cast, ask(cast))
        for _time in range(2):
            list(kari.get(reverse("download_export", args=[export.public_id])))
    entries = Entry.objects.filter(event="exports.export.downloaded", person=cast.people["kari"].public_id)
    assert [entry.thing for entry in entries] == [export.public_id] * 2


def test_fetching_asks_who_it_is_when_that_was_shown_long_ago(cast: Cast, kari: Client) -> None:
    ward(cast)
    export = make(cast, ask(cast))
    session = kari.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    session.save()
    answer = kari.get(reverse("download_export", args=[export.public_id]))
    assert reverse("account_reauthenticate") in answer.url
    assert not Entry.objects.filter(event="exports.export.downloaded").exists()


def test_a_file_that_is_not_ready_or_has_been_erased_says_so(cast: Cast, kari: Client) -> None:
    ward(cast)
    export = ask(cast)
    file, page = (reverse(name, args=[export.public_id]) for name in ("download_export", "export"))
    with time_machine.travel(cast.now, tick=False):
        assert kari.get(file).status_code == 409
    make(cast, export)
    with time_machine.travel(cast.now + timedelta(hours=24, minutes=5), tick=False):
        kari = cast.browser("kari")
        assert "The file was erased a day after it was made" in shown(kari, page)
        assert kari.get(file).status_code == 409


def test_a_refusal_stands_on_the_page_with_its_reason(cast: Cast, kari: Client) -> None:
    export = ask(cast)
    Export.objects.update(state="refused", address=None, reason="You no longer hold the office.")
    assert "You no longer hold the office." in shown(kari, reverse("export", args=[export.public_id]))


def test_the_notification_tells_how_many_rows_and_leads_to_the_page(cast: Cast) -> None:
    ward(cast)
    make(cast, ask(cast))
    (row,) = inbox.inbox(cast.kari)
    assert row.sentence == "Excel-filen av listen «Medlemmer» er klar, med 25 rader. Den slettes etter et døgn."
    assert row.has_link


@pytest.mark.parametrize(
    "wrong",
    [
        {"listing": "made.up", "address": "/members/"},
        {"listing": "membership.members", "address": "https://x.example/"},
        {"listing": "", "address": "/members/"},
        {"listing": "membership.members"},
    ],
)
def test_a_form_that_was_tampered_with_asks_for_nothing(cast: Cast, kari: Client, wrong: dict[str, str]) -> None:
    assert kari.post(reverse("begin_export"), wrong).status_code == 400
    assert not Export.objects.exists()


def test_what_never_was_is_not_found(kari: Client) -> None:
    unknown: UUID = uuid4()
    assert kari.get(reverse("export", args=[unknown])).status_code == 404
