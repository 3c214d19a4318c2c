"""Asking clamd about a file while it is received: the INSTREAM command over a socket."""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings

from arbeidsrom.core.vault.states import ScanState

LIMIT_NAMES = ("Heuristics.Limits.Exceeded", "INSTREAM size limit exceeded")
PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner said, with the name of what it found."""

    state: ScanState
    found: str = ""


def is_configured() -> bool:
    """Whether the installation has a scanner."""
    return bool(settings.SCANNER)


class Scan:
    """One file on its way through the scanner. Whatever goes wrong ends in «not scanned», never in silence."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._sent = 0
        self._verdict = Verdict(ScanState.NOT_SCANNED)
        if is_configured():
            with suppress(OSError):
                self._socket = _connect(settings.SCANNER)
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


def _connect(address: str) -> socket.socket:
    if address.startswith("unix:"):
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(settings.SCANNER_TIMEOUT)
        link.connect(address.removeprefix("unix:"))
        return link
    host, _colon, port = address.removeprefix("tcp:").rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=settings.SCANNER_TIMEOUT)


def _read(link: socket.socket) -> Verdict:
    """The scanner's answer: ``stream: OK``, ``stream: NAME FOUND`` or an error; no answer in time means «pending»."""
    answer = b""
    try:
        while not answer.endswith(b"\0") and len(answer) < 4096 and (piece := link.recv(4096)):
            answer += piece
    except TimeoutError:
        return Verdict(ScanState.PENDING)
    except OSError:
        return Verdict(ScanState.NOT_SCANNED)
    text = answer.rstrip(b"\0\n").decode(errors="replace").removeprefix("stream: ")
    if any(name in text for name in LIMIT_NAMES):
        return Verdict(ScanState.TOO_LARGE)
    if text == "OK":
        return Verdict(ScanState.CLEAN)
    if text.endswith(" FOUND"):
        return Verdict(ScanState.INFECTED, text.removesuffix(" FOUND")[:200])
    return Verdict(ScanState.NOT_SCANNED)
