from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.system_messages.models import Delivery, MessageFile, SystemMessage
from arbeidsrom.core.system_messages.states import MessageState
from arbeidsrom.core.system_messages.tests.world import Hospital
from arbeidsrom.core.vault.states import ScanState
from arbeidsrom.core.vault.tests import files, servers
from tests.cast import NOW


@pytest.fixture(autouse=True)
def the_day_of_the_cast() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def operator(hospital: Hospital) -> Client:
    """The system operator's browser."""
    return hospital.cast.browser("admin")


@pytest.fixture
def silje(hospital: Hospital) -> Client:
    """A recipient's browser, where she has just signed in."""
    person = hospital.people["Silje"]
    account = Account.objects.create(email="silje@example.no", person=person)
    client = Client()
    client.force_login(account)
    return client


def address(name: str, message: SystemMessage, *more: object) -> str:
    return reverse(name, args=[message.public_id, *more])


def form(hospital: Hospital, **changed: str) -> dict[str, str]:
    until = (hospital.cast.today + timedelta(days=7)).isoformat()
    return {
        "title": "Nye rutiner",
        "content": "Les **dette** på https://intranett.example",
        "videos": "https://video.example/1",
        "sender": "Kompetanseavdelingen",
        "send_at": "",
        "visible_until": until,
        **changed,
    }


@pytest.mark.req("KP-MSG-002", "KP-MSG-006", "KP-MSG-007", "KP-MSG-013")
def test_a_message_is_written_addressed_confirmed_and_ordered_by_forms_alone(
    hospital: Hospital, operator: Client
) -> None:
    answer = operator.post(reverse("new_system_message"), form(hospital, important="on", send_at="2026-11-25T08:00"))
    message = SystemMessage.objects.get()
    assert answer.url == address("system_message_recipients", message)

    chosen = {"kind": "unit", "value": f"below:{hospital.surgery.public_id}"}
    operator.post(address("choose_recipients", message), chosen)
    page = operator.get(address("send_system_message", message)).content.decode()
    assert "<strong>3</strong> mottakere" in page
    assert 'name="recipients" value="3"' in page

    refused = operator.post(address("send_system_message", message), {"recipients": "2"})
    assert "Antall mottakere er endret" in refused.content.decode()
    operator.post(address("send_system_message", message), {"recipients": "3"})
    message.refresh_from_db()
    assert (message.state, message.important, message.sender) == (MessageState.ORDERED, True, "Kompetanseavdelingen")
    assert message.visible_until == hospital.cast.today + timedelta(days=7)


@pytest.mark.req("KP-MSG-003", "KP-MSG-012")
def test_a_title_of_more_than_fifty_characters_is_refused_and_the_characters_are_counted(
    hospital: Hospital, operator: Client
) -> None:
    fifty = "En tittel som er på nøyaktig femti tegn, med dette"
    assert len(fifty) == 50
    page = operator.post(reverse("new_system_message"), form(hospital, title=f"{fifty}!")).content.decode()
    assert SystemMessage.objects.count() == 0
    assert "<span data-used>51</span> av 50 tegn brukt" in page

    operator.post(reverse("new_system_message"), form(hospital, title=fifty))
    assert SystemMessage.objects.get().title == fifty


@pytest.mark.req("KP-MSG-016")
@pytest.mark.parametrize(("field", "value"), [("content", "[her](http://x.example)"), ("videos", "http://x.example")])
def test_links_and_videos_that_are_not_https_are_refused_at_their_field(
    hospital: Hospital, operator: Client, field: str, value: str
) -> None:
    page = operator.post(reverse("new_system_message"), form(hospital, **{field: value})).content.decode()

    assert f'id="id_{field}_error"' in page
    assert SystemMessage.objects.count() == 0


@pytest.mark.req("KP-MSG-004", "KP-MSG-017")
def test_the_preview_shows_text_link_video_picture_and_attachment(hospital: Hospital, operator: Client) -> None:
    operator.post(reverse("new_system_message"), form(hospital))
    message = SystemMessage.objects.get()
    picture = SimpleUploadedFile("kart.png", files.picture((80, 60), "PNG"))
    operator.post(address("add_system_message_file", message), {"file": picture, "description": "Kart over sengetun"})
    paper = SimpleUploadedFile("rutine.pdf", files.pdf(1))
    operator.post(address("add_system_message_file", message), {"file": paper, "description": ""})

    page = operator.get(address("preview_system_message", message)).content.decode()
    shown, attached = MessageFile.objects.order_by("id")
    assert "<strong>dette</strong>" in page
    assert 'href="https://intranett.example"' in page
    assert 'href="https://video.example/1"' in page
    assert f'src="{address("system_message_file", message, shown.public_id)}" alt="Kart over sengetun"' in page
    assert address("system_message_file", message, attached.public_id) in page
    assert "rutine.pdf" in page
    drawn = operator.get(address("system_message_file", message, shown.public_id))
    assert drawn.headers["Content-Type"] == "image/jpeg"
    assert b"".join(drawn.streaming_content).startswith(b"\xff\xd8\xff"), "drawn anew"


@pytest.mark.req("KP-MSG-016")
def test_an_attachment_is_scanned_and_one_that_the_scanner_stops_reaches_nobody(
    hospital: Hospital, operator: Client, silje: Client, settings: Any
) -> None:
    message = hospital.draft()
    hospital.to_person(message, "Silje")
    with servers.running_clamd() as settings.SCANNER:
        for name, content in (("rutine.pdf", files.pdf(1)), ("liste.txt", servers.MALWARE)):
            paper = SimpleUploadedFile(name, content)
            operator.post(address("add_system_message_file", message), {"file": paper, "description": ""})
    scanned = dict(MessageFile.objects.values_list("name", "version__scan_state"))
    assert scanned == {"rutine.pdf": ScanState.CLEAN, "liste.txt": ScanState.INFECTED}

    page = operator.post(address("send_system_message", message), {"recipients": "1"})
    assert page.status_code == 409
    message.refresh_from_db()
    assert message.state == MessageState.DRAFT

    Delivery.objects.create(message=message, person=hospital.people["Silje"])
    clean, stopped = MessageFile.objects.order_by("id")
    assert silje.get(address("system_message_file", message, clean.public_id)).status_code == 200
    assert silje.get(address("system_message_file", message, stopped.public_id)).status_code == 403


@pytest.mark.req("KP-MSG-016")
def test_what_the_recipient_is_shown_has_been_cleaned_of_active_code(
    hospital: Hospital, operator: Client, silje: Client
) -> None:
    operator.post(reverse("new_system_message"), form(hospital, content="Les <b>dette</b><img src=x onerror=alert(1)>"))
    message = SystemMessage.objects.get()
    hospital.to_person(message, "Silje")
    hospital.send(message, to=1)

    page = silje.get("/").content.decode()
    assert "Les " in page
    assert "onerror" not in page


def test_a_file_is_opened_by_those_who_have_received_the_message_and_by_nobody_else(
    hospital: Hospital, operator: Client, silje: Client
) -> None:
    message = hospital.draft()
    paper = SimpleUploadedFile("rutine.pdf", files.pdf(1))
    operator.post(address("add_system_message_file", message), {"file": paper, "description": ""})
    file = address("system_message_file", message, MessageFile.objects.get().public_id)
    assert silje.get(file).status_code == 404

    hospital.to_person(message, "Silje")
    hospital.send(message, to=1)
    assert silje.get(file).status_code == 200
    assert hospital.cast.browser("kari").get(file).status_code == 404


@pytest.mark.req("KP-SYSMSG-002")
def test_a_message_is_shown_on_the_first_page_after_signing_in_and_on_the_home_page(
    hospital: Hospital, silje: Client
) -> None:
    message = hospital.draft()
    hospital.to_person(message, "Silje")
    hospital.send(message, to=1)

    def pops_up(page: str) -> bool:
        return "data-pops-up" in silje.get(page).content.decode()

    assert pops_up(reverse("notifications"))
    assert not pops_up(reverse("notifications")), "it has been shown"
    assert pops_up("/")
    silje.post(address("close_system_message", message), {"closing": "read", "next": "/"})
    assert not pops_up("/")


@pytest.mark.req("KP-HOME-003", "KP-SYSMSG-014")
def test_a_message_on_the_home_page_is_marked_as_read_there(hospital: Hospital, silje: Client) -> None:
    assert "section-messages" not in silje.get("/").content.decode()
    message = hospital.draft()
    hospital.to_person(message, "Silje")
    hospital.send(message, to=1)
    silje.post(address("close_system_message", message), {"closing": "remind", "next": "/"})
    assert "Marker som lest" in silje.get("/").content.decode()

    silje.post(address("close_system_message", message), {"closing": "read", "next": "/"})
    assert "Marker som lest" not in silje.get("/").content.decode()
    assert message.title in silje.get(reverse("earlier_system_messages")).content.decode()


def test_closing_leads_nowhere_else(hospital: Hospital, silje: Client) -> None:
    message = hospital.draft()
    hospital.to_person(message, "Silje")
    hospital.send(message, to=1)
    answer = silje.post(address("close_system_message", message), {"closing": "read", "next": "https://ondt.example/"})
    assert answer.url == "/"
