"""Background doors of the organisation."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from arbeidsrom.core.keys import opened
from arbeidsrom.core.organisation import actions
from arbeidsrom.lib.jobs import BACK_OFF


@app.periodic(cron="1 0 * * *", periodic_id="organisation.arrange_tree")
@app.task(
    name="organisation.arrange_tree", queueing_lock="organisation.arrange_tree", pass_context=False, retry=BACK_OFF
)
def arrange_tree(timestamp: int) -> None:
    """Just after midnight the moves and mergers that take effect today do so; run twice it changes nothing."""
    actions.arrange_tree(today=timezone.localdate())
    with opened.kept():
        actions.carry_out_mergers(now=timezone.now(), today=timezone.localdate())
