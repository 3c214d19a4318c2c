"""Background doors of people."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from arbeidsrom.core.people.actions import loans
from arbeidsrom.lib.jobs import BACK_OFF


@app.periodic(cron="20 0 * * *")
@app.task(name="people.tell_of_loans", queueing_lock="people.tell_of_loans", pass_context=False, retry=BACK_OFF)
def tell_of_loans(timestamp: int) -> None:
    """Just after midnight the borrowing leaders are told of the loans that have begun."""
    loans.tell_of_loans(now=timezone.now(), today=timezone.localdate())
