"""Requirements that were in somebody's plans and have been archived since: that they were is all that is told."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.models import Assignment, Requirement


def archived_requirements(*, actor: Actor) -> list[tuple[str, datetime]]:
    """Their names and when they were archived, the last first (KP-RHIST-002, 003). One query."""
    had = Assignment.objects.filter(
        own.own(actor),
        plan__links__requirement=OuterRef("pk"),
        plan__links__activated_at__isnull=False,
        assigned_on__lte=OuterRef("archived_at__date"),
    )
    gone = Requirement.objects.filter(Exists(had), archived_at__isnull=False)
    rows = gone.order_by("-archived_at", "id").values_list("name", "archived_at")
    return [(name, at) for name, at in rows if at is not None]
