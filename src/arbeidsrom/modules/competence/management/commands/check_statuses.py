"""``python -m arbeidsrom check_statuses``: whether the stored statuses are what follows from what is registered."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Exists, OuterRef

from arbeidsrom.core.organisation.models import Person
from arbeidsrom.modules.competence.models import Assignment
from arbeidsrom.modules.competence.statuses.truth import differences

AT_ONCE = 200
MOST_TOLD = 20


class Command(BaseCommand):
    help = "Work out the statuses of employees anew, row by row, and tell where what is stored is something else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", type=int, default=2_000, help="how many, chosen at random (0: all)")

    def handle(self, *, people: int, **options: Any) -> None:
        held = Person.objects.filter(Exists(Assignment.objects.filter(person=OuterRef("pk"))))
        chosen = held.order_by("?")[:people] if people else held.order_by("pk")
        ids = list(chosen.values_list("pk", flat=True))
        wrong: list[str] = []
        for start in range(0, len(ids), AT_ONCE):
            wrong += differences(ids[start : start + AT_ONCE])
        for line in wrong[:MOST_TOLD]:
            self.stderr.write(line)
        if wrong:
            raise CommandError(f"{len(wrong)} differences among {len(ids)} people")
        self.stdout.write(f"{len(ids)} people: no difference")
