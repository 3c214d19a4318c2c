"""What a steward asks for when sharing, and what must be in place first (KL-SHARE-001, 002, 006)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.notifications.rules import NotAnAddress, mail_address, mobile_number
from arbeidsrom.modules.sharing.rules.categories import Category, CategoryRule, Demand, LegalGround

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DIRECT = "direct"
STRICT_LASTS = timedelta(hours=4)


def lasts(*, is_strict: bool, days_open: int) -> timedelta:
    """How long a link and its code can open a shipment (KL-SHARE-011): strict ones four hours, whatever the days."""
    return STRICT_LASTS if is_strict else timedelta(days=days_open)


@dataclass(frozen=True, slots=True)
class Receiver:
    """Whom it goes to; from the address book when ``address`` is given."""

    name: str
    email: str = ""
    mobile: str = ""
    language: str = "nb"
    address: UUID | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A shipment as it is ordered. Its id is chosen with the form, so that the same form makes it only once."""

    shipment: UUID
    versions: frozenset[UUID]
    category: str
    receiver: Receiver
    title: str
    way: str = "classic"
    message: str = ""
    days_open: int = 14
    max_openings: int | None = None
    is_strict: bool = False
    legal_ground: str = ""
    consent: UUID | None = None
    reason: str = ""
    case_number: str = ""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of the case when it is shared from."""

    refusals: Mapping[UUID, str | _StrPromise]
    consents: Collection[UUID]
    names_people: bool
    lacks_case_statement: bool
    sender_has_email: bool
    others_can_approve: bool = True


Problems = dict[str, "str | _StrPromise"]


def problems(order: Order, rule: CategoryRule, known: Circumstances) -> Problems:
    """Why the order cannot be carried out, a sentence for each field; empty when it can."""
    return {
        **_problems_of_documents(order, known),
        **_problems_of_ground(order, rule, known),
        **_problems_of_receiver(order, known),
        **_problems_of_approval(rule, known),
        **_problems_of_limits(order, rule),
    }


def _problems_of_documents(order: Order, known: Circumstances) -> Problems:
    if not order.versions:
        return {"documents": _("Choose at least one document.")}
    for version in order.versions:
        if known.refusals.get(version, ""):
            return {"documents": known.refusals[version]}
    if known.lacks_case_statement:
        return {"documents": _("The first shipment of a case to a competence centre must hold a case statement form.")}
    return {}


def _problems_of_ground(order: Order, rule: CategoryRule, known: Circumstances) -> Problems:
    found: Problems = {}
    if Demand.LEGAL_GROUND in rule.demands and not order.legal_ground:
        found["legal_ground"] = _("Say on which legal ground this may be shared.")
    if Demand.CONSENT in rule.demands and known.names_people and order.legal_ground != LegalGround.CONSENT:
        found["legal_ground"] = _("This receiver gets nothing about a named member without recorded consent.")
    if order.legal_ground == LegalGround.CONSENT and order.consent not in known.consents:
        found["consent"] = _("Choose the recorded consent. Record it in the case first if it is not there.")
    if order.legal_ground == LegalGround.NOBODY_NAMED and known.names_people:
        found["legal_ground"] = _("The case is about a named member, so it needs consent or another legal ground.")
    if Demand.REASON in rule.demands and not order.reason.strip():
        found["reason"] = _("Say why this receiver needs the documents.")
    return found


def _problems_of_receiver(order: Order, known: Circumstances) -> Problems:
    found: Problems = {}
    receiver = order.receiver
    if not receiver.name.strip():
        found["receiver_name"] = _("Write who receives it.")
    if order.category == Category.COMPETENCE_CENTRE and receiver.address is None:
        found["receiver"] = _("Choose the competence centre from the address book.")
    if order.way != DIRECT:
        if not known.sender_has_email:
            found["way"] = _("You have no e-mail address that the link can be sent to. Add one to your profile.")
        return found
    try:
        mail_address(receiver.email)
    except NotAnAddress as problem:
        found["receiver_email"] = problem.args[0]
    try:
        mobile_number(receiver.mobile)
    except NotAnAddress as problem:
        found["receiver_mobile"] = problem.args[0]
    return found


def _problems_of_approval(rule: CategoryRule, known: Circumstances) -> Problems:
    if Demand.APPROVAL not in rule.demands or known.others_can_approve:
        return {}
    return {
        "approval": _(
            "Somebody else must approve a shipment to this receiver, and nobody else works with the case. "
            "Give a colleague access to it first."
        )
    }


def _problems_of_limits(order: Order, rule: CategoryRule) -> Problems:
    found: Problems = {}
    if not order.title.strip():
        found["title"] = _("Give the shipment a title.")
    if not 1 <= order.days_open <= rule.longest_days:
        found["days_open"] = _("A shipment to this receiver can be open for 1 to %(days)s days.") % {
            "days": rule.longest_days
        }
    if order.max_openings is not None and order.max_openings < 1:
        found["max_openings"] = _("A shipment must be possible to open at least once.")
    return found
