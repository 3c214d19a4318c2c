"""The link in a mail that switches such mails off: sealed, so that it tells nobody whose it is, and it expires."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac

LASTS = timedelta(days=180)


def make(person_id: int, kind: str, *, now: datetime) -> str:
    """The token for one person's mails of one kind."""
    said = json.dumps([person_id, kind]).encode()
    return _sealing().encrypt_at_time(said, int(now.timestamp())).decode()


def read(token: str, *, now: datetime) -> tuple[int, str] | None:
    """Whose mails of which kind; None when we have not made it, or it is too old."""
    try:
        said = _sealing().decrypt_at_time(token.encode(), int(LASTS.total_seconds()), int(now.timestamp()))
    except (InvalidToken, UnicodeEncodeError):
        return None
    person_id, kind = json.loads(said)
    return person_id, kind


def _sealing() -> Fernet:
    key = salted_hmac("notifications.off_links", "key", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
