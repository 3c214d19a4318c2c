"""Background doors of exports."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from arbeidsrom.core.exports import actions
from arbeidsrom.lib.jobs import BACK_OFF


@app.task(name="exports.make", retry=BACK_OFF)
def make(export_id: str) -> None:
    """Make the file that somebody has asked for, unless it has been made."""
    actions.make_export(UUID(export_id), now=timezone.now(), today=timezone.localdate())


@app.periodic(cron="*/5 * * * *")
@app.task(name="exports.ask_again", queueing_lock="exports.ask_again", retry=BACK_OFF)
def ask_again(timestamp: int) -> None:
    """Exports whose job was lost are asked for again."""
    actions.ask_again(now=timezone.now())


@app.periodic(cron="41 * * * *")
@app.task(name="exports.erase_old", queueing_lock="exports.erase_old", retry=BACK_OFF)
def erase_old(timestamp: int) -> None:
    """Every hour files that have had their day are erased."""
    actions.erase_old(now=timezone.now())
