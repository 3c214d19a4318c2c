"""The launcher runs before anything is installed."""

from __future__ import annotations

import ast
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import arbeidsrom
from arbeidsrom.config.embedded_postgresql import EmbeddedPostgresql
from arbeidsrom.launcher import running, testing
from arbeidsrom.launcher.database import Addresses, lives
from arbeidsrom.launcher.main import main
from arbeidsrom.launcher.places import Places
from arbeidsrom.launcher.processes import Process, Processes
from arbeidsrom.launcher.running import Ports

ROOT = Path(__file__).resolve().parents[2]


def test_the_launcher_needs_the_standard_library_alone() -> None:
    source = Path(arbeidsrom.__file__).parent
    files = [
        *source.glob("launcher/*.py"),
        *(source / "config" / n for n in ("embedded_postgresql.py", "server_account.py")),
    ]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            foreign = [name for name in names if name.split(".")[0] not in {*sys.stdlib_module_names, "arbeidsrom"}]
            assert not foreign, f"{file.name} imports {foreign}"


def test_help_works_without_any_package() -> None:
    told = subprocess.run([sys.executable, "-I", "-S", ROOT / "arbeidsrom", "help"], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    for command in ("run", "test", "check", "demo", "backup", "restore", "verify-audit", "rotate-keys", "bench"):
        assert command in told.stdout


def test_a_taken_port_is_told_with_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        told = subprocess.run(
            [sys.executable, ROOT / "arbeidsrom", "run", "--port", port], capture_output=True, text=True
        )
    assert told.returncode == 1
    assert f"Port {port} is taken" in told.stderr


def test_further_arguments_go_to_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[list[str]] = []
    monkeypatch.setattr(testing, "test", lambda parsed, _places: given.append(parsed.rest) or int(parsed.all))
    assert main(["test", "--all", "-k", "vault", "src"]) == 1
    assert given == [["-k", "vault", "src"]]


def test_an_argument_that_a_command_does_not_have_is_refused() -> None:
    with pytest.raises(SystemExit):
        main(["run", "--ports", "8000"])


def test_each_process_is_given_its_own_database_and_the_receiver_no_keys(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = (
        *("DATABASE_OWNER_URL", "ARBEIDSROM_MASTER_KEYS", "ARBEIDSROM_AUDIT_KEY", "ARBEIDSROM_KEY_SERVICE"),
        *("ARBEIDSROM_SMTP_USER", "ARBEIDSROM_SMTP_PASSWORD", "ARBEIDSROM_SMS_TOKEN", "ARBEIDSROM_METRICS_TOKEN"),
    )
    for name in kept:
        monkeypatch.setenv(name, "the owner's secret")
    monkeypatch.setattr(Process, "start", lambda _process: None)
    processes = Processes()
    running.start(processes, Places(tmp_path), Addresses("owner", "app", "public"), Ports("127.0.0.1", 8000, 8001), {})

    given = {process.name: process.environment for process in processes.members}
    databases = {name: environment["DATABASE_URL"] for name, environment in given.items()}
    assert databases == {"web": "app", "receiver": "public", "worker": "app"}
    assert not any("DATABASE_OWNER_URL" in environment for environment in given.values())
    assert "the owner's secret" in given["web"].values()
    assert "the owner's secret" not in given["receiver"].values()


def test_without_sharing_there_is_no_receiver() -> None:
    assert running.shares({})
    assert running.shares({"ARBEIDSROM_MODULES": "workspace, sharing"})
    assert not running.shares({"ARBEIDSROM_MODULES": "none"})


@pytest.mark.req("PL-MOD-001", "PL-MOD-002")
@pytest.mark.parametrize("shared", [True, False])
def test_the_address_and_the_log_ins_are_printed_and_the_receivers_page_where_there_is_one(
    shared: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log_ins = [["Kari Ødegård", "kari@samhold.example", "a password", "Klubbleder, Storvik sykehus"]]
    running.welcome(Places(tmp_path), Ports("127.0.0.1", 8123, 8124), log_ins, shared=shared)

    told = "".join(capsys.readouterr())
    assert "http://localhost:8123" in told
    assert re.search(r"kari@samhold\.example +a password +Kari Ødegård, Klubbleder, Storvik sykehus", told)
    assert ("http://localhost:8124" in told) == shared


TERMINATED = """
import sys, time
from pathlib import Path
from arbeidsrom.launcher import main, running
from arbeidsrom.launcher.places import Places

running.ensure_environment = running.ensure_assets = lambda places: None
running.prepare = lambda *given, **named: (print("preparing", flush=True), time.sleep(600))
main.places = lambda: Places(Path(sys.argv[1]))
sys.exit(main.main(["run", "--port", sys.argv[2]]))
"""


def test_told_to_end_before_it_has_started_it_leaves_no_database_running(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    command = [sys.executable, "-c", TERMINATED, str(tmp_path), port]
    run = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert run.stdout
    assert "preparing\n" in iter(run.stdout.readline, "")
    database = EmbeddedPostgresql(tmp_path / "postgresql")
    pid = database.pid()
    assert lives(pid)

    run.terminate()

    assert run.wait(timeout=60) == 130
    assert not lives(pid)
