"""Making, approving and withdrawing shipments, and giving them links and codes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from arbeidsrom.core.notifications.actions import send_mail, send_sms
from arbeidsrom.core.notifications.rules import mail_address, mobile_number
from arbeidsrom.core.organisation.models import Person, Position
from arbeidsrom.core.privacy.contacts import marks
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.sharing import access, subjects
from arbeidsrom.modules.sharing.actions.addresses import Entry, add_address
from arbeidsrom.modules.sharing.actions.generations import NewGeneration, begin_generation, end_generation
from arbeidsrom.modules.sharing.actions.history import ask_for_approval, happened, note
from arbeidsrom.modules.sharing.models import ReceiverAddress, Shipment, ShipmentDocument
from arbeidsrom.modules.sharing.queries import addresses, desk, orders, shipments
from arbeidsrom.modules.sharing.queries.categories import category_rule
from arbeidsrom.modules.sharing.queries.consents import has_lost_consent
from arbeidsrom.modules.sharing.rules import codes, links, messages, references
from arbeidsrom.modules.sharing.rules.categories import Demand
from arbeidsrom.modules.sharing.rules.orders import Order, Receiver, problems
from arbeidsrom.modules.sharing.states import EventKind, ShipmentState, Way
from arbeidsrom.modules.sharing.subjects import Subject
from arbeidsrom.web.components.formats import moment


class MadeAlready(Refused):
    """The same form was sent twice: the shipment is there, and its code has been shown."""


@dataclass(frozen=True, slots=True)
class Issued:
    """What the steward is shown, once. On the direct way the code goes by SMS and is not shown."""

    shipment: Shipment
    code: str
    sms: str


@transaction.atomic
def create_shipment(about: UUID, *, order: Order, actor: Actor, now: datetime, keep_address: bool = False) -> Issued:
    """Share documents with a receiver: sent at once, or kept until somebody has approved it.

    A new receiver can be kept in the club's address book by the way; what cannot be kept is not sent either.
    """
    subject = subjects.get_subject(about, actor=actor, lock=True)
    access.may_share(actor, subject).or_refuse()
    access.may_share_with(subject, order.category).or_refuse()
    if _is_made(order.shipment):
        raise MadeAlready(_("This shipment has been made already."))
    order, address = _with_address(order, actor)
    today = timezone.localdate(now)
    rule = category_rule(order.category, today=today)
    known = orders.circumstances(subject, order, actor=actor, today=today)
    for problem in problems(order, rule, known).values():
        raise Refused(str(problem))

    needs_approval = Demand.APPROVAL in rule.demands
    shipment = _new_shipment(subject, order, address, actor=actor, now=now)
    shipment.state = ShipmentState.AWAITING_APPROVAL if needs_approval else ShipmentState.READY
    shipment.save()
    _add_documents(shipment, subject, order.versions)
    if keep_address and address is None:
        _keep_address(subject, order, actor=actor, now=now)
    happened(
        EventKind.CREATED,
        shipment,
        actor=actor,
        at=now,
        people=subject.people,
        details={"category": order.category, "documents": len(order.versions), "ground": order.legal_ground},
    )
    if not needs_approval:
        return _issue(shipment, subject, actor=actor, now=now)
    ask_for_approval(shipment, actor=actor, now=now)
    return Issued(shipment, "", "")


@transaction.atomic
def issue_code(shipment_id: UUID, *, actor: Actor, now: datetime, after: int | None = None) -> Issued:
    """A new link and code for the shipment; the former ones are dead, the reference stays.

    ``after`` is the number of the code that the steward saw as the latest, so that the same form makes only one.
    """
    shipment = shipments.get_shipment(shipment_id, actor=actor, lock=True)
    access.may_issue_code(actor, shipment).or_refuse()
    if after is not None and after != shipments.number_of_codes(shipment):
        raise MadeAlready(_("A new code has been made already, and it was shown only once."))
    subject = subjects.get_subject(shipment.about, actor=actor, lock=True)
    access.may_share_with(subject, shipment.category).or_refuse()
    if has_lost_consent(shipment, now=now):
        raise Refused(_("The consent that the shipment rests on has ended or was withdrawn. Withdraw the shipment."))
    return _issue(shipment, subject, actor=actor, now=now)


@transaction.atomic
def withdraw_shipment(shipment_id: UUID, *, actor: Actor, now: datetime) -> Shipment:
    """Take the shipment back: its keys are deleted, and downloads that are running stop."""
    shipment = shipments.get_shipment(shipment_id, actor=actor, lock=True)
    access.may_withdraw(actor, shipment).or_refuse()

    end_generation(shipment, now=now)
    shipment.move_to(ShipmentState.WITHDRAWN)
    shipment.withdrawn_at = now
    shipment.save(update_fields=["state", "withdrawn_at"])
    happened(EventKind.WITHDRAWN, shipment, actor=actor, at=now)
    note(shipment, EventKind.WITHDRAWN, actor=actor, now=now)
    return shipment


@transaction.atomic
def approve_shipment(shipment_id: UUID, *, note: str, actor: Actor, now: datetime) -> Shipment:
    """A colleague agrees that this may be shared; the sender can then make the link and code."""
    return _decide(shipment_id, ShipmentState.READY, EventKind.APPROVED, note=note, actor=actor, now=now)


@transaction.atomic
def reject_shipment(shipment_id: UUID, *, note: str, actor: Actor, now: datetime) -> Shipment:
    """A colleague does not agree; nothing was sent and nothing will be."""
    if not note.strip():
        raise Refused(_("Say why the shipment is not approved."))
    return _decide(shipment_id, ShipmentState.REJECTED, EventKind.REJECTED, note=note, actor=actor, now=now)


def _decide(
    shipment_id: UUID, state: ShipmentState, kind: EventKind, *, note: str, actor: Actor, now: datetime
) -> Shipment:
    shipment = shipments.get_shipment(shipment_id, actor=actor, lock=True)
    access.may_decide(actor, shipment).or_refuse()
    shipment.move_to(state)
    shipment.decided_by_id, shipment.decided_at, shipment.decision_note = actor.position_id, now, note
    shipment.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
    happened(kind, shipment, actor=actor, at=now)
    return shipment


def _is_made(shipment: UUID) -> bool:
    """Whether the form has made its shipment already; sent twice at once, the second waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sharing.shipment:{shipment}"])
    return Shipment.objects.filter(public_id=shipment).exists()


def _with_address(order: Order, actor: Actor) -> tuple[Order, ReceiverAddress | None]:
    """The order with name and addresses as the address book has them, when the receiver stands there."""
    if order.receiver.address is None:
        return order, None
    address = addresses.get_address(order.receiver.address, actor=actor)
    receiver = Receiver(address.name, address.email, address.mobile, address.language, address.public_id)
    return replace(order, receiver=receiver, category=address.category), address


def _keep_address(subject: Subject, order: Order, *, actor: Actor, now: datetime) -> None:
    new = order.receiver
    entry = Entry(order.category, new.name, new.email, new.mobile, language=new.language)
    add_address(subject.club, entry, actor=actor, now=now)


def _new_shipment(
    subject: Subject, order: Order, address: ReceiverAddress | None, *, actor: Actor, now: datetime
) -> Shipment:
    receiver = order.receiver
    sender = Position.objects.select_related("person").get(pk=actor.position_or_refuse())
    centre = address.desk if address else None
    direct = order.way == Way.DIRECT
    return Shipment(
        public_id=order.shipment,
        reference=_free_reference(now),
        tenant=subject.tenant,
        holder=subject.holder,
        about=subject.about,
        own_number=subject.number,
        case_number=order.case_number.strip() or desk.case_number(centre, subject.about),
        club=subject.club,
        sent_by=sender,
        sender_name=sender.person.name,
        sender_organisation=subject.club.name,
        way=order.way,
        category=order.category,
        title=order.title.strip(),
        message=order.message.strip(),
        reason=order.reason.strip(),
        legal_ground=order.legal_ground,
        consent=order.consent,
        address=address,
        desk=centre,
        receiver_name=receiver.name.strip(),
        receiver_email=mail_address(receiver.email) if direct else receiver.email.strip(),
        receiver_mobile=mobile_number(receiver.mobile) if direct else receiver.mobile.strip(),
        receiver_index=shipments.receiver_index(subject.tenant, receiver),
        contact_marks=marks(subject.tenant, receiver.email, receiver.mobile),
        language=receiver.language,
        days_open=order.days_open,
        max_openings=1 if order.is_strict else order.max_openings,
        is_strict=order.is_strict,
        created_at=now,
    )


def _free_reference(now: datetime) -> str:
    """A reference nobody has; the unique index decides in the rare case that two take the same at once."""
    while True:
        reference = references.new_reference(timezone.localdate(now).year)
        if not Shipment.objects.filter(reference=reference).exists():
            return reference


def _add_documents(shipment: Shipment, subject: Subject, versions: Collection[UUID]) -> None:
    ShipmentDocument.objects.bulk_create(
        ShipmentDocument(shipment=shipment, version=offered.version, place=place, size=offered.size)
        for place, offered in enumerate(subject.offered(versions), start=1)
    )


def _issue(shipment: Shipment, subject: Subject, *, actor: Actor, now: datetime) -> Issued:
    end_generation(shipment, now=now)
    made = begin_generation(shipment, subject, actor=actor, now=now)
    first = shipment.sent_at is None
    shipment.move_to(ShipmentState.SENT)
    shipment.sent_at = shipment.sent_at or now
    shipment.expires_at = made.generation.expires_at
    shipment.completed_at = shipment.reminded_at = None
    shipment.save(update_fields=["state", "sent_at", "expires_at", "completed_at", "reminded_at"])
    happened(
        EventKind.CODE_ISSUED,
        shipment,
        actor=actor,
        at=now,
        people=subject.people,
        details={"generation": made.generation.number, "way": shipment.way},
    )
    source = subjects.source()
    if first and source is not None:
        source.sent(shipment.about, shipment=shipment.public_id, category=shipment.category, actor=actor, now=now)
    return _send(shipment, made, actor=actor, now=now)


def _send(shipment: Shipment, made: NewGeneration, *, actor: Actor, now: datetime) -> Issued:
    """The link by mail; the code on the screen, or by SMS on the direct way. Never both in one."""
    direct = shipment.way == Way.DIRECT
    case_number = shipment.case_number or (shipment.own_number if shipments.is_later(shipment) else "")
    with translation.override(shipment.language):
        mail = messages.link_mail(
            reference=shipment.reference,
            link=links.link_address(settings.RECEIVER_URL, made.token),
            link_key=links.written(made.token),
            sender=shipment.sender_name,
            organisation=shipment.sender_organisation,
            until=moment(made.generation.expires_at),
            to_forward=not direct,
        )
        sms = messages.code_sms(
            sender=shipment.sender_name,
            title=shipment.title,
            code=codes.grouped(made.code),
            reference=shipment.reference,
            case_number=case_number,
        )
    to = shipment.receiver_email if direct else _own_email(actor)
    about = shipment.public_id
    sent = [send_mail(tenant=shipment.tenant, to=to, subject=mail.subject, text=mail.text, about=about, now=now)]
    if direct:
        sent.append(send_sms(tenant=shipment.tenant, to=shipment.receiver_mobile, text=sms, about=about, now=now))
    made.generation.messages = [message.public_id for message in sent]
    made.generation.save(update_fields=["messages"])
    return Issued(shipment, "", "") if direct else Issued(shipment, codes.grouped(made.code), sms)


def _own_email(actor: Actor) -> str:
    """The steward's own address; the link goes there and nowhere else on the classic way."""
    email = Person.objects.values_list("email", flat=True).get(pk=actor.person_or_refuse())
    if not email:
        raise Refused(_("You have no e-mail address that the link can be sent to. Add one to your profile."))
    return email
