from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.roles import queries as roles
from arbeidsrom.core.system_messages import rules
from arbeidsrom.core.system_messages.actions import sending
from arbeidsrom.core.system_messages.actions.reading import close_message
from arbeidsrom.core.system_messages.models import Delivery, SystemMessage
from arbeidsrom.core.system_messages.queries import reading
from arbeidsrom.core.system_messages.states import Closing
from arbeidsrom.core.system_messages.tests.world import Hospital
from arbeidsrom.lib.actor import Actor
from tests.cast import NOW

DAY = timedelta(days=1)


class Recipient:
    """Silje, and what she finds at a moment."""

    def __init__(self, hospital: Hospital) -> None:
        self.hospital, self.now = hospital, hospital.cast.now

    @property
    def actor(self) -> Actor:
        position = self.hospital.positions["Silje"]
        return roles.actor_in(position, account_id=None, origin="", today=self.hospital.cast.today)

    @property
    def today(self) -> date:
        return self.now.date()

    def pops_up(self) -> str:
        found = reading.waiting_message(self.actor, now=self.now, today=self.today)
        return found.message.title if found else ""

    def current(self) -> list[str]:
        return [row.message.title for row in reading.current_messages(self.actor, today=self.today)]

    def earlier(self, *, oldest_first: bool = False) -> list[str]:
        rows = reading.earlier_messages(self.actor, today=self.today, oldest_first=oldest_first, first=0, last=50)
        assert len(rows) == reading.count_earlier(self.actor, today=self.today)
        return [row.message.title for row in rows]

    def close(self, message: SystemMessage, closing: Closing) -> None:
        close_message(message.public_id, closing, actor=self.actor, now=self.now)


@pytest.fixture
def silje(hospital: Hospital) -> Recipient:
    return Recipient(hospital)


def sent(hospital: Hospital, title: str = "Melding", *, at: datetime | None = None, **changed: object) -> SystemMessage:
    """A message to the ward, visible for a week."""
    message = hospital.draft(title=title, **changed)
    hospital.to_unit(message, hospital.ward)
    hospital.send(message, to=2)
    if at:
        SystemMessage.objects.filter(pk=message.pk).update(created_at=at, sent_at=at)
    return message


@pytest.mark.req("KP-SYSMSG-003")
def test_several_messages_pop_up_one_after_the_other_the_oldest_first(hospital: Hospital, silje: Recipient) -> None:
    newest = sent(hospital, "Nyest", at=silje.now)
    oldest = sent(hospital, "Eldst", at=silje.now - 3 * DAY)
    middle = sent(hospital, "Midterst", at=silje.now - 2 * DAY)

    for message in (oldest, middle, newest):
        assert silje.pops_up() == SystemMessage.objects.get(pk=message.pk).title
        silje.close(message, Closing.READ)
    assert silje.pops_up() == ""


@pytest.mark.req("KP-SYSMSG-009")
def test_an_important_message_that_is_read_stays_until_its_period_ends(hospital: Hospital, silje: Recipient) -> None:
    message = sent(hospital, important=True)
    silje.close(message, Closing.READ)
    assert (silje.pops_up(), silje.current(), silje.earlier()) == ("", ["Melding"], [])

    silje.now += 7 * DAY
    assert (silje.pops_up(), silje.current(), silje.earlier()) == ("", ["Melding"], []), "its last day is included"

    silje.now += DAY
    assert (silje.pops_up(), silje.current(), silje.earlier()) == ("", [], ["Melding"])


@pytest.mark.req("KP-SYSMSG-010")
def test_an_important_message_to_be_reminded_of_stays_until_it_is_read_and_its_period_has_ended(
    hospital: Hospital, silje: Recipient
) -> None:
    message = sent(hospital, important=True)
    silje.close(message, Closing.REMIND)
    silje.now += DAY - timedelta(seconds=1)
    assert (silje.pops_up(), silje.current(), silje.earlier()) == ("", ["Melding"], [])

    silje.now += timedelta(seconds=1)
    assert silje.pops_up() == "Melding"

    silje.now += 9 * DAY
    assert (silje.pops_up(), silje.current(), silje.earlier()) == ("Melding", ["Melding"], []), "not read yet"

    silje.close(message, Closing.READ)
    assert (silje.pops_up(), silje.current(), silje.earlier()) == ("", [], ["Melding"])


@pytest.mark.req("KP-SYSMSG-010")
def test_an_important_message_that_is_read_later_still_stays_until_its_period_ends(
    hospital: Hospital, silje: Recipient
) -> None:
    message = sent(hospital, important=True)
    silje.close(message, Closing.REMIND)
    silje.close(message, Closing.READ)
    silje.now += 2 * DAY

    assert (silje.pops_up(), silje.current(), silje.earlier()) == ("", ["Melding"], [])


@pytest.mark.req("KP-SYSMSG-011")
def test_an_ordinary_message_that_is_read_goes_straight_to_the_earlier_ones(
    hospital: Hospital, silje: Recipient
) -> None:
    silje.close(sent(hospital), Closing.READ)

    assert (silje.pops_up(), silje.current(), silje.earlier()) == ("", [], ["Melding"])


@pytest.mark.req("KP-SYSMSG-012", "KP-SYSMSG-014")
def test_an_ordinary_message_to_be_reminded_of_stays_until_it_is_marked_as_read(
    hospital: Hospital, silje: Recipient
) -> None:
    message = sent(hospital)
    silje.close(message, Closing.REMIND)
    assert (silje.pops_up(), silje.current(), silje.earlier()) == ("", ["Melding"], [])

    silje.now += DAY
    assert silje.pops_up() == "Melding"

    silje.close(message, Closing.READ)
    assert (silje.pops_up(), silje.current(), silje.earlier()) == ("", [], ["Melding"])


@pytest.mark.req("KP-SYSMSG-012")
def test_an_ordinary_message_to_be_reminded_of_moves_when_its_period_ends(hospital: Hospital, silje: Recipient) -> None:
    silje.close(sent(hospital), Closing.REMIND)
    silje.now += 7 * DAY
    assert (silje.pops_up(), silje.current(), silje.earlier()) == ("Melding", ["Melding"], [])

    silje.now += DAY
    assert (silje.pops_up(), silje.current(), silje.earlier()) == ("", [], ["Melding"])


@pytest.mark.req("KP-EIMP-047")
def test_what_was_over_before_one_signed_in_pops_up_only_when_it_is_important(
    hospital: Hospital, silje: Recipient
) -> None:
    sent(hospital, "Ordinær")
    important = sent(hospital, "Viktig", important=True)
    silje.now += 8 * DAY
    assert (silje.pops_up(), silje.current(), silje.earlier()) == ("Viktig", ["Viktig"], ["Ordinær"])

    silje.close(important, Closing.REMIND)
    assert silje.pops_up() == ""
    silje.now += DAY
    assert silje.pops_up() == "Viktig", "until it is read"
    silje.close(important, Closing.READ)
    assert (silje.pops_up(), silje.current()) == ("", [])
    assert sorted(silje.earlier()) == ["Ordinær", "Viktig"]


@pytest.mark.req("KP-EIMP-048")
def test_the_day_before_it_pops_up_again_is_counted_from_when_it_was_last_closed_on_whatever_device(
    hospital: Hospital,
) -> None:
    message = sent(hospital)
    Account.objects.create(email="silje@example.no", person=hospital.people["Silje"])

    def pops_up(device: Client) -> bool:
        return 'id="close-system-message"' in device.get(reverse("home")).content.decode()

    def signed_in() -> Client:
        device = Client()
        device.force_login(Account.objects.get(email="silje@example.no"))
        return device

    def close(device: Client) -> None:
        device.post(reverse("close_system_message", args=[message.public_id]), {"closing": "remind"})

    with time_machine.travel(NOW, tick=False) as clock:
        phone, desk = signed_in(), signed_in()
        assert (pops_up(phone), pops_up(desk)) == (True, True)
        close(phone)
        clock.shift(timedelta(minutes=30))
        close(desk)  # it stood open there all the time
        clock.shift(timedelta(hours=23, minutes=45))
        assert not any(pops_up(signed_in()) for _device in range(3))
        clock.shift(timedelta(minutes=16))
        assert pops_up(signed_in())


@pytest.mark.req("KP-SYSMSG-016", "KP-SYSMSG-017")
def test_every_message_is_found_again_in_either_order(hospital: Hospital, silje: Recipient) -> None:
    for days in (400, 3, 40):
        message = sent(hospital, f"For {days} dager siden", at=silje.now - days * DAY)
        silje.close(message, Closing.READ)
    silje.now += 4000 * DAY

    order = ["For 400 dager siden", "For 40 dager siden", "For 3 dager siden"]
    assert silje.earlier(oldest_first=True) == order
    assert silje.earlier() == order[::-1]


@pytest.mark.req("KP-MSG-015")
def test_a_withdrawn_message_is_gone_for_those_who_have_not_read_it(hospital: Hospital, silje: Recipient) -> None:
    read, unread = sent(hospital, "Lest"), sent(hospital, "Ulest")
    silje.close(read, Closing.READ)
    for message in (read, unread):
        sending.withdraw_message(message.public_id, actor=hospital.sender, now=silje.now)

    assert (silje.pops_up(), silje.current(), silje.earlier()) == ("", [], ["Lest"])
    with pytest.raises(Delivery.DoesNotExist):
        silje.close(unread, Closing.READ)


def test_what_has_been_read_stays_read(hospital: Hospital, silje: Recipient) -> None:
    message = sent(hospital)
    silje.close(message, Closing.READ)
    silje.close(message, Closing.REMIND)

    assert silje.earlier() == ["Melding"]


def test_a_message_to_others_is_nobody_elses(hospital: Hospital, silje: Recipient) -> None:
    message = hospital.draft()
    hospital.to_unit(message, hospital.medicine)
    hospital.send(message, to=1)

    assert (silje.pops_up(), silje.current(), silje.earlier()) == ("", [], [])
    with pytest.raises(Delivery.DoesNotExist):
        silje.close(message, Closing.READ)


def test_support_that_looks_on_closes_nothing(hospital: Hospital, silje: Recipient) -> None:
    from dataclasses import replace

    message = sent(hospital)
    with pytest.raises(PermissionDenied):
        close_message(message.public_id, Closing.READ, actor=replace(silje.actor, read_only=True), now=silje.now)


@pytest.mark.parametrize("important", [True, False])
def test_the_statement_and_the_rule_agree_on_where_a_message_stands(
    hospital: Hospital, silje: Recipient, important: bool
) -> None:
    message = sent(hospital, important=important)
    delivery = Delivery.objects.get(message=message, person=hospital.people["Silje"])
    for read in (None, silje.now):
        Delivery.objects.filter(pk=delivery.pk).update(read_at=read)
        for days in (0, 7, 8):
            day = hospital.cast.today + timedelta(days=days)
            until = hospital.cast.today + timedelta(days=7)
            rule = rules.is_current(important=important, is_read=read is not None, visible_until=until, today=day)
            assert bool(reading.current_messages(silje.actor, today=day)) is rule
            assert (reading.count_earlier(silje.actor, today=day) == 1) is not rule
