"""A demonstration of some size, and a process that asks it for pages and tells how long each took.

With ``BENCHMARK_DATABASES`` a folder, what was made in it is kept and used again: a whole organisation takes its time.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

A_LEADER, LEADS = "leader", 30
"""A user who leads so many, as most leaders do."""
TRIVIAL = "/trivial/"
"""A signed-in page with the full frame and navigation, and nothing in it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One page: how long it took, how much of a processor without the database, its rows, and its queries."""

    seconds: float
    processor: float
    rows: int
    queries: int


class Asking:
    """The process; it lives as long as the database is open."""

    def __init__(self, environment: dict[str, str]) -> None:
        command = [sys.executable, "-m", "benchmarks._demonstration"]
        self._process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def get(self, address: str, user: str, *, forget: bool = False) -> Answer:
        """Ask for a page as the user; ``forget`` what the process remembers of the order of names."""
        asked, told = self._ends()
        asked.write(json.dumps({"address": address, "user": user, "forget": forget}) + "\n")
        asked.flush()
        return Answer(**json.loads(told.readline()))

    def close(self) -> None:
        self._ends()[0].close()
        self._process.wait(timeout=30)

    def _ends(self) -> tuple[IO[str], IO[str]]:
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("The process has no pipes")
        return self._process.stdin, self._process.stdout


@contextmanager
def demonstration(size: str, folder: Path) -> Iterator[Asking]:
    """The demonstration of that size, made when it is not there."""
    with prepared(size, folder) as environment:
        asking = Asking(environment)
        try:
            yield asking
        finally:
            asking.close()


@contextmanager
def prepared(size: str, folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a process that finds the demonstration of that size."""
    from arbeidsrom.config.embedded_postgresql import EmbeddedPostgresql

    home = folder / size.replace("=", "-")
    server = EmbeddedPostgresql(home / "postgresql", throwaway=True)
    server.start()
    environment = os.environ | {
        "ARBEIDSROM_HOME": str(home),
        "ARBEIDSROM_CLAMD": "",
        "ARBEIDSROM_LOG_LEVEL": "ERROR",
        "DATABASE_URL": server.url("owner"),
        "DJANGO_SETTINGS_MODULE": "arbeidsrom.config.settings",
        "PYTHONPATH": str(Path(__file__).resolve().parents[1] / "src"),
    }
    try:
        _prepare(size, environment)
        yield environment
    finally:
        server.stop("fast")


def _prepare(size: str, environment: dict[str, str]) -> None:
    """Make it, and say how long that took and how much memory the largest process so far has had."""
    begun = time.perf_counter()
    prepare = [sys.executable, "-m", "arbeidsrom", "prepare", "--size", size]
    subprocess.run(prepare, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"{size}: made or found in {time.perf_counter() - begun:.0f} s, at most {memory} MiB", flush=True)


def answer_questions() -> None:
    """The other end: each line on standard input is a page to ask for."""
    import django

    django.setup()
    from django.test import Client

    from arbeidsrom.core.accounts.models import Account
    from arbeidsrom.core.membership.queries import alphabet

    add_trivial_page()
    clients: dict[str, Client] = {}
    for line in sys.stdin:
        asked = json.loads(line)
        user = asked["user"]
        if user not in clients:
            clients[user] = Client()
            address = user if "@" in user else f"{user}@samhold.example"
            account = whoever_leads(LEADS) if user == A_LEADER else Account.objects.get(email=address)
            clients[user].force_login(account)
        remembered = dict(alphabet._orders)
        if asked["forget"]:
            alphabet._orders.clear()
        print(json.dumps(_timed(clients[user], asked["address"])), flush=True)
        alphabet._orders.update(remembered)


def whoever_leads(number: int) -> Any:
    """The account of somebody of the made-up region who leads about so many and has one position; made if need be."""
    from django.db.models import Count
    from django.utils.timezone import localdate

    from arbeidsrom.core.accounts.models import Account
    from arbeidsrom.core.organisation.models import Position
    from arbeidsrom.core.organisation.queries import held_on

    held = Position.objects.filter(held_on(localdate()), kind="employment").order_by()
    alone = held.values("person").annotate(all=Count("pk")).filter(all=1).values("person")
    leaders = (
        held.filter(leader__in=held.filter(person__in=alone)).values_list("leader").annotate(employees=Count("pk"))
    )
    pk, _employees = min(leaders, key=lambda one: (abs(one[1] - number), one[0]))
    leader = Position.objects.get(pk=pk)
    return Account.objects.get_or_create(person=leader.person, defaults={"email": f"{A_LEADER}@region.example"})[0]


def add_trivial_page() -> None:
    """What every other page is compared with."""
    from django.urls import path

    from arbeidsrom.config import urls
    from arbeidsrom.web.pages import page

    urls.urlpatterns.append(path(TRIVIAL[1:], lambda request: page(request, "web/frame.html")))


def _timed(client: Any, address: str) -> dict[str, float]:
    from django.db import connection

    asked = 0

    def count(execute: Any, *statement: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*statement)

    with connection.execute_wrapper(count):
        begun, worked = time.perf_counter(), time.process_time()
        answer = client.get(address)
        seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    if answer.status_code != 200:
        raise ValueError(f"{address}: {answer.status_code}")
    rows = max(answer.content.count(b'<tr role="row"') - 1, 0)
    return {"seconds": seconds, "processor": processor, "rows": rows, "queries": asked}


if __name__ == "__main__":
    answer_questions()
