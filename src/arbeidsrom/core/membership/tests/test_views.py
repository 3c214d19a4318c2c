"""The pages of members, as a steward's browser asks for them."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import parse_qs, urlsplit
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
Draft = apps.get_model("preferences", "Draft")


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


def begin_message(client: Client, *, choice: dict[str, object], **written: str) -> dict[str, object]:
    """Somebody chooses members and begins to write to them; gives the form as it would be sent."""
    page = client.post(reverse("write_to_members"), choice)
    draft = re.search(r'name="draft" value="([^"]+)"', page.content.decode())
    message = str(page.context["form"]["message_id"].value())
    form = choice | {"draft": draft and draft[1], "message_id": message, "channel": "mail"} | written
    assert client.post(reverse("keep_draft"), form).status_code == 200
    return form


def going_on(form: dict[str, object]) -> str:
    """Where a begun message is gone on with."""
    return f"{reverse('write_to_members')}?message={form['message_id']}"


@pytest.mark.req("KL-MEMB-006")
def test_a_message_that_is_begun_waits_with_those_it_is_for_until_it_is_sent(cast: Cast) -> None:
    members = [str(member_of(cast.hospital_club, name).public_id) for name in ("Ada Aas", "Bo Berg")]
    member_of(cast.hospital_club, "Ikke Valgt")
    client = signed_in(cast, "kari")
    form = begin_message(client, choice={"ids": members}, subject="Om vaktlisten", text="Hei, ny vaktliste")

    assert going_on(form) in shown(client, reverse("members"))
    page = shown(client, going_on(form))
    assert "You go on with a draft from" in page
    assert "Hei, ny vaktliste" in page
    assert "2 members are chosen" in page
    assert [one in page for one in members] == [True, True]

    assert client.post(going_on(form), form | {"step": "send"}).status_code == 302
    assert OutgoingMessage.objects.count() == 2
    assert "Om vaktlisten" not in shown(client, reverse("members"))
    assert client.get(going_on(form)).url == reverse("members")


def test_a_message_to_all_of_a_workplace_that_is_begun_is_still_for_all_of_it(cast: Cast) -> None:
    add(line(cast.hospital_club, f"A N{n}", workplace="Intensiv", email=f"m{n}@example.no") for n in range(30))
    member_of(cast.hospital_club, "Annet Sted", workplace="Dagsenteret")
    client = signed_in(cast, "kari")
    form = begin_message(client, choice={"all": "1", "query": "f-workplace=Intensiv"}, subject="Møte", text="Hei")

    assert "30 members are chosen" in shown(client, going_on(form))


def test_who_the_message_is_for_lies_sealed_with_what_is_written(cast: Cast) -> None:
    member = member_of(cast.hospital_club)
    form = begin_message(signed_in(cast, "kari"), choice={"ids": [str(member.public_id)]}, text="Kanarifugl")
    draft = Draft.objects.get()

    assert draft.content["ids"] == [str(member.public_id)]
    assert draft.about == UUID(str(form["message_id"]))
    (stored,) = Draft.objects.values_list("content", flat=True)
    assert str(member.public_id).encode() not in stored.stored


def test_what_is_begun_for_some_is_never_shown_when_writing_to_others(cast: Cast) -> None:
    one, other = member_of(cast.hospital_club, "Ada Aas"), member_of(cast.hospital_club, "Bo Berg")
    client = signed_in(cast, "kari")
    begin_message(client, choice={"ids": [str(one.public_id)]}, subject="Om saken din", text="Kanarifugl")

    page = client.post(reverse("write_to_members"), {"ids": [str(other.public_id)]}).content.decode()
    assert "Kanarifugl" not in page
    begin_message(client, choice={"ids": [str(other.public_id)]}, subject="Om vakten", text="Hei")
    begun = shown(client, reverse("members"))
    assert begun.index("Om vakten") < begun.index("Om saken din")


def test_nobody_goes_on_with_a_message_that_somebody_else_has_begun(cast: Cast) -> None:
    choice = {"ids": [str(member_of(cast.hospital_club).public_id)]}
    form = begin_message(signed_in(cast, "kari"), choice=choice, subject="Kanarifugl")
    colleague = signed_in(cast, "ola")

    assert "Kanarifugl" not in shown(colleague, reverse("members"))
    assert colleague.get(going_on(form)).url == reverse("members")


def test_a_begun_message_is_discarded_with_those_it_was_for(cast: Cast) -> None:
    choice = {"ids": [str(member_of(cast.hospital_club).public_id)]}
    client = signed_in(cast, "kari")
    form = begin_message(client, choice=choice, subject="Møte", text="Hei")
    client.post(reverse("discard_draft"), {"draft": form["draft"], "next": going_on(form)})

    assert client.get(going_on(form)).url == reverse("members")
    assert not Draft.objects.exists()


def test_a_message_that_was_looked_at_and_left_is_a_draft_also_without_script(cast: Cast) -> None:
    client, url = signed_in(cast, "kari"), reverse("write_to_members")
    choice = {"ids": [str(member_of(cast.hospital_club).public_id)]}
    message = str(client.post(url, choice).context["form"]["message_id"].value())
    form = choice | {"message_id": message, "channel": "mail", "subject": "Møte", "text": "Hei"}
    assert "As the member gets it" in client.post(url, form | {"step": "preview"}).content.decode()

    assert "Hei" in shown(client, going_on(form))


@pytest.mark.parametrize("step", ["preview", "send"])
def test_a_message_sent_after_the_session_ended_is_there_after_signing_in(cast: Cast, step: str) -> None:
    choice = {"ids": [str(member_of(cast.hospital_club).public_id)]}
    client = signed_in(cast, "kari")
    form = begin_message(client, choice=choice, subject="Møte", text="Hei")
    preview = client.post(going_on(form), form | {"step": "preview"}).content.decode()
    assert re.search(r'name="draft" value="([^"]+)"', preview)
    client.logout()
    answer = client.post(going_on(form), form | {"text": "Hei igjen", "step": step})
    assert reverse("account_login") in answer.url
    assert not OutgoingMessage.objects.exists()

    client.force_login(cast.accounts["kari"])
    back = parse_qs(urlsplit(answer.url).query)["next"][0]
    page = shown(client, back)
    assert "What you had written is here" in page
    assert "Hei igjen" in page
    assert "1 member is chosen" in page


def test_a_begun_message_to_members_who_have_left_shows_what_was_written_and_sends_nothing(cast: Cast) -> None:
    member, client = member_of(cast.hospital_club), signed_in(cast, "kari")
    form = begin_message(client, choice={"ids": [str(member.public_id)]}, subject="Møte", text="Takk for alt")
    member.left_date = cast.today
    member.save(update_fields=["left_date"])

    page = shown(client, going_on(form))
    assert "Nobody is chosen" in page
    assert "Takk for alt" in page


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
