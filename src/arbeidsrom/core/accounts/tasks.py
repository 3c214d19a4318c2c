"""Background doors of accounts."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from arbeidsrom.core.accounts import actions
from arbeidsrom.lib.jobs import BACK_OFF


@app.periodic(cron="47 3 * * *")
@app.task(name="accounts.forget_ended", queueing_lock="accounts.forget_ended", retry=BACK_OFF)
def forget_ended(timestamp: int) -> None:
    """Every night: sessions that have ended, and wrong tries that count no longer."""
    actions.forget_ended(now=timezone.now())
