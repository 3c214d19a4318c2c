"""Whether an assigned plan is started: something was registered in it, not only in another plan (KP-LIMP-012)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from arbeidsrom.modules.competence.models import BY_EMPLOYEES, NotRelevant, Progress, ProgressEvent
from arbeidsrom.modules.competence.rules.statuses import State

_REGISTERED_HERE = ProgressEvent.objects.filter(
    person=OuterRef("person_id"),
    requirement=OuterRef("requirement_id"),
    plan=OuterRef(OuterRef("plan_id")),
    kind__in=BY_EMPLOYEES,
)
_BEGUN_HERE = Progress.objects.filter(
    Exists(_REGISTERED_HERE),
    Q(state__gt=State.NOT_STARTED) | Q(completed_on__isnull=False),
    person=OuterRef("person_id"),
)
_MARKED_HERE = NotRelevant.objects.filter(person=OuterRef("person_id"), plan=OuterRef("plan_id"))

STARTED = Exists(_BEGUN_HERE) | Exists(_MARKED_HERE)
"""Of an assignment: the person has registered something in this plan that counts still, or marked something in it.

What is reset is begun no longer; what came from another plan with the same requirement never was.
"""
