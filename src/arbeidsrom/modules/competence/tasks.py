"""Background doors of competence."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from arbeidsrom.lib.jobs import BACK_OFF
from arbeidsrom.modules.competence import ending
from arbeidsrom.modules.competence.actions import courses, deadlines, hand_work, spreading, telling
from arbeidsrom.modules.competence.actions.plans import leaving, yearly
from arbeidsrom.modules.competence.actions.requirements import importing, resetting


@app.task(name="competence.spread", retry=BACK_OFF)
def spread(spreading_id: int) -> None:
    """Requirements or plans of many people have changed."""
    spreading.finish_spreading(spreading_id, now=timezone.now())


@app.periodic(cron="*/15 * * * *")
@app.task(name="competence.spread_again", queueing_lock="competence.spread_again", retry=BACK_OFF)
def spread_again(timestamp: int) -> None:
    """A change that waits although its job was lost."""
    spreading.spread_again(now=timezone.now())


@app.task(name="competence.apply_course_results", retry=BACK_OFF)
def apply_course_results() -> None:
    """A requirement has been linked to a course that people have passed already, or have begun without one."""
    courses.apply_earlier_results(now=timezone.now())
    hand_work.end_hand_work(now=timezone.now())


@app.periodic(cron="7,22,37,52 * * * *")
@app.task(name="competence.apply_course_results_again", queueing_lock="competence.apply_again", retry=BACK_OFF)
def apply_course_results_again(timestamp: int) -> None:
    """Such a requirement that waits although its job was lost."""
    courses.apply_earlier_results(now=timezone.now())
    hand_work.end_hand_work(now=timezone.now())


@app.periodic(cron="37 2 * * *")
@app.task(name="competence.end_met_deadlines", queueing_lock="competence.end_met_deadlines", retry=BACK_OFF)
def end_met_deadlines(timestamp: int) -> None:
    """Every night: deadlines whose day is over, of what is fulfilled."""
    deadlines.end_met_deadlines(now=timezone.now())


@app.periodic(cron="43 2 * * *")
@app.task(name="competence.tell_of_days", queueing_lock="competence.tell_of_days", retry=BACK_OFF)
def tell_of_days(timestamp: int) -> None:
    """Every night: what expires soon or has expired, and deadlines; what an earlier night missed too."""
    telling.tell_of_days(now=timezone.now())


@app.periodic(cron="3 * * * *")
@app.task(name="competence.put_away_with_loans", queueing_lock="competence.put_away_with_loans", retry=BACK_OFF)
def put_away_with_loans(timestamp: int) -> None:
    """Every hour, also just after midnight: plans assigned on loans that are over."""
    ending.put_away_with_loans(now=timezone.now())


@app.periodic(cron="27 3 * * *")
@app.task(name="competence.tell_of_left", queueing_lock="competence.tell_of_left", retry=BACK_OFF)
def tell_of_left(timestamp: int) -> None:
    """Every night: owners of plans whose responsible have left."""
    leaving.tell_of_left(now=timezone.now())


@app.periodic(cron="41 3 8-14 1 *")
@app.task(name="competence.tell_of_year", queueing_lock="competence.tell_of_year", retry=BACK_OFF)
def tell_of_year(timestamp: int) -> None:
    """The nights of the second week of the year, so that one that is missed does no harm: owners of plans, once."""
    yearly.tell_of_year(now=timezone.now())


@app.task(name="competence.tell_of_reset", retry=BACK_OFF)
def tell_of_reset(requirement_id: int, at: str) -> None:
    """A requirement has been reset: those who had begun are told, each once."""
    resetting.tell_of_reset(requirement_id, at=datetime.fromisoformat(at), now=timezone.now())


@app.periodic(cron="51 * * * *")
@app.task(name="competence.drop_old_sheets", queueing_lock="competence.drop_old_sheets", retry=BACK_OFF)
def drop_old_sheets(timestamp: int) -> None:
    """Every hour: spreadsheets of requirements that nobody imported."""
    importing.drop_old_sheets(now=timezone.now())
