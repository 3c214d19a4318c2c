"""A real gunicorn with two processes: what it counts, what it writes, and what it refuses to read."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from runpy import run_module

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from arbeidsrom.config.tests.worker import database_url
from arbeidsrom.core.vault.tests.servers import free_port

pytestmark = pytest.mark.django_db(transaction=True)
ENOUGH = 2000


@dataclass
class Served:
    """The program as gunicorn serves it."""

    port: int
    log: Path
    numbers: Path

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
            return answer.read().decode()

    def send(self, request: bytes) -> int:
        """The status that bytes on the line are answered with."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as line:
            line.sendall(request)
            with line.makefile("rb") as answer:
                return int(answer.readline().split()[1])

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]


@pytest.fixture(scope="module")
def served(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    served = Served(free_port(), folder / "log", folder / "numbers" / "web")
    served.numbers.mkdir(parents=True)
    (served.numbers / "counter_1.db").write_text("left by a server that was killed")
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "PROMETHEUS_MULTIPROC_DIR": str(folder / "numbers"),
        "ARBEIDSROM_WEB_PROCESSES": "2",
        "ARBEIDSROM_WEB_THREADS": "1",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "python:arbeidsrom.config.serving"]
    command += ["-b", f"127.0.0.1:{served.port}", "arbeidsrom.config.wsgi"]
    with served.log.open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        wait_for(served, process)
        yield served
    finally:
        process.terminate()
        process.wait()


def wait_for(served: Served, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError):
            served.get("/health")
            return
        time.sleep(0.05)
    pytest.fail(served.log.read_text())


@pytest.mark.req("PL-OPS-001")
def test_the_numbers_of_all_processes_are_added_up_whichever_answers(served: Served) -> None:
    asked = 0
    while len(set(served.numbers.glob("counter_*.db"))) < 2:
        served.get("/offline/")
        asked += 1
        assert asked < ENOUGH, "only one process answers"
    for _scrape in range(6):
        told = {
            (sample.name, sample.labels.get("view"), sample.labels.get("status")): sample.value
            for family in text_string_to_metric_families(served.get("/metrics"))
            for sample in family.samples
        }
        assert told["arbeidsrom_answers_total", "web_offline", "2xx"] == asked


@pytest.mark.req("PL-OPS-001", "PL-OPS-005")
def test_gunicorns_own_lines_are_like_ours_and_hold_no_address(served: Served) -> None:
    served.send(b"GET /sak/hemmelig HTTP/1.1\r\nHost: localhost\r\nBad Header: hemmelig\r\n\r\n")

    assert "Invalid request" in [line["event"] for line in served.lines()]
    assert not re.search(r"hemmelig|127\.0\.0\.1", served.log.read_text())


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET /%b HTTP/1.1\r\nHost: localhost\r\n\r\n" % (b"a" * 8200), 414),
        (b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: %b\r\n\r\n" % (b"a" * 9000), 431),
        (b"GET /health HTTP/1.1\r\nHost: localhost\r\n%b\r\n" % (b"X-One: more\r\n" * 60), 431),
    ],
    ids=["a long address", "a long header", "many headers"],
)
def test_a_request_that_is_too_long_is_refused(served: Served, request_bytes: bytes, status: int) -> None:
    assert served.send(request_bytes) == status


def threads() -> int:
    return int(run_module("arbeidsrom.config.serving")["threads"])


def test_the_public_page_has_threads_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    monkeypatch.setenv("ARBEIDSROM_WEB_THREADS", "4")
    monkeypatch.delenv("ARBEIDSROM_RECEIVER_THREADS", raising=False)
    assert threads() == 4
    monkeypatch.setenv("ARBEIDSROM_PROCESS", "receiver")
    assert threads() == 16
    monkeypatch.setenv("ARBEIDSROM_RECEIVER_THREADS", "24")
    assert threads() == 24
