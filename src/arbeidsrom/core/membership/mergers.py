"""When clubs merge, their members come along."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from arbeidsrom.core.keys.bulk import open_rows
from arbeidsrom.core.membership.models import Member, MemberNote, Transfer
from arbeidsrom.core.membership.register import COLUMNS, RegisterLine, Sealing
from arbeidsrom.core.organisation.models import Unit

SEALED = ("details", "sort_name", "identity_number")
HASHED = ("name_tokens", "identity_index", "email_index", "phone_index", "digest")


def take_over_members(unit: Unit, into: Unit, *, on: date, now: datetime) -> int:
    """Members of a merged club belong to the one that takes over, from the day; who had left stays where they were."""
    present = Member.objects.filter(club=unit, left_date=None).select_for_update().order_by("id")
    members = list(present)
    ids = [member.pk for member in members]
    Transfer.objects.bulk_create(Transfer(member_id=pk, from_club=unit, to_club=into, on_date=on) for pk in ids)
    _seal_anew([member for member in members if member.tenant != into.tenant], into)
    Member.objects.filter(pk__in=ids).update(club=into)
    noted = MemberNote.objects.filter(club=into, member__in=ids)
    MemberNote.objects.filter(club=unit, member__in=ids).exclude(member__in=noted.values("member")).update(club=into)
    return len(ids)


def _seal_anew(members: Iterable[Member], into: Unit) -> None:
    """Another body answers for them from now on: sealed under its key, and found by its hashes."""
    members, sealing = list(members), Sealing()
    for name in SEALED:
        open_rows(members, name)
    for member in members:
        hashed = dict(zip(COLUMNS, sealing.row(_line(member, into), member.public_id, None), strict=True))
        member.tenant, member.details = into.controller, dict(member.details)
        for name in HASHED:
            setattr(member, name, hashed[name])
        member.save(update_fields=["tenant", *SEALED, *HASHED])


def _line(member: Member, into: Unit) -> RegisterLine:
    """What the hashes are made of."""
    return RegisterLine(
        member_number=member.member_number,
        given_name=member.details["given_name"],
        family_name=member.details["family_name"],
        club_id=into.pk,
        tenant=into.controller,
        tariff_area=member.tariff_area,
        member_since=member.member_since,
        identity_number=member.identity_number,
        phone=member.phone,
        email=member.email,
    )
