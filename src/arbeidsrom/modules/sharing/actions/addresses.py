"""Keeping the address book (KL-SHARE-017)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsrom.core.audit.actions import record
from arbeidsrom.core.notifications.rules import mail_address, mobile_number
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.privacy.contacts import marks
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile
from arbeidsrom.modules.sharing import access
from arbeidsrom.modules.sharing.models import ReceiverAddress
from arbeidsrom.modules.sharing.queries import addresses


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in the address book about a receiver."""

    category: str
    name: str
    email: str = ""
    mobile: str = ""
    note: str = ""
    language: str = "nb"
    verified_date: date | None = None


_NAMES = ("category", "name", "email", "mobile", "note", "language", "verified_date")


@transaction.atomic
def look_at_addresses(*, actor: Actor, now: datetime) -> list[ReceiverAddress]:
    """Open the address book; what lies sealed is not looked at without a trace."""
    access.may_use_addresses(actor).or_refuse()
    record("sharing.address_book.viewed", None, actor=actor, at=now)
    return addresses.addresses(actor=actor)


@transaction.atomic
def look_at_address(address_id: UUID, *, actor: Actor, now: datetime) -> ReceiverAddress:
    """Open an entry to change or remove it."""
    address = addresses.get_address(address_id, actor=actor)
    access.may_change_address(actor, address).or_refuse()
    record("sharing.address_book.viewed", address.public_id, actor=actor, at=now, tenant=address.tenant)
    return address


@transaction.atomic
def add_address(
    owner: Unit, entry: Entry, *, actor: Actor, now: datetime, is_central: bool = False, desk: Unit | None = None
) -> ReceiverAddress:
    """A new entry: a club's own, or a central one kept by the union, perhaps with a receiving desk."""
    access.may_keep_addresses(actor, owner, is_central=is_central).or_refuse()
    address = ReceiverAddress(tenant=owner.controller, owner=owner, is_central=is_central, desk=desk)
    _write(address, entry)
    address.save()
    _record("added", address, actor=actor, now=now)
    return address


@transaction.atomic
def change_address(
    address_id: UUID, entry: Entry, *, lock_version: int, actor: Actor, now: datetime, desk: Unit | None = None
) -> ReceiverAddress:
    """Change an entry, unless somebody else has changed it meanwhile.

    That it was checked was said of the former address and number: with another one it has to be said anew.
    """
    address = addresses.get_address(address_id, actor=actor, lock=True)
    access.may_change_address(actor, address).or_refuse()
    if address.lock_version != lock_version:
        raise ChangedMeanwhile(_("Somebody else has changed the entry since you opened it. Nothing was saved."))
    before = address.email, address.mobile, address.verified_date
    _write(address, entry)
    if (address.email, address.mobile) != before[:2] and address.verified_date == before[2]:
        address.verified_date = None
    address.desk = desk
    address.lock_version += 1
    address.save(update_fields=[*_NAMES, "contact_marks", "desk", "lock_version"])
    _record("changed", address, actor=actor, now=now)
    return address


@transaction.atomic
def remove_address(address_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Take an entry out of the book and erase what stood in it.

    Shipments that went there know their receiver themselves, and stay as they are.
    """
    address = addresses.get_address(address_id, actor=actor, lock=True)
    access.may_change_address(actor, address).or_refuse()
    _write(address, Entry(address.category, ""))
    address.removed_at = now
    address.save(update_fields=[*_NAMES, "contact_marks", "removed_at"])
    _record("removed", address, actor=actor, now=now)


def _write(address: ReceiverAddress, entry: Entry) -> None:
    for name in _NAMES:
        setattr(address, name, getattr(entry, name))
    address.email = mail_address(entry.email) if entry.email else ""
    address.mobile = mobile_number(entry.mobile) if entry.mobile else ""
    address.contact_marks = marks(address.tenant, address.email, address.mobile)


def _record(what: str, address: ReceiverAddress, *, actor: Actor, now: datetime) -> None:
    record(f"sharing.address.{what}", address.public_id, actor=actor, at=now, tenant=address.tenant)
