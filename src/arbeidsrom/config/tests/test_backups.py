"""The restore drill: what was stored in one installation is read in another, with the keys and only with them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from django.db import connection

from arbeidsrom.config.backups import database_environment
from arbeidsrom.config.embedded_postgresql import EmbeddedPostgresql, find_binaries
from arbeidsrom.core.vault.tests import servers

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


S3_ACCESS = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}


class Installation:
    """A home, a database and perhaps a bucket of their own."""

    def __init__(self, server: EmbeddedPostgresql, folder: Path, word: str, s3: str) -> None:
        name = f"{word}_{'s3' if s3 else 'disk'}"
        self.home = folder / name
        self.name = name
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
        if s3:
            self.keep_files_in_bucket(s3, name.replace("_", "-"))

    def keep_files_in_bucket(self, address: str, bucket: str) -> None:
        boto3.client("s3", endpoint_url=address, **S3_ACCESS).create_bucket(Bucket=bucket)
        self.environment |= {
            "ARBEIDSROM_S3_BUCKET": bucket,
            "ARBEIDSROM_S3_ENDPOINT": address,
            "AWS_ACCESS_KEY_ID": S3_ACCESS["aws_access_key_id"],
            "AWS_SECRET_ACCESS_KEY": S3_ACCESS["aws_secret_access_key"],
            "AWS_DEFAULT_REGION": S3_ACCESS["region_name"],
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


@pytest.fixture(scope="module", params=["disk", "s3"])
def s3(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an object store, or nothing when the files lie on the disk."""
    if request.param == "disk":
        yield ""
        return
    with servers.running_s3() as address:
        yield address


@pytest.fixture(scope="module")
def backup(server: EmbeddedPostgresql, s3: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """A backup with its keys, and the public id of the one document version in it."""
    folder = tmp_path_factory.mktemp("first")
    first = Installation(server, folder, "first", s3)
    prepared = first.command("prepare")
    assert prepared.returncode == 0, prepared.stderr
    stored = first.python(STORE)
    assert stored.returncode == 0, stored.stderr
    made = first.command("backup", folder / "backup", "--keys", folder / "apart.keys")
    assert made.returncode == 0, made.stderr
    return folder / "backup", folder / "apart.keys", stored.stdout.strip()


@pytest.mark.req("PL-KEY-003")
def test_a_backup_is_restored_and_its_documents_read(server, backup, s3: str, tmp_path: Path) -> None:
    folder, keys, version = backup
    second = Installation(server, tmp_path, "second", s3)
    restored = second.command("restore", folder, "--keys", keys)
    assert restored.returncode == 0, restored.stderr
    assert second.python(READ.format(version=version)).stdout.strip() == "read"
    assert second.command("verify_audit").returncode == 0


@pytest.mark.req("PL-KEY-003")
def test_nothing_in_a_backup_can_be_read_without_the_keys(server, backup, s3: str, tmp_path: Path) -> None:
    folder, _keys, version = backup
    dump = subprocess.run(
        [find_binaries() / "pg_restore", "--file", "-", folder / "database.dump"], capture_output=True, check=True
    )
    assert b"operations.job_run_again" in dump.stdout, "what is plain is found in what the dump holds"
    held = [dump.stdout, *(path.read_bytes() for path in (folder / "files").rglob("*") if path.is_file())]
    assert len(held) > 1
    for secret in (b"Kjaere", b"Referat", b"referat.txt"):
        assert not any(secret in text or secret.hex().encode() in text for text in held)
    third = Installation(server, tmp_path, "third", s3)
    assert "keys.E002" in third.command("restore", folder).stderr
    assert third.python(READ.format(version=version)).returncode != 0


def test_keys_that_do_not_come_from_files_are_named_as_missing(server, tmp_path: Path) -> None:
    sixth = Installation(server, tmp_path, "sixth", "")
    sixth.environment |= {
        "ARBEIDSROM_MASTER_KEYS": "first:" + "A" * 43 + "=",
        "ARBEIDSROM_AUDIT_KEY": "C" * 42 + "A=",
    }
    assert sixth.command("prepare").returncode == 0
    told = sixth.command("backup", tmp_path / "backup").stdout
    assert f"Keys in {tmp_path / 'backup.keys'}: pepper." in told
    assert "the key “master”, which ARBEIDSROM_MASTER_KEYS gives" in told
    assert "the key “audit”, which ARBEIDSROM_AUDIT_KEY gives" in told
    assert list(json.loads((tmp_path / "backup.keys").read_text())) == ["pepper"]


def test_the_way_to_the_database_is_as_safe_for_the_backup_as_for_the_program(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem", "sslcert": "/etc/our.pem", "pool": {}}
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", asked)
    given = database_environment()
    assert (given["PGSSLMODE"], given["PGSSLROOTCERT"], given["PGSSLCERT"]) == tuple(asked.values())[:3]
    assert given["PGDATABASE"] == connection.settings_dict["NAME"]
    assert "pool" not in str(given.keys())


def test_the_backup_and_its_keys_are_for_their_owner_alone(backup) -> None:
    folder, keys, _version = backup
    assert keys.stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0
    assert set(json.loads(keys.read_text())) >= {"master", "pepper"}
    assert folder not in keys.parents


def test_a_damaged_backup_is_refused_before_anything_is_changed(server, backup, s3: str, tmp_path: Path) -> None:
    folder, keys, _version = backup
    damaged = tmp_path / "damaged"
    shutil.copytree(folder, damaged)
    file = next(path for path in (damaged / "files").rglob("*") if path.is_file())
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    fourth = Installation(server, tmp_path, "fourth", s3)
    told = fourth.command("restore", damaged, "--keys", keys)
    assert told.returncode != 0
    assert "missing or damaged" in told.stderr
    assert not (fourth.home / "keys").exists()
    assert server.sql("select count(*) from pg_tables where schemaname = 'public'", database=fourth.name) == "0"


def test_a_backup_is_never_put_over_an_installation_in_use(server, backup, s3: str, tmp_path: Path) -> None:
    folder, keys, _version = backup
    fifth = Installation(server, tmp_path, "fifth", s3)
    assert fifth.command("restore", folder, "--keys", keys).returncode == 0
    assert "not empty" in fifth.command("restore", folder, "--keys", keys).stderr
