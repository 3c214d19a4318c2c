"""Background doors of orders of roles."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from arbeidsrom.core.role_orders.actions import nightly
from arbeidsrom.lib.jobs import BACK_OFF


@app.periodic(cron="50 0 * * *", periodic_id="role_orders.night")
@app.task(name="role_orders.night", queueing_lock="role_orders.night", pass_context=False, retry=BACK_OFF)
def night(timestamp: int) -> None:
    """What is over is ended and told of, owners are asked for reviews and holders warned; twice changes nothing."""
    now, today = timezone.now(), timezone.localdate()
    nightly.end_what_is_over(now=now, today=today)
    nightly.tell_of_ended(now=now)
    nightly.ask_for_reviews(now=now, today=today)
    nightly.tell_new_owners(now=now, today=today)
    nightly.warn_of_ends(now=now, today=today)


@app.periodic(cron="35 2 * * *", periodic_id="role_orders.erase_old")
@app.task(name="role_orders.erase_old", queueing_lock="role_orders.erase_old", pass_context=False, retry=BACK_OFF)
def erase_old(timestamp: int) -> None:
    """Orders whose time in the register is over are erased."""
    while nightly.erase_old(now=timezone.now()):
        pass
