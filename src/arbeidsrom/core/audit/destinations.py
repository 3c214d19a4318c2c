"""Where signed checkpoints are sent, off the machine: a file (of another system's), syslog, or mail.

A destination is written as ``file:/mnt/worm/heads.txt``, ``syslog:log.example.no:514``, ``syslog:/dev/log`` or
``mail:audit@example.no``. Each takes a number of notes and either has them all or raises ``OSError``.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Sequence
from logging.handlers import SysLogHandler
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, get_connection

BACKEND = "django.core.mail.backends.smtp.EmailBackend"


def send(destination: str, notes: Sequence[str]) -> None:
    """Send the notes to the destination."""
    kind, place = parse(destination)
    SENDERS[kind](place, notes)


def parse(destination: str) -> tuple[str, str]:
    """Kind and place, or what is wrong with them."""
    kind, _, place = destination.partition(":")
    host, _, port = place.rpartition(":")
    right = {
        "file": place.startswith("/"),
        "syslog": place.startswith("/") or bool(host and port.isdigit()),
        "mail": "@" in place,
    }
    if not right.get(kind):
        raise ImproperlyConfigured(
            "ARBEIDSROM_AUDIT_DESTINATIONS: a checkpoint can be sent to file:/path, syslog:host:port, syslog:/socket"
            f" or mail:address, not to what begins with “{kind}”."
        )
    return kind, place


def to_file(path: str, notes: Sequence[str]) -> None:
    """Append to a file, and see it through to the disk."""
    with Path(path).open("a", encoding="utf-8") as file:
        file.write("\n".join(notes) + "\n")
        file.flush()
        os.fsync(file.fileno())


def to_syslog(place: str, notes: Sequence[str]) -> None:
    """One line for each note, its line breaks written as ``|``."""
    host, _, port = place.rpartition(":")
    address = (host, int(port)) if host else place
    kind = None if host else socket.SOCK_DGRAM
    with Syslog(address, facility=SysLogHandler.LOG_AUTH, socktype=kind) as log:
        for note in notes:
            line = "arbeidsrom audit checkpoint: " + note.rstrip("\n").replace("\n", "|")
            log.emit(logging.LogRecord("audit", logging.INFO, "", 0, line, None, None))


class Syslog(SysLogHandler):
    """A handler that says when it fails, and closes."""

    def __enter__(self) -> Syslog:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def handleError(self, record: logging.LogRecord) -> None:
        raise


def to_mail(address: str, notes: Sequence[str]) -> None:
    """One mail with all of them, straight by SMTP: the log must not depend on the outbox it watches."""
    EmailMessage(
        "Arbeidsrom: audit checkpoints", "\n".join(notes), to=[address], connection=get_connection(BACKEND)
    ).send()


SENDERS: dict[str, Callable[[str, Sequence[str]], None]] = {"file": to_file, "syslog": to_syslog, "mail": to_mail}
