"""Filling a table with millions of rows: its indexes and relations are made when the rows are there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper

RELATIONS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
     WHERE contype = 'f' AND conrelid = ANY(%(tables)s::regclass[]) ORDER BY conname
"""
INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
     WHERE indrelid = ANY(%(tables)s::regclass[])
       AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid) ORDER BY 1
"""


@contextmanager
def filling(tables: Collection[str]) -> Iterator[CursorWrapper]:
    """A cursor to fill them with; afterwards every relation has been checked, in one go for each instead of by row.

    What has a constraint, such as a primary key, keeps its index: the rows may be looked up by it meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(RELATIONS, {"tables": list(tables)})
        relations = cursor.fetchall()
        cursor.execute(INDEXES, {"tables": list(tables)})
        indexes = cursor.fetchall()
        for table, name, _definition in relations:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield cursor
        for _name, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in relations:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            cursor.execute(f"ANALYZE {table}")
