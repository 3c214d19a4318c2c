"""Background doors of API clients."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from arbeidsrom.core.api_clients import actions
from arbeidsrom.lib.jobs import BACK_OFF


@app.periodic(cron="23 * * * *")
@app.task(name="api_clients.forget_answers", queueing_lock="api_clients.forget_answers", retry=BACK_OFF)
def forget_answers(timestamp: int) -> None:
    """Every hour: answers that have been kept for a day."""
    actions.forget_answers(now=timezone.now())
