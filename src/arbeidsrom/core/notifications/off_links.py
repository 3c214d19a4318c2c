"""The link in a mail that switches such mails off: sealed, so that it tells nobody whose it is, and it expires."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from arbeidsrom.core.keys import envelope

LASTS = timedelta(days=180)
DIGEST = "digest"
PURPOSE = "notifications.off_links"


def make(person_id: int, kind: str, *, now: datetime) -> str:
    """The token for one person's mails of one kind."""
    said = json.dumps([person_id, kind, int(now.timestamp())]).encode()
    return base64.urlsafe_b64encode(envelope.seal(next(_keys()), said, PURPOSE)).decode()


def headers(person_id: int, kind: str, *, now: datetime) -> dict[str, str]:
    """What mail programs read to offer «unsubscribe», and to do it by one click (RFC 2369, RFC 8058)."""
    url = settings.PUBLIC_URL + reverse("switch_off_mail", args=[make(person_id, kind, now=now)])
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def read(token: str, *, now: datetime) -> tuple[int, str] | None:
    """Whose mails of which kind; None when we have not made it, or it is too old."""
    said = _opened(token)
    if said is None:
        return None
    person_id, kind, made_at = json.loads(said)
    return (person_id, kind) if now - datetime.fromtimestamp(made_at, UTC) <= LASTS else None


def _opened(token: str) -> bytes | None:
    """What the token says, sealed under the secret key of today or an earlier one."""
    for key in _keys():
        try:
            return envelope.unseal(key, base64.urlsafe_b64decode(token.encode("ascii")), PURPOSE)
        except (envelope.KeyDoesNotFit, UnicodeEncodeError, binascii.Error):
            continue
    return None


def _keys() -> Iterator[bytes]:
    """Today's key first."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield salted_hmac(PURPOSE, "key", secret=secret, algorithm="sha256").digest()
