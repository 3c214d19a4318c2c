"""Background doors of the audit log."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from arbeidsrom.core.audit import actions
from arbeidsrom.lib.jobs import BACK_OFF


@app.periodic(cron="4 * * * *")
@app.task(name="audit.sign_checkpoints", queueing_lock="audit.sign_checkpoints", retry=BACK_OFF)
def sign_checkpoints(timestamp: int) -> None:
    """Every hour the heads of the chains are signed and sent off the machine."""
    now = timezone.now()
    actions.sign_checkpoints(now=now)
    actions.send_checkpoints(now=now)


@app.task(name="audit.verify", retry=BACK_OFF)
def verify(verification_id: int) -> None:
    """Somebody has asked whether a chain is whole."""
    actions.finish_verification(verification_id, now=timezone.now())


@app.periodic(cron="41 2 * * *")
@app.task(name="audit.verify_all", queueing_lock="audit.verify_all", retry=BACK_OFF)
def verify_all(timestamp: int) -> None:
    """Every night each chain is verified in a job of its own."""
    actions.start_nightly_verifications(now=timezone.now())


@app.periodic(cron="53 2 * * *")
@app.task(name="audit.erase_old", queueing_lock="audit.erase_old", retry=BACK_OFF)
def erase_old(timestamp: int) -> None:
    """Every night: whom entries are about, when that has had its time."""
    while actions.erase_old_details(now=timezone.now()):
        pass
