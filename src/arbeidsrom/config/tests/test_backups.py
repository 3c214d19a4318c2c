"""The restore drill: what was stored in one installation is read in another, with the keys and only with them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from arbeidsrom.config.embedded_postgresql import EmbeddedPostgresql

STORE = """
import uuid; from datetime import datetime, UTC
from arbeidsrom.core.keys.actions import create_holder
from arbeidsrom.core.vault.actions import store
from arbeidsrom.lib.actor import Actor, ActorKind
from arbeidsrom.core.audit.actions import record
tenant = uuid.UUID(int=7); now = datetime(2026, 11, 24, tzinfo=UTC)
actor = Actor(ActorKind.PERSON, label="Kari", tenant=tenant)
holder = create_holder(tenant=tenant, kind="case")
version = store([b"Kjaere " * 20000], holder=holder.public_id, title="Referat", dated=None, file_name="referat.txt",
                actor=actor, now=now)
record("operations.job_run_again", None, actor=actor, at=now, details={"task": "x", "job": 1})
print(version.public_id)
"""
READ = """
import sys; from uuid import UUID
from arbeidsrom.core.vault.queries import get_version, open_stream
version = get_version(UUID("{version}"))
content = b"".join(open_stream(version))
assert content == b"Kjaere " * 20000, len(content)
assert version.document.title == "Referat"
print("read")
"""


class Installation:
    """A home and a database of their own."""

    def __init__(self, server: EmbeddedPostgresql, folder: Path, name: str) -> None:
        self.home = folder / name
        server.sql(f"create database {name} owner arbeidsrom_owner")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("ARBEIDSROM_", "DATABASE_"))}
        self.environment = kept | {
            "ARBEIDSROM_HOME": str(self.home),
            "DATABASE_URL": server.url("owner", name),
            "DATABASE_APP_URL": server.url("app", name),
            "DATABASE_RECEIVER_URL": server.url("receiver", name),
            "DJANGO_SETTINGS_MODULE": "arbeidsrom.config.settings",
            "ARBEIDSROM_DEMO": "0",
        }

    def command(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "arbeidsrom", *map(str, arguments)]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True)

    def python(self, code: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", f"import django; django.setup()\n{code}"]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgresql]:
    server = EmbeddedPostgresql(tmp_path_factory.mktemp("server"), throwaway=True)
    server.start()
    yield server
    server.stop("immediate")


@pytest.fixture(scope="module")
def backup(server: EmbeddedPostgresql, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """A backup with its keys, and the public id of the one document version in it."""
    folder = tmp_path_factory.mktemp("first")
    first = Installation(server, folder, "first")
    prepared = first.command("prepare")
    assert prepared.returncode == 0, prepared.stderr
    stored = first.python(STORE)
    assert stored.returncode == 0, stored.stderr
    made = first.command("backup", folder / "backup", "--keys", folder / "apart.keys")
    assert made.returncode == 0, made.stderr
    return folder / "backup", folder / "apart.keys", stored.stdout.strip()


@pytest.mark.req("PL-KEY-003")
def test_a_backup_is_restored_and_its_documents_read(server, backup, tmp_path: Path) -> None:
    folder, keys, version = backup
    second = Installation(server, tmp_path, "second")
    restored = second.command("restore", folder, "--keys", keys)
    assert restored.returncode == 0, restored.stderr
    assert second.python(READ.format(version=version)).stdout.strip() == "read"
    assert second.command("verify_audit").returncode == 0


@pytest.mark.req("PL-KEY-003")
def test_nothing_in_a_backup_can_be_read_without_the_keys(server, backup, tmp_path: Path) -> None:
    folder, _keys, version = backup
    for path in folder.rglob("*"):
        assert path.is_dir() or b"Kjaere" not in path.read_bytes()
    third = Installation(server, tmp_path, "third")
    assert "keys.E002" in third.command("restore", folder).stderr
    assert third.python(READ.format(version=version)).returncode != 0


def test_the_backup_and_its_keys_are_for_their_owner_alone(backup) -> None:
    folder, keys, _version = backup
    assert keys.stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0
    assert set(json.loads(keys.read_text())) >= {"master", "pepper"}
    assert folder not in keys.parents


def test_a_damaged_backup_is_refused_before_anything_is_changed(server, backup, tmp_path: Path) -> None:
    folder, keys, _version = backup
    damaged = tmp_path / "damaged"
    shutil.copytree(folder, damaged)
    file = next(path for path in (damaged / "files").rglob("*") if path.is_file())
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    fourth = Installation(server, tmp_path, "fourth")
    told = fourth.command("restore", damaged, "--keys", keys)
    assert told.returncode != 0
    assert "missing or damaged" in told.stderr
    assert not (fourth.home / "keys").exists()
    assert server.sql("select count(*) from pg_tables where schemaname = 'public'", database="fourth") == "0"


def test_a_backup_is_never_put_over_an_installation_in_use(server, backup, tmp_path: Path) -> None:
    folder, keys, _version = backup
    fifth = Installation(server, tmp_path, "fifth")
    assert fifth.command("restore", folder, "--keys", keys).returncode == 0
    assert "not empty" in fifth.command("restore", folder, "--keys", keys).stderr
