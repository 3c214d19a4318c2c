"""What is known when a steward shares: what may be shared, what was sent before, what the form proposes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext

from arbeidsrom.core.organisation.models import Person
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.titles import faults
from arbeidsrom.modules.sharing import subjects
from arbeidsrom.modules.sharing.queries.shipments import EarlierShipments, earlier_shipments
from arbeidsrom.modules.sharing.rules import proposals, titles
from arbeidsrom.modules.sharing.rules.categories import Category
from arbeidsrom.modules.sharing.rules.orders import Circumstances, Order, Receiver
from arbeidsrom.modules.sharing.rules.proposals import Candidate
from arbeidsrom.modules.sharing.subjects import Offered, Subject


@dataclass(frozen=True, slots=True)
class Choice:
    """A document in the form: whether it is ticked, is known to the receiver, may be sent, and what to look at."""

    offered: Offered
    ticked: bool
    sent_before: bool
    came_from_receiver: bool
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the form shows for a receiver; what is ``left_out`` was left out with a reason, and nothing ticks it."""

    choices: tuple[Choice, ...]
    left_out: frozenset[str]
    last_sent_at: datetime | None
    case_number: str
    lacks_statement: bool


def circumstances(subject: Subject, order: Order, *, actor: Actor, today: date) -> Circumstances:
    """What the order is judged by."""
    offered = {each.version: each for each in subject.documents}
    earlier = earlier_shipments(subject, order.receiver)
    chosen = [offered[version] for version in order.versions if version in offered]
    return Circumstances(
        refusals={version: _refusal(subject, version) for version in order.versions},
        consents={consent.id for consent in subject.consents},
        names_people=bool(subject.people),
        lacks_case_statement=proposals.lacks_case_statement(
            _candidates(chosen, earlier),
            last_sent_at=earlier.last_sent_at,
            to_centre=order.category == Category.COMPETENCE_CENTRE,
        ),
        sender_has_email=Person.objects.filter(pk=actor.person_id or 0).exclude(email="").exists(),
        others_can_approve=others_can_approve(subject, actor=actor, today=today),
    )


def others_can_approve(subject: Subject, *, actor: Actor, today: date) -> bool:
    """Whether somebody other than the actor follows it up, and can be asked to approve a shipment of it."""
    source = subjects.source()
    people = source.people_to_tell(subject.about, today=today) if source else ()
    return any(person_id != actor.person_id for person_id in people)


def proposal(
    subject: Subject, receiver: Receiver, category: str, *, everything: bool = False, without: Collection[str] = ()
) -> Proposal:
    """Which documents are ticked for this receiver, or all but some, and what else is known of them (KL-SHARE-006)."""
    earlier = earlier_shipments(subject, receiver)
    to_centre = category == Category.COMPETENCE_CENTRE
    candidates = _candidates(subject.documents, earlier)
    ticked = proposals.proposed(candidates, last_sent_at=earlier.last_sent_at, to_centre=to_centre)
    if everything:
        ticked = {each.version for each in candidates if each.cleared and str(each.version) not in without}
    return Proposal(
        choices=tuple(
            Choice(
                each,
                ticked=each.version in ticked,
                sent_before=each.version in earlier.versions,
                came_from_receiver=each.version in earlier.answered,
                warnings=tuple(each.warnings),
            )
            for each in subject.documents
        ),
        left_out=frozenset(without),
        last_sent_at=earlier.last_sent_at,
        case_number=earlier.case_number,
        lacks_statement=proposals.lacks_case_statement(
            [each for each in candidates if each.cleared], last_sent_at=earlier.last_sent_at, to_centre=to_centre
        ),
    )


def title_warnings(title: str, names: Iterable[str]) -> tuple[str, ...]:
    """What to look at in the shipment's own title, which the receiver sees in the SMS."""
    return tuple(str(titles.WARNINGS[fault]) for fault in faults(title, names, dated=False))


def _refusal(subject: Subject, version: UUID) -> str:
    found = subject.offered([version])
    if found:
        return "" if found[0].may_share else str(found[0].may_share.reason)
    if version in subject.versions():
        return gettext("A document has a new version. Open the form again, and choose that one.")
    return gettext("The document is not in the case any more.")


def _candidates(documents: Iterable[Offered], earlier: EarlierShipments) -> list[Candidate]:
    return [
        Candidate(
            each.version,
            each.stored_at,
            each.is_case_statement,
            bool(each.may_share),
            sent_before=each.version in earlier.versions,
            came_from_receiver=each.version in earlier.answered,
        )
        for each in documents
    ]
