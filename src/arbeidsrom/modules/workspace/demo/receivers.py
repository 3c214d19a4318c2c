"""What the demonstration's receivers do: they open with link and code, fetch, answer, or type the code wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from arbeidsrom.core.notifications.models import OutgoingMessage
from arbeidsrom.core.notifications.states import Channel
from arbeidsrom.lib.papers.content import Paper, Section, Words
from arbeidsrom.lib.papers.pdf import as_pdf
from arbeidsrom.modules.sharing.actions import answers, deliveries, openings
from arbeidsrom.modules.sharing.actions.notices import tell_stewards
from arbeidsrom.modules.sharing.actions.openings import NotOpened
from arbeidsrom.modules.sharing.actions.shipments import Issued
from arbeidsrom.modules.sharing.queries.openings import OpenShipment, open_shipment
from arbeidsrom.modules.sharing.rules import codes, links, references
from arbeidsrom.modules.sharing.rules.tries import TRIES_PER_GENERATION
from arbeidsrom.modules.workspace.demo_documents.parts import PAGE_WORDS, long

ORIGIN = "192.0.2.17"  # an address that the standards keep for examples
BETWEEN_TRIES = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class DemoReceiver:
    """Somebody with the mail in one hand and the code in the other."""

    issued: Issued

    @property
    def _token(self) -> bytes:
        about = OutgoingMessage.objects.filter(about=self.issued.shipment.public_id, channel=Channel.MAIL)
        text: str = about.latest("id").content["text"]
        address = next(word for word in text.split() if "#" in word and "://" in word)
        return links.read_token(address)

    @property
    def _code(self) -> str:
        return codes.read_code(self.issued.code)

    def opens(self, at: datetime) -> OpenShipment:
        """The right reference and code, in a browser."""
        secret = openings.open_with_code(
            token=self._token,
            reference=self.issued.shipment.reference,
            code=self._code,
            origin=ORIGIN,
            now=at,
        )
        tell_stewards(now=at)
        return open_shipment(secret, reference=self.issued.shipment.reference, now=at)

    def mistypes_until_locked(self, at: datetime) -> None:
        """Another reference every time, until no code opens the shipment any more."""
        for number in range(TRIES_PER_GENERATION):
            try:
                openings.open_with_code(
                    token=self._token,
                    reference=references.new_reference(at.year),
                    code=self._code,
                    origin=ORIGIN,
                    now=at + number * BETWEEN_TRIES,
                )
            except NotOpened:
                continue
        tell_stewards(now=at + TRIES_PER_GENERATION * BETWEEN_TRIES)


def fetch(opened: OpenShipment, at: datetime, *, most: int | None = None) -> None:
    """Download the documents one by one, all or only the first ones."""
    for document in opened.manifest.documents[:most]:
        deliveries.record_delivery(opened, document.place, start=0, end=document.size, origin=ORIGIN, now=at)
    tell_stewards(now=at)


def answer(opened: OpenShipment, message: str, at: datetime, *files: tuple[str, bytes]) -> None:
    """Write back, with files if there are any; a job puts it into the case."""
    stored = [answers.receive_file(opened, [content], file_name=name) for name, content in files]
    answers.give_answer(opened, message=message, files=stored, origin=ORIGIN, now=at)
    answers.take_in_answers(now=at + timedelta(minutes=1))
    tell_stewards(now=at + timedelta(minutes=1))


def assessment(opened: OpenShipment, at: datetime) -> tuple[str, bytes]:
    """What the competence centre thinks of the case, as a PDF."""
    content = Paper(
        kind="Vurdering",
        title="Vurdering av saken",
        sender=opened.manifest.receiver,
        dated=at.date(),
        dated_words=long(at.date()),
        page_words=PAGE_WORDS,
        facts=(
            ("Gjelder", opened.manifest.title),
            ("Innsendt av", opened.manifest.sender),
        ),  # the reference is drawn anew
        sections=(
            Section("Vurdering", (Words("Vi er enige i at utvalgskretsen ikke er drøftet slik hovedavtalen krever."),)),
            Section("Råd", (Words("Krev forhandlinger innen fristen, og be om referatet fra drøftingsmøtet."),)),
        ),
        signatures=("Kjersti Moe",),
        numbered=False,
    )
    return "vurdering fra kompetansesenteret.pdf", as_pdf(content)
