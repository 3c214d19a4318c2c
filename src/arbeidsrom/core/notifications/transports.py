"""Handing a message over: by SMTP, to an SMS gateway, or (in the demonstration) to the outbox page."""

from __future__ import annotations

import base64
import smtplib
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from arbeidsrom.core.notifications.gateways import gateway
from arbeidsrom.core.notifications.outbox import Content, NoAnswer, Refusal, TryLater
from arbeidsrom.core.notifications.states import Channel

if TYPE_CHECKING:
    from arbeidsrom.core.notifications.models import OutgoingMessage

OUR_TROUBLE = (smtplib.SMTPAuthenticationError, smtplib.SMTPConnectError, smtplib.SMTPHeloError)


def hand_over(message: OutgoingMessage) -> None:
    """Hand the message over for good, or raise ``TryLater`` or ``Refusal``."""
    if is_shown_only(Channel(message.channel)):
        return
    if message.channel == Channel.MAIL:
        by_smtp(message)
    else:
        by_sms(message)


def is_shown_only(channel: Channel) -> bool:
    """Whether messages of this kind leave nothing but a trace on the outbox page (the demonstration)."""
    return (settings.MAIL_TRANSPORT if channel == Channel.MAIL else settings.SMS_TRANSPORT) == "outbox"


def by_sms(message: OutgoingMessage) -> None:
    """To the SMS gateway."""
    gateway().send(message.recipient, Content.from_json(message.content).text, key=str(message.public_id))


def by_smtp(message: OutgoingMessage) -> None:
    """To the mail server; what it answers decides whether to try again."""
    mail = build_mail(message)
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refused:
        raise answered(next(iter(refused.recipients.values()))[0]) from None
    except OUR_TROUBLE as failure:
        raise TryLater(f"smtp {failure.smtp_code}") from None
    except smtplib.SMTPResponseException as refused:
        raise answered(refused.smtp_code) from None
    except TimeoutError:
        raise TryLater("timeout") from None
    except smtplib.SMTPServerDisconnected as failure:
        raise NoAnswer(type(failure).__name__) from None
    except (OSError, smtplib.SMTPException) as failure:
        raise TryLater(type(failure).__name__) from None


def answered(code: int) -> TryLater | Refusal:
    """4xx: later. 5xx: never."""
    return Refusal(f"smtp {code}") if 500 <= code < 600 else TryLater(f"smtp {code}")


def build_mail(message: OutgoingMessage) -> EmailMultiAlternatives:
    """The mail as it goes out: plain text and HTML, an invitation to the calendar, files."""
    content = Content.from_json(message.content)
    mail = EmailMultiAlternatives(
        subject=content.subject,
        body=content.text,
        to=[message.recipient],
        headers={**content.headers, "Message-ID": message.message_id},
        connection=smtp(),
    )
    if content.html:
        mail.attach_alternative(content.html, "text/html")
    if content.calendar:
        mail.attach_alternative(content.calendar, f"text/calendar; method={content.calendar_method}")
        mail.attach("invitation.ics", content.calendar, "application/ics")
    for attachment in content.attachments:
        mail.attach(attachment.name, base64.b64decode(attachment.data), attachment.content_type)
    return mail


def smtp() -> BaseEmailBackend:
    """A connection to the mail server, whatever ``EMAIL_BACKEND`` puts mails into the outbox."""
    return get_connection("django.core.mail.backends.smtp.EmailBackend", timeout=settings.MAIL_TIMEOUT)
