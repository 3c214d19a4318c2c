"""What the database's own roles keep the program from doing, whatever happens to its code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from arbeidsrom.config.database_privileges import grant_privileges
from arbeidsrom.core.audit.actions import record
from arbeidsrom.core.audit.models import Link
from arbeidsrom.core.audit.tests.conftest import MEMBER, NOW, STEWARD, TENANT, chained, entries
from arbeidsrom.core.audit.verification import verify_chain
from arbeidsrom.lib import actor as actors

APP, RECEIVER = "arbeidsrom_app", "arbeidsrom_receiver"

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-AUD-001")]


@pytest.fixture(autouse=True)
def privileges(db: None) -> None:
    """The roles as an installation has them."""
    with connection.cursor() as cursor:
        for role in (APP, RECEIVER):
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if not cursor.fetchone():
                cursor.execute(f"CREATE ROLE {role}")
    grant_privileges(connection, app=APP, receiver=RECEIVER)


@contextmanager
def acting_as(role: str) -> Iterator[None]:
    """The connection of a process that has only this role."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")


def run(role: str, statement: str) -> None:
    """What somebody does who has got hold of a process with this role."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute(statement)


@pytest.mark.parametrize("role", [APP, RECEIVER])
def test_both_processes_can_record_and_the_database_chains_what_they_record(role: str) -> None:
    with acting_as(role):
        record("x", None, actor=actors.receiver("198.51.100.4"), at=NOW, tenant=TENANT, subjects=[MEMBER])
        chained()

    assert verify_chain(TENANT).entries == 1
    assert verify_chain(TENANT).finding is None


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO audit_link (entry_id, tenant, number, hash) VALUES (1, gen_random_uuid(), 1, '')",
        "UPDATE audit_entry SET event = 'y'",
        "DELETE FROM audit_entry",
        "UPDATE audit_link SET number = 7",
        "DELETE FROM audit_link",
        "DELETE FROM audit_checkpoint",
        "TRUNCATE audit_entry CASCADE",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "DROP FUNCTION audit_link_entry CASCADE",
    ],
)
@pytest.mark.parametrize("role", [APP, RECEIVER])
def test_no_role_of_the_program_can_add_links_or_change_or_delete_anything(role: str, statement: str) -> None:
    entries(1)

    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
        run(role, statement)

    assert Link.objects.count() == 1


def test_the_receiving_process_cannot_read_the_log() -> None:
    record("x", None, actor=STEWARD, at=NOW)

    for column in ("statement", "event", "tenant"):
        with pytest.raises(DatabaseError, match="permission denied"):
            run(RECEIVER, f"SELECT {column} FROM audit_entry")
