"""The pages of imports as somebody who imports employees meets them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.imports import actions
from arbeidsrom.core.imports.models import AnnouncedChange, AnnouncementState, ImportRun
from arbeidsrom.core.imports.tests.hr_files import TODAY, Line, archive, days, night, position, rehearsed
from arbeidsrom.core.imports.tests.test_views import signed_in
from arbeidsrom.core.organisation.access import IMPORT
from arbeidsrom.core.organisation.models import Placement, Position, Unit, UnitKind
from arbeidsrom.core.roles import registry
from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.core.roles.registry import Role
from tests.cast import NOW, Cast

STAFF = [Line(1, leader="1009", given="Åse"), *(Line(number) for number in range(2, 9)), Line(9, title="Leder")]


@pytest.fixture
def hr(cast: Cast) -> Iterator[Client]:
    """The administrator, who also imports the employees of a region."""
    region = Unit.objects.create(
        kind=UnitKind.REGION,
        name="Helse Midtnatt",
        code="R",
        parent=cast.union,
        valid_from=cast.union.valid_from,
        is_controller=True,
    )
    Placement.objects.create(unit=region, parent=cast.union, valid_from=region.valid_from)
    from arbeidsrom.core.organisation.actions import arrange_tree

    arrange_tree(today=TODAY)
    region.refresh_from_db()
    registry._registry.roles["test.hr"] = Role("test.hr", "HR", "HR", frozenset({IMPORT}))
    RoleGrant.objects.create(
        position=Position.objects.filter(person=cast.people["admin"])[0],
        role="test.hr",
        unit=region,
        with_subunits=True,
        valid_from=region.valid_from,
        source=GrantSource.ORDER,
    )
    yield signed_in(cast, "admin")
    del registry._registry.roles["test.hr"]


@pytest.mark.req("KP-PIMP-003")
def test_a_delivery_is_uploaded_rehearsed_looked_at_and_applied(hr: Client) -> None:
    night(STAFF)
    moved = [Line(1, "112", starts=(TODAY + days(1)).isoformat(), given="Åse", leader="1009"), *STAFF[1:7], STAFF[8]]
    region = Unit.objects.get(code="R")
    answer = hr.post(
        reverse("imports"),
        {"register": "employees", "unit": region.public_id, "file": SimpleUploadedFile("hr.zip", archive(moved))},
    )
    run = ImportRun.objects.latest("id")
    assert answer.headers["Location"] == reverse("import_run", args=[run.public_id])
    actions.rehearse_received(run.public_id, now=NOW, today=TODAY + days(1))

    page = hr.get(reverse("import_run", args=[run.public_id])).content.decode()
    assert "What changes at each employer" in page
    assert "Vestre helseforetak" in page
    changes = hr.get(reverse("import_changes", args=[run.public_id]), {"kind": "ended"}).content.decode()
    assert "Åse Ødegård" in changes
    assert changes.count("<tr") == 3  # the heading, who moves and who leaves
    assert "Sengepost B" in changes
    hr.post(reverse("apply_import", args=[run.public_id]), {"confirmed": "on"})
    run.refresh_from_db()
    assert run.state == "applied"
    assert Entry.objects.filter(event="imports.run.applied", thing=run.public_id).exists()


def test_the_list_of_changes_has_pages_and_an_empty_state(hr: Client) -> None:
    run = night(STAFF)
    address = reverse("import_changes", args=[run.public_id])
    assert "Nothing of this kind" in hr.get(address, {"kind": "continued"}).content.decode()
    assert hr.get(address, {"kind": "nonsense", "page": "99"}).status_code == 200


def test_a_delivery_that_stopped_says_why_in_the_words_of_positions(hr: Client) -> None:
    many = [*STAFF, *(Line(number) for number in range(10, 20))]
    night(many)
    run = rehearsed(archive(many[:11]), today=TODAY + days(1))
    page = hr.get(reverse("import_run", args=[run.public_id])).content.decode()
    assert "positions would end. That is more than usual." in page


def test_a_nightly_run_that_nothing_stopped_names_no_program_as_the_one_who_applied_it(hr: Client) -> None:
    run = night(STAFF)
    ImportRun.objects.filter(pk=run.pk).update(source="command")
    shown = hr.get(reverse("import_run", args=[run.public_id])).content.decode()
    assert "imports.import_employees" not in shown
    ImportRun.objects.filter(pk=run.pk).update(applied_by="Drift Hansen")
    assert "Drift Hansen" in hr.get(reverse("import_run", args=[run.public_id])).content.decode()


@pytest.mark.req("KP-PREREG-003", "KP-PREREG-006")
def test_changes_are_announced_as_a_list_by_those_who_import_and_by_nobody_else(hr: Client, cast: Cast) -> None:
    night(STAFF)
    day = TODAY + days(400)
    address = reverse("announced_changes")
    hr.post(address, {"lines": f"1001;111;112;{day}\n\n1002 ; 111 ; 121 ; {day:%-d.%m.%Y}\n"})

    rows = AnnouncedChange.objects.order_by("id")
    assert [(row.position, row.to_unit.code, row.on) for row in rows] == [
        (position(1), "112", day),
        (position(2), "121", day),
    ]
    assert "Åse Ødegård" in hr.get(address).content.decode()
    assert Entry.objects.filter(event="imports.change.announced").count() == 2
    for who in ("kari", "per"):
        assert signed_in(cast, who).get(address).status_code == 403


@pytest.mark.req("KP-PREREG-002")
def test_the_page_says_one_or_two_weeks_before_and_points_out_what_comes_later(hr: Client) -> None:
    night(STAFF)
    address = reverse("announced_changes")
    assert "one or two weeks before" in hr.get(address).content.decode()
    today = timezone.localdate()
    in_time = hr.post(address, {"lines": f"1001;111;112;{today + days(7)}"}, follow=True).content.decode()
    assert "less than a week away" not in in_time
    assert "Announced late" not in in_time
    late = hr.post(address, {"lines": f"1002;111;121;{today + days(6)}"}, follow=True).content.decode()
    assert "1 of them is less than a week away. Announce changes one or two weeks before." in late
    assert late.count("Announced late") == 1
    assert AnnouncedChange.objects.count() == 2, "it is taken all the same"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1001;111;112", "four fields"),
        ("9999;111;112;2030-01-01", "Nobody with that employee number"),
        ("1001;112;111;2030-01-01", "Nobody with that employee number"),
        ("1001;111;999;2030-01-01", "no such new cost centre"),
        ("1001;111;111;2030-01-01", "the one now"),
        ("1001;111;112;1. mars", "Not a date"),
        ("1001;111;112;31.02.2030", "Not a date"),
        ("1001;111;112;01.01.2020", "has passed"),
        ("1001;111;112;2020-01-01", "has passed"),
    ],
)
def test_a_wrong_line_is_told_at_its_number_and_nothing_is_announced_or_lost(
    hr: Client, line: str, reason: str
) -> None:
    night(STAFF)
    good = "1002;111;112;2030-01-01"
    page = hr.post(reverse("announced_changes"), {"lines": f"{good}\n{line}"}).content.decode()
    assert "Line 2: " in page
    assert reason in page
    assert good in page  # what was written is still there
    assert not AnnouncedChange.objects.exists()


def test_the_same_position_is_announced_once(hr: Client) -> None:
    night(STAFF)
    line = "1001;111;112;2030-01-01"
    page = hr.post(reverse("announced_changes"), {"lines": f"{line}\n{line}"}).content.decode()
    assert "stands on another line too" in page
    hr.post(reverse("announced_changes"), {"lines": line})
    assert (
        "announced for this position already" in hr.post(reverse("announced_changes"), {"lines": line}).content.decode()
    )
    assert AnnouncedChange.objects.count() == 1


def test_an_announcement_is_withdrawn_once_and_what_comes_is_then_an_ordinary_change(hr: Client) -> None:
    night(STAFF)
    old = position(1)
    hr.post(reverse("announced_changes"), {"lines": "1001;111;112;2030-01-01"})
    row = AnnouncedChange.objects.get()
    address = reverse("withdraw_announced_change", args=[row.public_id])
    assert hr.post(address).status_code == 302
    row.refresh_from_db()
    assert row.state == AnnouncementState.WITHDRAWN
    assert hr.post(address).status_code == 409
    night([Line(1, "112", starts="2026-11-24"), *STAFF[1:]], today=TODAY + days(1))
    assert position(1, "112").pk != old.pk


def test_a_file_for_a_part_that_one_does_not_import_for_is_refused(hr: Client, cast: Cast) -> None:
    answer = hr.post(
        reverse("imports"),
        {"register": "employees", "unit": cast.union.public_id, "file": SimpleUploadedFile("hr.zip", archive(STAFF))},
    )
    assert answer.status_code == 403
    assert not ImportRun.objects.filter(register="employees").exists()
