"""Appointments in people's calendars."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage
from uuid import uuid4

import pytest
from icalendar import Calendar

from arbeidsrom.core.notifications import actions
from arbeidsrom.core.notifications.calendars import Appointment
from arbeidsrom.core.notifications.models import CalendarEntry
from arbeidsrom.core.notifications.tests.conftest import NOW, TENANT
from arbeidsrom.core.notifications.tests.servers import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-OPS-006")]

OSLO = timezone(timedelta(hours=1))
MEETING = Appointment(
    summary="Drøftingsmøte; sak 2026/14, æøå",
    starts_at=datetime(2026, 12, 1, 13, 0, tzinfo=OSLO),
    ends_at=datetime(2026, 12, 1, 14, 0, tzinfo=OSLO),
    organiser="kari@example.no",
    organiser_name="Kari Ødegård",
    attendees=("ola@example.no", "mona@example.no"),
    location="Rom 4, 2. etasje",
    description="Møtet er på rom 4.\nTa med innkallingen.",
)


def event_of(mail: EmailMessage) -> tuple[str, dict[str, str]]:
    """What a calendar reads out of the mail: the method, and the appointment's fields."""
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(part.get_content())
    assert part.get_param("method") == calendar["METHOD"]
    (event,) = calendar.walk("VEVENT")
    assert not event.errors
    return str(calendar["METHOD"]), {name: str(event[name]) for name in ("UID", "SEQUENCE", "STATUS")} | {
        "start": event.decoded("DTSTART").isoformat(),
        "end": event.decoded("DTEND").isoformat(),
        "summary": str(event["SUMMARY"]),
        "location": str(event["LOCATION"]),
        "organiser": str(event["ORGANIZER"]),
    }


def sent(mails: MailServer) -> list[tuple[str, str, dict[str, str]]]:
    """All that has been sent since the last look: receiver, method, appointment."""
    actions.deliver_waiting(now=NOW)
    found = [(str(mail["To"]), *event_of(mail)) for mail in mails.mails]
    mails.mails.clear()
    return found


def test_an_invitation_reaches_everybody_as_a_request_in_their_calendar(mails: MailServer) -> None:
    actions.send_invitation(uuid4(), MEETING, tenant=TENANT, now=NOW)

    first, second = sent(mails)

    assert (first[0], second[0], first[1]) == ("ola@example.no", "mona@example.no", "REQUEST")
    assert first[2] == second[2]
    assert first[2]["summary"] == "Drøftingsmøte; sak 2026/14, æøå"
    assert first[2]["location"] == "Rom 4, 2. etasje"
    assert first[2]["start"] == datetime(2026, 12, 1, 12, 0, tzinfo=UTC).isoformat()
    assert first[2]["organiser"] == "mailto:kari@example.no"
    assert first[2]["SEQUENCE"] == "0"


def test_a_moved_appointment_is_the_same_one_with_a_higher_number(mails: MailServer) -> None:
    meeting = uuid4()
    actions.send_invitation(meeting, MEETING, tenant=TENANT, now=NOW)
    before = sent(mails)[0][2]
    later = MEETING.starts_at + timedelta(days=1)

    actions.send_invitation(meeting, replace(MEETING, starts_at=later, ends_at=later), tenant=TENANT, now=NOW)

    moved = sent(mails)[0]
    assert (moved[1], moved[2]["UID"], moved[2]["SEQUENCE"]) == ("REQUEST", before["UID"], "1")
    assert moved[2]["start"] != before["start"]


def test_who_is_no_longer_invited_is_told_that_it_is_called_off_for_them(mails: MailServer) -> None:
    meeting = uuid4()
    actions.send_invitation(meeting, MEETING, tenant=TENANT, now=NOW)
    sent(mails)

    actions.send_invitation(meeting, replace(MEETING, attendees=("mona@example.no",)), tenant=TENANT, now=NOW)

    assert [(to, method) for to, method, _event in sent(mails)] == [
        ("mona@example.no", "REQUEST"),
        ("ola@example.no", "CANCEL"),
    ]


def test_a_cancelled_appointment_is_taken_out_of_the_calendars_once(mails: MailServer) -> None:
    meeting = uuid4()
    actions.send_invitation(meeting, MEETING, tenant=TENANT, now=NOW)
    before = sent(mails)[0][2]

    actions.cancel_invitation(meeting, now=NOW)
    assert actions.cancel_invitation(meeting, now=NOW) is None
    assert actions.cancel_invitation(uuid4(), now=NOW) is None

    cancelled = sent(mails)
    assert [(method, event["STATUS"], event["SEQUENCE"]) for _to, method, event in cancelled] == [
        ("CANCEL", "CANCELLED", "1")
    ] * 2
    assert cancelled[0][2]["UID"] == before["UID"]


def test_what_the_appointment_is_about_lies_sealed(mails: MailServer) -> None:
    entry = actions.send_invitation(uuid4(), MEETING, tenant=TENANT, now=NOW)

    stored = CalendarEntry.objects.filter(pk=entry.pk).values_list("content", flat=True)[0]

    assert "Drøftingsmøte".encode() not in stored.stored


def test_appointments_that_are_over_are_forgotten(mails: MailServer) -> None:
    actions.send_invitation(uuid4(), MEETING, tenant=TENANT, now=NOW)

    assert actions.erase_past_appointments(now=MEETING.ends_at + timedelta(days=29)) == 0
    assert actions.erase_past_appointments(now=MEETING.ends_at + timedelta(days=30)) == 1
