"""A request to write that comes twice does its work once, and gets the same answer (PL-OPS-004)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from django.db import connection, transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _

from arbeidsrom.core.api_clients.models import StoredAnswer
from arbeidsrom.web.api.problems import INVALID, KEY_AT_WORK, KEY_MISSING, KEY_REUSED, Fault, refuse
from arbeidsrom.web.api.requests import ApiRequest

HEADER = "Idempotency-Key"
LONGEST = 200
KEPT = ("Content-Type", "Location")


class Content:
    """What is sent, taken in piece by piece; when all has been, its fingerprint is known."""

    def __init__(self, pieces: Iterable[bytes], *about: str) -> None:
        self._pieces = iter(pieces)
        self._hash = hashlib.sha256("\n".join(about).encode() + b"\0")

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._hash.update(piece)
            yield piece

    def fingerprint(self) -> bytes:
        """A hash of all of it, and of what it is about."""
        for _piece in self:
            pass
        return self._hash.digest()


def once(request: ApiRequest, content: Content, act: Callable[[], HttpResponse], *, now: datetime) -> HttpResponse:
    """Act, and keep the answer in the same transaction; a request with the same key gets it again.

    What was refused is not kept: it may be sent once more with the same key.
    """
    key = _key_of(request)
    with transaction.atomic():
        if not _hold(request.client_id, key):
            raise refuse(KEY_AT_WORK)
        earlier = StoredAnswer.objects.filter(client_id=request.client_id, key=key).first()
        if earlier is not None:
            return _again(earlier, content)
        answer = act()
        StoredAnswer.objects.create(
            client_id=request.client_id,
            key=key,
            fingerprint=content.fingerprint(),
            status=answer.status_code,
            headers={name: answer.headers[name] for name in KEPT if name in answer.headers},
            content=answer.content,
            answered_at=now,
        )
    return answer


def _key_of(request: ApiRequest) -> str:
    key = request.headers.get(HEADER, "").strip()
    if not key:
        told = _("Choose a key that is new for each thing you want done, and send it in this header.")
        raise refuse(KEY_MISSING, faults=[Fault(told, parameter=HEADER)])
    if len(key) > LONGEST or not key.isascii() or not key.isprintable():
        told = _("The key can have up to 200 letters, numbers and signs.")
        raise refuse(INVALID, faults=[Fault(told, parameter=HEADER)])
    return key


def _hold(client_id: int, key: str) -> bool:
    """Whether nobody else is carrying out a request with the key at this moment, in any process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"api {client_id} {key}"])
        return bool(cursor.fetchone()[0])


def _again(earlier: StoredAnswer, content: Content) -> HttpResponse:
    if content.fingerprint() != bytes(earlier.fingerprint):
        told = _("Another request was sent with this key. Choose a new key for each thing you want done.")
        raise refuse(KEY_REUSED, told, faults=[Fault(told, parameter=HEADER)])
    headers = {**earlier.headers, "Idempotency-Replayed": "true"}
    return HttpResponse(bytes(earlier.content), status=earlier.status, headers=headers)
