"""Where a course is in the learning portal, and whether the portal can be reached at all."""

from __future__ import annotations

import http.client
import re
import ssl
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.cache import cache

PLACE = "{course}"
KNOWN_AS = "competence.learning_portal.answers"
KNOWN_FOR = 30
"""So many seconds what the portal answered holds for everybody, whichever course they go to."""
STATUS = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})")
LENGTH = len(b"HTTP/1.1 200")


def is_connected() -> bool:
    """Whether this installation has a learning portal."""
    return bool(settings.LEARNING_PORTAL)


def address_of(course: str) -> str:
    """Where the course is. Only its own part of the address is its own: the portal is the installation's."""
    return str(settings.LEARNING_PORTAL).replace(PLACE, quote(course, safe=""))


def is_reached(course: str) -> bool:
    """Whether the portal answered when it was last asked, which it is every half minute, by one of those who go there.

    While one asks the others are let through: a portal that says nothing holds up one of them, and not all the program.
    """
    if not cache.add(KNOWN_AS, True, KNOWN_FOR):
        return bool(cache.get(KNOWN_AS, True))
    answers = _answers(address_of(course))
    cache.set(KNOWN_AS, answers, KNOWN_FOR)
    return answers


def _answers(address: str) -> bool:
    """Whether the portal answers within a moment, whatever it says but that it is out of order.

    One who is not signed in there may be sent on or refused; only the browser of the employee finds that out. The time
    is for all of it, the search for the host's name too, and no socket's own limit has that: so another thread asks.
    """
    until = monotonic() + settings.LEARNING_PORTAL_TIMEOUT
    answer: SimpleQueue[bool] = SimpleQueue()
    Thread(target=lambda: answer.put(_asked(address, until)), daemon=True).start()
    try:
        return answer.get(timeout=settings.LEARNING_PORTAL_TIMEOUT)
    except Empty:
        return False


def _asked(address: str, until: float) -> bool:
    connection = None
    try:
        parts = urlsplit(address)
        connection = _connection(parts.scheme, parts.netloc)
        connection.request("GET", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}")
        return _status(connection, until) < 500
    except (OSError, ValueError, http.client.HTTPException):
        return False
    finally:
        if connection is not None:
            connection.close()


def _connection(scheme: str, place: str) -> http.client.HTTPConnection:
    timeout = settings.LEARNING_PORTAL_TIMEOUT
    if scheme == "https":
        return http.client.HTTPSConnection(place, timeout=timeout, context=ssl.create_default_context())
    return http.client.HTTPConnection(place, timeout=timeout)


def _status(connection: http.client.HTTPConnection, until: float) -> int:
    """From the first line of the answer, of which no byte is waited for longer than there is time left in all."""
    line = b""
    while len(line) < LENGTH:
        left = until - monotonic()
        if left <= 0:
            raise TimeoutError
        connection.sock.settimeout(left)
        piece = connection.sock.recv(LENGTH - len(line))
        if not piece:
            raise ConnectionResetError
        line += piece
    if (found := STATUS.fullmatch(line)) is None:
        raise http.client.BadStatusLine(repr(line))
    return int(found[1])
