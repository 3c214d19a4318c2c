"""The pages of the log."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from arbeidsrom.core.audit import views
from arbeidsrom.core.audit.actions import finish_verification, record
from arbeidsrom.core.audit.models import Entry, Verification
from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.audit.tests.conftest import chained
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Tamper = Callable[..., None]


def signed_in(cast: Cast, name: str) -> Client:
    return cast.browser(name)


def page(client: Client, name: str = "audit_log", *args: object, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.req("PL-AUD-001")
def test_the_leader_of_the_union_reads_the_log_of_all_its_clubs_and_no_other(cast: Cast) -> None:
    for name in ("kari", "nina", "nils"):
        record("audit.log.exported", None, actor=cast.actor(name), at=timezone.now(), details={"count": 1})

    shown = page(signed_in(cast, "per"))

    assert "Kari Ødegård" in shown
    assert "Nina Aasen" in shown
    assert "Nils Åkervik" not in shown


@pytest.mark.req("PL-AUD-001")
def test_the_log_is_searched_for_who_did_it_within_what_one_may_read(cast: Cast) -> None:
    for name in ("kari", "ola", "nina", "nils"):
        record("audit.log.exported", None, actor=cast.actor(name), at=timezone.now(), details={"count": 1})
    kari = signed_in(cast, "kari")

    shown = page(kari, q="ola nord")

    assert ("Ola Nordmann" in shown, shown.count('<tr role="row"')) == (True, 2)
    assert '<tr role="row"' not in page(kari, q="Nils Åkervik"), "another body's"
    assert '<tr role="row"' not in page(kari, q="nobody")


@pytest.mark.req("PL-AUD-001")
def test_a_club_leader_reads_the_log_of_their_own_club_alone(cast: Cast) -> None:
    for name in ("kari", "ola", "nina", "nils"):
        record("audit.log.exported", None, actor=cast.actor(name), at=timezone.now(), details={"count": 1})

    shown = page(signed_in(cast, "kari"))

    assert "Kari Ødegård" in shown
    assert "Ola Nordmann" in shown
    assert "Nina Aasen" not in shown
    assert "Nils Åkervik" not in shown


@pytest.mark.parametrize("name", ["ola", "dag", "kjersti", "admin"])
def test_others_do_not_read_the_log(cast: Cast, name: str) -> None:
    assert signed_in(cast, name).get(reverse("audit_log")).status_code == 403


def test_reading_the_log_is_written_in_the_log(cast: Cast) -> None:
    page(signed_in(cast, "per"))

    entry = Entry.objects.get(event="audit.log.viewed")
    assert entry.person == cast.people["per"].public_id


def test_the_log_is_filtered_by_kind_and_period_and_taken_out_as_excel(cast: Cast) -> None:
    now = timezone.now()
    record("audit.log.viewed", None, actor=cast.kari, at=now)
    record("audit.details.erased", None, actor=cast.ola, at=now, details={"count": 3})
    client = signed_in(cast, "per")

    assert "Ola Nordmann" not in page(client, **{"f-kind": "view", "f-period": "1"})
    assert "Ola Nordmann" in page(client, **{"f-kind": "change", "f-period": "7"})
    assert "Ola Nordmann" in page(client, **{"f-kind": "nonsense", "f-period": "nonsense"})
    answer = client.get(reverse("audit_log"), {"f-kind": "change", "format": "xlsx"})

    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]  # type: ignore[attr-defined]
    assert [row[2].value for row in sheet.iter_rows(min_row=2)][:1] == ["Ola Nordmann"]
    assert Entry.objects.filter(event="audit.log.exported").count() == 1


def test_the_list_costs_the_same_with_one_line_as_with_many(cast: Cast) -> None:
    client = signed_in(cast, "per")
    counts = []
    for lines in (1, 20):
        for _line in range(lines):
            record("audit.log.viewed", None, actor=cast.kari, at=timezone.now())
        page(client)
        with CaptureQueriesContext(connection) as queries:
            page(client)
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.req("PL-AUD-001")
def test_the_page_has_a_chain_verified_and_names_the_first_broken_entry(cast: Cast, tamper: Tamper) -> None:
    tenant = cast.local_union.tenant
    for _entry in range(3):
        record("audit.log.viewed", None, actor=cast.kari, at=timezone.now())
    chained()
    client = signed_in(cast, "admin")
    assert "Ikke kontrollert" in page(client, "audit_chains")

    client.post(reverse("verify_chain", args=[tenant]))
    assert "Kontrolleres nå" in page(client, "audit_chains")
    tamper(
        "UPDATE audit_entry SET statement = replace(statement, 'Kari', 'Kira') WHERE unit = %s", cast.hospital_club.pk
    )
    finish_verification(Verification.objects.get().pk, now=timezone.now())

    shown = page(client, "audit_chains")
    assert "Brutt ved oppføring 1" in shown
    assert "Fagforeningen" in shown


def test_nobody_has_the_chain_of_another_organisation_verified(cast: Cast) -> None:
    client = signed_in(cast, "per")
    assert "Nabofagforeningen" not in page(client, "audit_chains")

    assert client.post(reverse("verify_chain", args=[cast.neighbour_union.tenant])).status_code == 403
    assert signed_in(cast, "ola").get(reverse("audit_chains")).status_code == 403
    assert not Verification.objects.exists()


def test_the_chains_come_page_by_page(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PAGE", 3)
    client = signed_in(cast, "admin")
    shown = [client.get(reverse("audit_chains"), {"page": number}).content.decode() for number in (1, 2)]
    tenants = [unit.public_id for unit in (cast.union, cast.local_union, cast.neighbour_union, cast.centre)]
    addresses = [reverse("verify_chain", args=[tenant]) for tenant in (INSTALLATION, *tenants)]
    assert [sum(f'action="{one}"' in page for one in addresses) for page in shown] == [3, 2]
    assert "Nabofagforeningen" in shown[1]
