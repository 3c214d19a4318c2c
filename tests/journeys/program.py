"""The real program for the browser: web, receiver, worker and database, started by its own launcher."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.error import URLError

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300  # seconds for the first start, the demonstration's documents included
NOT_INHERITED = ("DATABASE_", "DJANGO_", "PYTEST_", "ARBEIDSROM_HOME", "ARBEIDSROM_STRICT")


@dataclass(frozen=True)
class Program:
    """A running program and where it lies."""

    url: str
    receiver_url: str
    home: Path
    process: subprocess.Popen[bytes]


@contextmanager
def running(home: Path, settings: Mapping[str, str] | None = None, *, port: int = 0) -> Iterator[Program]:
    """Start the program in its own home with these settings; stop it, and all it started, afterwards."""
    port = port or free_port()
    process, log = start(home, port, settings or {})
    try:
        wait_for(f"http://127.0.0.1:{port}/health", process, home / "launcher.log")
        wait_for(f"http://127.0.0.1:{port + 1}/", process, home / "launcher.log")
        yield Program(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}", home, process)
    finally:
        process.terminate()
        process.wait(timeout=60)
        log.close()


def start(home: Path, port: int, settings: Mapping[str, str]) -> tuple[subprocess.Popen[bytes], BinaryIO]:
    """The launcher in its own home, and its log."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(NOT_INHERITED)}
    environment |= {"ARBEIDSROM_PYTHON": sys.executable, "ARBEIDSROM_HOME": str(home)} | dict(settings)
    lend_assets(home)
    log = (home / "launcher.log").open("ab")
    command = [sys.executable, str(ROOT / "arbeidsrom"), "run", "--port", str(port), "--receiver-port", str(port + 1)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    return process, log


def lend_assets(home: Path) -> None:
    """The assets that the launcher has made for the tests need not be made again."""
    made = Path(os.environ.get("ARBEIDSROM_ASSETS", ROOT / "var" / "assets"))
    if made.exists() and not (home / "assets").exists():
        (home / "assets").symlink_to(made)


def free_port() -> int:
    """A port that is free now, with a free one behind it."""
    while True:
        with closing(socket.socket()) as first, closing(socket.socket()) as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until something answers there, whatever it says."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except URLError as error:
            if hasattr(error, "code"):
                return
            time.sleep(0.3)
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise RuntimeError(f"the program did not start:\n{log.read_text(errors='replace')}")
