"""Asking clamd about a file while it is received: the INSTREAM command over a socket."""

from __future__ import annotations

import socket
import struct
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from arbeidsrom.core.vault.states import ScanState

LIMIT_NAMES = ("Heuristics.Limits.Exceeded", "INSTREAM size limit exceeded")
PIECE = 256 * 1024
ANSWERS_WITHIN = 2  # seconds
OUTDATED_AFTER = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner said, with the name of what it found."""

    state: ScanState
    found: str = ""


def is_configured() -> bool:
    """Whether the installation has a scanner."""
    return bool(settings.SCANNER)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the scanner says of itself: whether it answers, its version, and the day of the signatures it knows."""

    is_reachable: bool
    version: str = ""
    signatures: date | None = None

    def is_outdated(self, today: date) -> bool:
        """Whether its signatures are older than a scanner that is kept up to date would have."""
        return self.signatures is not None and today - self.signatures > OUTDATED_AFTER


def standing() -> Standing:
    """Ask the scanner for its version; it has little time to answer, for somebody waits for the page."""
    try:
        with closing(_connect(settings.SCANNER, ANSWERS_WITHIN)) as link:
            link.sendall(b"zVERSION\0")
            told = _answer(link)
    except (OSError, ValueError):
        return Standing(is_reachable=False)
    return read_version(told) if told.startswith("ClamAV") else Standing(is_reachable=False)


def read_version(told: str) -> Standing:
    """«ClamAV 1.4.3/27822/Tue Nov 18 09:51:08 2026»; one without official signatures names no day."""
    version, *rest = told.split("/")
    try:
        made = datetime.strptime(rest[-1].strip(), "%a %b %d %H:%M:%S %Y").date()  # noqa: DTZ007 -- a day is enough
    except (IndexError, ValueError):
        made = None
    return Standing(is_reachable=True, version=version.strip()[:60], signatures=made)


class Scan:
    """One file on its way through the scanner. Whatever goes wrong ends in «not scanned», never in silence."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._sent = 0
        self._verdict = Verdict(ScanState.NOT_SCANNED)
        if is_configured():
            with suppress(OSError):
                self._socket = _connect(settings.SCANNER, settings.SCANNER_TIMEOUT)
                self._socket.sendall(b"zINSTREAM\0")

    def feed(self, data: bytes) -> None:
        """Send a piece on; beyond the scanner's limit the rest is spared."""
        if self._socket is None:
            return
        self._sent += len(data)
        if self._sent > settings.SCANNER_LIMIT:
            self._end(Verdict(ScanState.TOO_LARGE))
            return
        try:
            view = memoryview(data)
            while view:
                piece, view = view[:PIECE], view[PIECE:]
                self._socket.sendall(struct.pack(">I", len(piece)))
                self._socket.sendall(piece)
        except OSError:
            self._end(_read(self._socket))

    def verdict(self) -> Verdict:
        """Wait for what the scanner says."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.sendall(struct.pack(">I", 0))
            self._end(_read(self._socket))
        return self._verdict

    def abandon(self) -> None:
        """The file did not come whole."""
        self._end(self._verdict)

    def _end(self, verdict: Verdict) -> None:
        self._verdict = verdict
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _connect(address: str, timeout: float) -> socket.socket:
    if address.startswith("unix:"):
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(timeout)
        link.connect(address.removeprefix("unix:"))
        return link
    host, _colon, port = address.removeprefix("tcp:").rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=timeout)


def _read(link: socket.socket) -> Verdict:
    """The scanner's answer: ``stream: OK``, ``stream: NAME FOUND`` or an error; no answer in time means «pending»."""
    try:
        text = _answer(link).removeprefix("stream: ")
    except TimeoutError:
        return Verdict(ScanState.PENDING)
    except OSError:
        return Verdict(ScanState.NOT_SCANNED)
    if any(name in text for name in LIMIT_NAMES):
        return Verdict(ScanState.TOO_LARGE)
    if text == "OK":
        return Verdict(ScanState.CLEAN)
    if text.endswith(" FOUND"):
        return Verdict(ScanState.INFECTED, text.removesuffix(" FOUND")[:200])
    return Verdict(ScanState.NOT_SCANNED)


def _answer(link: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < 4096 and (piece := link.recv(4096)):
        answer += piece
    return answer.rstrip(b"\0\n").decode(errors="replace")
