"""Real servers that the tests stand on: a clamd with a signature of our own, and an S3-speaking server."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAMS = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
CLAMD = os.environ.get("ARBEIDSROM_CLAMD_PROGRAM") or shutil.which("clamd", path=PROGRAMS) or "clamd"
MALWARE = b"arbeidsrom test signature: this stands for malware"
LIMIT = 512 * 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def process(command: list[str], ready: object, **options: object) -> Iterator[subprocess.Popen]:
    """Run a server until the block ends."""
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    try:
        deadline = time.monotonic() + 60
        while not ready():
            assert started.poll() is None, f"{command[0]} ended with {started.returncode}"
            assert time.monotonic() < deadline, f"{command[0]} does not answer"
            time.sleep(0.05)
        yield started
    finally:
        started.kill()
        started.wait()


@contextmanager
def running_clamd() -> Iterator[str]:
    """A scanner that knows one signature and takes streams of up to 512 KiB; gives its address."""
    if not Path(CLAMD).exists():
        pytest.skip("clamd is not on this machine: install ClamAV's daemon, or name it in ARBEIDSROM_CLAMD_PROGRAM")
    with tempfile.TemporaryDirectory(prefix="clamd-") as name:
        folder = Path(name)
        (folder / "db").mkdir()
        (folder / "tmp").mkdir()
        (folder / "db" / "test.ndb").write_text(f"Arbeidsrom.Test:0:*:{MALWARE.hex()}\n")
        link = folder / "clamd.ctl"
        (folder / "clamd.conf").write_text(
            f"LocalSocket {link}\nDatabaseDirectory {folder}/db\nTemporaryDirectory {folder}/tmp\nForeground yes\n"
            f"StreamMaxLength {LIMIT}\nMaxFileSize {LIMIT}\nAlertExceedsMax yes\n"
        )
        with process([CLAMD, "-c", str(folder / "clamd.conf")], lambda: _answers(link)):
            yield f"unix:{link}"


def _answers(link: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(link))
            probe.sendall(b"zPING\0")
            return probe.recv(16) == b"PONG\0"
        except OSError:
            return False


@contextmanager
def running_s3() -> Iterator[str]:
    """An S3-speaking server process over HTTP; gives its address."""
    port = free_port()

    def answers() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with process(command, answers):
        yield f"http://127.0.0.1:{port}"
