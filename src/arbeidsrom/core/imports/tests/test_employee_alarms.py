"""What those who import employees are told while they are not looking, and where they read every reason."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.imports import missing
from arbeidsrom.core.imports.models import ImportRun
from arbeidsrom.core.imports.reading import Fault
from arbeidsrom.core.imports.tests.hr_files import (
    HEADING,
    TODAY,
    days,
    everything,
    night,
    position,
    positions_file,
    rehearsed,
)
from arbeidsrom.core.imports.tests.test_employee_pages import STAFF, hr
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.organisation.models import Absence

__all__ = ["hr"]
ABSENCES = "ansattnummer;foretak;kostnadssted;fra;til\n"


def told(kind: str) -> list[str]:
    """Whom a notification of the kind has gone to."""
    return list(Notification.objects.filter(type=kind).values_list("person__given_name", flat=True))


@pytest.mark.req("KP-PIMP-002", "KP-HF-040")
@pytest.mark.parametrize(
    "content",
    [b"", HEADING.encode() + b"\n", HEADING.replace(";", ",").encode(), positions_file(STAFF[:3]).encode()],
    ids=["empty", "heading alone", "malformed", "much smaller"],
)
def test_a_delivery_that_cannot_be_used_ends_nobody_and_sounds_an_alarm(hr: Client, content: bytes) -> None:
    night(STAFF)
    before = everything()
    rehearsed(content, today=TODAY + days(1))

    assert everything() == before
    assert told("imports.run.refused") == ["Admin"]


def morning(day: int) -> datetime:
    """Eight o'clock on a day of November 2026."""
    return datetime(2026, 11, day, 7, 0, tzinfo=UTC)


@pytest.mark.req("KP-PIMP-002", "KP-IMPORT-001", "KP-HF-040")
@pytest.mark.parametrize(
    ("last", "now", "missed"),
    [
        (date(2026, 11, 24), morning(24), 0),
        (date(2026, 11, 23), morning(24), 1),  # nothing came in the night to Tuesday
        (date(2026, 11, 21), morning(23), 0),  # the night to Saturday was the last before Monday
        (date(2026, 11, 20), morning(23), 1),
    ],
)
def test_a_night_of_work_without_a_delivery_is_told_once_and_ends_nobody(
    hr: Client, last: date, now: datetime, missed: int
) -> None:
    night(STAFF, today=last)
    before = everything()

    assert [missing.tell_of_missing(now=now), missing.tell_of_missing(now=now)] == [missed, missed]
    assert told("imports.run.missing") == ["Admin"] * missed
    assert everything() == before


def test_where_no_delivery_has_ever_come_none_is_missed(hr: Client) -> None:
    assert missing.tell_of_missing(now=morning(24)) == 0


def test_an_absence_from_a_position_that_is_not_there_is_refused_with_its_reason(hr: Client) -> None:
    run = night(
        STAFF,
        absences=f"{ABSENCES}1001;1;111;2026-11-01;\n1001;1;112;2026-11-01;\n7777;1;111;2026-11-01;\n",
    )

    refused = run.refused_lines.order_by("line").values_list("table", "line", "column", "fault")
    assert list(refused) == [
        ("fravær.csv", 3, "ansattnummer", Fault.UNKNOWN_POSITION),
        ("fravær.csv", 4, "ansattnummer", Fault.UNKNOWN_POSITION),
    ]
    assert ImportRun.objects.get(pk=run.pk).refused == 2
    assert [absence.position for absence in Absence.objects.filter(dropped_in=None)] == [position(1)]


def test_a_file_of_absences_with_the_heading_alone_takes_them_all_away(hr: Client) -> None:
    night(STAFF, absences=f"{ABSENCES}1001;1;111;2026-11-01;\n")
    night(STAFF, today=TODAY + days(1))
    assert Absence.objects.filter(dropped_in=None).count() == 1  # no file of absences says nothing of them

    night(STAFF, absences=ABSENCES, today=TODAY + days(2))
    assert not Absence.objects.filter(dropped_in=None).exists()


def test_every_refused_line_can_be_read_page_by_page(hr: Client) -> None:
    many = positions_file([*STAFF, *("x" * 3 for _ in range(250))]).encode()
    run = rehearsed(many)

    assert "See all lines" in hr.get(reverse("import_run", args=[run.public_id])).content.decode()
    address = reverse("import_refused_lines", args=[run.public_id])
    assert [hr.get(address, {"page": page}).content.decode().count("<tr") for page in (1, 2)] == [201, 60]
    assert hr.get(reverse("import_refused_lines", args=[night(STAFF).public_id])).status_code == 200
