"""One program for all who kill it, whose very first start is killed half-way."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from arbeidsrom.core.notifications.tests.servers import MailServer, free_port, mail_server, sms_server
from tests.journeys.program import free_port as two_free_ports
from tests.journeys.program import running, start
from tests.kill.town import SLOW, Town, settings, until

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """They all kill the same program."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("kills"))


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    """The program after a first start that was killed while it made the demonstration."""
    home = Path(tempfile.mkdtemp(prefix="arbeidsrom-kill-"))
    home.chmod(0o755)
    with mail_server(MailServer(free_port(), delay=SLOW)) as mail, sms_server(home, delay=SLOW) as sms:
        kill_first_start(home, settings(mail, sms))
        with running(home, settings(mail, sms)) as program:
            yield Town(program, mail, sms)
    shutil.rmtree(home, ignore_errors=True)


def kill_first_start(home: Path, given: dict[str, str]) -> None:
    """Launcher and all that it has started, as soon as the first documents have been stored."""
    launcher, log = start(home, two_free_ports(), given)
    until(lambda: launcher.poll() is not None or any((home / "files").glob("??/*")), seconds=300)
    assert launcher.poll() is None, (home / "launcher.log").read_text()
    preparing = psutil.Process(launcher.pid).children(recursive=True)
    for process in (launcher, *preparing):
        process.kill()
    launcher.wait()
    log.close()
