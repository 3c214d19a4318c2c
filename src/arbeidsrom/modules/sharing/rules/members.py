"""Sending to a member: whether what is written is what the register of members has (KL-SHARE-002)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.notifications.rules import NotAnAddress, mobile_number
from arbeidsrom.modules.sharing.rules.orders import Receiver

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class ConcernedMember:
    """A member it is about, reached as the register says; empty where it says nothing."""

    id: UUID
    name: str
    email: str = ""
    mobile: str = ""


def look_at_member(receiver: Receiver, members: Iterable[ConcernedMember]) -> list[_StrPromise]:
    """What to look at before something goes to the receiver as a member; the register may be the one that is wrong."""
    member = next((each for each in members if _name(each.name) == _name(receiver.name)), None)
    if member is None:
        return [_("It is about no member of that name. Make sure that you send it to the right person.")]
    found: list[_StrPromise] = []
    if _differ(member.email.strip().casefold(), receiver.email.strip().casefold()):
        found.append(_("The register has another e-mail address for the member."))
    if _differ(mobile_or_nothing(member.mobile), mobile_or_nothing(receiver.mobile)):
        found.append(_("The register has another mobile number for the member."))
    return found


def mobile_or_nothing(typed: str) -> str:
    """The number in international form, or nothing when no SMS can be sent there."""
    try:
        return mobile_number(typed)
    except NotAnAddress:
        return ""


def _differ(known: str, written: str) -> bool:
    return bool(known and written and known != written)


def _name(text: str) -> str:
    return " ".join(text.split()).casefold()
