"""The database the processes use: the named server, or the program's own."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from arbeidsrom.launcher.places import Places, say


@dataclass(frozen=True)
class Addresses:
    """One database by its three roles: who changes tables, who uses them, who receives from the public."""

    owner: str
    app: str
    receiver: str

    def for_commands(self) -> dict[str, str]:
        return {"DATABASE_URL": self.owner, "DATABASE_OWNER_URL": self.owner} | self.names()

    def for_program(self) -> dict[str, str]:
        return {"DATABASE_URL": self.app}

    def for_receiver(self) -> dict[str, str]:
        return {"DATABASE_URL": self.receiver}

    def names(self) -> dict[str, str]:
        return {"DATABASE_APP_URL": self.app, "DATABASE_RECEIVER_URL": self.receiver}


@contextlib.contextmanager
def database(places: Places) -> Iterator[Addresses]:
    """Addresses of a running database; the embedded one is stopped afterwards by the command that started it."""
    if named := os.environ.get("DATABASE_URL"):
        owner = os.environ.get("DATABASE_OWNER_URL", named)
        yield Addresses(owner=owner, app=named, receiver=os.environ.get("DATABASE_RECEIVER_URL", named))
        return
    find_wheels_in(places)
    from arbeidsrom.config.embedded_postgresql import EmbeddedPostgresql

    server = EmbeddedPostgresql(places.home / "postgresql")
    how = server.start()
    say(f"database {how}")
    try:
        yield Addresses(owner=server.url("owner"), app=server.url("app"), receiver=server.url("receiver"))
    finally:
        if how != "attached":
            server.stop()
            say("database stopped")


def find_wheels_in(places: Places) -> None:
    """Let the search for PostgreSQL's binaries see the packages of our own environment."""
    for packages in places.python.parent.parent.glob("lib/python*/site-packages"):
        if str(packages) not in sys.path:
            sys.path.append(str(packages))
