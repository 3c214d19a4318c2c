"""Background doors of the vault."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from arbeidsrom.core.vault import actions
from arbeidsrom.lib.jobs import BACK_OFF


@app.task(name="vault.index", retry=BACK_OFF)
def index(version_id: str) -> None:
    """A file's text becomes searchable."""
    actions.index(UUID(version_id), now=timezone.now())


@app.periodic(cron="*/3 * * * *")
@app.task(name="vault.scan_waiting", queueing_lock="vault.scan_waiting", lock="vault.scan_waiting", retry=BACK_OFF)
def scan_waiting(timestamp: int) -> None:
    """Files that the scanner has not seen are shown to it again."""
    actions.scan_waiting(now=timezone.now())


@app.periodic(cron="23 3 * * *")
@app.task(name="vault.clear_orphans", queueing_lock="vault.clear_orphans", retry=BACK_OFF)
def clear_orphans(timestamp: int) -> None:
    """Every night the store is freed of what belongs to nothing."""
    actions.clear_orphans(now=timezone.now())


@app.periodic(cron="11 * * * *")
@app.task(name="vault.clear_expired_uploads", queueing_lock="vault.clear_expired_uploads", retry=BACK_OFF)
def clear_expired_uploads(timestamp: int) -> None:
    """Every hour uploads that nobody finished are thrown away."""
    actions.clear_expired_uploads(now=timezone.now())
