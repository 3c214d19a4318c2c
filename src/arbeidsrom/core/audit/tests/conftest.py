"""What the tests of the log stand on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection

from arbeidsrom.core.audit.actions import record
from arbeidsrom.core.audit.models import Entry
from arbeidsrom.lib.actor import Actor, ActorKind

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
TENANT = UUID(int=7)
STEWARD = Actor(
    ActorKind.PERSON,
    label="Kari Nordmann",
    account_id=3,
    person_id=5,
    person=UUID(int=5),
    position_id=11,
    position_label="Klubbleder",
    tenant=TENANT,
    origin="192.0.2.7",
)
MEMBER = UUID(int=99)


def chained() -> None:
    """Let the database chain what the test's transaction has recorded, as a commit does."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def entries(count: int, *, tenant: UUID = TENANT) -> list[Entry]:
    """So many chained entries about a member."""
    for number in range(count):
        record("x", None, actor=STEWARD, at=NOW, tenant=tenant, subjects=[MEMBER], details={"number": number})
    chained()
    return list(Entry.objects.filter(tenant=tenant).order_by("id"))


@pytest.fixture
def tamper(db: None) -> Callable[..., None]:
    """Changes the log as somebody can who owns its tables: with every trigger off and every foreign key gone."""

    def run(sql: str, *values: object) -> None:
        chained()
        with connection.cursor() as cursor:
            for table in ("entry", "link", "detail", "subject", "checkpoint"):
                cursor.execute(f"ALTER TABLE audit_{table} DISABLE TRIGGER USER")
            cursor.execute(
                "SELECT conrelid::regclass, conname FROM pg_constraint"
                " WHERE contype = 'f' AND conrelid::regclass::text LIKE 'audit_%'"
            )
            for table, name in cursor.fetchall():
                cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
            cursor.execute(sql, values)

    return run
