"""Where a course is in the learning portal, and whether the portal can be reached at all."""

from __future__ import annotations

import http.client
import ssl
from urllib.parse import quote, urlsplit

from django.conf import settings

PLACE = "{course}"


def is_connected() -> bool:
    """Whether this installation has a learning portal."""
    return bool(settings.LEARNING_PORTAL)


def address_of(course: str) -> str:
    """Where the course is. Only its own part of the address is its own: the portal is the installation's."""
    return str(settings.LEARNING_PORTAL).replace(PLACE, quote(course, safe=""))


def is_reached(course: str) -> bool:
    """Whether the portal answers for the course within a moment, whatever it says but that it is out of order.

    One who is not signed in there may be sent on or refused; only the browser of the employee finds that out.
    """
    parts = urlsplit(address_of(course))
    connection = _connection(parts.scheme, parts.netloc)
    try:
        connection.request("GET", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _connection(scheme: str, place: str) -> http.client.HTTPConnection:
    timeout = settings.LEARNING_PORTAL_TIMEOUT
    if scheme == "https":
        return http.client.HTTPSConnection(place, timeout=timeout, context=ssl.create_default_context())
    return http.client.HTTPConnection(place, timeout=timeout)
