"""What the tests of notifications stand on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from pytest_django import Settings

from arbeidsrom.core.notifications import types
from arbeidsrom.core.notifications.groups import Background, Card, Group
from arbeidsrom.core.notifications.tests.servers import MailServer, mail_server
from arbeidsrom.core.notifications.types import COLLECTED, HOME_ONLY, MAIL_ONLY, NotificationType

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
TENANT = UUID(int=7)


@pytest.fixture
def mails(settings: Settings) -> Iterator[MailServer]:
    """Mails go out by SMTP to a real server."""
    settings.MAIL_TRANSPORT = "smtp"
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


CASES = Group("cases", "Cases")
SHARING = Group("sharing", "Sharing")
CASES_CARD = Card("cases", "Cases")
SHARING_CARD = Card("sharing", "Sharing")
SOON_CARD = Card("soon", "Soon", Background.YELLOW, removable=False)


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some kinds of notification of a module that is only here."""
    monkeypatch.setattr(types, "_types", {})
    for kind in (
        NotificationType(
            "test.deadline",
            "A deadline comes near",
            "The deadline in case %(number)s is %(day)s.",
            group=CASES,
            card=CASES_CARD,
        ),
        NotificationType(
            "test.must",
            "A shipment is locked",
            "Shipment %(number)s is locked.",
            group=SHARING,
            card=SHARING_CARD,
            always_mailed=True,
        ),
        NotificationType(
            "test.quiet",
            "A colleague has written",
            "%(who)s has written.",
            group=CASES,
            card=CASES_CARD,
            ways=COLLECTED,
        ),
        NotificationType(
            "test.seen", "Somebody has looked", "%(who)s has looked.", group=CASES, card=SOON_CARD, ways=HOME_ONLY
        ),
        NotificationType(
            "test.left", "Somebody has left", "%(who)s has left.", None, None, MAIL_ONLY, always_mailed=True
        ),
    ):
        types.register(kind)
