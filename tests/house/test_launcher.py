"""The launcher runs before anything is installed."""

from __future__ import annotations

import ast
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import arbeidsrom
from arbeidsrom.launcher import testing
from arbeidsrom.launcher.main import main

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
