from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine

from arbeidsrom.core.notifications.models import OutgoingMessage
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.sharing import subjects
from arbeidsrom.modules.sharing.actions import shipments
from arbeidsrom.modules.sharing.models import Shipment
from arbeidsrom.modules.sharing.rules import codes, links
from arbeidsrom.modules.sharing.tests.case_room import PDF, Case, CaseRoom, order
from arbeidsrom.modules.sharing.tests.receiver_browser import ReceiverBrowser


@pytest.fixture(autouse=True)
def cheap_tries(settings):
    """Codes cost little in tests and refusals take no time; single tests set the real ones."""
    settings.SHARING_ARGON2_MEMORY_KIB, settings.SHARING_ARGON2_PASSES = 64, 1
    settings.SHARING_REFUSAL_TAKES = 0


@pytest.fixture
def room():
    """Where the cases are; the module that is registered otherwise comes back afterwards."""
    before, made = subjects.source(), CaseRoom()
    subjects.register(made)
    yield made
    subjects.register(before)


@dataclass
class Errand:
    """A steward with a case and three documents, ready to share."""

    room: CaseRoom
    case: Case
    kari: Actor
    ola: Actor
    cast: object
    now: object

    def share(self, *documents, actor=None, now=None, **changes):
        wanted = order(self.case, *documents, **changes)
        return shipments.create_shipment(self.case.about, order=wanted, actor=actor or self.kari, now=now or self.now)

    def sent(self, *documents, **changes) -> Sent:
        issued = self.share(*documents, **changes)
        return Sent(issued.shipment, issued.code, token_in_mail(issued.shipment))


@dataclass
class Sent:
    """What a receiver has in hands: the token from the mail and the code from elsewhere."""

    shipment: Shipment
    code: str
    token: bytes

    @property
    def key(self) -> str:
        return links.written(self.token)

    @property
    def reference(self) -> str:
        return self.shipment.reference

    @property
    def read_code(self) -> str:
        return codes.read_code(self.code)

    def fields(self, **changes) -> dict[str, str]:
        return {"link_key": self.key, "reference": self.reference, "code": self.code} | changes

    def wrong_code(self) -> str:
        body = self.read_code[:-2] + ("2" if self.read_code[-2] != "2" else "3")
        return codes.grouped(body + codes.check_symbol(body))


@pytest.fixture
def errand(cast, room):
    kari = cast.kari
    case = room.open_case(cast.hospital_club, kari, cast.ola)
    room.store(case, PDF, "Oppsigelse.pdf", "Oppsigelse datert 03.02.26", actor=kari, now=cast.now)
    room.store(case, b"", "tom.txt", "Notat datert 04.02.26", actor=kari, now=cast.now)
    room.store(
        case,
        b"PK\x03\x04" + b"skjema" * 900,
        "Skjema.docx",
        "Saksfremstillingsskjema",
        actor=kari,
        now=cast.now,
        statement=True,
    )
    return Errand(room, case, kari, cast.ola, cast, cast.now)


@pytest.fixture
def on_the_day(errand):
    """The receiver comes an hour after the steward."""
    with time_machine.travel(errand.now + timedelta(hours=1), tick=False) as traveller:
        yield traveller


@pytest.fixture
def sent(errand) -> Sent:
    """A shipment of the case's documents, on its way to the receiver."""
    return errand.sent()


@pytest.fixture
def browser():
    """A receiver's browser."""
    return ReceiverBrowser()


def messages_about(shipment: Shipment) -> list[OutgoingMessage]:
    return list(OutgoingMessage.objects.filter(about=shipment.public_id).order_by("id"))


def token_in_mail(shipment: Shipment) -> bytes:
    """The token as the receiver of the latest mail has it."""
    mail = [each for each in messages_about(shipment) if each.channel == "mail"][-1]
    return links.read_token(re.search(r"https?://\S+#\S+", mail.content["text"])[0])


@pytest.fixture
def centre_address(cast):
    """The competence centre in the address book, kept centrally."""
    from arbeidsrom.modules.sharing.actions.addresses import Entry, add_address

    entry = Entry("competence_centre", "Kompetansesenteret", "post@senteret.example", "908 76 543")
    return add_address(cast.union, entry, actor=cast.admin, now=cast.now, is_central=True, desk=cast.centre)
