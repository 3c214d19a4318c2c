"""Sessions tell a lost database from a session that has ended."""

from __future__ import annotations

import psycopg
import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from psycopg.conninfo import make_conninfo

from arbeidsrom.core.accounts.session_store import SessionStore

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session() -> SessionStore:
    session = SessionStore()
    session["a"] = 1
    session.save()
    return session


def cut_off() -> None:
    """The server ends our connection, as when it is killed."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (backend,) = cursor.fetchone()
    parts = connection.settings_dict
    address = make_conninfo(
        dbname=parts["NAME"], user=parts["USER"], password=parts["PASSWORD"], host=parts["HOST"], port=parts["PORT"]
    )
    with psycopg.connect(address, autocommit=True) as other:
        other.execute("select pg_terminate_backend(%s, 5000)", [backend])


def test_a_lost_database_is_not_told_as_a_session_that_has_ended(session: SessionStore) -> None:
    session["a"] = 2
    cut_off()
    with pytest.raises(OperationalError):
        session.save()

    connection.close()
    session.save()
    assert SessionStore(session.session_key)["a"] == 2


def test_a_session_that_has_ended_is_told(session: SessionStore) -> None:
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        session.save()
