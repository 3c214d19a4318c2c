"""Keys are changed by a command while other processes read and write: nothing fails, and no file is written anew."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django import Settings

from arbeidsrom.config.tests.worker import database_url
from arbeidsrom.core.keys import actions as keys
from arbeidsrom.core.keys import opened, ring
from arbeidsrom.core.keys.models import KeyHolder, TenantKey
from arbeidsrom.core.membership.models import Member
from arbeidsrom.core.membership.tests.factories import member_of
from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault import queries
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 1500
"""So many holders that wrapping their keys anew takes longer than reading and writing a few times."""


@contextmanager
def rotation(key_file: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """``rotate_keys`` as a process of its own, on the test's database and keys."""
    environment = {**os.environ, "DATABASE_URL": database_url(), "ARBEIDSROM_MASTER_KEY_FILE": str(key_file)}
    command = [sys.executable, "-m", "arbeidsrom", "rotate_keys", *arguments]
    process = subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


class Desk:
    """What a steward's process reads and writes all day: cases with files, and a member whose address changes."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.tenant = cast, cast.hospital_club.tenant
        self.case = keys.create_holder(tenant=self.tenant, kind="case").public_id
        self.member = member_of(cast.hospital_club, "Liv Bjørnstad").pk
        self.numbers = count(1)
        self.contents: dict[UUID, bytes] = {}

    def work(self) -> None:
        """A file more in the old case and one in a new, the member moves, and everything is read again."""
        number = next(self.numbers)
        self.file(self.case, number)
        self.file(keys.create_holder(tenant=self.tenant, kind="case").public_id, number)
        member = Member.objects.get(pk=self.member)
        member.details = {**member.details, "email": f"liv{number}@example.no"}
        member.save(update_fields=["details"])
        assert Member.objects.get(pk=self.member).email == f"liv{number}@example.no"
        for version in [*self.contents][:2] + [*self.contents][-2:]:
            self.read(version)

    def file(self, holder: UUID, number: int) -> None:
        """Put a file into a case."""
        content = f"Brev {number} {holder}".encode() * 1000
        given = {"title": f"Brev {number}", "dated": None, "file_name": "brev.txt"}
        version = vault.store([content], holder=holder, **given, actor=self.cast.kari, now=self.cast.now)
        self.contents[version.public_id] = content

    def read(self, public_id: UUID) -> None:
        """The file and its title are as they were written."""
        version = queries.get_version(public_id)
        assert b"".join(queries.open_stream(version)) == self.contents[public_id]
        assert version.document.title.startswith("Brev ")


def files(folder: Path) -> dict[str, bytes]:
    """Every stored file as it lies on the disk."""
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def masters() -> set[str]:
    """The master keys that something lies under."""
    return set(TenantKey.objects.values_list("master", flat=True))


@pytest.mark.req("PL-KEY-001")
@pytest.mark.parametrize("request_of", [nullcontext, opened.kept], ids=["short requests", "one long request"])
def test_keys_are_changed_while_another_process_reads_and_writes(
    cast: Cast, home: Path, settings: Settings, request_of: Callable[[], AbstractContextManager[None]]
) -> None:
    desk, key_file = Desk(cast), Path(settings.MASTER_KEY_FILE)
    KeyHolder.objects.bulk_create(keys.new_holder(tenant=desk.tenant, kind="case") for _ in range(MANY))
    desk.work()
    before, sealing = files(settings.VAULT_FOLDER), TenantKey.objects.filter(tenant=desk.tenant, number=2)

    with request_of():
        desk.work()
        work_through(desk, rotation(key_file, "--new-master", "second"), begun=lambda: "second" in masters())
        meanwhile = work_through(desk, rotation(key_file, "--tenant", str(desk.tenant), "--reseal"), sealing.exists)
        desk.work()

    assert meanwhile > 0, "nothing was read or written between the first key and the last"
    assert before.items() <= files(settings.VAULT_FOLDER).items()
    key_file.write_text(key_file.read_text().splitlines()[0] + "\n")
    assert ring.master_keys().current() == "second"
    for version in desk.contents:
        desk.read(version)


def work_through(desk: Desk, rotating: AbstractContextManager[subprocess.Popen[str]], begun: Callable[[], bool]) -> int:
    """Work until the command has ended well; tells how often while it was changing keys."""
    meanwhile = 0
    with rotating as process:
        while process.poll() is None:
            changing = begun()
            desk.work()
            meanwhile += changing and process.poll() is None
        assert process.returncode == 0, process.communicate()
    return meanwhile
