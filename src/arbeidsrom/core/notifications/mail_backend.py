"""Mails that Django or a library sends, such as a new password's, go the way of all others: through the outbox."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.notifications.actions import send_mail


class OutboxBackend(BaseEmailBackend):
    """Queues each mail for each of its receivers, who never see each other."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        now = timezone.now()
        for mail in email_messages:
            for receiver in mail.recipients():
                send_mail(
                    tenant=INSTALLATION,
                    to=receiver,
                    subject=str(mail.subject),
                    text=str(mail.body),
                    html=html_of(mail),
                    about=None,
                    now=now,
                )
        return len(email_messages)


def html_of(mail: EmailMessage) -> str | None:
    """The mail's HTML, if it has one."""
    alternatives = getattr(mail, "alternatives", [])
    return next((str(content) for content, kind in alternatives if kind == "text/html"), None)
