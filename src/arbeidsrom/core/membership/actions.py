"""Everything stewards do with members. Looking is an action too, since membership is sensitive (KL-MEMB-003)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.membership import access, rules, sending
from arbeidsrom.core.membership.models import Channel, Member, MemberMessage, MemberNote
from arbeidsrom.core.membership.queries.lists import MemberFilter, MemberRow, chosen_members, members_to_write_to
from arbeidsrom.core.membership.queries.members import get_member
from arbeidsrom.core.membership.rules import Sender
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused


class NobodyToReach(Refused):
    """None of the chosen members has an address of this kind."""


class SentAlready(Refused):
    """The same message has been sent before: the button was pressed twice."""


@transaction.atomic
def look_at_list(rows: Sequence[MemberRow], *, actor: Actor, now: datetime) -> None:
    """A page of the list was shown, with names and addresses of those on it."""
    if rows:
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
    event: str, thing: UUID | None, rows: Sequence[MemberRow], *, actor: Actor, now: datetime, **details: str
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
