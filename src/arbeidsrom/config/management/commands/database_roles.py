from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from arbeidsrom.config.database_privileges import grant_privileges


class Command(BaseCommand):
    """Makes the roles that ``DATABASE_APP_URL`` and ``DATABASE_RECEIVER_URL`` name, and gives them their privileges."""

    help = "Make the database's roles for the program and the receiving process, and give them what they need."

    def handle(self, *args: Any, **options: Any) -> None:
        owner = str(connection.settings_dict["USER"])
        app, app_password = role_of(os.environ.get("DATABASE_APP_URL"), owner)
        receiver, receiver_password = role_of(os.environ.get("DATABASE_RECEIVER_URL"), app)
        with transaction.atomic():
            for role, password in ((app, app_password), (receiver, receiver_password)):
                self.ensure_role(role, password)
            if app != owner:
                grant_privileges(connection, app=app, receiver=receiver)
        if owner == app or app == receiver:
            self.stderr.write(
                "The owner, the program and the receiving process share a database role; see docs/operating."
            )

    def ensure_role(self, role: str, password: str) -> None:
        """A role that is there is left as it is."""
        with connection.cursor() as cursor:
            cursor.execute("select 1 from pg_roles where rolname = %s", [role])
            if cursor.fetchone() is None:
                create = sql.SQL("create role {} login password {}")
                cursor.execute(create.format(sql.Identifier(role), sql.Literal(password)))


def role_of(url: str | None, otherwise: str) -> tuple[str, str]:
    """The role and the password in an address."""
    parts = conninfo_to_dict(url) if url else {}
    return str(parts.get("user") or otherwise), str(parts.get("password") or "")
