"""What a receiver does with a shipment from a real case, and what then stands in the case."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from arbeidsrom.core.notifications.models import OutgoingMessage
from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault import queries as vault_queries
from arbeidsrom.modules.sharing import subjects
from arbeidsrom.modules.sharing.actions import answers, notices, shipments
from arbeidsrom.modules.sharing.models import Answer, Shipment
from arbeidsrom.modules.sharing.queries.orders import proposal
from arbeidsrom.modules.sharing.rules.orders import Order, Receiver
from arbeidsrom.modules.sharing.tests.receiver_browser import ReceiverBrowser, at
from arbeidsrom.modules.workspace.actions.documents import add_document
from arbeidsrom.modules.workspace.models import Case, CaseDocument
from arbeidsrom.modules.workspace.queries.closing import open_things
from arbeidsrom.modules.workspace.queries.documents import documents_of
from arbeidsrom.modules.workspace.queries.home import numbers_of
from arbeidsrom.modules.workspace.tests.factories import a_case
from tests.cast import Cast

CHEAP = {"SHARING_ARGON2_MEMORY_KIB": 64, "SHARING_ARGON2_PASSES": 1, "SHARING_REFUSAL_TAKES": 0}


@pytest.fixture(autouse=True)
def cheap_tries():
    with override_settings(**CHEAP):
        yield


@pytest.fixture
def case(cast: Cast) -> Case:
    return a_case(cast)


def put_in(cast: Cast, case: Case, title: str, *, kind: str = "", content: bytes = b"%PDF-1.7 brev"):
    stored = vault.receive([content], holder=case.holder, file_name="brev.pdf")
    return add_document(case.public_id, stored, title=title, dated=cast.today, kind=kind, actor=cast.kari, now=cast.now)


def order(case: Case, *versions, **changes) -> Order:
    plain = {
        "shipment": uuid4(),
        "versions": frozenset(version.public_id for version in versions),
        "category": "employer",
        "receiver": Receiver("Personalsjef Berg"),
        "title": "Oppsigelse",
        "legal_ground": "legal_claim",
        "reason": "Drøftingsmøtet",
    }
    return Order(**(plain | changes))


def share(cast: Cast, case: Case, *versions, **changes):
    return shipments.create_shipment(
        case.public_id, order=order(case, *versions, **changes), actor=cast.kari, now=cast.now
    )


def timeline(case: Case) -> list[str]:
    return list(case.events.order_by("id").values_list("what", flat=True))


@pytest.mark.req("KL-SHARE-013", "KL-SHARE-006")
def test_the_receivers_answer_arrives_in_the_case_unread_with_its_sender(cast: Cast, case: Case):
    letter = put_in(cast, case, "Oppsigelse datert 03.02.26")
    issued = share(cast, case, letter)
    mail = OutgoingMessage.objects.get(about=issued.shipment.public_id).content["text"]
    fields = {
        "link_key": re.search(r"#(\S{43})", mail)[1],
        "reference": issued.shipment.reference,
        "code": issued.code,
    }
    with time_machine.travel(cast.now + timedelta(hours=1), tick=False):
        browser = ReceiverBrowser()
        assert browser.post("/forsendelse/", fields).status_code == 302
        large = io.BytesIO(b"%PDF-1.7\n" + b"svar" * 900_000)
        large.name = "../../Svar fra oss.pdf"
        answer = browser.post(at(issued.shipment, "svar/"), {"message": "Vi møtes tirsdag.", "files": [large]})
        assert answer.status_code == 302
    assert answers.take_in_answers(now=cast.now) == 1
    assert answers.take_in_answers(now=cast.now) == 0
    received = CaseDocument.objects.get(case=case, origin="received")
    assert received.is_unread
    assert received.received_from == "Personalsjef Berg"
    (version,) = vault_queries.versions_of([received.document.public_id])
    assert version.file_name == "Svar fra oss.pdf"
    assert b"".join(vault_queries.open_stream(version)) == large.getvalue()
    assert "shipment.answered" in timeline(case)
    subject = subjects.get_subject(case.public_id, actor=cast.kari)
    same, another = Receiver("Personalsjef Berg"), Receiver("Verneombud Lie")
    (back,) = [each for each in proposal(subject, same, "employer").choices if each.came_from_receiver]
    assert back.offered.version == version.public_id
    assert not back.ticked
    assert not any(each.came_from_receiver for each in proposal(subject, another, "safety_service").choices)
    notices.tell_stewards(now=cast.now)
    told = OutgoingMessage.objects.filter(recipient__isnull=False).exclude(about=None)
    assert any("besvart" in each.content["subject"] for each in told if each.channel == "mail")
    shipments.withdraw_shipment(issued.shipment.public_id, actor=cast.kari, now=cast.now)
    assert {"shipment.opened", "shipment.withdrawn"} <= set(timeline(case))


def answered(cast: Cast, case: Case, *, message: str = "", files: tuple[bytes, ...] = ()) -> None:
    """A receiver sends an answer to a shipment of the case; nobody has taken it in yet."""
    letter = put_in(cast, case, "Oppsigelse datert 03.02.26")
    issued = share(cast, case, letter)
    mail = OutgoingMessage.objects.get(about=issued.shipment.public_id).content["text"]
    fields = {"link_key": re.search(r"#(\S{43})", mail)[1], "reference": issued.shipment.reference, "code": issued.code}
    with time_machine.travel(cast.now + timedelta(hours=1), tick=False):
        browser = ReceiverBrowser()
        assert browser.post("/forsendelse/", fields).status_code == 302
        sent = [SimpleUploadedFile(f"vedlegg{number}.txt", file) for number, file in enumerate(files)]
        answer = browser.post(f"/forsendelse/{issued.shipment.reference}/svar/", {"message": message, "files": sent})
        assert answer.status_code == 302
    shipments.withdraw_shipment(issued.shipment.public_id, actor=cast.kari, now=cast.now)


@pytest.mark.req("KL-SHARE-013", "KL-CASE-009")
def test_a_message_alone_is_unread_from_when_it_comes_until_somebody_has_read_it(cast: Cast, case: Case):
    def waits() -> list[str]:
        return [str(thing) for thing in open_things(case, now=cast.now)]

    def unread() -> int:
        return numbers_of(cast.kari, cast.today, near=cast.today).unread

    assert (unread(), waits()) == (0, [])
    answered(cast, case, message="Vi møtes tirsdag.")
    assert (unread(), len(waits())) == (1, 1)
    answers.take_in_answers(now=cast.now)
    assert (unread(), len(waits())) == (1, 1)
    answers.read_answer(Answer.objects.get().public_id, actor=cast.kari, now=cast.now)
    assert (unread(), waits()) == (0, [])


@pytest.mark.req("KL-SHARE-013", "KL-DOC-003")
def test_the_files_of_one_answer_are_told_apart(cast: Cast, case: Case):
    answered(cast, case, files=(b"en", b"to", b"tre"))
    answers.take_in_answers(now=cast.now)
    titles = [row.title for row in documents_of(case, actor=cast.kari) if row.origin == "received"]
    assert sorted(title.rpartition(" (")[2] for title in titles) == ["1 av 3)", "2 av 3)", "3 av 3)"]


@pytest.mark.req("KL-CASE-009", "KL-SHARE-012")
def test_a_case_is_not_closed_while_what_was_received_still_stands_open_in_a_browser(cast: Cast, case: Case):
    issued = share(cast, case, put_in(cast, case, "Oppsigelse datert 03.02.26"))
    mail = OutgoingMessage.objects.get(about=issued.shipment.public_id).content["text"]
    fields = {"link_key": re.search(r"#(\S{43})", mail)[1], "reference": issued.shipment.reference, "code": issued.code}
    received = cast.now + timedelta(hours=1)
    with time_machine.travel(received, tick=False):
        browser = ReceiverBrowser()
        browser.post("/forsendelse/", fields)
        assert browser.post(f"/forsendelse/{issued.shipment.reference}/mottatt/").status_code in (200, 302)
    assert Shipment.objects.get().state == "completed"
    assert open_things(case, now=received + timedelta(hours=2))
    assert open_things(case, now=received + timedelta(hours=25)) == []
