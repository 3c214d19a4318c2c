"""Who reports what people have passed in the learning portal: the portal itself, over the API."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.access import within
from arbeidsrom.core.organisation.models import Person, Position
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied

REPORT_RESULTS = "competence.report_course_results"


def may_report_course_results(actor: Actor) -> Decision:
    """Reporting at all."""
    if not actor.holds(REPORT_RESULTS):
        return denied(_("The client has no role that lets it report passed courses."))
    return ALLOWED


def reported_people(actor: Actor) -> QuerySet[Person]:
    """Those whom it may report of: who hold, or have held, a position in its units."""
    held = Position.objects.filter(within(actor, REPORT_RESULTS), person=OuterRef("pk"))
    return Person.objects.filter(Exists(held))
