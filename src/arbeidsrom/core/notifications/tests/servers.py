"""A mail server and an SMS gateway that tests talk to, over loopback, in real processes or threads."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass
class MailServer:
    """Takes mails, or answers what the test wants: ``at_rcpt`` after the receiver, ``at_data`` after the mail."""

    port: int = 0
    at_rcpt: str = ""
    at_data: str = ""
    delay: float = 0
    mails: list[EmailMessage] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)
    before_answer: Callable[[EmailMessage], None] = lambda _mail: None

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if self.at_rcpt:
            return self.at_rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        await asyncio.sleep(self.delay)
        if self.at_data:
            return self.at_data
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.receivers.extend(envelope.rcpt_tos)
        self.before_answer(mail)
        return "250 OK"


@contextmanager
def mail_server(server: MailServer | None = None) -> Iterator[MailServer]:
    """A mail server on a port of its own."""
    server = server or MailServer(free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


GATEWAY = """
import json, sys, time
from http.server import BaseHTTPRequestHandler, HTTPServer
status, delay, log = int(sys.argv[2]), float(sys.argv[3]), open(sys.argv[4], "a", buffering=1)

class Gateway(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        log.write(json.dumps({"path": self.path, "headers": dict(self.headers), "body": json.loads(body)}) + "\\n")
        time.sleep(delay)
        self.send_response(status)
        self.end_headers()

    def log_message(self, *args):
        pass

server = HTTPServer(("127.0.0.1", int(sys.argv[1])), Gateway)
print("ready", flush=True)
server.serve_forever()
"""


@dataclass
class SmsServer:
    """An SMS gateway in a process of its own; ``received`` is what has been posted to it."""

    url: str
    log: Path

    @property
    def received(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []


@contextmanager
def sms_server(folder: Path, *, status: int = 202, delay: float = 0) -> Iterator[SmsServer]:
    """An SMS gateway that answers every message with this status, after so many seconds."""
    port, log = free_port(), folder / "sms.jsonl"
    command = [sys.executable, "-c", GATEWAY, str(port), str(status), str(delay), str(log)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        yield SmsServer(f"http://127.0.0.1:{port}/v1/messages?account=7", log)
    finally:
        process.kill()
        process.communicate()
