"""Background doors of operation."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from arbeidsrom.core.operations import actions
from arbeidsrom.lib.jobs import BACK_OFF


@app.periodic(cron="31 * * * *")
@app.task(name="operations.tell_of_broken_chains", queueing_lock="operations.tell_of_broken_chains", retry=BACK_OFF)
def tell_of_broken_chains(timestamp: int) -> None:
    """What the night's verification found is told to those who run the installation."""
    actions.tell_of_broken_chains(now=timezone.now(), today=timezone.localdate())
