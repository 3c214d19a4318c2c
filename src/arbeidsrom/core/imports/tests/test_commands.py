"""The nightly file, as the machine's own scheduler runs it."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from arbeidsrom.core.imports.models import ImportRun
from arbeidsrom.core.imports.tests.nights import NEIGHBOUR, register_of
from arbeidsrom.core.imports.tests.register_files import register_file
from arbeidsrom.core.membership.models import Member
from tests.cast import Cast


def night(folder: Path, content: bytes, **options: object) -> str:
    file, told = folder / "medlemmer.csv", StringIO()
    file.write_bytes(content)
    call_command("import_members", file, stdout=told, **options)
    return told.getvalue()


@pytest.mark.req("KL-MEMB-002")
def test_the_nightly_file_is_applied_by_itself_and_tells_its_numbers(cast: Cast, tmp_path: Path) -> None:
    told = night(tmp_path, register_file(register_of()))
    assert "70 added" in told
    assert Member.objects.count() == 70
    assert "70 unchanged" in night(tmp_path, register_file(register_of()))


@pytest.mark.req("KL-MEMB-002")
def test_a_file_that_would_remove_many_is_left_for_a_person(cast: Cast, tmp_path: Path) -> None:
    night(tmp_path, register_file(register_of()))
    with pytest.raises(CommandError) as refusal:
        night(tmp_path, register_file(register_of(hospital=10)))
    assert refusal.value.returncode == 2
    assert Member.objects.filter(left_date=None).count() == 70


def test_a_file_that_cannot_be_used_ends_with_another_code(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refusal:
        night(tmp_path, b"navn,nummer\n")
    assert refusal.value.returncode == 3


def test_a_rehearsal_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    assert "70 added" in night(tmp_path, register_file(register_of()), rehearse=True)
    assert not Member.objects.exists()


def test_a_file_can_be_for_one_part_of_the_organisation(cast: Cast, tmp_path: Path) -> None:
    night(tmp_path, register_file(register_of()))
    own = [line for line in register_of() if line["klubb"] == NEIGHBOUR]
    told = night(tmp_path, register_file(own), unit=cast.neighbour_union.code)
    assert "10 unchanged" in told
    assert ImportRun.objects.latest("id").removed == 0


@pytest.mark.parametrize(("file", "unit"), [("ingen.csv", ""), ("medlemmer.csv", "ukjent")])
def test_what_is_not_there_is_said(cast: Cast, tmp_path: Path, file: str, unit: str) -> None:
    (tmp_path / "medlemmer.csv").write_bytes(b"")
    with pytest.raises(CommandError, match="There is no"):
        call_command("import_members", tmp_path / file, unit=unit)
    assert not ImportRun.objects.exists()
