from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from arbeidsrom.core.system_messages import rules
from arbeidsrom.core.system_messages.rules import Fault

TODAY = date(2026, 11, 24)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
NOW = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Europe/Oslo"))
WHOLE = {
    "title": "Nye rutiner",
    "has_content": True,
    "sender": "Kompetanseavdelingen",
    "visible_until": TODAY,
    "sent_on": TODAY,
    "recipients": 3,
}


@pytest.mark.req("KP-MSG-012")
@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"title": ""}, Fault.NO_TITLE),
        ({"title": "  "}, Fault.NO_TITLE),
        ({"title": "x" * 51}, Fault.TITLE_TOO_LONG),
        ({"has_content": False}, Fault.NO_CONTENT),
        ({"sender": " "}, Fault.NO_SENDER),
        ({"visible_until": None}, Fault.NO_PERIOD),
        ({"visible_until": YESTERDAY}, Fault.PERIOD_TOO_SHORT),
        ({"recipients": 0}, Fault.NO_RECIPIENTS),
        ({"files_cleared": False}, Fault.FILES_NOT_CLEARED),
    ],
)
def test_a_message_that_lacks_something_cannot_be_sent(changed: dict[str, object], fault: Fault) -> None:
    assert rules.faults(**{**WHOLE, **changed}) == [fault]  # type: ignore[arg-type]


def test_a_whole_message_with_a_title_of_fifty_characters_can_be_sent_on_the_last_day_of_its_period() -> None:
    assert rules.faults(**{**WHOLE, "title": "x" * 50}) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("important", "is_read", "until", "is_current"),
    [
        (True, True, TOMORROW, True),
        (True, True, TODAY, True),
        (True, True, YESTERDAY, False),
        (True, False, TOMORROW, True),
        (True, False, YESTERDAY, True),
        (False, True, TOMORROW, False),
        (False, False, TODAY, True),
        (False, False, YESTERDAY, False),
    ],
)
def test_where_a_message_stands_follows_from_whether_it_is_read_and_the_day(
    important: bool, is_read: bool, until: date, is_current: bool
) -> None:
    assert rules.is_current(important=important, is_read=is_read, visible_until=until, today=TODAY) is is_current


@pytest.mark.parametrize(
    ("remind_at", "pops_up"),
    [(None, True), (NOW, True), (NOW - timedelta(hours=1), True), (NOW + timedelta(seconds=1), False)],
)
def test_a_message_pops_up_until_it_is_closed_and_again_when_the_reminder_is_due(
    remind_at: datetime | None, pops_up: bool
) -> None:
    assert rules.pops_up(is_current=True, is_read=False, remind_at=remind_at, now=NOW) is pops_up


@pytest.mark.req("KP-MSG-016")
@pytest.mark.parametrize(
    "address",
    [
        "http://video.example/1",
        "javascript:alert(1)",
        "//video.example",
        "https://",
        "https://x@video.example",
        "ftp:x",
    ],
)
def test_an_address_that_is_not_https_is_none_for_links_and_videos(address: str) -> None:
    assert not rules.is_https(address)
    assert rules.is_https("https://video.example/1?t=2")
