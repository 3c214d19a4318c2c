"""What the launcher does when something ends by itself, and when nobody needs the database any longer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from arbeidsrom.config.embedded_postgresql import EmbeddedPostgresql
from arbeidsrom.launcher import processes
from arbeidsrom.launcher.database import in_use, keeper_of
from arbeidsrom.launcher.places import LauncherError, Places
from arbeidsrom.launcher.processes import Process, Processes

USER = """
import sys; from pathlib import Path
from arbeidsrom.config.embedded_postgresql import EmbeddedPostgresql
from arbeidsrom.launcher.database import in_use
server = EmbeddedPostgresql(Path(sys.argv[1]))
with in_use(server):
    print(server.start(), flush=True)
    sys.stdin.read()
"""


def until(condition: Callable[[], object], *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It has not happened in time."
        time.sleep(0.05)


def test_a_killed_database_is_started_again(tmp_path: Path) -> None:
    server = EmbeddedPostgresql(tmp_path / "postgresql")
    with in_use(server):
        server.start()
        keep_running = keeper_of(server)
        for _time in range(2):
            killed = server.pid()
            assert killed
            os.kill(killed, signal.SIGKILL)
            until(lambda: keep_running() or server.pid())
            with psycopg.connect(server.url("app")) as connection:
                assert connection.execute("select 1").fetchone() == (1,)
    assert server.pid() is None


def test_the_last_command_that_uses_the_database_stops_it_even_when_the_one_that_started_it_was_killed(
    tmp_path: Path,
) -> None:
    server = EmbeddedPostgresql(tmp_path / "postgresql")
    first = use(server)
    second = use(server, expected="attached")
    first.kill()
    first.communicate()
    assert server.pid()

    third = use(server, expected="attached")
    third.communicate()
    assert server.pid(), "the second still uses it"
    second.communicate()
    assert server.pid() is None


def use(server: EmbeddedPostgresql, *, expected: str = "initialised") -> subprocess.Popen[str]:
    """A command that uses the database until its input ends."""
    command = [sys.executable, "-c", USER, str(server.root)]
    user = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert user.stdout
    assert user.stdout.readline().strip() == expected
    return user


def process(folder: Path, code: str) -> Process:
    return Process("test", [sys.executable, "-c", code], dict(os.environ), folder / "test.log")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_process_that_ends_is_started_again(tmp_path: Path, how: signal.Signals) -> None:
    kept = process(tmp_path, "import time; time.sleep(600)")
    kept.start()
    assert kept.running
    first = kept.running.pid
    os.kill(first, how)
    until(kept.has_ended)
    kept.start_again()
    assert kept.running.pid != first
    kept.running.kill()
    kept.running.wait()


def test_a_process_that_cannot_live_is_given_up_at_the_start(tmp_path: Path) -> None:
    all_of_them = Processes()
    all_of_them.add(process(tmp_path, "print('no such setting'); raise SystemExit(1)"))
    with pytest.raises(LauncherError, match="no such setting"):
        all_of_them.wait_until_ready("http://127.0.0.1:9/")


def test_a_process_that_cannot_live_for_a_while_is_tried_until_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "LATER", 0.5)
    need = tmp_path / "database"
    waiting = process(tmp_path, f"import pathlib, time; assert pathlib.Path({str(need)!r}).exists(); time.sleep(600)")
    started = 0

    def start_when_ended() -> bool:
        nonlocal started
        before = waiting.running
        if waiting.has_ended():
            waiting.start_again()
        started += waiting.running is not before
        return started > processes.TOO_OFTEN

    waiting.start()
    until(start_when_ended)
    need.touch()
    until(lambda: start_when_ended() and not waiting.has_ended() and time.monotonic() - waiting.started_at > 1)
    assert waiting.running
    waiting.running.kill()
    waiting.running.wait()


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    here = Places(tmp_path)
    assert len(here.secret("secret.key")) > 40
    assert here.secret("secret.key") == here.secret("secret.key")
    assert [path.name for path in here.keys.iterdir()] == ["secret.key"]
    assert (here.keys / "secret.key").stat().st_mode & 0o777 == 0o600
