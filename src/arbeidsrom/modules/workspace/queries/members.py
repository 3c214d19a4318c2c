"""Members as a case needs them: to be chosen, and to see which cases they have."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from arbeidsrom.core.keys.bulk import open_rows
from arbeidsrom.core.membership.access import visible_members
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib import norwegian
from arbeidsrom.lib.actor import Actor


@dataclass(frozen=True, slots=True)
class MemberChoice:
    """A member of the club who can be chosen."""

    public_id: UUID
    member_number: str
    name: str
    employer: str
    workplace: str


def members_to_choose(club: Unit, *, actor: Actor) -> list[MemberChoice]:
    """The members of the club today, by name."""
    members = list(visible_members(actor).filter(club=club, left_date=None).defer("name_tokens"))
    open_rows(members, "details")
    return [
        MemberChoice(member.public_id, member.member_number, member.name, member.employer, member.workplace)
        for member in sorted(members, key=lambda member: (norwegian.sort_key(member.name), member.member_number))
    ]
