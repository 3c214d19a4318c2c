"""The pages of imports."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.imports import actions
from arbeidsrom.core.imports.models import ImportRun
from arbeidsrom.core.imports.states import RunState
from arbeidsrom.core.imports.tests.nights import imported, register_of, rehearsed
from arbeidsrom.core.imports.tests.register_files import register_file
from arbeidsrom.core.membership.models import Member
from tests.cast import NOW, TODAY, Cast


def signed_in(cast: Cast, name: str) -> Client:
    account = cast.accounts[name]
    account.language = "en"
    account.save(update_fields=["language"])
    client = Client()
    client.force_login(account)
    return client


def upload(cast: Cast, client: Client, content: bytes) -> ImportRun:
    answer = client.post(
        reverse("imports"),
        {"unit": cast.union.public_id, "file": SimpleUploadedFile("medlemmer.csv", content)},
    )
    run = ImportRun.objects.latest("id")
    assert answer.headers["Location"] == reverse("import_run", args=[run.public_id])
    return run


def text_of(client: Client, run: ImportRun) -> str:
    return client.get(reverse("import_run", args=[run.public_id])).content.decode()


@pytest.mark.parametrize(("name", "uppermost"), [("admin", "Forbundet"), ("per", "Fagforeningen")])
def test_a_file_is_for_the_uppermost_unit_held_and_the_many_below_are_not_offered(
    cast: Cast, name: str, uppermost: str
) -> None:
    page = signed_in(cast, name).get(reverse("imports")).content.decode()
    assert re.findall(r"<option[^>]*>\s*([^<]+?)\s*</option>", page) == [uppermost]


@pytest.mark.req("KL-MEMB-002", "PL-UI-005")
def test_a_file_is_uploaded_read_looked_at_and_applied(cast: Cast) -> None:
    client = signed_in(cast, "admin")
    run = upload(cast, client, register_file(register_of()))
    assert "You can leave the page" in text_of(client, run)
    actions.rehearse_received(run.public_id, now=NOW, today=TODAY)
    actions.rehearse_received(run.public_id, now=NOW, today=TODAY)
    page = text_of(client, run)
    assert "Sykehusklubben" in page
    assert not Member.objects.exists()
    assert client.post(reverse("apply_import", args=[run.public_id])).status_code == 302
    assert Member.objects.count() == 70
    assert "Undo the import" in text_of(client, run)


@pytest.mark.req("KL-MEMB-002")
def test_a_stopped_run_tells_why_and_asks_for_a_tick(cast: Cast) -> None:
    imported(cast, register_of())
    run, client = rehearsed(cast, register_of(hospital=20)), signed_in(cast, "admin")
    assert "20 of 70 members would be removed" in text_of(client, run)
    assert client.post(reverse("apply_import", args=[run.public_id])).status_code == 200
    run.refresh_from_db()
    assert run.state == RunState.STOPPED
    client.post(reverse("apply_import", args=[run.public_id]), {"confirmed": "on"})
    assert Member.objects.filter(left_date=None).count() == 50


def test_undoing_asks_first_and_tells_in_numbers(cast: Cast) -> None:
    run, client = imported(cast, register_of()), signed_in(cast, "admin")
    url = reverse("undo_import", args=[run.public_id])
    assert "70 members who came in go out again." in client.get(url).content.decode()
    assert Member.objects.count() == 70
    client.post(url)
    assert not Member.objects.exists()


def test_a_discarded_file_changes_nothing(cast: Cast) -> None:
    run, client = rehearsed(cast, register_of()), signed_in(cast, "admin")
    client.post(reverse("discard_import", args=[run.public_id]))
    run.refresh_from_db()
    assert run.state == RunState.DISCARDED
    assert not Member.objects.exists()


def test_a_file_that_cannot_be_used_says_why(cast: Cast) -> None:
    run = rehearsed(cast, b"medlemsnummer;fornavn\n1;Kari\n")
    assert "Columns are missing: etternavn, klubb" in text_of(signed_in(cast, "admin"), run)


@pytest.mark.parametrize("who", ["kari", "mona", "nils", "dag", "kjersti"])
def test_who_does_not_import_has_no_page(cast: Cast, who: str) -> None:
    run, client = rehearsed(cast, register_of()), signed_in(cast, who)
    assert client.get(reverse("imports")).status_code == 403
    assert client.get(reverse("import_run", args=[run.public_id])).status_code == 404
    for name in ("apply_import", "discard_import", "undo_import"):
        assert client.post(reverse(name, args=[run.public_id]), {"confirmed": "on"}).status_code == 404


def test_the_leader_of_a_local_union_imports_for_it_alone(cast: Cast) -> None:
    client = signed_in(cast, "per")
    page = client.get(reverse("imports")).content.decode()
    assert "Fagforeningen" in page
    answer = client.post(reverse("imports"), {"unit": cast.union.public_id, "file": SimpleUploadedFile("m.csv", b"x")})
    assert answer.status_code == 200
    assert not ImportRun.objects.exists()
