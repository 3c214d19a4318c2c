"""What each role of the database may do: the program uses the tables, the receiving process only a few of them.

An app tells what is special about its tables in a module ``database_privileges``: ``INSERT_ONLY``, tables that the
program may read and add to but never change, ``READ_ONLY``, tables that only the database itself fills, and
``RECEIVER``, what the public receiving process may do by table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

SCHEMA = sql.Identifier("public")


def grant_privileges(connection: BaseDatabaseWrapper, *, app: str, receiver: str) -> None:
    """Give the two roles what the installed apps declare, and take away what they no longer declare."""
    statements = [*privileges_of_app(app), *privileges_of_receiver(receiver, app)]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def privileges_of_app(role: str) -> Iterable[sql.Composed]:
    """Rows of every table, no tables of its own, and nothing but reading and adding where it is insert-only."""
    name = sql.Identifier(role)
    yield sql.SQL("grant usage on schema {} to {}").format(SCHEMA, name)
    yield sql.SQL("grant select, insert, update, delete on all tables in schema {} to {}").format(SCHEMA, name)
    yield sql.SQL("grant usage, select, update on all sequences in schema {} to {}").format(SCHEMA, name)
    yield sql.SQL("grant execute on all functions in schema {} to {}").format(SCHEMA, name)
    for table in declared_tables("INSERT_ONLY"):
        yield sql.SQL("revoke update, delete on {}.{} from {}").format(SCHEMA, sql.Identifier(table), name)
    for table in declared_tables("READ_ONLY"):
        yield sql.SQL("revoke insert, update, delete on {}.{} from {}").format(SCHEMA, sql.Identifier(table), name)


def privileges_of_receiver(role: str, app: str) -> Iterable[sql.Composed]:
    """Only what the apps name; when one role serves both, it keeps the program's privileges."""
    if role == app:
        return
    name = sql.Identifier(role)
    yield sql.SQL("revoke all on all tables in schema {} from {}").format(SCHEMA, name)
    yield sql.SQL("revoke all on all sequences in schema {} from {}").format(SCHEMA, name)
    yield sql.SQL("grant usage on schema {} to {}").format(SCHEMA, name)
    for table, privileges in receiver_tables().items():
        for privilege in privileges:
            yield sql.SQL("grant {} on {}.{} to {}").format(sql.SQL(privilege), SCHEMA, sql.Identifier(table), name)
            if privilege.upper().startswith("INSERT"):
                yield sql.SQL("grant usage on all sequences in schema {} to {}").format(SCHEMA, name)


def declared_tables(kind: str) -> list[str]:
    """The tables of one kind, as the installed apps declare them."""
    return [table for module in declarations() for table in getattr(module, kind, ())]


def receiver_tables() -> Mapping[str, tuple[str, ...]]:
    """Tables that the receiving process may touch, with the privileges, as the installed apps declare them."""
    return {
        table: privileges for module in declarations() for table, privileges in getattr(module, "RECEIVER", {}).items()
    }


def declarations() -> list[object]:
    names = [f"{app.name}.database_privileges" for app in apps.get_app_configs() if app.label != "config"]
    return [import_module(name) for name in names if name.startswith("arbeidsrom.") and find_spec(name)]
