"""Two imports at once, and a process that is killed: the register is as before or as after, never between."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings
from django.db import close_old_connections, connection

from arbeidsrom.core.imports import actions
from arbeidsrom.core.imports.models import ImportRun
from arbeidsrom.core.imports.states import RunState
from arbeidsrom.core.imports.tests.nights import HOSPITAL, everything, imported, register_of, rehearsed
from arbeidsrom.core.imports.tests.register_files import entry
from arbeidsrom.core.membership.models import Member
from arbeidsrom.lib.actor import job
from arbeidsrom.lib.refusals import ChangedMeanwhile, WrongState
from tests.cast import NOW, TODAY, Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True)

APPLY = """
import os, signal, sys, threading, time, uuid
from datetime import date, datetime, UTC
import django
django.setup()
from arbeidsrom.core.imports import actions
from arbeidsrom.lib.actor import job
print("ready", flush=True)
threading.Timer(float(sys.argv[2]), lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
actions.apply_import(
    uuid.UUID(sys.argv[1]),
    confirmed=True,
    actor=job("x"),
    now=datetime(2026, 11, 24, tzinfo=UTC),
    today=date(2026, 11, 24),
)
print("applied", flush=True)
time.sleep(5)
"""


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.mark.req("KL-MEMB-002")
def test_of_two_who_apply_at_once_one_is_told(cast: Cast) -> None:
    """Both have read their file before either applied; what is applied is one of the two as a whole."""
    imported(cast, register_of())
    runs = [rehearsed(cast, [*register_of(), entry(number, HOSPITAL)]) for number in (900, 901)]
    together, outcomes = threading.Barrier(2), []

    def apply(run: ImportRun) -> None:
        together.wait()
        try:
            actions.apply_import(run.public_id, confirmed=True, actor=job("x"), now=NOW, today=TODAY)
            outcomes.append("applied")
        except (actions.AnotherAtWork, ChangedMeanwhile, WrongState):
            outcomes.append("told")
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=apply, args=[run]) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["applied", "told"]
    assert Member.objects.filter(member_number__in=["100900", "100901"]).count() == 1


@pytest.mark.long
@pytest.mark.req("KL-MEMB-002")
def test_a_kill_while_applying_leaves_the_register_as_before_or_as_after(cast: Cast) -> None:
    imported(cast, register_of())
    before = everything()
    night = register_of()[5:]
    run = rehearsed(cast, [*night, *(entry(number, HOSPITAL) for number in range(200, 1200))])
    for delay in (0.002, 0.01, 0.02, 0.03, 0.05, 0.08, 0.15, 3.0):
        told = _apply_until_killed(run, delay)
        run.refresh_from_db()
        if run.state == RunState.APPLIED:
            break
        assert "applied" not in told
        assert everything() == before
    assert run.state == RunState.APPLIED
    assert Member.objects.filter(left_date=None).count() == 65 + 1000
    actions.undo_import(run.public_id, actor=cast.admin, now=NOW, today=TODAY)
    assert everything() == before


def _apply_until_killed(run: ImportRun, delay: float) -> str:
    """Another process applies the run and is killed after so many seconds; returns what it had confirmed by then."""
    database = settings.DATABASES["default"]
    address = f"postgresql://{database['USER']}:{database['PASSWORD']}@/{connection.settings_dict['NAME']}"
    host = f"?host={database['HOST']}&port={database['PORT']}"
    environment = {**os.environ, "DATABASE_URL": address + host, "DJANGO_SETTINGS_MODULE": "arbeidsrom.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", APPLY, str(run.public_id), str(delay)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "ready" in done.stdout, done.stderr[-2000:]
    time.sleep(0.2)  # the server notices that its client is gone
    return done.stdout
