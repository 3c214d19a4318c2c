"""What a receiver does with a shipment from a real case, and what then stands in the case."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import override_settings

from arbeidsrom.core.notifications.models import OutgoingMessage
from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault import queries as vault_queries
from arbeidsrom.modules.sharing import subjects
from arbeidsrom.modules.sharing.actions import answers, notices, shipments
from arbeidsrom.modules.sharing.queries.orders import proposal
from arbeidsrom.modules.sharing.rules.orders import Order, Receiver
from arbeidsrom.modules.sharing.tests.receiver_browser import ReceiverBrowser, at
from arbeidsrom.modules.workspace.actions.documents import add_document
from arbeidsrom.modules.workspace.models import Case, CaseDocument
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
