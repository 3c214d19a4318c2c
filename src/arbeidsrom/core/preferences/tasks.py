"""Background doors of preferences."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from arbeidsrom.core.preferences import actions
from arbeidsrom.lib.jobs import BACK_OFF


@app.periodic(cron="23 3 * * *")
@app.task(name="preferences.forget_old", queueing_lock="preferences.forget_old", retry=BACK_OFF)
def forget_old(timestamp: int) -> None:
    """Every night what nobody came back to is forgotten."""
    actions.forget_old(now=timezone.now())
