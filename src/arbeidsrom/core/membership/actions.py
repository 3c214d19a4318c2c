"""Everything stewards do with members, and how members who left are erased.

Looking is an action too, since membership is sensitive (KL-MEMB-003).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.membership import access, needs, rules, sending
from arbeidsrom.core.membership.models import Channel, Member, MemberMessage, MemberNote
from arbeidsrom.core.membership.queries.lists import (
    ChosenMember,
    MemberFilter,
    MemberRow,
    chosen_members,
    members_to_write_to,
)
from arbeidsrom.core.membership.queries.members import get_member, left_before, left_long_ago
from arbeidsrom.core.membership.rules import Sender
from arbeidsrom.lib.actor import Actor, job
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused

ERASED_AT_ONCE = 2000


class NobodyToReach(Refused):
    """None of the chosen members has an address of this kind."""


class SentAlready(Refused):
    """The same message has been sent before: the button was pressed twice."""


def look_at_list(rows: Sequence[MemberRow], *, actor: Actor, now: datetime) -> None:
    """A page of the list was shown, with names and addresses of those on it."""
    _record("membership.list.viewed", None, rows, actor=actor, now=now)


@transaction.atomic
def look_at_member(member_id: UUID, *, actor: Actor, now: datetime) -> Member:
    """The member's details are shown."""
    member = get_member(member_id, actor=actor)
    audit.record(
        "membership.member.viewed",
        member.public_id,
        actor=actor,
        at=now,
        tenant=member.tenant,
        subjects=[member.public_id],
    )
    return member


@transaction.atomic
def look_at_identity_number(member_id: UUID, *, actor: Actor, now: datetime) -> str:
    """The whole identity number is shown, on purpose."""
    member = get_member(member_id, actor=actor)
    access.may_see(actor, member).or_refuse()
    audit.record(
        "membership.identity_number.viewed",
        member.public_id,
        actor=actor,
        at=now,
        tenant=member.tenant,
        subjects=[member.public_id],
    )
    number: str = member.identity_number
    return number


@transaction.atomic
def export_list(wanted: MemberFilter, *, actor: Actor, now: datetime) -> None:
    """A list is about to be taken out as a file: who was on it is written down first."""
    access.may_export(actor).or_refuse()
    rows = chosen_members(wanted, actor=actor)
    _record("membership.list.exported", None, rows, actor=actor, now=now)


@transaction.atomic
def write_note(member_id: UUID, *, text: str, lock_version: int, actor: Actor, now: datetime) -> MemberNote:
    """What the club has noted about the member is written anew."""
    member = get_member(member_id, actor=actor, lock=True)
    access.may_note(actor, member).or_refuse()
    note = MemberNote.objects.select_for_update().filter(member=member, club=member.club_id).first() or MemberNote(
        member=member, club=member.club, tenant=member.tenant
    )
    if note.lock_version != lock_version:
        raise ChangedMeanwhile(_("Somebody has changed the note since you opened it. Nothing was overwritten."))
    note.text, note.lock_version = text, lock_version + 1
    note.changed_at, note.changed_by = now, actor.label
    note.save()
    audit.record(
        "membership.note.written",
        member.public_id,
        actor=actor,
        at=now,
        tenant=member.tenant,
        subjects=[member.public_id],
    )
    return note


@transaction.atomic
def send_message(
    message_id: UUID,
    *,
    members: Iterable[UUID],
    channel: Channel,
    subject: str,
    text: str,
    sender: Sender,
    actor: Actor,
    now: datetime,
) -> MemberMessage:
    """Each member gets a message alone, so that nobody sees who else got it (KL-MEMB-006)."""
    reached, _without = rules.reached(members_to_write_to(members, actor=actor), channel)
    if not reached:
        raise NobodyToReach(_("None of the chosen members can be reached this way."))
    message = _new_message(message_id, channel, subject, text, reached, actor, now)
    whole = rules.signed(text, sender)
    for member in reached:
        if channel == Channel.MAIL:
            headers = {"Reply-To": sender.email} if sender.email else {}
            sending.mail()(
                tenant=member.tenant,
                to=member.email,
                subject=subject,
                text=whole,
                about=message.public_id,
                now=now,
                headers=headers,
            )
        else:
            sending.sms()(tenant=member.tenant, to=member.phone, text=whole, about=message.public_id, now=now)
    _record("membership.message.sent", message.public_id, reached, actor=actor, now=now, channel=channel.value)
    return message


def _new_message(
    message_id: UUID,
    channel: Channel,
    subject: str,
    text: str,
    reached: Sequence[MemberRow],
    actor: Actor,
    now: datetime,
) -> MemberMessage:
    try:
        with transaction.atomic():
            return MemberMessage.objects.create(
                public_id=message_id,
                tenant=actor.tenant or reached[0].tenant,
                channel=channel,
                content={"subject": subject, "text": text},
                recipients=len(reached),
                sent_at=now,
                sent_by=actor.label,
            )
    except IntegrityError as error:
        raise SentAlready(_("This message has been sent already.")) from error


def _record(
    event: str,
    thing: UUID | None,
    rows: Sequence[MemberRow | ChosenMember],
    *,
    actor: Actor,
    now: datetime,
    **details: str,
) -> None:
    """One entry for each body that answers for some of the members."""
    by_tenant: dict[UUID, list[UUID]] = {}
    for row in rows:
        by_tenant.setdefault(row.tenant, []).append(row.public_id)
    for tenant, subjects in sorted(by_tenant.items()):
        audit.record(
            event,
            thing,
            actor=actor,
            at=now,
            tenant=tenant,
            subjects=subjects,
            details={"count": len(subjects), **details},
        )


def erase_former_members(*, now: datetime, today: date) -> int:
    """Members who left long ago are erased, but for those that something still needs; in pieces, each whole.

    They have no key of their own: the rows are deleted, with their moves and notes. A restored backup brings them back
    until the next night.
    """
    erased, last = 0, 0
    while piece := left_long_ago(today, after=last, at_most=ERASED_AT_ONCE):
        erased += _erase_members(piece, now=now, today=today)
        last = piece[-1]
    return erased


@transaction.atomic
def _erase_members(piece: Sequence[int], *, now: datetime, today: date) -> int:
    """Who has come back, or come into a case, since the piece was read is left alone."""
    gone = left_before(today).filter(pk__in=piece).select_for_update().order_by("id")
    tenants = dict(gone.values_list("public_id", "tenant"))
    for needed in needs.needed(tenants):
        del tenants[needed]
    Member.objects.filter(public_id__in=list(tenants)).delete()
    _record_erased("membership.members.erased", tenants.values(), now=now)
    return len(tenants)


@transaction.atomic
def erase_old_messages(*, now: datetime) -> int:
    """What stewards wrote to members more than a year ago is erased."""
    old = MemberMessage.objects.filter(sent_at__lte=now - rules.MESSAGES_KEPT)
    tenants = list(old.select_for_update().order_by("id").values_list("tenant", flat=True))
    old.delete()
    _record_erased("membership.messages.erased", tenants, now=now)
    return len(tenants)


def _record_erased(event: str, tenants: Iterable[UUID], *, now: datetime) -> None:
    """One entry for each body that answered for some of them: how many, and no longer who."""
    for tenant, count in sorted(Counter(tenants).items()):
        audit.record(event, None, actor=job("membership.erase_old"), at=now, tenant=tenant, details={"count": count})
