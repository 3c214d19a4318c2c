"""Starts, watches and stops the processes of the program: web, receiver and worker."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from arbeidsrom.config.server_account import end_with_parent
from arbeidsrom.launcher.places import ROOT, LauncherError, say

READY_SECONDS = 60
STOP_SECONDS = 15
TOO_SHORT = 5.0  # a process that ends by itself sooner than this,
TOO_OFTEN = 4  # and so often in a row, will not do better the next time: given up at the start, rarely tried later
LATER = 15.0


@dataclass
class Process:
    """One process of the program, started again when it ends by itself."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    running: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    short_lives: int = 0
    starts_at: float | None = None

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=lambda: end_with_parent(signal.SIGTERM),
            )
        self.started_at, self.starts_at = time.monotonic(), None

    def has_ended(self) -> bool:
        return self.running is not None and self.running.poll() is not None

    def start_again(self) -> None:
        """Start a process that ended; one that ends as soon as it starts waits a while for what it lacks."""
        now = time.monotonic()
        if self.starts_at is None:
            was_killed = self.running is not None and (self.running.returncode or 0) < 0
            is_short = now - self.started_at < TOO_SHORT and not was_killed
            self.short_lives = self.short_lives + 1 if is_short else 0
            self.starts_at = now + LATER if self.cannot_live else now
            say(f"the {self.name} process ended and is started again{' in a while' if self.cannot_live else ''}")
        if now >= self.starts_at:
            self.start()

    @property
    def cannot_live(self) -> bool:
        return self.short_lives >= TOO_OFTEN

    def tail(self) -> str:
        return self.log.read_text(errors="replace")[-3000:]

    def stop(self) -> None:
        """Ask it to finish what it is doing; insist after a while."""
        if self.running is None or self.running.poll() is not None:
            return
        self.running.terminate()

    def wait(self) -> None:
        if self.running is None:
            return
        try:
            self.running.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.running.kill()
            self.running.wait()


@dataclass
class Processes:
    """All processes of a running program."""

    members: list[Process] = field(default_factory=list)

    def add(self, process: Process) -> None:
        self.members.append(process)
        process.start()

    def watch(self, keep_running: Callable[[], None]) -> None:
        """Stay until somebody stops us; whatever ends meanwhile is started again, the database first."""
        while True:
            time.sleep(0.5)
            keep_running()
            self.start_what_ended()

    def start_what_ended(self) -> None:
        for process in self.members:
            if process.has_ended():
                process.start_again()

    def wait_until_ready(self, address: str) -> None:
        """Until the address answers, or one of the processes cannot live."""
        deadline = time.monotonic() + READY_SECONDS
        while not answers(address):
            self.start_what_ended()
            for process in self.members:
                if process.cannot_live:
                    raise LauncherError(f"The {process.name} process ends as soon as it starts:\n{process.tail()}")
            if time.monotonic() > deadline:
                logs = ", ".join(str(process.log) for process in self.members)
                raise LauncherError(f"{address} does not answer after {READY_SECONDS} seconds. See {logs}.")
            time.sleep(0.1)


@contextlib.contextmanager
def ended_by_sigterm() -> Iterator[None]:
    """SIGTERM counts as Ctrl-C from the first moment, so that whatever has been started by then is stopped."""
    previous = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


@contextlib.contextmanager
def stopping_all() -> Iterator[Processes]:
    """Processes that are stopped, last started first, whatever happens."""
    processes = Processes()
    try:
        yield processes
    finally:
        for process in reversed(processes.members):
            process.stop()
        for process in processes.members:
            process.wait()


def answers(address: str) -> bool:
    """Whether a web server gives any answer that is not an error of its own."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status < 500)
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def is_free(host: str, port: int) -> bool:
    """Whether we can listen on the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError:
            return False
    return True
