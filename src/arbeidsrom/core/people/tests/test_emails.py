"""E-mail to the ticked employees of the overview."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import override
from pytest_django import Settings

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications.actions import deliver_waiting
from arbeidsrom.core.notifications.models import OutgoingMessage
from arbeidsrom.core.notifications.tests.servers import mail_server
from arbeidsrom.core.notifications.transports import build_mail
from arbeidsrom.core.organisation.models import Person
from arbeidsrom.core.people.actions import emails as actions
from arbeidsrom.core.people.actions.emails import CannotBeSent, send_email_to_employees
from arbeidsrom.core.people.queries.emails import Addressed
from arbeidsrom.core.people.tests.factories import NOW, TODAY, Region
from arbeidsrom.core.people.views import emails as views


@pytest.fixture(autouse=True)
def _in_norwegian() -> Iterator[None]:
    with override("nb"):
        yield


URL = "write_to_employees"
WRITTEN = {"subject": "Møte på fredag", "text": "Vi møtes klokka ni.\n\nTa med kaffe."}


def ids(region: Region, *names: str) -> list[str]:
    return [str(region.positions[name].public_id) for name in names]


def send(region: Region, *names: str, by: str = "astrid", **changed: object) -> Addressed:
    positions = [region.positions[name].public_id for name in names]
    actor = replace(region.actor(by), **changed)  # type: ignore[arg-type]
    return send_email_to_employees(positions, **WRITTEN, actor=actor, now=NOW, today=TODAY)


def posted(region: Region, by: str = "astrid", **form: object) -> HttpResponse:
    return region.browser(by).post(reverse(URL), form, headers={"accept-language": "nb"})


def mails() -> dict[str, OutgoingMessage]:
    return {one.recipient: one for one in OutgoingMessage.objects.all()}


def without_address(region: Region, name: str, text: str = "") -> None:
    Person.objects.filter(pk=region.positions[name].person_id).update(email=text)


@pytest.mark.req("KP-EMAIL-001", "KP-EMAIL-002")
def test_the_ticked_get_what_is_written(region: Region) -> None:
    overview = region.browser("astrid").get(reverse("employees"), headers={"accept-language": "nb"}).content.decode()
    assert reverse(URL) in overview
    assert "Send e-post" in overview

    form = posted(region, ids=ids(region, "silje", "ole")).content.decode()
    assert "2 medarbeidere får e-posten, hver for seg" in form
    assert not OutgoingMessage.objects.exists()
    answer = posted(region, positions=" ".join(ids(region, "silje", "ole")), **WRITTEN)
    assert answer.headers["Location"] == reverse("employees")
    assert sorted(mails()) == ["astrid@example.no", "ole@example.no", "silje@example.no"]
    said = mails()["silje@example.no"].content
    assert said["subject"] == WRITTEN["subject"]
    assert said["text"].startswith(WRITTEN["text"])
    assert "Astrid" in said["text"]


@pytest.mark.req("KP-EMAIL-003")
def test_the_sender_gets_a_confirmation_with_what_was_written_and_to_whom(region: Region) -> None:
    without_address(region, "ole")
    send(region, "silje", "ole")
    said = mails()["astrid@example.no"].content
    assert WRITTEN["text"] in said["text"]
    sent, _, left_out = said["text"].partition("Har ingen e-postadresse")
    silje, ole = (region.positions[name].person.name for name in ("silje", "ole"))
    assert silje in sent
    assert ole in left_out
    assert silje not in left_out


@pytest.mark.req("KP-EMAIL-005")
def test_the_sender_is_whoever_wrote_and_answers_come_to_them(region: Region) -> None:
    send(region, "silje")
    mail = build_mail(mails()["silje@example.no"]).message()
    assert mail["From"].endswith("<astrid@example.no>")
    assert region.positions["astrid"].person.name in mail["From"]
    assert mail["Reply-To"].endswith("<astrid@example.no>")
    assert mail["To"] == "silje@example.no"
    assert build_mail(mails()["astrid@example.no"]).message()["From"] != mail["From"], "the program confirms"


@pytest.mark.req("KP-LIMP-038")
@pytest.mark.parametrize("empty", ["subject", "text"])
def test_without_subject_or_text_nothing_is_sent_and_nothing_typed_is_lost(region: Region, empty: str) -> None:
    answer = posted(region, positions=ids(region, "silje")[0], **{**WRITTEN, empty: "  "}).content.decode()
    assert {"subject": "Skriv et emne.", "text": "Skriv en melding."}[empty] in answer
    kept = next(value for name, value in WRITTEN.items() if name != empty)
    assert kept.partition("\n")[0] in answer
    assert ids(region, "silje")[0] in answer
    assert not OutgoingMessage.objects.exists()


@pytest.mark.req("KP-LIMP-038")
@pytest.mark.parametrize("address", ["", "vet ikke"])
def test_those_without_an_address_are_named_and_the_others_are_sent(region: Region, address: str) -> None:
    without_address(region, "ole", address)
    ole = region.positions["ole"].person.name
    form = posted(region, ids=ids(region, "silje", "ole")).content.decode()
    assert "Disse har ingen e-postadresse" in form
    assert ole in form
    browser = region.browser("astrid")
    told = browser.post(reverse(URL), {"positions": " ".join(ids(region, "silje", "ole")), **WRITTEN}, follow=True)
    assert ole in told.content.decode()
    assert sorted(mails()) == ["astrid@example.no", "silje@example.no"]
    assert "ole" not in str(mails()["silje@example.no"].content).lower()


def test_nobody_to_reach_or_to_answer_is_said_above_the_form(region: Region) -> None:
    without_address(region, "silje")
    with pytest.raises(CannotBeSent, match="Ingen av de valgte"):
        send(region, "silje")
    without_address(region, "astrid")
    answer = posted(region, positions=ids(region, "ole")[0], **WRITTEN).content.decode()
    assert "så ingen kan svare deg" in answer
    assert WRITTEN["subject"] in answer
    assert not OutgoingMessage.objects.exists()


@pytest.mark.req("KP-LIMP-038", "KP-LIMP-039")
def test_when_it_has_been_delivered_only_who_wrote_to_whom_and_when_is_left(region: Region, settings: Settings) -> None:
    settings.MAIL_TRANSPORT = "smtp"
    send(region, "silje", "ole")
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        deliver_waiting(now=NOW)
    assert sorted(server.receivers) == ["astrid@example.no", "ole@example.no", "silje@example.no"]
    for mail in server.mails:
        others = {"ole", "silje"} - {str(mail["To"]).partition("@")[0]}
        if str(mail["To"]) != "astrid@example.no":
            assert not [name for name in others if name in str(mail).lower()], "nobody sees who else got it"
    assert all(one.content is None and one.recipient is None for one in OutgoingMessage.objects.all())
    entry = Entry.objects.get(event="people.email.sent")
    people = sorted(str(region.positions[name].person.public_id) for name in ("silje", "ole"))
    assert (entry.detail.read["subjects"], entry.at) == (people, NOW)
    assert WRITTEN["subject"] not in str(entry.detail.read)
    assert "klokka" not in str(entry.detail.read)


def test_somebody_in_two_positions_gets_it_once_and_whom_one_does_not_see_gets_nothing(region: Region) -> None:
    region.employ("silje", "", "VM", leader="astrid", person=region.positions["silje"].person, key="silje again")
    found = send(region, "silje", "silje again", "mari")
    assert [one.email for one in found.reached] == ["silje@example.no"]


def test_whoever_follows_up_nobody_writes_to_nobody(region: Region) -> None:
    assert region.browser("silje").get(reverse(URL)).status_code == 403
    with pytest.raises(PermissionDenied):
        send(region, "silje", by="silje")
    with pytest.raises(PermissionDenied, match="ser bare"):
        send(region, "silje", read_only=True)


def test_nobody_chosen_and_too_many_are_told(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Ingen er valgt" in posted(region).content.decode()
    assert "Ingen av de valgte kan nås" in posted(region, positions="x", **WRITTEN).content.decode()
    for where in (views, actions):
        monkeypatch.setattr(where, "MOST", 1)
    many = posted(region, positions=" ".join(ids(region, "silje", "ole")), **WRITTEN).content.decode()
    assert "høyst 1" in many
    assert WRITTEN["subject"] in many
    assert not OutgoingMessage.objects.exists()


def test_as_many_as_are_let_are_sent_through_the_page(region: Region) -> None:
    names = [f"person{number}" for number in range(actions.MOST)]
    for name in names:
        region.employ(name, "Berg", "VMA", leader="astrid")
    page = posted(region, ids=ids(region, *names)).content.decode()
    (carried,) = re.findall(r'name="positions" value="([^"]+)"', page)
    assert posted(region, positions=carried, **WRITTEN).status_code == 302
    assert OutgoingMessage.objects.count() == actions.MOST + 1


def test_when_nobody_chosen_is_followed_up_any_more_what_is_written_is_kept(region: Region) -> None:
    answer = posted(region, positions=ids(region, "mari")[0], **WRITTEN).content.decode()
    assert "1 av de valgte" in answer
    assert "Ingen av de valgte kan nås" in answer
    assert WRITTEN["subject"] in answer
    assert not OutgoingMessage.objects.exists()


def test_a_subject_that_was_pasted_over_lines_is_one_line(region: Region) -> None:
    posted(region, positions=ids(region, "silje")[0], **{**WRITTEN, "subject": "Møte\x0b på\x1c fredag"})
    assert mails()["silje@example.no"].content["subject"] == "Møte på fredag"
