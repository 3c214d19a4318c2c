"""What has been shared about a member, with whom and when, for the right of access (GDPR art. 15(1)(c), PL-AUD-003)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.privacy.collectors import DataSection, DataSubject, Fact, Record, fact
from arbeidsrom.core.vault import queries as vault
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import denied
from arbeidsrom.modules.sharing import access, subjects
from arbeidsrom.modules.sharing.models import Answer, Shipment, ShipmentDocument
from arbeidsrom.modules.sharing.rules.categories import Category, LegalGround
from arbeidsrom.modules.sharing.states import ShipmentState
from arbeidsrom.web.components.formats import moment


@dataclass(frozen=True, slots=True)
class Content:
    """What was in the shipments that may be given out in full, and what came back."""

    documents: Mapping[int, Sequence[ShipmentDocument]]
    titles: Mapping[UUID, str]
    answers: Mapping[int, Sequence[Answer]]


def of_member(subject: DataSubject, actor: Actor) -> Iterable[DataSection]:
    """What was sent from cases about the member: in full where the actor works with the case, else that it was sent."""
    source = subjects.source()
    if source is None or subject.member is None:
        return []
    sent = Shipment.objects.filter(about__in=source.concerning(subject.member), sent_at__isnull=False)
    found = list(sent.select_related("club").order_by("sent_at", "id"))
    seen = set(access.visible_shipments(actor).filter(pk__in=[each.pk for each in found]).values_list("pk", flat=True))
    content = content_of([each for each in found if each.pk in seen])
    return [
        DataSection(
            key="sharing.shipments",
            title=_("Documents that have been shared"),
            records=tuple(told(each, content if each.pk in seen else None) for each in found),
            note=_("The steward responsible for the case gives out what was in those told of in outline.")
            if len(seen) < len(found)
            else "",
            correction=_("A steward of the case withdraws what should not have been shared."),
            erasure=denied(_("Who got what is kept as long as the case, so that it can be accounted for.")),
        )
    ]


def of_sender(subject: DataSubject, actor: Actor) -> Iterable[DataSection]:
    """What a steward has sent: to what kind of receiver and when, never what was in it."""
    if subject.person is None:
        return []
    sent = Shipment.objects.filter(sent_by__person__public_id=subject.person, sent_at__isnull=False)
    found = sent.select_related("club").order_by("sent_at", "id")
    return [
        DataSection(
            key="sharing.sent",
            title=_("Shipments that you have sent"),
            records=tuple(Record(each.reference, outline(each)) for each in found),
            erasure=denied(_("Who got what is kept as long as the case, so that it can be accounted for.")),
        )
    ]


def content_of(shipments: Sequence[Shipment]) -> Content:
    """Everything of these shipments in a fixed number of queries."""
    keys.open_holders(shipments)
    documents: dict[int, list[ShipmentDocument]] = defaultdict(list)
    rows = ShipmentDocument.objects.filter(shipment__in=shipments).prefetch_related("receipts")
    for document in rows.order_by("place", "id"):
        documents[document.shipment_id].append(document)
    answers: dict[int, list[Answer]] = defaultdict(list)
    arrived = list(
        Answer.objects.filter(shipment__in=shipments).select_related("shipment").order_by("arrived_at", "id")
    )
    keys.open_holders(arrived)
    for answer in arrived:
        answers[answer.shipment_id].append(answer)
    return Content(documents, vault.titles_of(row.version for each in documents.values() for row in each), answers)


def told(shipment: Shipment, content: Content | None) -> Record:
    """One shipment; without its content only to what kind of receiver and when."""
    facts = outline(shipment)
    return Record(shipment.reference, (*facts, *in_full(shipment, content)) if content else facts)


def outline(shipment: Shipment) -> tuple[Fact, ...]:
    """What hangs on no case: kind of receiver, sender, times."""
    return (
        fact("category", _("Category of receiver"), Category(shipment.category).label),
        fact("sender", _("Sender"), shipment.sender_name),
        fact("club", _("Club"), shipment.club.name),
        fact("state", _("State"), ShipmentState(shipment.state).label),
        fact("sent_at", _("Sent"), moment(shipment.sent_at)),
        fact("opened_at", _("First opened"), moment(shipment.opened_at)),
        fact("completed_at", _("Everything received"), moment(shipment.completed_at)),
        fact("expires_at", _("Could be opened until"), moment(shipment.expires_at)),
        fact("withdrawn_at", _("Withdrawn"), moment(shipment.withdrawn_at)),
    )


def in_full(shipment: Shipment, content: Content) -> tuple[Fact, ...]:
    """Receiver, ground, message, each document with when it was delivered, and what the receiver answered."""
    ground = LegalGround(shipment.legal_ground).label if shipment.legal_ground else ""
    return (
        fact("receiver", _("Receiver"), shipment.receiver_name),
        fact("title", _("Title"), shipment.title),
        fact("legal_ground", _("Legal ground"), ground),
        fact("reason", _("Reason"), shipment.reason),
        fact("message", _("Message"), shipment.message),
        *(delivered(document, content.titles) for document in content.documents[shipment.pk]),
        *(answered(answer) for answer in content.answers[shipment.pk]),
    )


def delivered(document: ShipmentDocument, titles: Mapping[UUID, str]) -> Fact:
    """A document and when the receiver had all of it."""
    title = titles.get(document.version) or _("A document that is no longer in the case")
    whole = min((each.completed_at for each in document.receipts.all() if each.completed_at), default=None)
    words = _("%(title)s, received %(when)s") if whole else _("%(title)s, not received in full")
    return fact(f"document.{document.place}", _("Document"), words % {"title": title, "when": moment(whole)})


def answered(answer: Answer) -> Fact:
    """What the receiver wrote back; while it is on its way in, only that something came."""
    words = f"{answer.sender}: {answer.message}" if answer.sender else _("on its way into the case")
    return fact(f"answer.{answer.public_id}", _("Answer %(when)s") % {"when": moment(answer.arrived_at)}, words)
