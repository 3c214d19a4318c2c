"""The database the processes use: the named server, or the program's own."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from arbeidsrom.config.embedded_postgresql import DatabaseUnavailableError, EmbeddedPostgresql
from arbeidsrom.launcher.places import LauncherError, Places, say


@dataclass(frozen=True)
class Addresses:
    """One database by its three roles: who changes tables, who uses them, who receives from the public."""

    owner: str
    app: str
    receiver: str
    keep_running: Callable[[], None] = lambda: None

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
    """Addresses of a running database; the embedded one is stopped by the last command that uses it."""
    if named := os.environ.get("DATABASE_URL"):
        owner = os.environ.get("DATABASE_OWNER_URL", named)
        yield Addresses(owner=owner, app=named, receiver=os.environ.get("DATABASE_RECEIVER_URL", named))
        return
    find_wheels_in(places)
    server = EmbeddedPostgresql(places.home / "postgresql")
    with in_use(server):
        try:
            say(f"database {server.start()}")
        except DatabaseUnavailableError as error:
            raise LauncherError(str(error)) from error
        yield Addresses(server.url("owner"), server.url("app"), server.url("receiver"), keeper_of(server))


@contextlib.contextmanager
def in_use(server: EmbeddedPostgresql) -> Iterator[None]:
    """The last command that uses the server stops it, also when the one that started it has been killed."""
    server.root.mkdir(parents=True, exist_ok=True)
    with (server.root / "in-use").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield
        finally:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                server.stop()
                say("database stopped")


def keeper_of(server: EmbeddedPostgresql) -> Callable[[], None]:
    """Starts the server again when somebody has killed it; asking costs next to nothing while it runs."""
    seen = server.pid()

    def keep_running() -> None:
        nonlocal seen
        if lives(seen):
            return
        try:
            how = server.start()
        except DatabaseUnavailableError as error:
            say(f"the database has ended and does not start: {error}")
            return
        seen = server.pid()
        if how == "started":
            say("the database ended and is started again")

    return keep_running


def lives(pid: int | None) -> bool:
    """Whether the process is there; one that has ended and was not cleared away has no command line."""
    try:
        return pid is not None and bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    except OSError:
        return False


def find_wheels_in(places: Places) -> None:
    """Let the search for PostgreSQL's binaries see the packages of our own environment."""
    for packages in places.python.parent.parent.glob("lib/python*/site-packages"):
        if str(packages) not in sys.path:
            sys.path.append(str(packages))
