"""A real worker process beside a test."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg.conninfo import make_conninfo


def database_url() -> str:
    """The address of the test's database, for other processes."""
    parts = connection.settings_dict
    return make_conninfo(
        dbname=parts["NAME"], user=parts["USER"], password=parts["PASSWORD"], host=parts["HOST"], port=parts["PORT"]
    )


def worker_process(*arguments: str) -> subprocess.Popen[bytes]:
    """A worker on the test's database."""
    command = [sys.executable, "-m", "arbeidsrom", "procrastinate", "worker", *arguments]
    environment = {**os.environ, "DATABASE_URL": database_url(), "ARBEIDSROM_PROCESS": "worker"}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def worker(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that is told to stop when the block ends, and killed if it does not."""
    process = worker_process(*arguments)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def until(condition: Callable[[], object], *, seconds: float = 60) -> None:
    """Wait for another process to have done something."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It has not happened in time."
        time.sleep(0.05)


def clear_jobs() -> None:
    """Django's flush leaves the tables of the queue alone."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE")


def jobs(task: str) -> list[str]:
    """The states of the jobs of a task, in the order they were asked for."""
    return list(ProcrastinateJob.objects.filter(task_name=task).order_by("id").values_list("status", flat=True))
