"""SMS gateways: whoever can send an SMS for us."""

from __future__ import annotations

import http.client
import json
import ssl
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

from arbeidsrom.core.notifications.outbox import NoAnswer, Refusal, TryLater

TEMPORARY = frozenset({408, 409, 423, 425, 429})


class SmsGateway(Protocol):
    """Sends an SMS; ``key`` is the same for every attempt, so that a gateway that knows it sends once."""

    def send(self, number: str, text: str, *, key: str) -> None:
        """Hand the SMS over, or raise ``TryLater`` or ``Refusal``."""


@dataclass(frozen=True)
class HttpGateway:
    """A gateway that takes a JSON document by POST, which most of them do, some behind a small adapter.

    ``{"from": …, "to": "+47…", "text": …}`` with ``Authorization: Bearer …`` and ``Idempotency-Key: …``;
    any 2xx means that the gateway has it.
    """

    url: str
    token: str
    sender: str
    timeout: float = 10

    def send(self, number: str, text: str, *, key: str) -> None:
        body = json.dumps({"from": self.sender, "to": number, "text": text})
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        status = self._post(body.encode(), headers)
        if 200 <= status < 300:
            return
        if status in TEMPORARY or status >= 500:
            raise TryLater(f"http {status}")
        raise Refusal(f"http {status}")

    def _post(self, body: bytes, headers: dict[str, str]) -> int:
        parts = urlsplit(self.url)
        connection = self._connection(parts.scheme, parts.netloc)
        reached = False
        try:
            connection.connect()
            reached = True
            path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            connection.request("POST", path, body, headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException) as failure:
            problem = "timeout" if isinstance(failure, TimeoutError) else type(failure).__name__
            raise (NoAnswer if reached else TryLater)(problem) from None
        finally:
            connection.close()

    def _connection(self, scheme: str, place: str) -> http.client.HTTPConnection:
        if scheme == "https":
            return http.client.HTTPSConnection(place, timeout=self.timeout, context=ssl.create_default_context())
        return http.client.HTTPConnection(place, timeout=self.timeout)


def gateway() -> SmsGateway:
    """The installation's gateway."""
    return HttpGateway(settings.SMS_URL, settings.SMS_TOKEN, settings.SMS_SENDER, settings.SMS_TIMEOUT)
