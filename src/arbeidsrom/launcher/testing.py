"""``./arbeidsrom test``: what the tests need on this machine, and the tests themselves."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
from pathlib import Path

from arbeidsrom.launcher.checking import check
from arbeidsrom.launcher.environment import (
    ensure_assets,
    ensure_environment,
    install_debian_packages,
    install_node_packages,
    program_environment,
)
from arbeidsrom.launcher.places import ROOT, Places, complain

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def test(arguments: argparse.Namespace, places: Places) -> int:
    """Everything that CI runs: the checks, then pytest, whose line comes last; further arguments are pytest's own.

    Whoever names tests wants these alone, without the checks.
    """
    ensure_environment(places, development=True)
    complaints = 0 if arguments.rest else check(arguments, places)
    ensure_assets(places)
    environment = program_environment(places) | {"ARBEIDSROM_ASSETS": str(places.assets)}
    environment.pop("DJANGO_SETTINGS_MODULE")
    environment.pop("ARBEIDSROM_HOME")
    environment |= browser(places) | scanner() | other_postgresql() | openid_provider(places)
    command = [str(places.python), "-m", "pytest", "-q", "-n", str(os.cpu_count() or 1), "--dist", "loadgroup"]
    if arguments.all:
        command.append("--all")
    return subprocess.run([*command, *arguments.rest], cwd=ROOT, env=environment).returncode or complaints


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


def openid_provider(places: Places) -> dict[str, str]:
    """An OpenID provider of others' making, which the tests sign in with."""
    install_node_packages(places, ROOT / "tests" / "openid_provider", places.openid_provider)
    return {"ARBEIDSROM_OPENID_PROVIDER": str(places.openid_provider)}


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
