"""«Gå til kurs»: from the requirement in one's own plan to the course in the learning portal."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread
from time import sleep
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import learning_portal, models
from arbeidsrom.modules.competence.rules.settings import Course
from arbeidsrom.modules.competence.rules.statuses import Shown, State
from arbeidsrom.modules.competence.statuses.refresh import refresh
from arbeidsrom.modules.competence.tests.errand import Errand

pytestmark = pytest.mark.django_db

BRANN = Course("K-100:a", "Brannvern")
CENTRAL: dict[str, Any] = {"owner": "sykehuset", "central": True}


class Server(HTTPServer):
    """A learning portal that answers with the status that the test wants."""

    status = 200
    asked: list[str]


class Answer(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "https://andre.example/logg-inn")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is told."""


@contextmanager
def running() -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), Answer)
    server.asked = []
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def errand(hospital: Hospital) -> Iterator[Errand]:
    with override("nb"):
        one = Errand(hospital)
        one.begin("Brannvern", documentation_form="course_portal", courses=(BRANN,), **CENTRAL)
        yield one


@pytest.fixture
def portal(settings: Any) -> Iterator[Server]:
    with running() as server:
        settings.LEARNING_PORTAL = f"http://127.0.0.1:{server.server_port}/kurs/{{course}}?fra=rom"
        yield server


def page(errand: Errand, who: str = "Nina", view: str = "own_requirement") -> str:
    answer = errand.hospital.browser(who).get(reverse(view, args=[errand.mine.public_id, errand.link.public_id]))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def goes(errand: Errand, course: str = BRANN.key, who: str = "Nina", **options: Any) -> HttpResponse:
    address = reverse("go_to_course", args=[errand.mine.public_id, errand.link.public_id])
    return errand.hospital.browser(who).get(address, {"course": course}, **options)  # type: ignore[no-any-return]


def own_requirement(errand: Errand) -> str:
    return reverse("own_requirement", args=[errand.mine.public_id, errand.link.public_id])


def registered() -> int:
    return models.Progress.objects.count() + models.Performance.objects.count() + models.ProgressEvent.objects.count()


@pytest.mark.req("KP-COURSE-001", "KP-LMS-030")
@pytest.mark.parametrize("status", [200, 302, 401, 404])
def test_the_button_leads_to_the_course_in_the_portal(errand: Errand, portal: Server, status: int) -> None:
    portal.status = status
    assert "Gå til kurs" in page(errand)
    answer = goes(errand)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"http://127.0.0.1:{portal.server_port}/kurs/K-100%3Aa?fra=rom"
    assert portal.asked == ["/kurs/K-100%3Aa?fra=rom"]
    assert registered() == 0, "going there registers nothing (KP-COURSE-004)"


@contextmanager
def answering(pieces: Iterable[bytes], *, between: float = 0) -> Iterator[str]:
    """A portal that says this, a piece at a time, to the first that asks; where it is."""

    def answer() -> None:
        asker, _address = portal.accept()
        with asker, suppress(OSError):
            asker.recv(10_000)
            for piece in pieces:
                sleep(between)
                asker.sendall(piece)

    with socket.create_server(("127.0.0.1", 0)) as portal:
        thread = Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{portal.getsockname()[1]}/{{course}}"
        thread.join()


@contextmanager
def silent() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as portal:
        yield f"http://127.0.0.1:{portal.getsockname()[1]}/{{course}}"


@contextmanager
def closed() -> Iterator[str]:
    with silent() as place:
        pass
    yield place


@contextmanager
def broken() -> Iterator[str]:
    with running() as server:
        server.status = 503
        yield f"http://127.0.0.1:{server.server_port}/{{course}}"


@contextmanager
def unencrypted() -> Iterator[str]:
    with running() as server:
        yield f"https://127.0.0.1:{server.server_port}/{{course}}"


@contextmanager
def at(place: str) -> Iterator[str]:
    yield place


FAULTS: dict[str, Callable[[], AbstractContextManager[str]]] = {
    "closed": closed,
    "broken": broken,
    "silent": silent,
    "hangs up": lambda: answering([b"HTTP/1.1 "]),
    "no web server": lambda: answering([b"220 mail.example ESMTP ready\r\n"]),
    "unencrypted": unencrypted,
    "no port": lambda: at("http://127.0.0.1:port/{course}"),
    "no host": lambda: at("http://[::1/{course}"),
    "a space": lambda: at("http://127.0.0.1:1/a b/{course}"),
}


@pytest.mark.req("KP-EIMP-044", "KP-LMS-037")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_portal_that_cannot_be_reached_is_told_and_the_requirement_stands_as_it_was(
    errand: Errand, settings: Any, fault: str
) -> None:
    settings.LEARNING_PORTAL_TIMEOUT = 0.2
    with FAULTS[fault]() as settings.LEARNING_PORTAL:
        answer = goes(errand, follow=True)
    assert "Læringsportalen kan ikke nås nå" in unescape(answer.content.decode())
    assert "Brannvern" in unescape(answer.content.decode())
    assert errand.shown() is Shown.NOT_STARTED
    assert registered() == 0


def test_a_portal_that_drips_its_answer_has_no_longer_than_one_that_is_silent(errand: Errand, settings: Any) -> None:
    """Each byte comes well within the time, and all of them long after it: whoever waited for them would go there."""
    settings.LEARNING_PORTAL_TIMEOUT = 0.5
    dripping = [bytes([one]) for one in b"HTTP/1.1 200 OK\r\n\r\n"]
    with answering(dripping, between=0.2) as settings.LEARNING_PORTAL:
        assert goes(errand).headers["Location"] == own_requirement(errand)


def test_an_answer_that_comes_in_pieces_in_time_is_one(errand: Errand, settings: Any) -> None:
    settings.LEARNING_PORTAL_TIMEOUT = 30
    with answering([b"HTT", b"P/1.1 20", b"0 OK\r\n\r\n"], between=0.01) as settings.LEARNING_PORTAL:
        assert goes(errand).headers["Location"].startswith("http://127.0.0.1")


def test_nobody_waits_for_the_name_of_the_portal_to_be_found(
    errand: Errand, portal: Server, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LEARNING_PORTAL_TIMEOUT = 0.2
    told, found = Event(), socket.getaddrinfo

    def slow(*given: Any, **more: Any) -> Any:
        told.wait(10)
        return found(*given, **more)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    try:
        assert goes(errand).headers["Location"] == own_requirement(errand)
    finally:
        told.set()


def test_the_portal_is_asked_once_in_half_a_minute_whatever_the_course_and_whatever_it_says(
    errand: Errand, portal: Server
) -> None:
    with time_machine.travel(datetime(2026, 11, 24, 10, tzinfo=UTC), tick=False) as clock:
        portal.status = 503
        told = [learning_portal.is_reached(course) for course in ("K-100:a", "K-100:a", "K-200")]
        assert (told, len(portal.asked)) == ([False, False, False], 1)

        portal.status = 200
        clock.shift(timedelta(seconds=31))
        told = [learning_portal.is_reached(course) for course in ("K-200", "K-100:a", "K-100:a")]
        assert (told, len(portal.asked)) == ([True, True, True], 2)

        portal.status = 503
        clock.shift(timedelta(seconds=31))
        assert not learning_portal.is_reached("K-100:a")


def test_while_one_asks_the_others_go_on_to_the_portal_and_do_not_wait(
    errand: Errand, portal: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = []

    def asks(address: str) -> bool:
        others.append(goes(errand).headers["Location"])
        return False

    monkeypatch.setattr(learning_portal, "_answers", asks)
    assert goes(errand).headers["Location"] == own_requirement(errand)
    assert others == [learning_portal.address_of(BRANN.key)]
    assert goes(errand).headers["Location"] == own_requirement(errand), "what was found out holds for them too"


def test_where_there_is_no_portal_the_course_is_named_and_nothing_leads_there(errand: Errand, settings: Any) -> None:
    settings.LEARNING_PORTAL = ""
    text = page(errand)
    assert "K-100:a" in text
    assert "Gå til kurs" not in text
    assert goes(errand).status_code == 404


@pytest.mark.parametrize("course", ["", "K-200", "//andre.example", "../../ut", "https://andre.example/"])
def test_nobody_is_sent_anywhere_but_to_a_course_of_the_requirement(
    errand: Errand, portal: Server, course: str
) -> None:
    assert goes(errand, course).status_code == 404
    assert portal.asked == []


@pytest.mark.parametrize("key", ["//andre.example", "../ut", "a?b=c", "a#b", "@andre.example", "æ ø"])
def test_whatever_a_course_is_called_the_address_is_the_portal_s(settings: Any, key: str) -> None:
    settings.LEARNING_PORTAL = "https://laering.example/kurs/{course}"
    tail = learning_portal.address_of(key).removeprefix("https://laering.example/kurs/")
    assert not set(tail) & set("/?#@")


def test_a_leader_sees_the_course_and_is_not_led_there_and_a_stranger_finds_nothing(
    errand: Errand, portal: Server
) -> None:
    text = page(errand, "Astrid", "requirement_on_behalf")
    assert "K-100:a" in text
    assert "Gå til kurs" not in text
    assert "Marker som innfridd" not in text
    assert goes(errand, who="Astrid").status_code == 404
    errand.hospital.employ("Odd", "1010")
    assert goes(errand, who="Odd").status_code == 404


@pytest.mark.req("KP-EIMP-045", "KP-LMS-043")
def test_the_page_of_what_a_course_documents_has_nothing_to_register_and_another_form_of_documentation_has(
    errand: Errand, portal: Server
) -> None:
    text = page(errand)
    assert "Det innfris når kurset er bestått i læringsportalen" in text
    assert "Marker som innfridd" not in text
    assert "Lagre som utkast" not in text
    assert "Marker som ikke relevant" in text
    errand.ward.requirement("For hånd", documentation_form="own_registration", courses=(BRANN,), **CENTRAL)
    errand.ward.link("Sykepleier på A", "Generelt", "For hånd")
    errand.name = "For hånd"
    by_hand = page(errand)
    assert "Marker som innfridd" in by_hand
    assert "Gå til kurs" in by_hand


def registers(errand: Errand, days_ago: int) -> None:
    """What the portal has reported, as it stands in the database."""
    day = errand.today - timedelta(days=days_ago)
    models.Progress.objects.create(
        person=errand.nina.person, requirement=errand.requirement, state=State.FULFILLED, completed_on=day
    )
    refresh([(errand.nina.person_id, errand.requirement.pk)], by="test", now=errand.hospital.now)


BY_COURSE = "Det innfris når kurset er bestått i læringsportalen"


def test_what_a_course_has_fulfilled_says_no_more_how_it_is_fulfilled_and_still_leads_to_the_course(
    errand: Errand, portal: Server
) -> None:
    registers(errand, 3)
    assert errand.shown() is Shown.FULFILLED
    text = page(errand)
    assert BY_COURSE not in text
    assert "Marker som ikke relevant" not in text
    assert "Gå til kurs" in text
    address = reverse("own_requirement", args=[errand.mine.public_id, errand.link.public_id])
    assert "Lås opp for endring" in text
    unlocked = unescape(errand.hospital.browser("Nina").get(address, {"unlock": "1"}).content.decode())
    assert "Marker som ikke relevant" in unlocked
    assert BY_COURSE not in unlocked
    assert "Marker som innfridd" not in unlocked
    models.Requirement.objects.filter(pk=errand.requirement.pk).update(must_be_done=True)
    assert "Lås opp for endring" not in page(errand), "there is nothing to change"


def test_what_has_expired_says_that_the_course_is_taken_anew(hospital: Hospital, portal: Server) -> None:
    with override("nb"):
        errand = Errand(hospital)
        errand.begin("Brannvern", documentation_form="course_portal", courses=(BRANN,), validity_days=30, **CENTRAL)
        registers(errand, 40)
        assert errand.shown() is Shown.EXPIRED
        text = page(errand)
    assert BY_COURSE in text
    assert "Gå til kurs" in text
    assert "Marker som ikke relevant" in text
    assert "Lås opp for endring" not in text


def test_one_course_alone_stands_in_no_list(errand: Errand, portal: Server) -> None:
    part = page(errand).partition("Kurs i læringsportalen</h2>")[2].partition("Gå til kurs")[0]
    assert "Brannvern" in part
    assert "<li>" not in part


def test_of_several_courses_each_has_its_button(errand: Errand, portal: Server) -> None:
    errand.ward.requirement("To kurs", courses=(BRANN, Course("K-200", "Brann for ledere")), **CENTRAL)
    errand.ward.link("Sykepleier på A", "Generelt", "To kurs")
    errand.name = "To kurs"
    text = page(errand)
    assert text.count("Gå til kurs") == 2
    assert "Det er nok å bestå ett av dem" in text
    assert goes(errand, "K-200").status_code == 302
