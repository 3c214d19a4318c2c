from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.roles import registry
from arbeidsrom.core.system_messages import access
from arbeidsrom.core.system_messages.actions import sending, writing
from arbeidsrom.core.system_messages.actions.writing import Wording
from arbeidsrom.core.system_messages.faults import NotReady, RecipientsChanged
from arbeidsrom.core.system_messages.models import Delivery, SystemMessage
from arbeidsrom.core.system_messages.queries import writing as queries
from arbeidsrom.core.system_messages.rules import Fault
from arbeidsrom.core.system_messages.states import MessageState, StopReason
from arbeidsrom.core.system_messages.tests.world import SYSTEM_OPERATOR, Hospital
from arbeidsrom.lib.refusals import ChangedMeanwhile, WrongState


def ready(hospital: Hospital, **changed: object) -> SystemMessage:
    """A message for the three of surgery."""
    message = hospital.draft(**changed)
    hospital.to_unit(message, hospital.surgery)
    return message


def order(hospital: Hospital, message: SystemMessage, *, to: int = 3) -> SystemMessage:
    return sending.order_message(message.public_id, confirmed_for=to, actor=hospital.sender, now=hospital.cast.now)


@pytest.mark.req("KP-MSG-001")
def test_the_system_operator_alone_sends_and_others_read_that_they_order_there(
    hospital: Hospital, settings: Any
) -> None:
    shipped = ("core", *settings.MODULES)  # tests make roles of their own
    roles = [role for key, role in registry.roles().items() if key.partition(".")[0] in shipped]
    assert [role.key for role in roles if access.SEND in role.permissions] == [SYSTEM_OPERATOR]

    hospital.cast.positions["admin"].grants.filter(role=SYSTEM_OPERATOR).delete()
    for name in ("admin", "per", "kari"):
        page = hospital.cast.browser(name).get(reverse("system_messages"))
        assert page.status_code == 403
        assert "Andre bestiller dem der" in page.content.decode()


@pytest.mark.req("KP-MSG-001")
def test_only_those_who_hold_the_permission_write_and_send(hospital: Hospital) -> None:
    message, now = ready(hospital), hospital.cast.now

    for name in ("kari", "per", "dag", "ingrid"):
        actor = hospital.cast.actor(name)
        with pytest.raises(PermissionDenied):
            writing.begin_message(Wording(title="Hei"), actor=actor, now=now)
        with pytest.raises(SystemMessage.DoesNotExist):
            sending.order_message(message.public_id, confirmed_for=3, actor=actor, now=now)


def test_a_sent_message_has_reached_each_recipient_once(hospital: Hospital) -> None:
    message = hospital.send(ready(hospital), to=3)

    assert (message.state, message.sent_to, message.sent_at) == (MessageState.SENT, 3, hospital.cast.now)
    assert hospital.receivers(message) == ["Astrid", "Silje", "Tor"]


def test_sending_twice_sends_once(hospital: Hospital) -> None:
    message = hospital.send(ready(hospital), to=3)

    assert sending.send(message.public_id, now=hospital.cast.now) is None
    assert Delivery.objects.filter(message=message).count() == 3


def test_a_job_is_asked_for_when_the_message_is_to_be_sent_now_and_not_before_its_moment(hospital: Hospital) -> None:
    later = hospital.cast.now + timedelta(hours=2)
    order(hospital, ready(hospital, send_at=later))
    assert not ProcrastinateJob.objects.filter(task_name="system_messages.send").exists()

    message = order(hospital, ready(hospital))
    job = ProcrastinateJob.objects.get(task_name="system_messages.send")
    assert job.args == {"message_id": str(message.public_id)}


@pytest.mark.req("KP-MSG-005")
def test_an_ordered_message_is_sent_when_its_moment_has_come(hospital: Hospital) -> None:
    later = hospital.cast.now + timedelta(hours=2)
    message = order(hospital, ready(hospital, send_at=later))

    assert queries.due_messages(now=later - timedelta(seconds=1)) == []
    assert sending.send(message.public_id, now=later - timedelta(seconds=1)) is None
    assert queries.due_messages(now=later) == [message.public_id]
    sending.send(message.public_id, now=later)

    message.refresh_from_db()
    assert (message.state, message.sent_at) == (MessageState.SENT, later)


@pytest.mark.req("KP-MSG-012")
@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"title": ""}, Fault.NO_TITLE),
        ({"content": "<script>alert(1)</script>"}, Fault.NO_CONTENT),
        ({"sender": ""}, Fault.NO_SENDER),
        ({"visible_until": None}, Fault.NO_PERIOD),
    ],
)
def test_sending_is_refused_when_something_is_missing(
    hospital: Hospital, changed: dict[str, object], fault: Fault
) -> None:
    message = ready(hospital, **changed)

    with pytest.raises(NotReady) as refusal:
        order(hospital, message)
    assert refusal.value.faults == (fault,)


@pytest.mark.req("KP-MSG-012")
def test_sending_is_refused_when_the_period_ends_before_the_date_of_sending_or_nobody_gets_it(
    hospital: Hospital,
) -> None:
    today = hospital.cast.today
    with pytest.raises(NotReady) as refusal:
        order(hospital, ready(hospital, visible_until=today, send_at=hospital.cast.now + timedelta(days=1)))
    assert refusal.value.faults == (Fault.PERIOD_TOO_SHORT,)

    with pytest.raises(NotReady) as refusal:
        order(hospital, hospital.draft(), to=0)
    assert refusal.value.faults == (Fault.NO_RECIPIENTS,)

    order(hospital, ready(hospital, visible_until=today))


@pytest.mark.req("KP-MSG-013")
def test_the_number_that_was_shown_must_be_the_one_that_is_confirmed(hospital: Hospital) -> None:
    message = ready(hospital)
    hospital.hire("Ny", hospital.ward, "Sykepleier")

    with pytest.raises(RecipientsChanged):
        order(hospital, message, to=3)
    message.refresh_from_db()
    assert message.state == MessageState.DRAFT

    assert order(hospital, message, to=4).confirmed_for == 4


@pytest.mark.req("KP-MSG-014")
def test_recipients_are_decided_when_the_message_is_sent(hospital: Hospital) -> None:
    tomorrow = hospital.cast.now + timedelta(days=1)
    message = order(hospital, ready(hospital, send_at=tomorrow))
    hospital.hire("Ny", hospital.ward, "Sykepleier")
    position = hospital.positions["Tor"]
    position.valid_to = tomorrow.date()
    position.save()

    sending.send(message.public_id, now=tomorrow)

    message.refresh_from_db()
    assert hospital.receivers(message) == ["Astrid", "Ny", "Silje"]
    assert (message.confirmed_for, message.sent_to) == (3, 3)


@pytest.mark.req("KP-MSG-015")
def test_an_ordered_message_can_be_changed_until_it_is_sent(hospital: Hospital) -> None:
    cast = hospital.cast
    message = order(hospital, ready(hospital, send_at=cast.now + timedelta(hours=2)))
    earlier = cast.now + timedelta(hours=1)
    wording = Wording("Ny tittel", "Ny tekst", (), "Ny avsender", True, earlier, cast.today)
    told = {"actor": hospital.sender, "now": cast.now}
    changed = writing.change_message(message.public_id, wording, lock_version=message.lock_version, **told)
    assert (changed.state, changed.title, changed.send_at) == (MessageState.ORDERED, "Ny tittel", earlier)

    with pytest.raises(NotReady):
        writing.change_message(message.public_id, Wording(), lock_version=changed.lock_version, **told)

    sending.send(message.public_id, now=earlier)
    with pytest.raises(PermissionDenied):
        writing.change_message(message.public_id, wording, lock_version=changed.lock_version, **told)
    with pytest.raises(PermissionDenied):
        sending.stop_message(message.public_id, **told)


def test_other_recipients_must_be_confirmed_anew(hospital: Hospital) -> None:
    later = hospital.cast.now + timedelta(hours=2)
    message = order(hospital, ready(hospital, send_at=later))
    hospital.to_person(message, "Unni")

    message.refresh_from_db()
    assert (message.state, message.confirmed_for) == (MessageState.DRAFT, None)
    assert sending.send(message.public_id, now=later) is None


def test_whoever_comes_second_overwrites_nothing(hospital: Hospital) -> None:
    message, told = ready(hospital), {"actor": hospital.sender, "now": hospital.cast.now}
    message.refresh_from_db()
    writing.change_message(message.public_id, Wording(title="Først"), lock_version=message.lock_version, **told)

    with pytest.raises(ChangedMeanwhile):
        writing.change_message(message.public_id, Wording(title="Sist"), lock_version=message.lock_version, **told)


@pytest.mark.req("KP-MSG-015")
def test_a_stopped_message_is_not_sent_and_can_be_taken_up_again(hospital: Hospital) -> None:
    later, told = hospital.cast.now + timedelta(hours=2), {"actor": hospital.sender, "now": hospital.cast.now}
    message = order(hospital, ready(hospital, send_at=later))
    sending.stop_message(message.public_id, **told)

    assert sending.send(message.public_id, now=later) is None
    assert Delivery.objects.count() == 0

    sending.take_up_message(message.public_id, **told)
    assert order(hospital, message).state == MessageState.ORDERED


@pytest.mark.parametrize(("late", "reason"), [({"days": 8}, StopReason.PERIOD_OVER), ({"days": 1}, StopReason.NOBODY)])
def test_what_cannot_be_sent_any_more_is_stopped_and_told(
    hospital: Hospital, late: dict[str, int], reason: StopReason
) -> None:
    message = order(hospital, ready(hospital, send_at=hospital.cast.now + timedelta(hours=1)))
    if reason == StopReason.NOBODY:
        for position in hospital.positions.values():
            position.valid_to = hospital.cast.today + timedelta(days=1)
            position.save()

    sending.send(message.public_id, now=hospital.cast.now + timedelta(**late))

    message.refresh_from_db()
    assert (message.state, message.stopped_because) == (MessageState.STOPPED, reason)
    assert Delivery.objects.count() == 0
    assert Notification.objects.get(type="system_messages.not_sent").person_id == hospital.sender.person_id


def test_a_message_that_has_not_been_sent_cannot_be_withdrawn(hospital: Hospital) -> None:
    message = ready(hospital)
    with pytest.raises(PermissionDenied):
        sending.withdraw_message(message.public_id, actor=hospital.sender, now=hospital.cast.now)
    with pytest.raises(WrongState):
        sending.take_up_message(message.public_id, actor=hospital.sender, now=hospital.cast.now)


@pytest.mark.req("KP-MSG-018")
def test_who_sent_what_to_whom_and_when_is_logged(hospital: Hospital) -> None:
    message = ready(hospital)
    hospital.to_person(message, "Unni")
    hospital.send(message, to=4)

    ordered = Entry.objects.get(event="system_messages.message.ordered")
    sent = Entry.objects.get(event="system_messages.message.sent")
    assert (ordered.thing, ordered.at, ordered.person) == (message.public_id, hospital.cast.now, hospital.sender.person)
    assert (sent.thing, sent.at) == (message.public_id, hospital.cast.now)
    for entry in (ordered, sent):
        assert f"unit=below:{hospital.surgery.public_id}" in entry.detail.content
        assert [subject.subject for subject in entry.subjects.all()] == [hospital.people["Unni"].public_id]
    assert "4" in ordered.detail.content


def test_a_draft_can_be_discarded_and_a_sent_message_cannot(hospital: Hospital) -> None:
    draft, sent = ready(hospital), hospital.send(ready(hospital), to=3)
    told = {"actor": hospital.sender, "now": hospital.cast.now}

    writing.discard_message(draft.public_id, **told)
    with pytest.raises(PermissionDenied):
        writing.discard_message(sent.public_id, **told)
    assert list(SystemMessage.objects.all()) == [sent]
