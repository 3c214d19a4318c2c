"""Appointments as iCalendar: what calendars of real people take, move and call off (RFC 5545, RFC 5546)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from icalendar import Calendar, Event, vCalAddress, vText

REQUEST, CANCEL = "REQUEST", "CANCEL"


@dataclass(frozen=True, slots=True)
class Appointment:
    """When and where, by whom and with whom; the summary is seen by everybody who sees the calendar."""

    summary: str
    starts_at: datetime
    ends_at: datetime
    organiser: str
    organiser_name: str
    attendees: tuple[str, ...]
    location: str = ""
    description: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Appointment:
        return cls(
            **{
                **value,
                "starts_at": datetime.fromisoformat(value["starts_at"]),
                "ends_at": datetime.fromisoformat(value["ends_at"]),
                "attendees": tuple(value["attendees"]),
            }
        )


def icalendar(appointment: Appointment, *, uid: UUID, domain: str, sequence: int, method: str, now: datetime) -> str:
    """The appointment for a calendar: new, moved (the same UID, a higher SEQUENCE) or called off."""
    calendar = Calendar()
    calendar.add("prodid", "-//Arbeidsrom//NO")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event(appointment, f"{uid}@{domain}", sequence, method, now))
    return bytes(calendar.to_ical()).decode()


def event(appointment: Appointment, uid: str, sequence: int, method: str, now: datetime) -> Event:
    """The appointment itself."""
    made = Event()
    made.add("uid", uid)
    made.add("sequence", sequence)
    made.add("dtstamp", utc(now))
    made.add("dtstart", utc(appointment.starts_at))
    made.add("dtend", utc(appointment.ends_at))
    made.add("summary", appointment.summary)
    made.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    made.add("organizer", person(appointment.organiser, appointment.organiser_name), encode=False)
    for attendee in appointment.attendees:
        made.add("attendee", invited(attendee), encode=False)
    if appointment.location:
        made.add("location", appointment.location)
    if appointment.description:
        made.add("description", appointment.description)
    return made


def utc(moment: datetime) -> datetime:
    """In UTC, so that no calendar has to know our time zone."""
    return moment.astimezone(UTC).replace(microsecond=0)


def person(address: str, name: str = "") -> vCalAddress:
    """Somebody by e-mail address."""
    made = vCalAddress(f"mailto:{address}")
    if name:
        made.params["CN"] = vText(name)
    return made


def invited(address: str) -> vCalAddress:
    """Somebody who is asked to come, and to answer."""
    made = person(address)
    made.params["ROLE"] = vText("REQ-PARTICIPANT")
    made.params["PARTSTAT"] = vText("NEEDS-ACTION")
    made.params["RSVP"] = vText("TRUE")
    return made
