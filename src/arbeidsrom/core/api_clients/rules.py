"""Tokens, and counting requests: pure."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

PREFIX = "arbeidsrom_"
"""By it, programs that look for lost secrets know a token."""
LONGEST = timedelta(days=400)
OVERLAP = timedelta(days=7)
"""So long the old tokens still work when a new one has been made in their place."""
ANSWERS_KEPT = timedelta(days=1)
USE_NOTED_EVERY = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)


def new_token() -> str:
    """256 bits that nobody can guess."""
    return PREFIX + secrets.token_urlsafe(32)


def minute_of(now: datetime) -> datetime:
    """The minute that requests are counted in."""
    return now.replace(second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Use:
    """What is left of a client's minute."""

    limit: int
    count: int
    seconds_left: int

    @property
    def is_too_much(self) -> bool:
        return self.count > self.limit

    @property
    def headers(self) -> dict[str, str]:
        """As every answer tells it."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(0, self.limit - self.count)),
            "RateLimit-Reset": str(self.seconds_left),
        }


def use(limit: int, count: int, now: datetime) -> Use:
    """After so many requests in this minute."""
    rest = minute_of(now) + MINUTE - now
    return Use(limit, count, max(1, -(-rest // timedelta(seconds=1))))
