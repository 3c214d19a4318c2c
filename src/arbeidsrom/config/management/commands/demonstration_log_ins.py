from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from arbeidsrom.config import demo


class Command(BaseCommand):
    """Lists the demonstration's people as JSON, for the launcher; in production there are none."""

    help = "The demonstration's log-ins, as JSON."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(demo.log_ins() if settings.DEMONSTRATION else []))
