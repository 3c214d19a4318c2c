"""The link of a shipment: a token of 32 random bytes that only the e-mail holds, in the part servers never see."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets

TOKEN_BYTES = 32
_KEY = re.compile(r"[A-Za-z0-9_-]{43}")
_WRAPPED = re.compile(r"[\s<>«»\"]+")


class MistypedLinkKey(ValueError):
    """What was pasted is neither the link nor its key («lenkenøkkel»)."""


def new_token() -> bytes:
    """A fresh token, 256 bits."""
    return secrets.token_bytes(TOKEN_BYTES)


def written(token: bytes) -> str:
    """The token as it stands in the link and as the pasteable «lenkenøkkel»."""
    return base64.urlsafe_b64encode(token).rstrip(b"=").decode("ascii")


def read_token(pasted: str) -> bytes:
    """The token from what was pasted: the key alone or the whole link, even broken over lines by a mail program."""
    key = _WRAPPED.sub("", pasted).rpartition("#")[2]
    if not _KEY.fullmatch(key):
        raise MistypedLinkKey
    token = base64.urlsafe_b64decode(key + "=")
    if written(token) != key:
        raise MistypedLinkKey
    return token


def token_hash(token: bytes) -> bytes:
    """What the database holds instead of the token."""
    return hashlib.sha256(token).digest()


def link_address(receiver_url: str, token: bytes) -> str:
    """The whole link; the token is a fragment, so that it reaches neither logs nor proxies."""
    return f"{page_address(receiver_url)}#{written(token)}"


def page_address(receiver_url: str) -> str:
    """Where the receivers' page is."""
    return f"{receiver_url.rstrip('/')}/forsendelse/"
