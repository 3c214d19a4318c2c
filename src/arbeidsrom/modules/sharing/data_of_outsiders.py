"""What sharing knows about somebody outside the union, for their right of access (PL-AUD-003).

Their own name, address and number are given in full. What a shipment holds is about a member: only that it was sent,
what kind of receiver it went to, when, and its reference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.privacy.collectors import DataSection, DataSubject, Fact, Record, fact
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import denied
from arbeidsrom.modules.sharing import access
from arbeidsrom.modules.sharing.data_subject import outline
from arbeidsrom.modules.sharing.models import Answer, ReceiverAddress, Shipment
from arbeidsrom.modules.sharing.rules.categories import Category
from arbeidsrom.web.components.formats import moment, plain_date


def of_outsider(subject: DataSubject, actor: Actor) -> Iterable[DataSection]:
    """Entries of the address book, and what was sent to the address or number and answered from there."""
    return [addresses(subject, actor), received(subject, actor)] if subject.marks else []


def addresses(subject: DataSubject, actor: Actor) -> DataSection:
    """The entries about somebody; of those that were taken out of the book nothing is left."""
    known = access.addresses_answered_for(actor).filter(contact_marks__overlap=list(subject.marks))
    found = known.select_related("owner").order_by("id")
    return DataSection(
        key="sharing.addresses",
        title=_("Address book of receivers"),
        records=tuple(Record(entry.name, entry_facts(entry)) for entry in found),
        correction=_("Those who keep the address book correct the entry."),
        erasure=denied(_("Those who keep the address book remove the entry when nothing more is to be sent to you.")),
    )


def entry_facts(entry: ReceiverAddress) -> tuple[Fact, ...]:
    """All that stands in the address book about a receiver."""
    return (
        fact("category", _("Category of receiver"), Category(entry.category).label),
        fact("owner", _("Kept by"), entry.owner.name),
        fact("email", _("E-mail address"), entry.email),
        fact("mobile", _("Mobile phone"), entry.mobile),
        fact("note", _("Note"), entry.note),
        fact("language", _("Language of the mail and the SMS"), entry.get_language_display()),
        fact("verified_date", _("Checked on"), plain_date(entry.verified_date)),
    )


def received(subject: DataSubject, actor: Actor) -> DataSection:
    """What was sent to somebody, and that they answered."""
    sent = access.shipments_answered_for(actor).filter(contact_marks__overlap=list(subject.marks))
    found = list(sent.select_related("club").order_by("sent_at", "id"))
    answers = answers_to(found)
    keys.open_holders(found)
    return DataSection(
        key="sharing.received",
        title=_("Shipments that you have received"),
        records=tuple(Record(each.reference, received_facts(each, answers[each.pk])) for each in found),
        note=_("What the shipments and your answers hold is about somebody else, and is not given out."),
        correction=_("A steward of the case withdraws what should not have been shared."),
        erasure=denied(_("Who got what is kept as long as the case, so that it can be accounted for.")),
    )


def answers_to(shipments: Sequence[Shipment]) -> Mapping[int, Sequence[Answer]]:
    """What came back, by shipment."""
    answers: dict[int, list[Answer]] = defaultdict(list)
    for answer in Answer.objects.filter(shipment__in=shipments).order_by("arrived_at", "id"):
        answers[answer.shipment_id].append(answer)
    return answers


def received_facts(shipment: Shipment, answers: Sequence[Answer]) -> tuple[Fact, ...]:
    """How somebody was named and reached, and when what happened; of an answer only when it came."""
    return (
        fact("receiver", _("Receiver"), shipment.receiver_name),
        fact("email", _("E-mail address"), shipment.receiver_email),
        fact("mobile", _("Mobile phone"), shipment.receiver_mobile),
        *outline(shipment),
        *(fact(f"answer.{answer.public_id}", _("You answered"), moment(answer.arrived_at)) for answer in answers),
    )
