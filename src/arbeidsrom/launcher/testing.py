"""``./arbeidsrom test`` and ``check``: what the tests need on this machine, and the tests themselves."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
from pathlib import Path

from arbeidsrom.launcher.environment import (
    ensure_assets,
    ensure_environment,
    install_debian_packages,
    program_environment,
)
from arbeidsrom.launcher.places import ROOT, Places, complain

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
PROGRAMS = {"clamd": "clamav-daemon", "openssl": "openssl"}


def test(arguments: argparse.Namespace, places: Places) -> int:
    """Everything that CI runs, in one run of pytest; further arguments are pytest's own."""
    ensure_environment(places, development=True)
    ensure_assets(places)
    environment = program_environment(places) | {"ARBEIDSROM_ASSETS": str(places.assets)}
    environment.pop("DJANGO_SETTINGS_MODULE")
    environment.pop("ARBEIDSROM_HOME")
    environment |= browser(places) | scanner() | other_postgresql()
    command = [str(places.python), "-m", "pytest", "-q", "-n", str(os.cpu_count() or 1), "--dist", "loadgroup"]
    if arguments.all:
        command.append("--all")
    return subprocess.run([*command, *arguments.rest], cwd=ROOT, env=environment).returncode


def browser(places: Places) -> dict[str, str]:
    """The machine's Chromium, Debian's when we may install it, or else Playwright's own."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None and install_debian_packages("chromium"):
        found = shutil.which("chromium")
    if found is None:
        install = [str(places.python), "-m", "playwright", "install", "chromium"]
        if subprocess.run(install).returncode:
            complain("No browser was found and none could be installed: the browser tests will say so.")
        return {}
    return {"ARBEIDSROM_BROWSER": found}


def scanner() -> dict[str, str]:
    """A real clamd for the tests of scanning; they bring their own signature."""
    if find_program("clamd") is None and not install_debian_packages("clamav-daemon"):
        complain("clamd is missing: the tests that scan files will be skipped. Install ClamAV's daemon to run them.")
    found = find_program("clamd")
    return {"ARBEIDSROM_CLAMD_PROGRAM": found} if found else {}


def other_postgresql() -> dict[str, str]:
    """The machine's PostgreSQL, for running the main errand once more beside the embedded one."""
    if debian_postgresql() is None:
        install_debian_packages("postgresql")
    found = debian_postgresql()
    if found is None:
        complain("No PostgreSQL of the machine's own: the second run against it will be skipped.")
    return {"ARBEIDSROM_OTHER_PG_BIN": str(found)} if found else {}


def debian_postgresql() -> Path | None:
    folders = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "initdb").exists()]
    return max(folders, key=lambda folder: float(folder.parent.name), default=None)


def find_program(name: str) -> str | None:
    """A program on the path or in the folders of the system's own."""
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"]))


def check(arguments: argparse.Namespace, places: Places) -> int:
    """The house's rules, one tool after the other; all are run, and the first complaint does not hide the rest."""
    ensure_environment(places, development=True)
    binaries = places.python.parent
    environment = program_environment(places) | {"PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"}
    failed = [name for name, command in checks(places).items() if not passes(name, command, environment)]
    complain(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


def checks(places: Places) -> dict[str, list[str]]:
    """What is checked, by name."""
    program = [str(places.python), "-m", "arbeidsrom"]
    tool = [str(places.python), "-m"]
    return {
        "ruff": [*tool, "ruff", "check", "."],
        "format": [*tool, "ruff", "format", "--check", "."],
        "types": [*tool, "mypy", "src/arbeidsrom"],
        "imports": [str(places.python.parent / "lint-imports"), "--no-cache"],
        "templates": [*tool, "djlint", "--lint", "--quiet", "src/arbeidsrom"],
        "system": [*program, "check", "--fail-level", "WARNING"],
        "migrations": [*program, "makemigrations", "--check", "--dry-run"],
        "messages": [*program, "messages", "--check"],
    }


def passes(name: str, command: list[str], environment: dict[str, str]) -> bool:
    """Run one check; its output is shown only when it complains."""
    result = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    complain(f"{name:<12}{'ok' if result.returncode == 0 else 'FAILED'}")
    if result.returncode:
        complain(result.stdout)
    return result.returncode == 0
