"""Background doors of system messages."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from arbeidsrom.core.system_messages.actions import sending
from arbeidsrom.core.system_messages.queries import writing
from arbeidsrom.lib.jobs import BACK_OFF


@app.task(name="system_messages.send", retry=BACK_OFF)
def send(message_id: str) -> None:
    """A message has been confirmed for sending now."""
    sending.send(UUID(message_id), now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="system_messages.send_due", queueing_lock="system_messages.send_due", retry=BACK_OFF)
def send_due(timestamp: int) -> None:
    """Every minute: the messages whose moment has come, and those whose job was lost."""
    for message_id in writing.due_messages(now=timezone.now()):
        sending.send(message_id, now=timezone.now())
