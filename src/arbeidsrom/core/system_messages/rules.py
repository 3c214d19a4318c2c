"""The rules of system messages: what one must contain, and where a recipient finds it. No database, no clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

TITLE_LENGTH = 50
"""KP-MSG-003, spaces included."""

REMIND_AFTER = timedelta(hours=24)
"""KP-SYSMSG-010 and 012."""

MOST_VIDEOS = 5


class Fault(StrEnum):
    """Why a message cannot be sent (KP-MSG-012)."""

    NO_TITLE = "no title"
    TITLE_TOO_LONG = "title too long"
    NO_CONTENT = "no content"
    NO_SENDER = "no sender"
    NO_PERIOD = "no period"
    PERIOD_TOO_SHORT = "period too short"
    NO_RECIPIENTS = "no recipients"
    FILES_NOT_CLEARED = "files not cleared"


def faults(
    *,
    title: str,
    has_content: bool,
    sender: str,
    visible_until: date | None,
    sent_on: date,
    recipients: int,
    files_cleared: bool = True,
) -> list[Fault]:
    """Everything that stands in the way of sending, in the order of the form."""
    found = [
        (not title.strip(), Fault.NO_TITLE),
        (len(title) > TITLE_LENGTH, Fault.TITLE_TOO_LONG),
        (not has_content, Fault.NO_CONTENT),
        (not sender.strip(), Fault.NO_SENDER),
        (visible_until is None, Fault.NO_PERIOD),
        (visible_until is not None and visible_until < sent_on, Fault.PERIOD_TOO_SHORT),
        (recipients == 0, Fault.NO_RECIPIENTS),
        (not files_cleared, Fault.FILES_NOT_CLEARED),
    ]
    return [fault for is_so, fault in found if is_so]


def is_current(*, important: bool, is_read: bool, visible_until: date, today: date) -> bool:
    """Whether a message stands under «Meldinger» and not yet under «Tidligere meldinger» (KP-SYSMSG-009 to 014).

    The last day of the visibility period is part of it.
    """
    is_visible = today <= visible_until
    if important:
        return is_visible or not is_read
    return is_visible and not is_read


def pops_up(*, is_current: bool, is_read: bool, remind_at: datetime | None, now: datetime) -> bool:
    """Whether a message is shown first when its recipient signs in (KP-SYSMSG-002, 010, 012)."""
    return is_current and not is_read and (remind_at is None or remind_at <= now)


def is_https(address: str) -> bool:
    """Whether an address is one that links and videos may have (KP-MSG-016)."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and not parts.username
