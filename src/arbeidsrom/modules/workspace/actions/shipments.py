"""What shipments and their answers do to a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from arbeidsrom.core.vault import queries as vault
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.sharing.queries import shipments
from arbeidsrom.modules.sharing.rules.categories import Category, LegalGround
from arbeidsrom.modules.workspace.actions.documents import receive_documents
from arbeidsrom.modules.workspace.actions.states import mark_sent
from arbeidsrom.modules.workspace.actions.timeline import tell
from arbeidsrom.modules.workspace.models import Case, EventKind
from arbeidsrom.modules.workspace.queries import cases, consents
from arbeidsrom.modules.workspace.states import CAN_FOLLOW, CaseState

SENTENCES_OF_EVENTS = {
    "opened": "shipment.opened",
    "withdrawn": "shipment.withdrawn",
    "numbered": "shipment.number",
}


class ConsentMissing(Refused):
    """A member has not agreed to sharing with this kind of receiver."""


@transaction.atomic
def note_shipment(about: UUID, *, shipment: UUID, category: str, actor: Actor, now: datetime) -> None:
    """A shipment left the case: it stands in the timeline, and one to the competence centre changes the state.

    One that rests on consent is refused when a member's consent does not cover this kind of receiver (KL-CASE-007).
    """
    case = cases.get_case(about, actor=actor, lock=True)
    sent = shipments.get_shipment(shipment, actor=actor)
    if sent.legal_ground == LegalGround.CONSENT:
        _check_consents(case, category, now=now)
    tell(
        case,
        EventKind.SHIPMENT,
        "shipment.created",
        actor=actor,
        now=now,
        about=shipment,
        count=len(shipments.documents_of(sent)),
        receiver=sent.receiver_name,
        reference=sent.reference,
    )
    if category == Category.COMPETENCE_CENTRE and CaseState.SENT in CAN_FOLLOW[CaseState(case.state)]:
        mark_sent(case, actor=actor, now=now)


@transaction.atomic
def note_event(about: UUID, kind: str, *, shipment: UUID, actor: Actor, now: datetime, **facts: str) -> None:
    """That a shipment was opened or withdrawn, or that the centre numbered the case, stands in the timeline."""
    case = Case.objects.select_for_update(of=("self",)).select_related("club").get(public_id=about)
    tell(case, EventKind.SHIPMENT, SENTENCES_OF_EVENTS[kind], actor=actor, now=now, about=shipment, **facts)


def _check_consents(case: Case, category: str, *, now: datetime) -> None:
    missing = consents.members_without_consent(case, category, today=timezone.localdate(now))
    if missing:
        raise ConsentMissing(
            _("The recorded consent does not cover this kind of receiver: %(names)s.") % {"names": ", ".join(missing)}
        )


@transaction.atomic
def take_in_answer(
    about: UUID,
    *,
    shipment: UUID,
    reference: str,
    sender: str,
    message: str,
    versions: Sequence[UUID],
    actor: Actor,
    now: datetime,
) -> None:
    """A receiver has answered: the message stands in the timeline, the documents in the case, unread."""
    case = Case.objects.select_for_update(of=("self",)).select_related("club").get(public_id=about)
    received = [vault.get_version(version) for version in versions]
    receive_documents(case, received, sender=sender, shipment=shipment, actor=actor, now=now)
    tell(
        case,
        EventKind.SHIPMENT,
        "shipment.answered",
        actor=actor,
        now=now,
        about=shipment,
        reference=reference,
        message=message,
    )
