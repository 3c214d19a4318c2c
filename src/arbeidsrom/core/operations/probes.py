"""Whether the process is alive, and whether it can do its work."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from functools import cache

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from arbeidsrom.core.keys import ring
from arbeidsrom.core.vault import storage


def readiness() -> dict[str, bool]:
    """What the process needs, and whether it is there; the receiving process has no keys, and reads few tables."""
    needed: Mapping[str, Callable[[], bool]] = {
        "database": database_answers,
        "migrations": is_migrated,
        "keys": keys_are_readable,
        "storage": storage_answers,
    }
    if settings.PROCESS == "receiver":
        needed = {"database": database_answers, "storage": storage_answers, "pepper": pepper_is_readable}
    return {name: works() for name, works in needed.items()}


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except Error:
        return False
    return True


def is_migrated() -> bool:
    """Whether the tables are as this version of the program expects; once they are, they stay so."""
    with contextlib.suppress(Error, UnmigratedError):
        return _ensure_migrated()
    return False


class UnmigratedError(Exception):
    """There are migrations to run."""


@cache
def _ensure_migrated() -> bool:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise UnmigratedError
    return True


def keys_are_readable() -> bool:
    try:
        ring.master_keys().current()
    except ring.MasterKeyProblem:
        return False
    return True


def pepper_is_readable() -> bool:
    try:
        ring.pepper()
    except ring.MasterKeyProblem:
        return False
    return True


def storage_answers() -> bool:
    """Whether the store of sealed files, disk or bucket, can be used."""
    return storage.store().answers()
