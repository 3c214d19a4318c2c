"""My information, requests for access, and the register."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta

import pikepdf
import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from openpyxl import load_workbook

from arbeidsrom.core.audit.actions import record
from arbeidsrom.core.audit.models import Entry, Subject
from arbeidsrom.core.membership.models import Member, MemberNote, TariffArea
from arbeidsrom.core.membership.register import sort_name_of
from arbeidsrom.core.notifications.models import Choice, Notification
from arbeidsrom.core.notifications.states import Way
from arbeidsrom.core.preferences.models import ChosenColumns, Draft, Look, Preferences
from arbeidsrom.core.privacy import register
from arbeidsrom.core.roles.models import SupportAccess
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def signed_in(cast: Cast, name: str) -> Client:
    return cast.browser(name)


@pytest.fixture
def liv(cast: Cast) -> Member:
    """A member of the hospital club, with a note."""
    member = Member(
        tenant=cast.hospital_club.tenant,
        club=cast.hospital_club,
        member_number="700123",
        tariff_area=TariffArea.HEALTH,
        member_since=cast.today,
        details={"given_name": "Liv", "family_name": "Bjørnstad", "email": "liv@example.no", "phone": "91234567"},
        sort_name=sort_name_of("Liv", "Bjørnstad"),
        identity_number="13897412345",
    )
    member.save()
    note = MemberNote(
        tenant=member.tenant, member=member, club=member.club, text="Ringes helst etter kl. 16.", changed_at=cast.now
    )
    note.changed_by = "Kari Ødegård"
    note.save()
    return member


def unpacked(answer: HttpResponse) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.req("PL-AUD-002")
def test_everybody_sees_who_has_looked_at_their_own_information(cast: Cast) -> None:
    kari = cast.people["kari"].public_id
    record("privacy.member.viewed", None, actor=cast.per, at=timezone.now(), subjects=[kari])
    record("privacy.member.viewed", None, actor=cast.kari, at=timezone.now(), subjects=[kari])
    record("privacy.member.viewed", None, actor=cast.ola, at=timezone.now(), subjects=[cast.people["ola"].public_id])

    shown = signed_in(cast, "kari").get(reverse("my_data")).content.decode()

    looked = shown.partition("Hvem som har sett på opplysningene")[2].partition("Hva du har gjort")[0]
    assert "Per Bøe" in looked
    assert "Kari Ødegård" not in looked
    assert "Ola Nordmann" not in looked


@pytest.mark.req("PL-AUD-003")
def test_a_person_gets_everything_as_a_report_and_as_data_in_one_package(cast: Cast) -> None:
    person = cast.people["kari"]
    Notification.objects.create(person=person, type="gone.type", created_at=timezone.now())

    files = unpacked(signed_in(cast, "kari").post(reverse("my_data_package")))

    assert sorted(files) == ["data.json", "report.html", "report.pdf"]
    data = json.loads(files["data.json"])
    sections = {section["key"]: section for section in data["sections"]}
    assert sections["organisation.person"]["records"][0]["email"] == "kari@example.no"
    assert sections["organisation.positions"]["records"][0]["heading"] == "Klubbleder, Sykehusklubben"
    assert sections["accounts.account"]["records"][0]["email"] == "kari@example.no"
    assert len(sections["notifications.inbox"]["records"]) == 1
    assert sections["organisation.person"]["why_not"]
    assert "Kari Ødegård" in files["report.html"].decode()
    with pikepdf.open(io.BytesIO(files["report.pdf"])) as pdf:
        assert len(pdf.pages) >= 1
    entry = Entry.objects.get(event="privacy.package.taken_out")
    assert Subject.objects.get(entry=entry).subject == person.public_id


@pytest.mark.req("PL-AUD-003")
def test_how_somebody_signs_in_is_told_of_and_what_support_and_they_themselves_have_chosen(cast: Cast) -> None:
    kari, account = cast.people["kari"], cast.accounts["kari"]
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": "hemmelig"})
    SupportAccess.objects.create(
        position=cast.positions["kari"], asked_by=cast.people["admin"], asked_at=timezone.now(), reason="Feil i listen"
    )
    Choice.objects.create(person=kari, group="gone", way=Way.WEEKLY, wanted=True)
    Preferences.objects.create(account=account, look=Look.DARK)
    ChosenColumns.objects.create(account=account, listing="workspace.cases", columns=["number", "title"])

    files = unpacked(signed_in(cast, "kari").post(reverse("my_data_package")))

    sections = {section["key"]: section["records"] for section in json.loads(files["data.json"])["sections"]}
    assert "App med koder" in [record["heading"] for record in sections["accounts.account"]]
    assert b"hemmelig" not in files["data.json"]
    (asked,) = sections["roles.support"]
    assert (asked["asked_by"], asked["reason"]) == (cast.people["admin"].name, "Feil i listen")
    assert sections["notifications.choices"] == [{"heading": "gone", "wanted": "Ja"}]
    assert sections["preferences.own"][0]["look"] == "Mørkt"
    assert sections["preferences.own"][1]["workspace.cases"] == "number, title"


@pytest.mark.req("PL-AUD-002")
def test_a_member_without_an_account_is_told_who_has_looked_when_they_ask(cast: Cast, liv: Member) -> None:
    at = timezone.now() - timedelta(days=2)
    record("membership.member.viewed", liv.public_id, actor=cast.ola, at=at, subjects=[liv.public_id])

    files = unpacked(signed_in(cast, "kari").post(reverse("member_data_package", args=[liv.public_id])))

    sections = {section["key"]: section["records"] for section in json.loads(files["data.json"])["sections"]}
    assert "Ola Nordmann" in [line["who"] for line in sections["audit.looked"]]
    assert "Ola Nordmann" in files["report.html"].decode()


@pytest.mark.req("PL-AUD-003")
def test_what_the_law_lets_be_erased_is_erased_and_the_rest_says_why_not(cast: Cast) -> None:
    Notification.objects.create(person=cast.people["kari"], type="gone.type", created_at=timezone.now())
    Notification.objects.create(person=cast.people["ola"], type="gone.type", created_at=timezone.now())
    Draft.objects.create(
        account=cast.accounts["kari"], tenant=cast.kari.tenant, form="x", content={"a": 1}, saved_at=timezone.now()
    )
    client = signed_in(cast, "kari")
    shown = client.get(reverse("my_data")).content.decode()
    assert "Kan det slettes?" in shown

    for section in ("notifications.inbox", "preferences.own"):
        assert client.post(reverse("erase_my_data", args=[section])).status_code == 302

    assert list(Notification.objects.values_list("person", flat=True)) == [cast.people["ola"].pk]
    assert not Draft.objects.exists()
    assert Entry.objects.filter(event="privacy.section.erased").count() == 2
    for section in ("organisation.person", "audit.looked", "nonsense"):
        answer = client.post(reverse("erase_my_data", args=[section]))
        assert answer.status_code == 409
    assert cast.people["kari"].account.email == "kari@example.no"


@pytest.mark.req("PL-AUD-003")
@pytest.mark.parametrize("name", ["per", "kari"])
def test_a_members_request_is_answered_and_that_is_written_down(cast: Cast, liv: Member, name: str) -> None:
    client = signed_in(cast, name)
    found = client.get(reverse("access_requests"), {"number": " 700123 "})
    assert found["Location"] == reverse("member_data", args=[liv.public_id])

    shown = client.get(found["Location"]).content.decode()
    files = unpacked(client.post(reverse("member_data_package", args=[liv.public_id])))

    assert "13897412345" in shown
    assert "Ringes helst etter kl. 16." in shown
    sections = {section["key"]: section for section in json.loads(files["data.json"])["sections"]}
    assert sections["membership.member"]["records"][0]["identity_number"] == "13897412345"
    assert sections["membership.notes"]["records"][0]["text"] == "Ringes helst etter kl. 16."
    looked = [entry["what"] for entry in sections["audit.looked"]["records"]]
    assert looked == ["Det som er lagret om et medlem, ble sett på etter en innsynsbegjæring."]
    events = Entry.objects.filter(subjects__subject=liv.public_id).order_by("id")
    assert [entry.event for entry in events] == ["privacy.member.viewed", "privacy.package.taken_out"]
    assert {entry.unit for entry in events} == {cast.hospital_club.pk}


@pytest.mark.parametrize("name", ["nina", "nils", "dag", "kjersti", "admin"])
def test_others_cannot_find_or_take_out_what_is_stored_about_a_member(cast: Cast, liv: Member, name: str) -> None:
    client = signed_in(cast, name)

    assert client.get(reverse("access_requests"), {"number": "700123"}).status_code in (200, 403)
    assert client.get(reverse("member_data", args=[liv.public_id])).status_code == 404
    assert client.post(reverse("member_data_package", args=[liv.public_id])).status_code == 404
    assert not Entry.objects.filter(event__startswith="privacy.").exists()


@pytest.mark.req("PL-AUD-004")
def test_the_register_page_and_its_export_are_made_from_the_models(cast: Cast) -> None:
    client = signed_in(cast, "admin")

    shown = client.get(reverse("processing_register"), {"q": "membership.member.details"}).content.decode()
    assert re.search(r">\s*Medlem\s*<", shown)
    assert re.search(r">\s*Navn, e-post, telefon og stillingstittel\s*<", shown)
    assert not re.search(r">\s*membership\.Member\.details\s*<", shown)
    with override("nb"):
        assert str(register.activities()["membership.register"].name) in shown
    answer = client.get(reverse("processing_register"), {"format": "xlsx", "columns": ["name", "words", "place"]})
    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0].values)  # type: ignore[attr-defined]

    with override("nb"):
        told = {(row.name, row.words, row.place) for row in register.personal_fields()}
    assert set(rows[1:]) == told
    exported = json.loads(client.get(reverse("processing_register_json")).content)
    fields = [field for activity in exported["activities"] for field in activity["fields"]]
    assert {(field["part_of"], field["words"], field["field"]) for field in fields} == told
    for activity in exported["activities"]:
        assert all(activity[key] for key in ("purpose", "people", "basis", "recipients", "retention"))


@pytest.mark.req("PL-AUD-004")
def test_the_register_is_filtered(cast: Cast) -> None:
    client = signed_in(cast, "per")

    shown = client.get(
        reverse("processing_register"), {"f-category": "national_id", "f-activity": "membership.register"}
    ).content.decode()

    assert re.search(r">\s*Fødselsnummer, til søk\s*<", shown)
    assert "Navn, e-post, telefon og stillingstittel" not in shown


@pytest.mark.parametrize("name", ["kari", "kjersti", "dag"])
def test_others_do_not_see_the_register(cast: Cast, name: str) -> None:
    assert signed_in(cast, name).get(reverse("processing_register")).status_code == 403
    assert signed_in(cast, name).get(reverse("processing_register_json")).status_code == 403


def test_the_package_is_dated_and_not_kept_on_the_way(cast: Cast) -> None:
    answer = signed_in(cast, "kari").post(reverse("my_data_package"))

    assert answer["Cache-Control"] == "no-store"
    made = json.loads(unpacked(answer)["data.json"])["made_at"]
    assert timezone.datetime.fromisoformat(made) > timezone.now() - timedelta(minutes=5)
