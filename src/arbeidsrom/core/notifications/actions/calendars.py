"""Invitations to people's calendars: sent, moved, called off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsrom.core.notifications import calendars
from arbeidsrom.core.notifications.actions.messages import send_mail
from arbeidsrom.core.notifications.calendars import Appointment
from arbeidsrom.core.notifications.models import CalendarEntry
from arbeidsrom.core.notifications.rules import APPOINTMENTS_KEPT


@transaction.atomic
def send_invitation(about: UUID, appointment: Appointment, *, tenant: UUID, now: datetime) -> CalendarEntry:
    """Invite everybody to the appointment, or tell them its new time or place; who is no longer invited is told too.

    Once it has been called off they all know, and whoever is not invited anew hears nothing more.
    """
    entry = CalendarEntry.objects.select_for_update().filter(about=about).first()
    left_out: set[str] = set()
    if entry is None:
        entry = CalendarEntry(about=about, tenant=tenant)
    else:
        if entry.cancelled_at is None:
            left_out = {*Appointment.from_json(entry.content).attendees} - {*appointment.attendees}
        entry.sequence += 1
    former = Appointment.from_json(entry.content) if left_out else appointment
    entry.content, entry.ends_at, entry.cancelled_at = appointment.to_json(), appointment.ends_at, None
    entry.save()
    mail_all(entry, appointment, appointment.attendees, calendars.REQUEST, now=now)
    mail_all(entry, replace(former, attendees=tuple(sorted(left_out))), left_out, calendars.CANCEL, now=now)
    return entry


@transaction.atomic
def cancel_invitation(about: UUID, *, now: datetime) -> CalendarEntry | None:
    """Call the appointment off in everybody's calendar; None when there is none that can be."""
    entry = CalendarEntry.objects.select_for_update().filter(about=about, cancelled_at=None).first()
    if entry is None:
        return None
    entry.sequence, entry.cancelled_at = entry.sequence + 1, now
    entry.save(update_fields=["sequence", "cancelled_at"])
    appointment = Appointment.from_json(entry.content)
    mail_all(entry, appointment, appointment.attendees, calendars.CANCEL, now=now)
    return entry


@transaction.atomic
def erase_past_appointments(*, now: datetime) -> int:
    """Forget appointments that are over."""
    count, _by_model = CalendarEntry.objects.filter(ends_at__lte=now - APPOINTMENTS_KEPT).delete()
    return count


def mail_all(
    entry: CalendarEntry, appointment: Appointment, receivers: Iterable[str], method: str, *, now: datetime
) -> None:
    """One mail to each, with the appointment for the calendar in it."""
    text = calendars.icalendar(
        appointment,
        uid=entry.public_id,
        domain=settings.MAIL_DOMAIN,
        sequence=entry.sequence,
        method=method,
        now=now,
    )
    for receiver in receivers:
        send_mail(
            tenant=entry.tenant,
            to=receiver,
            subject=subject(entry, method),
            text=appointment.description or appointment.summary,
            about=entry.about,
            now=now,
            calendar=text,
            calendar_method=method,
        )


def subject(entry: CalendarEntry, method: str) -> str:
    """What the mail is, and nothing about the matter."""
    if method == calendars.CANCEL:
        return _("Arbeidsrom: an appointment has been called off")
    return _("Arbeidsrom: an appointment has been changed") if entry.sequence else _("Arbeidsrom: an invitation")
