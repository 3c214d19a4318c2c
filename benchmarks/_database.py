"""An empty database with the program's tables, for one benchmark."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def program(folder: Path, settings: str = "arbeidsrom.config.settings") -> Iterator[None]:
    """The program set up in this process, on a server of its own that ends with it."""
    from arbeidsrom.config.embedded_postgresql import EmbeddedPostgresql

    server = EmbeddedPostgresql(folder / "postgresql", throwaway=True)
    server.start()
    try:
        os.environ |= {
            "ARBEIDSROM_HOME": str(folder),
            "ARBEIDSROM_CLAMD": "",
            "DATABASE_URL": server.url("owner"),
            "DJANGO_SETTINGS_MODULE": settings,
        }
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield
    finally:
        server.stop("immediate")
