"""Where the launcher keeps what it makes: everything under one home, nothing in the checkout beside it."""

from __future__ import annotations

import os
import secrets
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
STARTED = time.monotonic()


class LauncherError(Exception):
    """The launcher cannot go on; the message tells the person what to do."""


@dataclass(frozen=True)
class Places:
    """The home of one installation on this machine."""

    home: Path

    @property
    def environment(self) -> Path:
        return self.home / "environment"

    @property
    def node(self) -> Path:
        return self.home / "node"

    @property
    def openid_provider(self) -> Path:
        """The OpenID provider that the tests sign in with."""
        return self.home / "openid-provider"

    @property
    def assets(self) -> Path:
        return self.home / "assets"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def keys(self) -> Path:
        return self.home / "keys"

    @property
    def python(self) -> Path:
        """The Python that runs the program: our own environment's, or the one named in ``ARBEIDSROM_PYTHON``."""
        if named := os.environ.get("ARBEIDSROM_PYTHON"):
            return Path(named)
        return self.environment / "bin" / "python"

    def secret(self, name: str) -> str:
        """A secret that is made once and kept readable by its owner alone."""
        self.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.keys / name
        if not path.exists():
            draft = path.with_name(f".{name}.{secrets.token_hex(4)}")
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
            draft.replace(path)  # whole or not at all, whoever is killed meanwhile
        return path.read_text().strip()


def places() -> Places:
    """``ARBEIDSROM_HOME``, or ``var/`` in the checkout."""
    return Places(Path(os.environ.get("ARBEIDSROM_HOME") or ROOT / "var").resolve())


def say(message: str) -> None:
    """Tell the person what has happened, and when."""
    print(f"[{time.monotonic() - STARTED:5.1f} s] {message}", flush=True)  # noqa: T201


def complain(message: str) -> None:
    print(message, file=sys.stderr, flush=True)  # noqa: T201
