"""Background doors of the club's room: read the clock, call one action."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from arbeidsrom.core.keys import opened
from arbeidsrom.lib.jobs import BACK_OFF
from arbeidsrom.modules.workspace.actions import deadlines


@app.periodic(cron="10 5-21 * * *")
@app.task(name="workspace.remind_of_deadlines", queueing_lock="workspace.remind_of_deadlines", retry=BACK_OFF)
def remind_of_deadlines(timestamp: int) -> None:
    """Every hour of the day: reminders that have become due, each sent once."""
    with opened.kept():
        deadlines.remind_of_deadlines(now=timezone.now(), today=timezone.localdate())
