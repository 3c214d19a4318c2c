"""``./arbeidsrom check``: the house's rules, as far as tools can hold them."""

from __future__ import annotations

import argparse
import base64
import os
import secrets
import subprocess
from dataclasses import dataclass, field

from arbeidsrom.launcher.environment import ensure_environment, program_environment
from arbeidsrom.launcher.places import ROOT, Places, complain


@dataclass(frozen=True)
class Check:
    """A tool that complains when a rule is broken, by the name of what it looks after."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


def check(arguments: argparse.Namespace, places: Places) -> int:
    """One tool after the other; all are run, and the first complaint does not hide the rest."""
    ensure_environment(places, development=True)
    binaries = places.python.parent
    environment = program_environment(places) | {"PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"}
    failed = [each.name for each in checks(places) if not passes(each, environment)]
    complain(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


def checks(places: Places) -> list[Check]:
    """Everything that is checked."""
    tool = [str(places.python), "-m"]
    program = [*tool, "arbeidsrom"]
    deploy = [*program, "check", "--deploy", "--fail-level", "WARNING"]
    return [
        Check("lint", [*tool, "ruff", "check", "."]),
        Check("format", [*tool, "ruff", "format", "--check", "."]),
        Check("types", [*tool, "mypy"]),
        Check("imports", [str(places.python.parent / "lint-imports"), "--no-cache"]),
        Check("templates", [*tool, "djlint", "--lint", "--quiet", "src/arbeidsrom"]),
        Check("system", [*program, "check"]),
        Check("production", deploy, production()),
        Check("receiver", deploy, production() | receiving(places)),
        Check("migrations", [*program, "makemigrations", "--check", "--dry-run"]),
        Check("messages", [*program, "messages", "--check"]),
    ]


def production() -> dict[str, str]:
    """The settings of an installation in production that has done everything right, with keys of its own."""
    return {
        "ARBEIDSROM_PRODUCTION": "1",
        "ARBEIDSROM_SECRET_KEY": secrets.token_urlsafe(50),
        "ARBEIDSROM_MASTER_KEYS": f"check:{_key()}",
        "ARBEIDSROM_PEPPER": f"check:{_key()}",
        "ARBEIDSROM_AUDIT_KEY": _key(),
        "ARBEIDSROM_URL": "https://rom.example.no",
        "ARBEIDSROM_RECEIVER_URL": "https://deling.example.no",
        "ARBEIDSROM_HOSTS": "rom.example.no",
        "ARBEIDSROM_SMS_URL": "https://sms.example.no/send",
        "ARBEIDSROM_CLAMD": "unix:/run/clamav/clamd.ctl",
        "ARBEIDSROM_MAIL_FROM": "Arbeidsrom <ikke-svar@example.no>",
        "DATABASE_URL": "postgresql://arbeidsrom_app@localhost/arbeidsrom",
    }


def receiving(places: Places) -> dict[str, str]:
    """The receiving process has no master key, and none lies where it could read it."""
    nowhere = str(places.home / "keys" / "elsewhere" / "master.keys")
    return {
        "ARBEIDSROM_PROCESS": "receiver",
        "ARBEIDSROM_MASTER_KEYS": "",
        "ARBEIDSROM_MASTER_KEY_FILE": nowhere,
    }


def passes(check: Check, environment: dict[str, str]) -> bool:
    """Run one check; its output is shown only when it complains."""
    result = subprocess.run(
        check.command,
        cwd=ROOT,
        env=environment | check.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    complain(f"{check.name:<12}{'ok' if result.returncode == 0 else 'FAILED'}")
    if result.returncode:
        complain(result.stdout)
    return result.returncode == 0


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
