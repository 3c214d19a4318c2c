"""The pages of members, as a steward's browser asks for them."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import openpyxl
import pytest
import time_machine
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.audit.models import Entry, Subject
from arbeidsrom.core.membership import panels
from arbeidsrom.core.membership.tests.factories import add, line, member_of
from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.components.formats import moment
from arbeidsrom.web.status import Status
from tests.cast import Cast

OutgoingMessage = apps.get_model("notifications", "OutgoingMessage")


def signed_in(cast: Cast, name: str) -> Client:
    account = cast.accounts[name]
    account.language = "en"
    account.save(update_fields=["language"])
    return cast.browser(name)


def shown(client: Client, url: str, **query: str) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200
    return b"".join(answer).decode()


@pytest.mark.req("KL-MEMB-001", "KL-MEMB-003")
def test_the_list_shows_the_members_and_writes_down_who_was_shown(cast: Cast) -> None:
    member = member_of(cast.hospital_club, "Máret Hætta")
    text = shown(signed_in(cast, "kari"), reverse("members"))
    assert "Máret Hætta" in text
    assert reverse("member", args=[member.public_id]) in text
    assert Subject.objects.filter(entry__event="membership.list.viewed", subject=member.public_id).exists()


@pytest.mark.req("KL-MEMB-001")
def test_filters_carry_their_counts(cast: Cast) -> None:
    add(line(cast.hospital_club, f"A N{number}", workplace="Intensiv") for number in range(3))
    member_of(cast.hospital_club, "B Borte", workplace="Dagsenteret")
    client = signed_in(cast, "kari")
    assert "Intensiv (3)" in shown(client, reverse("members"))
    assert "Borte" not in shown(client, reverse("members"), **{"f-workplace": "Intensiv"})


@pytest.mark.parametrize("who", ["per", "dag", "kjersti", "admin"])
def test_who_is_no_steward_gets_no_list(cast: Cast, who: str) -> None:
    assert signed_in(cast, who).get(reverse("members")).status_code == 403


@pytest.mark.req("KL-MEMB-003")
@pytest.mark.parametrize("who", ["nina", "nils", "per", "dag", "kjersti", "admin"])
def test_a_member_of_another_club_is_not_found(cast: Cast, who: str) -> None:
    member, client = member_of(cast.hospital_club), signed_in(cast, who)
    assert client.get(reverse("member", args=[member.public_id])).status_code == 404
    assert client.post(reverse("show_identity_number", args=[member.public_id])).status_code == 404
    assert client.post(reverse("write_member_note", args=[member.public_id]), {"lock_version": 0}).status_code == 404


@pytest.mark.req("KL-MEMB-003")
def test_the_identity_number_is_masked_until_asked_for(cast: Cast) -> None:
    member, client = member_of(cast.hospital_club, identity_number="21890098765"), signed_in(cast, "kari")
    page = shown(client, reverse("member", args=[member.public_id]))
    assert "218900 •••••" in page
    assert "98765" not in page
    whole = client.post(reverse("show_identity_number", args=[member.public_id])).content.decode()
    assert "218900 98765" in whole
    assert Entry.objects.filter(event="membership.identity_number.viewed").count() == 1


@pytest.mark.req("KL-MEMB-003", "KL-MEMB-005")
def test_the_excel_file_has_exactly_what_is_filtered_and_says_who_made_it(cast: Cast) -> None:
    member = member_of(cast.hospital_club, "Åse =Åsheim", workplace="Intensiv")
    other = member_of(cast.hospital_club, "Ola Berg", workplace="Dagsenteret")
    with time_machine.travel(cast.now, tick=False):
        answer = signed_in(cast, "kari").get(reverse("members"), {"f-workplace": "Intensiv", "format": "xlsx"})
        book = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == ["Åse =Åsheim"]
    about = " ".join(str(cell) for row in book.worksheets[1].iter_rows(values_only=True) for cell in row)
    assert "Kari Ødegård" in about
    with override("en"):
        assert moment(cast.now) in about
    logged = Subject.objects.filter(entry__event="membership.list.exported").values_list("subject", flat=True)
    assert member.public_id in logged
    assert other.public_id not in logged


class Cases:
    """A module with cases, as membership sees one."""

    def cases_of(self, member: UUID, *, actor: Actor, now: datetime) -> Sequence[panels.MemberCase]:
        return [
            panels.MemberCase("2026/14", "Advarsel", "/cases/x/", Status("Open"), True, date(2026, 1, 2)),
            panels.MemberCase(
                "2025/3", "Lønn", "/cases/y/", Status("Closed"), False, date(2025, 1, 2), date(2025, 5, 2)
            ),
        ]

    def new_case_url(self, member: UUID, *, actor: Actor) -> str:
        return f"/cases/new/?member={member}"


@pytest.mark.req("KL-MEMB-004")
def test_the_members_page_shows_the_cases_that_the_steward_may_see(cast: Cast, monkeypatch) -> None:
    monkeypatch.setattr(panels, "_source", Cases())
    member = member_of(cast.hospital_club)
    page = shown(signed_in(cast, "kari"), reverse("member", args=[member.public_id]))
    assert '<a class="ds-link" href="/cases/x/">2026/14 Advarsel</a>' in page
    assert "2025/3" in page
    assert f"/cases/new/?member={member.public_id}" in page


def test_the_note_is_saved_and_a_late_one_is_told(cast: Cast) -> None:
    member, client = member_of(cast.hospital_club), signed_in(cast, "kari")
    url = reverse("write_member_note", args=[member.public_id])
    assert client.post(url, {"text": "Ring først", "lock_version": 0}).status_code == 302
    assert "Ring først" in shown(client, reverse("member", args=[member.public_id]))
    assert client.post(url, {"text": "Annet", "lock_version": 0}).status_code == 409


def test_a_note_that_is_begun_waits_on_the_members_page_until_it_is_saved(cast: Cast) -> None:
    member, client = member_of(cast.hospital_club), signed_in(cast, "kari")
    page = reverse("member", args=[member.public_id])
    draft = re.search(r'name="draft" value="([^"]+)"', shown(client, page))
    begun = {"draft": draft and draft[1], "text": "Ring etter kl. 16", "lock_version": 0}
    client.post(reverse("keep_draft"), begun)
    assert "Ring etter kl. 16" in shown(client, page)
    assert "Ring etter kl. 16" not in shown(signed_in(cast, "ola"), page)

    write = reverse("write_member_note", args=[member.public_id])
    client.post(write, begun | {"text": "Ring før kl. 9"})
    assert "Ring etter kl. 16" not in shown(client, page)


def test_a_note_sent_after_the_session_ended_is_there_after_signing_in(cast: Cast) -> None:
    member, client = member_of(cast.hospital_club), signed_in(cast, "kari")
    draft = re.search(r'name="draft" value="([^"]+)"', shown(client, reverse("member", args=[member.public_id])))
    client.logout()
    sent = {"draft": draft and draft[1], "text": "Ring etter kl. 16", "lock_version": 0}
    client.post(reverse("write_member_note", args=[member.public_id]), sent)
    client.force_login(cast.accounts["kari"])
    back = client.get(reverse("write_member_note", args=[member.public_id]), follow=True)
    assert "Ring etter kl. 16" in back.content.decode()


@pytest.mark.req("KL-MEMB-006")
def test_writing_to_all_of_a_workplace_is_previewed_with_numbers_and_then_sent(cast: Cast) -> None:
    add(line(cast.hospital_club, f"A N{n}", workplace="Intensiv", email=f"m{n}@example.no") for n in range(30))
    member_of(cast.hospital_club, "Uten Adresse", workplace="Intensiv", email="")
    member_of(cast.hospital_club, "Annet Sted", workplace="Dagsenteret")
    client, url = signed_in(cast, "kari"), reverse("write_to_members")
    choice = {"all": "1", "query": "f-workplace=Intensiv"}
    compose = client.post(url, choice)
    assert "31 members are chosen" in compose.content.decode()
    message_id = str(compose.context["form"]["message_id"].value())
    given = choice | {"channel": "mail", "subject": "Møte", "text": "Hei\n\nVel møtt", "message_id": message_id}
    preview = client.post(url, given | {"step": "preview"}).content.decode()
    assert "30 members get the message by E-mail, each alone." in preview
    assert "Uten Adresse" in preview
    assert "Vel møtt" in preview
    assert "Kari Ødegård" in preview
    assert not OutgoingMessage.objects.exists()
    assert client.post(url, given | {"step": "send"}).status_code == 302
    assert OutgoingMessage.objects.count() == 30
    assert client.post(url, given | {"step": "send"}).status_code == 409
    assert OutgoingMessage.objects.count() == 30


@pytest.mark.req("KL-MEMB-006")
def test_ticked_members_of_other_clubs_are_not_written_to(cast: Cast) -> None:
    own, other = member_of(cast.hospital_club), member_of(cast.neighbour_club)
    answer = signed_in(cast, "kari").post(
        reverse("write_to_members"), {"ids": [str(own.public_id), str(other.public_id)]}
    )
    assert answer.context["chosen"] == 1


def test_a_mail_needs_a_subject_and_an_sms_has_an_end(cast: Cast) -> None:
    member, client = member_of(cast.hospital_club), signed_in(cast, "kari")
    given = {"ids": str(member.public_id), "step": "preview", "message_id": str(member.public_id)}
    for wrong in ({"channel": "mail", "text": "Hei"}, {"channel": "sms", "text": "x" * 641}):
        assert client.post(reverse("write_to_members"), given | wrong).context["form"].errors


def test_a_form_with_ids_that_are_none_is_no_crash(cast: Cast) -> None:
    answer = signed_in(cast, "kari").post(reverse("write_to_members"), {"ids": "nonsense"})
    assert answer.context["chosen"] == 0
