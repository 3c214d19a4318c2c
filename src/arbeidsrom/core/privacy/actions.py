"""Answering somebody who asks what is stored about them, or asks for it to be erased."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from arbeidsrom.core.audit.actions import record
from arbeidsrom.core.membership.models import Member
from arbeidsrom.core.privacy import access, collectors, package, queries
from arbeidsrom.core.privacy.collectors import DataSection, DataSubject
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused


@transaction.atomic
def look_at_own(*, actor: Actor, now: datetime) -> tuple[DataSubject, list[DataSection]]:
    """What is known about whoever asks; a membership among it is a view of it as any other (KL-MEMB-003)."""
    subject = queries.own_subject(actor)
    log_own_membership("privacy.own.viewed", subject, actor=actor, now=now)
    return subject, collectors.collect(subject, actor)


@transaction.atomic
def make_own_package(*, actor: Actor, now: datetime) -> bytes:
    """Give a person everything that is known about them."""
    subject = queries.own_subject(actor)
    made = package.zip_of(subject, collectors.collect(subject, actor), made_by=actor.label, now=now)
    record("privacy.package.taken_out", None, actor=actor, at=now, subjects=[subject.person] if subject.person else [])
    log_own_membership("privacy.package.taken_out", subject, actor=actor, now=now)
    return made


@transaction.atomic
def make_member_package(member_id: UUID, *, actor: Actor, now: datetime) -> bytes:
    """Take out everything that is known about a member, to be given to them."""
    member = queries.get_member(member_id, actor=actor)
    subject = queries.member_subject(member)
    made = package.zip_of(subject, collectors.collect(subject, actor), made_by=actor.label, now=now)
    log_member("privacy.package.taken_out", member, actor=actor, now=now)
    return made


@transaction.atomic
def look_at_member(member_id: UUID, *, actor: Actor, now: datetime) -> tuple[DataSubject, list[DataSection]]:
    """What is known about a member, for whoever answers their request; that it was looked at is written down."""
    member = queries.get_member(member_id, actor=actor)
    subject = queries.member_subject(member)
    log_member("privacy.member.viewed", member, actor=actor, now=now)
    return subject, collectors.collect(subject, actor)


@transaction.atomic
def look_at_outsider(
    name: str, *, email: str, phone: str, actor: Actor, now: datetime
) -> tuple[DataSubject, list[DataSection]]:
    """What is known about somebody outside the union, for whoever answers them; searching is looking (PL-AUD-003)."""
    access.may_answer_outsiders(actor).or_refuse()
    subject = queries.outsider_subject(name, email=email, phone=phone)
    record("privacy.outsider.viewed", None, actor=actor, at=now, subjects=subject.ids)
    return subject, collectors.collect(subject, actor)


@transaction.atomic
def make_outsider_package(name: str, *, email: str, phone: str, actor: Actor, now: datetime) -> bytes:
    """Take out everything that is known about somebody outside the union, to be given to them."""
    access.may_answer_outsiders(actor).or_refuse()
    subject = queries.outsider_subject(name, email=email, phone=phone)
    made = package.zip_of(subject, collectors.collect(subject, actor), made_by=actor.label, now=now)
    record("privacy.package.taken_out", None, actor=actor, at=now, subjects=subject.ids)
    return made


def log_own_membership(event: str, subject: DataSubject, *, actor: Actor, now: datetime) -> None:
    """The own membership, when there is one, in the log of its club."""
    member = Member.objects.filter(public_id=subject.member).first() if subject.member else None
    if member:
        log_member(event, member, actor=actor, now=now)


def log_member(event: str, member: Member, *, actor: Actor, now: datetime) -> None:
    """An entry about a member, in the log of the member's own club."""
    record(
        event,
        member.public_id,
        actor=actor,
        at=now,
        tenant=member.tenant,
        unit=member.club_id,
        subjects=[member.public_id],
    )


@transaction.atomic
def erase_own(section: str, *, actor: Actor, now: datetime) -> int:
    """A person has something about themselves erased, where the law allows it; else the reason why not."""
    subject = queries.own_subject(actor)
    found = next((part for part in collectors.collect(subject, actor) if part.key == section), None)
    erase = collectors.eraser_of(section)
    if found is None or found.erasure is None or erase is None:
        raise Refused(str(found.erasure.reason) if found and found.erasure else "")
    found.erasure.or_refuse()
    count = erase(subject, actor)
    record(
        "privacy.section.erased",
        None,
        actor=actor,
        at=now,
        subjects=subject.ids,
        details={"section": section, "count": count},
    )
    return count
