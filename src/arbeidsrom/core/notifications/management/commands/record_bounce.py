"""``record_bounce``: takes a bounced mail on standard input, as a mail server's alias gives it.

``/etc/aliases``: ``bounces: "|python -m arbeidsrom record_bounce"``, with the envelope sender in ARBEIDSROM_MAIL_FROM.
"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from arbeidsrom.core.notifications.actions import record_bounce
from arbeidsrom.core.notifications.bounces import read_bounce

LIMIT = 5 * 1024 * 1024


class Command(BaseCommand):
    help = "Records that a mail has come back: reads the delivery status notification from standard input."
    requires_system_checks = []

    def handle(self, **_options: Any) -> None:
        bounce = read_bounce(sys.stdin.buffer.read(LIMIT))
        known = bounce is not None and record_bounce(bounce.message_id, bounce.status, now=timezone.now())
        self.stdout.write("recorded" if known else "none of ours")
