"""The demonstration: a made-up union with people, members, cases and shipments (PL-MOD-002, PL-MOD-004)."""

from __future__ import annotations

from datetime import date


def build_demonstration(size: str = "", *, today: date | None = None) -> None:
    """Make the demonstration unless it is there already; ``size`` such as ``workspace=organisation``.

    Whoever is killed meanwhile leaves nothing, and whoever starts meanwhile waits for the one who began.
    """
    from django.db import connection, transaction

    from arbeidsrom.config.demo.build import build, is_built
    from arbeidsrom.config.demo.sizes import parse_size

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('demonstration'))")
        if not is_built():
            build(parse_size(size), today=today)


def log_ins() -> list[tuple[str, str, str, str]]:
    """Name, e-mail, password and what they do, for everybody whom one can become."""
    from django.utils import timezone
    from django.utils.translation import override

    from arbeidsrom.config.demo.users import demonstration_users
    from arbeidsrom.config.demo.world import PASSWORD

    with override("nb"):
        return [
            (user.name, user.email, PASSWORD, "; ".join(user.positions))
            for user in demonstration_users(today=timezone.localdate())
        ]
