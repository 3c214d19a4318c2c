"""How many wrong tries there are, and how long one waits between them (KL-SHARE-009)."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network

TRIES_PER_GENERATION = 10
FREE_TRIES = 3
TRIES_PER_ADDRESS = 30
ADDRESS_WINDOW = timedelta(hours=1)
FORGET_AFTER = timedelta(days=31)

_WAITS = tuple(timedelta(seconds=seconds) for seconds in (10, 30, 60, 120, 300, 600, 900))


def wait_after(wrong_tries: int) -> timedelta:
    """How long to wait before the next try: nothing after the first two, then ever longer."""
    if wrong_tries < FREE_TRIES:
        return timedelta(0)
    return _WAITS[min(wrong_tries - FREE_TRIES, len(_WAITS) - 1)]


def may_try_at(wrong_tries: int, last_wrong_at: datetime | None) -> datetime | None:
    """When the next try is allowed, or None when at once."""
    wait = wait_after(wrong_tries)
    return last_wrong_at + wait if last_wrong_at and wait else None


def counted_address(origin: str) -> str:
    """The network address as tries are counted for it: of IPv6 the 64 bits that one household has to itself."""
    try:
        address = ip_address(origin)
    except ValueError:
        return origin
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address.packed, 64), strict=False))


def address_is_limited(wrong_tries: int, window_began_at: datetime, now: datetime) -> bool:
    """Whether one network address has tried too often within the hour."""
    return wrong_tries >= TRIES_PER_ADDRESS and now < window_began_at + ADDRESS_WINDOW
