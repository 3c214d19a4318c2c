"""A learning portal reports what people have passed: one way, never back (KP-LMS-002, KP-COURSE-004)."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from arbeidsrom.core.api_clients.idempotency import Content, once
from arbeidsrom.modules.competence.access import courses as access
from arbeidsrom.modules.competence.actions import courses
from arbeidsrom.modules.competence.shapes import Outcomes, Results
from arbeidsrom.web.api.requests import ApiRequest

course_results = Router()


@course_results.post("", response=Outcomes, url_name="api_course_results", summary="Report passed courses")
def report_course_results(request: ApiRequest, sent: Results) -> HttpResponse:
    """Courses that people have passed. Each fulfils the requirements that are linked to it, at once.

    The answer tells of each what became of it; one that cannot be used keeps none of the others back. The same or an
    earlier day once more changes nothing."""
    access.may_report_course_results(request.actor).or_refuse()
    content = Content([request.body], request.path)
    return once(request, content, partial(_receive, request, sent), now=timezone.now())


def _receive(request: ApiRequest, sent: Results) -> HttpResponse:
    outcomes = courses.receive_course_results(
        [one.reported() for one in sent.results],
        actor=request.actor,
        now=timezone.now(),
        today=timezone.localdate(),
    )
    return HttpResponse(Outcomes.of(outcomes).model_dump_json(), content_type="application/json")
