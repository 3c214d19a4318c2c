"""Background doors of roles."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from arbeidsrom.core.roles import deputies
from arbeidsrom.lib.jobs import BACK_OFF


@app.periodic(cron="40 0 * * *", periodic_id="roles.end_deputies")
@app.task(name="roles.end_deputies", queueing_lock="roles.end_deputies", pass_context=False, retry=BACK_OFF)
def end_deputies(timestamp: int) -> None:
    """Deputies whose leader has left, or leads nobody, do not come back; run twice it changes nothing."""
    deputies.end_without_leader(today=timezone.localdate())
