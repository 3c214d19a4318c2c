"""``verify_audit``: is the log whole? Names the first broken entry of each chain and then fails."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from arbeidsrom.core.audit import notes, queries
from arbeidsrom.core.audit.notes import BadNote, Head
from arbeidsrom.core.audit.verification import Result, opened, verify_chain


class Command(BaseCommand):
    help = "Verifies the chains of the audit log, and names the first broken entry of each."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant", type=UUID, help="only this tenant's chain")
        parser.add_argument("--checkpoints", type=Path, help="a file of signed checkpoints that was kept elsewhere")

    def handle(self, *, tenant: UUID | None, checkpoints: Path | None, **_options: Any) -> None:
        heads = read_checkpoints(checkpoints) if checkpoints else []
        chains = [tenant] if tenant else sorted({*queries.tenants(), *(head.tenant for head in heads)})
        results = [verify_chain(chain, heads=heads) for chain in chains]
        for result in results:
            self.stdout.write(told(result))
        broken = sum(1 for result in results if result.finding)
        if broken:
            raise CommandError(f"{broken} of {len(results)} chains are broken.")
        self.stdout.write(self.style.SUCCESS(f"{len(results)} chains are whole."))


def read_checkpoints(path: Path) -> list[Head]:
    """The checkpoints in a file, their signatures checked."""
    try:
        return [opened(note) for note in notes.split(path.read_text(encoding="utf-8"))]
    except (OSError, BadNote) as problem:
        raise CommandError(f"{path} cannot be used: {problem}") from problem


def told(result: Result) -> str:
    """One line about a chain."""
    if result.finding is None:
        return f"{result.tenant}: {result.entries} entries, whole"
    name = f" ({result.finding.entry})" if result.finding.entry else ""
    return f"{result.tenant}: first broken entry {result.finding.number}{name}: {result.finding.fault.label}"
