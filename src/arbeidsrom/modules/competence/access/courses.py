"""Who reports what people have passed in the learning portal: the portal itself, over the API."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.access import within
from arbeidsrom.core.organisation.models import Person, Position
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied

REPORT_RESULTS = "competence.report_course_results"
WORKED_LATELY = timedelta(days=230)
"""Half a year and six weeks: courses are told of so late at most (KP-LMS-006, 007)."""


def may_report_course_results(actor: Actor) -> Decision:
    """Reporting at all."""
    if not actor.holds(REPORT_RESULTS):
        return denied(_("The client has no role that lets it report passed courses."))
    return ALLOWED


def reported_people(actor: Actor, *, today: date) -> QuerySet[Person]:
    """Those whom it may report of: who work in its units, are to, or did until lately."""
    lately = Q(valid_to=None) | Q(valid_to__gte=today - WORKED_LATELY)
    held = Position.objects.filter(lately, within(actor, REPORT_RESULTS), person=OuterRef("pk"))
    return Person.objects.filter(Exists(held))
