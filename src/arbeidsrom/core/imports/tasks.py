"""Background doors of imports."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from arbeidsrom.core.imports import actions, missing
from arbeidsrom.lib.jobs import BACK_OFF


@app.task(name="imports.rehearse")
def rehearse(run_id: str) -> None:
    """Read an uploaded file, unless it has been read."""
    actions.rehearse_received(UUID(run_id), now=timezone.now(), today=timezone.localdate())


@app.periodic(cron="0 8 * * 1-5")
@app.task(name="imports.tell_of_missing", queueing_lock="imports.tell_of_missing", retry=BACK_OFF)
def tell_of_missing(timestamp: int) -> None:
    """Tell whose nightly delivery has not come; the night of a weekend is no night of work."""
    missing.tell_of_missing(now=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="imports.end_silent_runs", queueing_lock="imports.end_silent_runs", retry=BACK_OFF)
def end_silent_runs(timestamp: int) -> None:
    """Tell of files whose reading was cut off, and see that those that wait are read and applied."""
    actions.end_silent_runs(now=timezone.now())
    actions.ask_again()
    actions.apply_waiting(now=timezone.now(), today=timezone.localdate())
