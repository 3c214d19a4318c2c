"""Members who have left, and messages, are erased when the time that the privacy register declares has passed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.audit.queries import lines
from arbeidsrom.core.membership import actions, needs, rules, tasks
from arbeidsrom.core.membership.models import Channel, Member, MemberMessage, MemberNote, Transfer
from arbeidsrom.core.membership.tests.factories import add, line, member_of
from tests.cast import Cast


def left(cast: Cast, days: int, name: str = "Gro Moen") -> Member:
    """Somebody who left the hospital club so many days ago."""
    return member_of(cast.hospital_club, name, left_date=cast.today - timedelta(days=days))


def erase(cast: Cast) -> int:
    return actions.erase_former_members(now=cast.now, today=cast.today)


@pytest.mark.req("PL-AUD-003", "PL-AUD-004")
def test_who_left_a_year_ago_is_erased_with_moves_and_notes(cast: Cast) -> None:
    gone, recent, present = left(cast, 365), left(cast, 364), member_of(cast.hospital_club)
    Transfer.objects.create(
        member=gone, from_club=cast.school_club, to_club=cast.hospital_club, on_date=cast.today - timedelta(days=900)
    )
    MemberNote.objects.create(
        member=gone, club=gone.club, tenant=gone.tenant, text="Ringes", changed_at=cast.now, changed_by="Kari"
    )

    assert erase(cast) == 1

    assert set(Member.objects.values_list("pk", flat=True)) == {recent.pk, present.pk}
    assert not Transfer.objects.exists()
    assert not MemberNote.objects.exists()


@pytest.mark.req("PL-AUD-001")
def test_the_log_of_each_body_tells_how_many_and_not_who(cast: Cast) -> None:
    left(cast, 400), left(cast, 500)
    member_of(cast.neighbour_club, left_date=cast.today - timedelta(days=700))

    erase(cast)

    entries = Entry.objects.filter(event="membership.members.erased").select_related("detail").order_by("id")
    told = {entry.tenant: line.sentence for entry, line in zip(entries, lines(entries), strict=True)}
    assert "2" in told[cast.local_union.public_id]
    assert "1" in told[cast.neighbour_union.public_id]
    assert not entries.filter(subjects__isnull=False).exists()


def test_whom_another_app_still_needs_is_left_alone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    gone, needed = left(cast, 400), left(cast, 400)
    asked: list[set[UUID]] = []

    def still_needed(members: object) -> set[UUID]:
        asked.append(set(members))  # type: ignore[call-overload]
        return {needed.public_id}

    monkeypatch.setitem(needs._needs, "somebody", still_needed)

    assert erase(cast) == 1
    assert [member.pk for member in Member.objects.all()] == [needed.pk]
    assert asked == [{gone.public_id, needed.public_id}]


def test_thousands_are_erased_piece_by_piece(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "ERASED_AT_ONCE", 3)
    long_ago = cast.today - timedelta(days=800)
    add([line(cast.hospital_club, left_date=long_ago) for _one in range(8)])

    assert erase(cast) == 8
    assert erase(cast) == 0
    assert Entry.objects.filter(event="membership.members.erased").count() == 3


@pytest.mark.req("PL-AUD-004")
def test_the_nightly_job_erases_messages_and_members_that_have_had_their_time(cast: Cast) -> None:
    def sent(days: int) -> MemberMessage:
        return MemberMessage.objects.create(
            public_id=uuid4(),
            tenant=cast.local_union.tenant,
            channel=Channel.MAIL,
            content={"subject": "Årsmøte", "text": "Velkommen"},
            recipients=3,
            sent_at=cast.now - timedelta(days=days),
            sent_by="Kari Ødegård",
        )

    old, new = sent(rules.MESSAGES_KEPT.days * 3), sent(0)
    new.sent_at = new.sent_at + timedelta(days=3650)
    new.save(update_fields=["sent_at"])
    left(cast, 3650)

    tasks.erase_old(timestamp=0)

    assert list(MemberMessage.objects.values_list("pk", flat=True)) == [new.pk]
    assert not Member.objects.exists()
    assert Entry.objects.filter(event="membership.messages.erased", tenant=old.tenant).count() == 1
