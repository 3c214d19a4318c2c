"""The launcher runs before anything is installed."""

from __future__ import annotations

import ast
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import arbeidsrom
from arbeidsrom.launcher import running, testing
from arbeidsrom.launcher.database import Addresses
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
    for name in ("DATABASE_OWNER_URL", "ARBEIDSROM_MASTER_KEYS", "ARBEIDSROM_AUDIT_KEY", "ARBEIDSROM_KEY_SERVICE"):
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
    assert not running.shares({"ARBEIDSROM_MODULES": "workspace"})
