"""Background doors of the outbox."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from arbeidsrom.core.notifications import actions
from arbeidsrom.lib.jobs import BACK_OFF


@app.task(name="notifications.deliver", retry=BACK_OFF)
def deliver(message_id: int) -> None:
    """A message has been put into the outbox."""
    actions.deliver(message_id, now=timezone.now())


@app.task(name="notifications.mail_told", retry=BACK_OFF)
def mail_told() -> None:
    """Many have been told something at once."""
    actions.mail_told(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="notifications.deliver_waiting", queueing_lock="notifications.deliver_waiting", retry=BACK_OFF)
def deliver_waiting(timestamp: int) -> None:
    """Every minute: what was to be tried again, what a killed worker left or never wrote, what has had its time."""
    now = timezone.now()
    actions.mail_told(now=now)
    actions.take_back_stuck(now=now)
    actions.expire_messages(now=now)
    while actions.deliver_waiting(now=timezone.now(), at_most=1):
        pass  # each by the clock of its own sending: one claimed long ago would be taken back as stuck, and sent twice


@app.periodic(cron="4 * * * *")
@app.task(name="notifications.weekly_digest", queueing_lock="notifications.weekly_digest", retry=BACK_OFF)
def weekly_digest(timestamp: int) -> None:
    """Every hour: the digest from Wednesday morning, or what is missing of it; else nothing (KP-NOTIF-004)."""
    actions.make_weekly_digest(now=timezone.now())


@app.periodic(cron="23 2 * * *")
@app.task(name="notifications.erase_old", queueing_lock="notifications.erase_old", retry=BACK_OFF)
def erase_old(timestamp: int) -> None:
    """Every night: what was told long ago, and appointments that are over."""
    now = timezone.now()
    actions.erase_old_notifications(now=now)
    actions.erase_past_appointments(now=now)
    actions.erase_old_digests(now=now)
