"""Stewards see the members of their clubs; nobody above, beside or outside sees any (KL-WHO-003 to 005)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from arbeidsrom.core.membership import access
from arbeidsrom.core.membership.models import Member
from arbeidsrom.core.membership.queries.lists import MemberFilter, chosen_members
from arbeidsrom.core.membership.tests.factories import member_of
from arbeidsrom.lib.actor import job, receiver
from tests.cast import ROLES_OF_CAST, Cast

CLUBS = ("hospital_club", "school_club", "neighbour_club")
SEES = {
    "kari": {"hospital_club"},
    "ola": {"hospital_club"},
    "nina": {"school_club"},
    "mona": {"hospital_club", "school_club"},
    "nils": {"neighbour_club"},
}


@pytest.mark.req("KL-MEMB-001", "KL-WHO-001", "KL-WHO-004")
@pytest.mark.parametrize("who", ROLES_OF_CAST)
def test_each_sees_the_members_of_the_own_clubs_and_no_others(cast: Cast, who: str) -> None:
    members = {club: member_of(getattr(cast, club)) for club in CLUBS}
    actor = cast.actor(who)
    seen = {club for club, member in members.items() if access.visible_members(actor).filter(pk=member.pk).exists()}
    assert seen == SEES.get(who, set())
    assert {club for club, member in members.items() if access.may_see(actor, member)} == seen
    assert {row.public_id for row in chosen_members(MemberFilter(), actor=actor)} == {
        members[club].public_id for club in seen
    }


def test_jobs_and_receivers_see_nobody(cast: Cast) -> None:
    member_of(cast.hospital_club)
    assert not access.visible_members(job("x")).exists()
    assert not access.visible_members(receiver()).exists()


@pytest.mark.parametrize("who", ROLES_OF_CAST)
def test_one_writes_to_those_one_sees(cast: Cast, who: str) -> None:
    for club in CLUBS:
        member_of(getattr(cast, club))
    actor = cast.actor(who)
    writable = set(Member.objects.filter(access.writable(actor)).values_list("pk", flat=True))
    assert writable == set(access.visible_members(actor).values_list("pk", flat=True))
    assert bool(access.may_write(actor)) == bool(writable) == bool(access.may_export(actor))


def test_one_who_looks_on_changes_and_takes_out_nothing(cast: Cast) -> None:
    member = member_of(cast.hospital_club)
    looking = replace(cast.kari, read_only=True)
    assert access.may_see(looking, member)
    assert not access.may_note(looking, member)
    assert not access.may_export(looking)
    assert not access.may_write(looking)
    assert not Member.objects.filter(access.writable(looking)).exists()
