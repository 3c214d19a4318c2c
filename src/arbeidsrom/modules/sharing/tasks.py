"""Background doors of sharing: each reads the clock and calls one action."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from arbeidsrom.lib.jobs import BACK_OFF
from arbeidsrom.modules.sharing.actions import answers, notices


@app.periodic(cron="* * * * *")
@app.task(name="sharing.tell_stewards", queueing_lock="sharing.tell_stewards", retry=BACK_OFF)
def tell_stewards(timestamp: int) -> None:
    """What receivers did, and what did not reach them, is told to the stewards within a minute."""
    notices.notice_undelivered(now=timezone.now())
    notices.tell_stewards(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="sharing.take_in_answers", queueing_lock="sharing.take_in_answers", retry=BACK_OFF)
def take_in_answers(timestamp: int) -> None:
    """Answers reach their case within a minute."""
    answers.take_in_answers(now=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="sharing.clear_expired", queueing_lock="sharing.clear_expired", retry=BACK_OFF)
def clear_expired(timestamp: int) -> None:
    """Keys of what has expired are deleted."""
    notices.clear_expired(now=timezone.now())
    notices.lock_interrupted(now=timezone.now())


@app.periodic(cron="0 * * * *")
@app.task(name="sharing.remind_of_unopened", queueing_lock="sharing.remind_of_unopened", retry=BACK_OFF)
def remind_of_unopened(timestamp: int) -> None:
    """Reminders of shipments that nobody has opened."""
    notices.remind_of_unopened(now=timezone.now())
