"""The program's own PostgreSQL: survives being killed, knows everybody by password, and gives each role its due."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from arbeidsrom.config.embedded_postgresql import DatabaseUnavailableError, EmbeddedPostgresql, find_binaries

START = """
import sys; from pathlib import Path
from arbeidsrom.config.embedded_postgresql import EmbeddedPostgresql
print(EmbeddedPostgresql(Path(sys.argv[1]), throwaway="throwaway" in sys.argv).start(), flush=True)
"throwaway" in sys.argv and sys.stdin.read()
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedPostgresql]:
    server = EmbeddedPostgresql(tmp_path / "postgresql")
    yield server
    server.stop("immediate")


def execute(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.req("PL-MOD-002")
def test_what_was_committed_survives_a_killed_server(server: EmbeddedPostgresql) -> None:
    assert server.start() == "initialised"
    execute(server.url("owner"), "create table kept (word text); insert into kept values ('here')")
    pid = server.pid()
    assert pid
    os.kill(pid, signal.SIGKILL)
    assert server.start() == "started"
    assert execute(server.url("owner"), "select word from kept") == [("here",)]


def test_a_running_server_is_attached_to(server: EmbeddedPostgresql) -> None:
    server.start()
    assert EmbeddedPostgresql(server.root).start() == "attached"


def test_many_commands_at_once_start_one_server(server: EmbeddedPostgresql) -> None:
    starters = [
        subprocess.Popen([sys.executable, "-c", START, str(server.root)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    told = sorted(starter.communicate()[0].strip() for starter in starters)
    assert told == ["attached", "attached", "initialised"]


def test_a_pid_file_with_somebody_elses_number_does_not_hinder_the_start(server: EmbeddedPostgresql) -> None:
    server.start()
    server.stop()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n")
    assert server.start() == "started"


def test_an_interrupted_first_start_begins_again(server: EmbeddedPostgresql) -> None:
    server.start()
    server.stop()
    (server.root / "complete").unlink()
    assert server.start() == "initialised"


def test_nobody_gets_in_without_a_password(server: EmbeddedPostgresql) -> None:
    server.start()
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://arbeidsrom_owner:wrong@/arbeidsrom?host={server.socket}")
    assert (server.root / "passwords.json").stat().st_mode & 0o777 == 0o600
    assert execute(server.url("owner"), "show listen_addresses") == [("",)]


def test_no_role_is_a_superuser_and_only_the_owner_makes_tables(server: EmbeddedPostgresql) -> None:
    server.start()
    for role in ("owner", "app", "receiver"):
        rights = execute(
            server.url(role), "select rolsuper, rolcreaterole, rolcreatedb from pg_roles where rolname = user"
        )
        assert rights == [(False, False, False)]
    for role in ("app", "receiver"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            execute(server.url(role), "create table mine (id int)")


def test_a_throwaway_server_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", START, str(tmp_path / "postgresql"), "throwaway"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert starter.stdout
    assert starter.stdout.readline().strip() == "initialised"
    server = EmbeddedPostgresql(tmp_path / "postgresql")
    assert server.pid()
    starter.kill()
    starter.communicate()
    deadline = time.monotonic() + 20
    while server.pid() and time.monotonic() < deadline:
        os.sched_yield()
    assert server.pid() is None


def test_a_folder_without_postgresql_is_named_in_the_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARBEIDSROM_PG_BIN", str(tmp_path))
    assert find_binaries() == tmp_path
    with pytest.raises(DatabaseUnavailableError, match="PostgreSQL 15 or later is needed"):
        EmbeddedPostgresql(tmp_path / "postgresql")
