"""What every test stands on: a database server of its own, and the translations.

Without ``DATABASE_URL`` a throw-away PostgreSQL is started for the session and ends with it. It is started before any
settings are read, once: the workers of xdist find its address in their environment and make a database each.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "src"))

from arbeidsrom.config.embedded_postgresql import EmbeddedPostgresql  # noqa: E402
from arbeidsrom.web.catalogues import compile_catalogues  # noqa: E402

if "DJANGO_SETTINGS_MODULE" in os.environ and "PYTEST_XDIST_WORKER" not in os.environ:
    raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: the tests choose their database before settings are read.")


CHEAP = {"ARBEIDSROM_SHARING_ARGON2_MEMORY_KIB": "1024", "ARBEIDSROM_SHARING_ARGON2_PASSES": "1"}


class Ground:
    """The home and the database of one test session."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="arbeidsrom-test-"))
        self.server: EmbeddedPostgresql | None = None
        (self.home / "static").mkdir()
        os.environ["ARBEIDSROM_HOME"] = str(self.home)
        os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])])
        os.environ.setdefault("ARBEIDSROM_ASSETS", str(ROOT / "var" / "assets"))
        os.environ["ARBEIDSROM_STRICT_TEMPLATES"] = "1"  # a template that queries fails
        os.environ.update(CHEAP)
        if "DATABASE_URL" not in os.environ:
            self.server = EmbeddedPostgresql(self.home / "postgresql", throwaway=True)
            self.server.start()
            os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"] = self.server.url("owner")

    def clear(self) -> None:
        """Stop what was started and leave nothing behind."""
        if self.server:
            self.server.stop("immediate")
            shutil.rmtree(self.server.root, ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)


ground: Ground | None = None
if "PYTEST_XDIST_WORKER" not in os.environ:
    ground = Ground()
    compile_catalogues()
os.environ["DJANGO_SETTINGS_MODULE"] = "arbeidsrom.config.settings"

import django  # noqa: E402

django.setup()


pytest_plugins = ["tests.cast"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run the long tests too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tests for ``--all``."""
    if config.getoption("--all"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in set(long)]


def pytest_unconfigure() -> None:
    if ground:
        ground.clear()
