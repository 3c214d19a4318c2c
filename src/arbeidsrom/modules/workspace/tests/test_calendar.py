"""A deadline in the steward's own calendar: by a real mail server, read as a calendar reads it (RFC 5545 and 5546)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar
from pytest_django import Settings

from arbeidsrom.core.notifications.actions import deliver_waiting
from arbeidsrom.core.notifications.tests.servers import MailServer, mail_server
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.workspace.actions import calendar, deadlines
from arbeidsrom.modules.workspace.actions import stewards as steward_actions
from arbeidsrom.modules.workspace.models import Case, CaseSteward, Deadline
from arbeidsrom.modules.workspace.states import DeadlineState
from arbeidsrom.modules.workspace.tests.factories import a_case
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-OPS-006")]


@pytest.fixture
def mails(settings: Settings) -> Iterator[MailServer]:
    settings.MAIL_TRANSPORT = "smtp"
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def case(cast: Cast) -> Case:
    return a_case(cast, title="Uenighet om lønn")


@pytest.fixture
def deadline(cast: Cast, case: Case) -> Deadline:
    due = cast.today + timedelta(days=7)
    return deadlines.set_deadline(case.public_id, label="Svar til Berg", due=due, actor=cast.kari, now=cast.now)


def appointments(cast: Cast, mails: MailServer) -> list[tuple[str, str, int, str, str]]:
    """To whom, method, sequence, state and day of each invitation that has gone out, as a calendar reads them."""
    deliver_waiting(now=cast.now)
    return [appointment(mail) for mail in mails.mails if "text/calendar" in mail.as_string()]


def appointment(mail: EmailMessage) -> tuple[str, str, int, str, str]:
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    (file,) = [part for part in mail.iter_attachments() if part.get_filename() == "invitation.ics"]
    read = Calendar.from_ical(part.get_content())
    assert file.get_content() == part.get_content().encode()
    assert (part.get_param("method"), read["VERSION"]) == (read["METHOD"], "2.0")
    (event,) = read.walk("VEVENT")
    assert {"UID", "DTSTAMP", "ORGANIZER", "ATTENDEE", "SUMMARY"} <= set(event)
    day = event.decoded("DTSTART").date().isoformat()
    return str(mail["To"]), str(read["METHOD"]), int(event["SEQUENCE"]), str(event["STATUS"]), day


def uids(mails: MailServer) -> set[str]:
    parts = [part for mail in mails.mails for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return {str(event["UID"]) for part in parts for event in Calendar.from_ical(part.get_content()).walk("VEVENT")}


def test_a_deadline_comes_into_the_calendar_moves_there_and_is_called_off(
    cast: Cast, deadline: Deadline, mails: MailServer
) -> None:
    with time_machine.travel(cast.now, tick=False):
        answer = cast.browser("kari").post(reverse("put_in_calendar", args=[deadline.public_id]))
    assert answer.url == reverse("case", args=[deadline.case.public_id])
    later = deadline.due + timedelta(days=3)
    whose = {"actor": cast.kari, "now": cast.now, "today": cast.today}
    deadlines.move_deadline(deadline.public_id, label="Svar til Berg", due=later, lock_version=0, **whose)
    deadlines.settle_deadline(deadline.public_id, state=DeadlineState.MET, lock_version=1, **whose)

    mail = cast.people["kari"].email
    assert appointments(cast, mails) == [
        (mail, "REQUEST", 0, "CONFIRMED", deadline.due.isoformat()),
        (mail, "REQUEST", 1, "CONFIRMED", later.isoformat()),
        (mail, "CANCEL", 2, "CANCELLED", later.isoformat()),
    ]
    assert len(uids(mails)) == 1


def test_the_calendar_tells_the_number_of_the_case_and_nothing_of_what_it_is_about(
    cast: Cast, case: Case, deadline: Deadline, mails: MailServer
) -> None:
    calendar.put_in_calendar(deadline.public_id, actor=cast.kari, now=cast.now, today=cast.today)
    appointments(cast, mails)
    everything = "".join(part.get_content() for part in mails.mails[0].walk() if part.get_content_maintype() == "text")
    assert case.label in everything
    assert "Berg" not in everything
    assert "lønn" not in everything


def test_nothing_is_sent_to_those_who_did_not_ask_and_nothing_more_to_those_who_have_lost_the_case(
    cast: Cast, case: Case, deadline: Deadline, mails: MailServer
) -> None:
    ola = cast.positions["ola"].public_id
    steward_actions.give_access(case.public_id, position=ola, actor=cast.kari, now=cast.now, today=cast.today)
    whose = {"now": cast.now, "today": cast.today}
    calendar.put_in_calendar(deadline.public_id, actor=cast.ola, **whose)
    steward_actions.take_access(case.public_id, position=ola, actor=cast.kari, **whose)
    deadlines.move_deadline(deadline.public_id, label="x", due=deadline.due, lock_version=0, actor=cast.kari, **whose)
    kinds = [(to, method) for to, method, *_rest in appointments(cast, mails)]  # at once, not when it is moved
    assert kinds == [(cast.people["ola"].email, "REQUEST"), (cast.people["ola"].email, "CANCEL")]


def test_a_steward_without_an_address_is_told_so(cast: Cast, deadline: Deadline) -> None:
    cast.people["kari"].email = ""
    cast.people["kari"].save(update_fields=["email"])
    with pytest.raises(Refused):
        calendar.put_in_calendar(deadline.public_id, actor=cast.kari, now=cast.now, today=cast.today)


def test_a_deadline_that_runs_again_is_in_the_calendar_again(cast: Cast, deadline: Deadline, mails: MailServer) -> None:
    whose = {"actor": cast.kari, "now": cast.now, "today": cast.today}
    calendar.put_in_calendar(deadline.public_id, **whose)
    deadlines.settle_deadline(deadline.public_id, state=DeadlineState.MET, lock_version=0, **whose)
    deadlines.settle_deadline(deadline.public_id, state=DeadlineState.RUNNING, lock_version=1, **whose)
    assert [(method, number) for _to, method, number, *_rest in appointments(cast, mails)] == [
        ("REQUEST", 0),
        ("CANCEL", 1),
        ("REQUEST", 2),
    ]


def test_whoever_loses_the_case_loses_its_deadlines_in_the_calendar_at_once(
    cast: Cast, case: Case, deadline: Deadline, mails: MailServer
) -> None:
    calendar.put_in_calendar(deadline.public_id, actor=cast.kari, now=cast.now, today=cast.today)
    steward_actions.declare_conflict(case.public_id, reason="", actor=cast.kari, now=cast.now)
    assert [method for _to, method, *_rest in appointments(cast, mails)] == ["REQUEST", "CANCEL"]


def test_whoever_lost_the_case_while_the_deadline_did_not_run_hears_nothing_when_it_runs_again(
    cast: Cast, case: Case, deadline: Deadline, mails: MailServer
) -> None:
    ola, whose = cast.positions["ola"].public_id, {"now": cast.now, "today": cast.today}
    steward_actions.give_access(case.public_id, position=ola, actor=cast.kari, **whose)
    for actor in (cast.kari, cast.ola):
        calendar.put_in_calendar(deadline.public_id, actor=actor, **whose)
    deadlines.settle_deadline(deadline.public_id, state=DeadlineState.MET, lock_version=0, actor=cast.kari, **whose)
    before = len(appointments(cast, mails))
    steward_actions.take_access(case.public_id, position=ola, actor=cast.kari, **whose)
    again = {"state": DeadlineState.RUNNING, "lock_version": 1}
    deadlines.settle_deadline(deadline.public_id, **again, actor=cast.kari, **whose)
    told = [(to, method) for to, method, *_rest in appointments(cast, mails)[before:]]
    assert told == [(cast.people["kari"].email, "REQUEST")]


def test_whoever_has_lost_the_case_hears_nothing_when_another_puts_its_deadline_in_their_calendar(
    cast: Cast, case: Case, deadline: Deadline, mails: MailServer
) -> None:
    ola, whose = cast.positions["ola"].public_id, {"now": cast.now, "today": cast.today}
    steward_actions.give_access(case.public_id, position=ola, actor=cast.kari, **whose)
    calendar.put_in_calendar(deadline.public_id, actor=cast.ola, **whose)
    steward_actions.take_access(case.public_id, position=ola, actor=cast.kari, **whose)
    before = len(appointments(cast, mails))
    calendar.put_in_calendar(deadline.public_id, actor=cast.kari, **whose)
    told = [(to, method) for to, method, *_rest in appointments(cast, mails)[before:]]
    assert told == [(cast.people["kari"].email, "REQUEST")]


def test_what_was_called_off_comes_to_nobody_again_because_another_loses_the_case(
    cast: Cast, case: Case, deadline: Deadline, mails: MailServer
) -> None:
    ola, whose = cast.positions["ola"].public_id, {"now": cast.now, "today": cast.today}
    steward_actions.give_access(case.public_id, position=ola, actor=cast.kari, **whose)
    for actor in (cast.kari, cast.ola):
        calendar.put_in_calendar(deadline.public_id, actor=actor, **whose)
    CaseSteward.objects.filter(case=case).delete()  # as when both terms have ended
    calendar.follow_deadline(deadline, **whose)
    before = appointments(cast, mails)
    assert [method for _to, method, *_rest in before[-2:]] == ["CANCEL", "CANCEL"]
    CaseSteward.objects.create(case=case, position=cast.positions["ola"], since=cast.today)
    calendar.follow_case(case, **whose)
    assert appointments(cast, mails) == before


@pytest.mark.parametrize(("keep_access", "methods"), [(False, ["REQUEST", "CANCEL"]), (True, ["REQUEST"])])
def test_whoever_hands_the_case_over_has_its_deadlines_in_the_calendar_only_while_they_keep_access(
    cast: Cast, case: Case, deadline: Deadline, mails: MailServer, keep_access: bool, methods: list[str]
) -> None:
    calendar.put_in_calendar(deadline.public_id, actor=cast.kari, now=cast.now, today=cast.today)
    steward_actions.hand_over_case(
        case.public_id,
        to=cast.positions["ola"].public_id,
        note="",
        keep_access=keep_access,
        actor=cast.kari,
        now=cast.now,
        today=cast.today,
    )
    told = [(to, method) for to, method, *_rest in appointments(cast, mails)]
    assert told == [(cast.people["kari"].email, method) for method in methods]
