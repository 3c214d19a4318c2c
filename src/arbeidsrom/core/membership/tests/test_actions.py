"""Looking, exporting, noting and writing, each with its trace in the log."""

from __future__ import annotations

import uuid

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection

from arbeidsrom.core.audit.models import Entry, Subject
from arbeidsrom.core.membership import actions
from arbeidsrom.core.membership.models import Channel, Member, MemberMessage
from arbeidsrom.core.membership.queries.lists import MemberFilter
from arbeidsrom.core.membership.queries.members import get_member, note_of, sender
from arbeidsrom.core.membership.tests.factories import add, line, member_of
from arbeidsrom.lib.refusals import ChangedMeanwhile
from tests.cast import Cast

OutgoingMessage = apps.get_model("notifications", "OutgoingMessage")

OUTSIDERS = ["nina", "nils", "per", "dag", "kjersti", "admin"]


def told(event: str, member: Member) -> bool:
    return Subject.objects.filter(entry__event=event, subject=member.public_id).exists()


def send(cast: Cast, members: list[Member], channel: Channel = Channel.MAIL, who: str = "kari", **given):
    return actions.send_message(
        given.get("message_id") or uuid.uuid4(),
        members=[member.public_id for member in members],
        channel=channel,
        subject="Årsmøte",
        text="Velkommen til årsmøte torsdag.",
        sender=sender(cast.actor(who)),
        actor=cast.actor(who),
        now=cast.now,
    )


@pytest.mark.req("KL-MEMB-003")
def test_looking_at_a_member_is_written_in_the_log(cast: Cast) -> None:
    member = member_of(cast.hospital_club)
    assert actions.look_at_member(member.public_id, actor=cast.kari, now=cast.now) == member
    entry = Entry.objects.get(event="membership.member.viewed")
    assert (entry.thing, entry.tenant, entry.person) == (
        member.public_id,
        cast.local_union.public_id,
        cast.people["kari"].public_id,
    )
    assert told("membership.member.viewed", member)


@pytest.mark.req("KL-MEMB-003")
def test_seeing_the_whole_identity_number_is_written_in_the_log_by_itself(cast: Cast) -> None:
    member = member_of(cast.hospital_club, identity_number="21890098765")
    assert actions.look_at_identity_number(member.public_id, actor=cast.kari, now=cast.now) == "21890098765"
    assert told("membership.identity_number.viewed", member)


@pytest.mark.req("KL-MEMB-003")
@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_member_of_another_club_does_not_exist(cast: Cast, who: str) -> None:
    member = member_of(cast.hospital_club)
    for look in (actions.look_at_member, actions.look_at_identity_number):
        with pytest.raises(Member.DoesNotExist):
            look(member.public_id, actor=cast.actor(who), now=cast.now)
    with pytest.raises(Member.DoesNotExist):
        actions.write_note(member.public_id, text="x", lock_version=0, actor=cast.actor(who), now=cast.now)
    assert not Entry.objects.exists()


@pytest.mark.req("KL-MEMB-003", "KL-MEMB-005")
def test_an_export_names_everybody_who_was_in_it(cast: Cast) -> None:
    members = add(line(cast.hospital_club, f"Kari N{number}") for number in range(3))
    outside = member_of(cast.hospital_club, workplace="Annet sted")
    actions.export_list(MemberFilter(workplaces=("Sjøsiden sykehjem",)), actor=cast.kari, now=cast.now)
    assert all(told("membership.list.exported", member) for member in members)
    assert not told("membership.list.exported", outside)


def test_an_export_over_several_bodies_stands_in_the_log_of_each(cast: Cast) -> None:
    cast.elect("olga", "Lie", "main_steward", cast.hospital_club, (cast.neighbour_club,))
    member_of(cast.hospital_club)
    member_of(cast.neighbour_club)
    actions.export_list(MemberFilter(), actor=cast.actor("olga"), now=cast.now)
    entries = Entry.objects.filter(event="membership.list.exported")
    assert set(entries.values_list("tenant", flat=True)) == {cast.local_union.public_id, cast.neighbour_union.public_id}


@pytest.mark.parametrize("who", ["per", "dag", "kjersti", "admin"])
def test_only_stewards_export(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.export_list(MemberFilter(), actor=cast.actor(who), now=cast.now)


def test_two_stewards_with_the_same_note_open_do_not_overwrite_each_other(cast: Cast) -> None:
    member = member_of(cast.hospital_club)
    actions.write_note(member.public_id, text="Ring etter kl. 16", lock_version=0, actor=cast.kari, now=cast.now)
    with pytest.raises(ChangedMeanwhile):
        actions.write_note(member.public_id, text="Ring aldri", lock_version=0, actor=cast.ola, now=cast.now)
    note = note_of(member)
    assert note is not None
    assert (note.text, note.changed_by) == ("Ring etter kl. 16", cast.kari.label)


def test_a_note_stays_with_the_club_that_wrote_it(cast: Cast) -> None:
    member = member_of(cast.hospital_club)
    actions.write_note(member.public_id, text="Ring etter kl. 16", lock_version=0, actor=cast.kari, now=cast.now)
    member.club = cast.school_club
    member.save(update_fields=["club"])
    assert note_of(get_member(member.public_id, actor=cast.nina)) is None


@pytest.mark.req("KL-MEMB-006")
def test_each_member_gets_a_mail_alone(cast: Cast) -> None:
    members = add(line(cast.hospital_club, f"Kari N{number}", email=f"m{number}@example.no") for number in range(3))
    message = send(cast, members)
    sent = list(OutgoingMessage.objects.order_by("id"))
    assert message.recipients == 3
    assert sorted(mail.recipient for mail in sent) == ["m0@example.no", "m1@example.no", "m2@example.no"]
    for mail in sent:
        others = {other.recipient for other in sent} - {mail.recipient}
        assert not any(other in str(mail.content) for other in others)
        assert mail.content["subject"] == "Årsmøte"
        assert mail.content["text"].endswith(f"{cast.kari.label}\n{cast.kari.position_label}")
        assert mail.content["headers"]["Reply-To"] == "kari@example.no"
    assert all(told("membership.message.sent", member) for member in members)


@pytest.mark.req("KL-MEMB-006")
def test_an_sms_goes_to_those_who_have_a_phone(cast: Cast) -> None:
    members = add([line(cast.hospital_club, "A A", phone="+4791000001"), line(cast.hospital_club, "B B", phone="")])
    assert send(cast, members, Channel.SMS).recipients == 1
    assert OutgoingMessage.objects.get().recipient == "+4791000001"


@pytest.mark.req("KL-MEMB-006")
def test_the_same_message_is_not_sent_twice(cast: Cast) -> None:
    member, message_id = member_of(cast.hospital_club), uuid.uuid4()
    send(cast, [member], message_id=message_id)
    with pytest.raises(actions.SentAlready):
        send(cast, [member], message_id=message_id)
    assert OutgoingMessage.objects.count() == 1


def test_members_of_other_clubs_are_left_out(cast: Cast) -> None:
    with pytest.raises(actions.NobodyToReach):
        send(cast, [member_of(cast.hospital_club)], who="nina")
    assert not OutgoingMessage.objects.exists()


def test_what_was_written_and_noted_lies_sealed(cast: Cast) -> None:
    member = member_of(cast.hospital_club, "Canary Kanarifugl", identity_number="21890098765")
    actions.write_note(member.public_id, text="kanarinotat", lock_version=0, actor=cast.kari, now=cast.now)
    send(cast, [member])
    with connection.cursor() as cursor:
        for table in ("membership_member", "membership_membernote", "membership_membermessage"):
            cursor.execute(f"SELECT string_agg(row::text, '') FROM {table} row")
            lies = cursor.fetchone()[0]
            for word in ("Kanarifugl", "21890098765", "kanarinotat", "årsmøte torsdag", "medlem@example.no"):
                assert word not in lies
                assert word.encode().hex() not in lies
    assert MemberMessage.objects.get().content["text"] == "Velkommen til årsmøte torsdag."
