"""The program among a mail server and an SMS gateway that remember everything, and the ways to kill parts of it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from random import Random

import psutil
import psycopg

from arbeidsrom.config.embedded_postgresql import EmbeddedPostgresql
from arbeidsrom.core.notifications.tests.servers import MailServer, SmsServer
from tests.journeys.program import Program

CHEAP_CODES = {"ARBEIDSROM_SHARING_ARGON2_MEMORY_KIB": "1024", "ARBEIDSROM_SHARING_ARGON2_PASSES": "1"}
SLOW = 0.2  # seconds that the mail server and the gateway take: long enough to be killed in


def settings(mail: MailServer, sms: SmsServer) -> dict[str, str]:
    """Everything goes out for real."""
    return CHEAP_CODES | {
        "ARBEIDSROM_MAIL_TRANSPORT": "smtp",
        "ARBEIDSROM_SMTP_HOST": "127.0.0.1",
        "ARBEIDSROM_SMTP_PORT": str(mail.port),
        "ARBEIDSROM_SMS_TRANSPORT": "http",
        "ARBEIDSROM_SMS_URL": sms.url,
    }


@dataclass
class Town:
    """The running program and the world around it."""

    program: Program
    mail: MailServer
    sms: SmsServer

    @property
    def server(self) -> EmbeddedPostgresql:
        return EmbeddedPostgresql(self.program.home / "postgresql")

    def victims(self, kind: str) -> list[psutil.Process]:
        """The processes of a kind: web, receiver and database are several each, and any of them may go."""
        if kind == "database":
            postmaster = self.server.pid()
            return [psutil.Process(postmaster), *psutil.Process(postmaster).children()] if postmaster else []
        port = {"web": self.program.url, "receiver": self.program.receiver_url}.get(kind, "").rpartition(":")[2]
        word = f"127.0.0.1:{port}" if port else "procrastinate"
        started = psutil.Process(self.program.process.pid).children(recursive=True)
        return [process for process in started if word in process.cmdline()]

    def kill(self, kind: str, chance: Random) -> None:
        """kill -9, without a word before; the whole of it, or a part."""
        until(lambda: self._kill(kind, chance), seconds=60)

    def _kill(self, kind: str, chance: Random) -> bool:
        with suppress(psutil.NoSuchProcess):
            if found := self.victims(kind):
                os.kill(found[0].pid if chance.random() < 0.7 else chance.choice(found).pid, signal.SIGKILL)
                return True
        return False

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        """Ask the database, which may be on its way up again."""
        deadline = time.monotonic() + 60
        while True:
            try:
                with psycopg.connect(self.server.url("owner"), autocommit=True) as connection:
                    cursor = connection.execute(statement)
                    return cursor.fetchall() if cursor.description else []
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)

    def number(self, statement: str) -> int:
        return int(str(self.ask(statement)[0][0]))

    def five_minutes_go_by(self) -> None:
        """Messages that nobody has been sending for twenty seconds become as old as those of a killed worker."""
        self.ask(
            "update notifications_outgoingmessage set claimed_at = claimed_at - interval '5 minutes'"
            " where state = 'sending' and claimed_at < now() - interval '20 seconds'"
        )

    def has_come_to_rest(self) -> bool:
        """Nothing waits to be sent or done."""
        self.five_minutes_go_by()
        unsent = "select count(*) from notifications_outgoingmessage where state in ('waiting', 'sending')"
        undone = (
            "select count(*) from procrastinate_jobs where status = 'doing'"
            " or status = 'todo' and coalesce(scheduled_at, now()) < now() + interval '30 seconds'"
        )
        return self.number(unsent) == 0 and self.number(undone) == 0

    def mails_to(self, receiver: str) -> list[str]:
        """The identifiers under which mails came to somebody, each as often as it came."""
        return [str(mail["Message-ID"]) for mail in self.mail.mails if mail["To"] == receiver]


def until(condition: Callable[[], object], *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It has not happened in time."
        time.sleep(0.3)
