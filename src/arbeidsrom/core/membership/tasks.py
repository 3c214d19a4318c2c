"""Background doors of membership."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from arbeidsrom.core.keys import opened
from arbeidsrom.core.membership import actions
from arbeidsrom.lib.jobs import BACK_OFF


@app.periodic(cron="37 3 * * *")
@app.task(name="membership.erase_old", queueing_lock="membership.erase_old", retry=BACK_OFF)
def erase_old(timestamp: int) -> None:
    """Every night: members who left so long ago that nothing needs them, and messages that have had their time."""
    now = timezone.now()
    with opened.kept():
        actions.erase_former_members(now=now, today=timezone.localdate(now))
    actions.erase_old_messages(now=now)
