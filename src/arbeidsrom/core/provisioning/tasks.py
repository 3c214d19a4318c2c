"""Background doors of provisioning."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from arbeidsrom.core.provisioning import groups
from arbeidsrom.lib.jobs import BACK_OFF


@app.periodic(cron="37 4 * * *")
@app.task(name="provisioning.settle_groups", queueing_lock="provisioning.settle_groups", retry=BACK_OFF)
def settle_groups(timestamp: int) -> None:
    """Every night: the roles of groups follow the positions that their members have got and lost."""
    groups.settle_all(today=timezone.localdate())
