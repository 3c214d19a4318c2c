"""A process of the program on the test's database, killed once it has begun to write."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable

from django.db import connection

from arbeidsrom.config.tests.worker import database_url

OTHERS_AT_WORK = """
    SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL
"""
STARTING = 60  # seconds a process may take until it first writes


def start(*arguments: str) -> subprocess.Popen[str]:
    """``python ARGUMENTS`` on the test's database."""
    environment = {**os.environ, "DATABASE_URL": database_url(), "ARBEIDSROM_PROCESS": "worker"}
    command = [sys.executable, *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def kill_at_work(*arguments: str, when: Callable[[], bool], wait: float = 0) -> None:
    """Start it, and kill it so many seconds after it has come so far; it may be done before."""
    process = start(*arguments)
    try:
        deadline = time.monotonic() + STARTING
        while process.poll() is None and not when():
            assert time.monotonic() < deadline, "It never came so far."
            time.sleep(0.002)
        time.sleep(wait)
    finally:
        process.kill()
        process.communicate()
        wait_until_nobody_writes()


def run(*arguments: str) -> str:
    """Let it come to its end; what it said."""
    process = start(*arguments)
    told, _nothing = process.communicate(timeout=300)
    assert process.returncode == 0, told
    return told


def is_somebody_writing() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(OTHERS_AT_WORK)
        return bool(cursor.fetchone()[0])


def wait_until_nobody_writes() -> None:
    """The database rolls back what the process had begun, which may take a moment."""
    deadline = time.monotonic() + STARTING
    while is_somebody_writing():
        assert time.monotonic() < deadline, "The killed process still holds its transaction."
        time.sleep(0.05)
