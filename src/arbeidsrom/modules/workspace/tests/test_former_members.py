"""A member who has left is needed as long as a case that concerns them is kept, and no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from arbeidsrom.core.keys import opened
from arbeidsrom.core.membership.actions import erase_former_members
from arbeidsrom.core.membership.models import Member
from arbeidsrom.modules.workspace.actions import retention, states
from arbeidsrom.modules.workspace.models import Deletion
from arbeidsrom.modules.workspace.queries.members import members_in_cases
from arbeidsrom.modules.workspace.tests.factories import a_case, a_member
from tests.cast import Cast


def leave(member: Member, cast: Cast) -> None:
    Member.objects.filter(pk=member.pk).update(left_date=cast.today - timedelta(days=800))


@pytest.mark.req("KL-MEMB-002", "KL-CASE-010")
def test_the_member_of_a_case_stays_until_the_case_is_deleted(cast: Cast) -> None:
    member, without_case = a_member(cast.hospital_club), a_member(cast.hospital_club)
    case = a_case(cast, member=member, opened_on=cast.today - timedelta(days=3600))
    leave(member, cast)
    leave(without_case, cast)

    erase_former_members(now=cast.now, today=cast.today)
    assert list(Member.objects.all()) == [member]

    closed_on = cast.today - timedelta(days=3500)
    states.close_case(
        case.public_id, outcome="settled", closed_on=closed_on, actor=cast.kari, now=cast.now, today=cast.today
    )
    erase_former_members(now=cast.now, today=cast.today)
    assert list(Member.objects.all()) == [member], "a closed case is still theirs to ask about"

    retention.ask_for_deletions(now=cast.now, today=cast.today)
    asked = Deletion.objects.get().public_id
    retention.propose_deletion(asked, actor=cast.per, now=cast.now)
    retention.delete_case(asked, actor=cast.kari, now=cast.now, today=cast.today)
    erase_former_members(now=cast.now, today=cast.today)
    assert not Member.objects.exists()


def test_a_case_that_another_body_keeps_needs_the_member_too(cast: Cast) -> None:
    member = a_member(cast.neighbour_club)
    a_case(cast, by=cast.nils, club=cast.neighbour_club, member=member)
    Member.objects.filter(pk=member.pk).update(club=cast.hospital_club, tenant=cast.local_union.tenant)

    assert members_in_cases([member.public_id]) == {member.public_id}


def test_thousands_of_members_take_a_few_queries(cast: Cast, django_assert_max_num_queries) -> None:
    member = a_member(cast.hospital_club)
    a_case(cast, member=member)
    a_case(cast, by=cast.nils, club=cast.neighbour_club)
    others = [a_member(cast.hospital_club).public_id for _one in range(30)]

    with opened.kept(), django_assert_max_num_queries(5):
        assert members_in_cases([member.public_id, *others]) == {member.public_id}
