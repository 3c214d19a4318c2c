"""``python -m arbeidsrom load_goal_template FILE…``: the templates that goal plans are made from (KP-ADM-183, 184)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from arbeidsrom.core.organisation.models import Unit, UnitKind
from arbeidsrom.lib.actor import job
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.competence.actions.plans.goal_templates import load_goal_template
from arbeidsrom.modules.competence.rules.goal_templates import UnreadableTemplate, read_template


class Command(BaseCommand):
    help = (
        "Load templates of learning-goal and competence-goal plans (docs/how-to/load-goal-templates.md): all of the"
        " files, or none."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", type=Path, nargs="+")
        parser.add_argument("--region", default="", help="code of the region; needed where there are several")

    @transaction.atomic
    def handle(self, *, files: list[Path], region: str, **options: Any) -> None:
        owner, actor, now = _region(region), job("competence.load_goal_template"), timezone.now()
        for file in files:
            try:
                template = read_template(file.read_text(encoding="utf-8"))
                load_goal_template(template, region=owner, actor=actor, now=now)
            except (OSError, UnicodeDecodeError, UnreadableTemplate, Refused) as fault:
                raise CommandError(f"{file}: {fault}") from None
            self.stdout.write(f"{template.name}: {len(template.themes)} themes, {len(template.activities)} activities")


def _region(code: str) -> Unit:
    found = Unit.objects.filter(kind=UnitKind.REGION, **({"code": code} if code else {}))
    if found.count() != 1:
        raise CommandError("Say with --region which region it is for, by its code.")
    return found.get()
