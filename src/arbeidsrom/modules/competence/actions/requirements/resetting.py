"""Everybody does a requirement anew («nullstilling», KP-ADM-122 to 126)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from arbeidsrom.core.notifications.actions import tell_found
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile, WrongState
from arbeidsrom.modules.competence.access import requirements as access
from arbeidsrom.modules.competence.actions.requirements.noting import record
from arbeidsrom.modules.competence.actions.spreading import concerned, spread
from arbeidsrom.modules.competence.actions.telling import NOTHING, PLACE
from arbeidsrom.modules.competence.models import Capacity, ProgressEventKind, Requirement
from arbeidsrom.modules.competence.queries import requirements as queries
from arbeidsrom.modules.competence.queries import using
from arbeidsrom.modules.competence.queries.using import Numbers
from arbeidsrom.modules.competence.statuses.people import hold_people
from arbeidsrom.modules.competence.statuses.told import NOBODY

REGISTERED = """
SELECT person_id FROM competence_progress WHERE requirement_id = %(requirement)s
UNION SELECT person_id FROM competence_performance WHERE requirement_id = %(requirement)s
"""
"""Everybody who has registered something on it."""

RESET = """
WITH begun AS (
    SELECT person_id FROM competence_progress
     WHERE requirement_id = %(requirement)s AND (state <> 0 OR completed_on IS NOT NULL OR done <> 0)
    UNION
    SELECT person_id FROM competence_performance
     WHERE requirement_id = %(requirement)s AND state IN ('draft', 'waiting', 'done', 'declined')
), put_away AS (
    UPDATE competence_performance
       SET state = CASE WHEN state = 'waiting' THEN 'withdrawn' ELSE 'removed' END, lock_version = lock_version + 1
     WHERE requirement_id = %(requirement)s AND state IN ('draft', 'waiting', 'done', 'declined')
), put_back AS (
    UPDATE competence_progress
       SET state = 0, completed_on = NULL, expires_on = NULL, done = 0, ticked = NULL, round = round + 1,
           lock_version = lock_version + 1
     WHERE requirement_id = %(requirement)s AND person_id IN (SELECT person_id FROM begun)
)
INSERT INTO competence_progressevent (public_id, person_id, requirement_id, kind, at, by, capacity, state)
SELECT gen_random_uuid(), person_id, %(requirement)s, %(kind)s, %(now)s, %(by)s, %(capacity)s, 0 FROM begun
"""
"""Nobody has started, and the history of each says so; what they had done stays in it (KP-ADM-122, 269)."""

WHOSE_WAS_RESET = f"""
SELECT DISTINCT event.person_id, requirement.public_id AS about,
       coalesce(replace(replace(%(url)s, %(nobody)s, place.assignment::text), %(nothing)s, place.link::text),
                %(else)s) AS url,
       jsonb_build_object('requirement', requirement.name) AS params, %(once)s AS once
  FROM competence_progressevent event JOIN competence_requirement requirement ON requirement.id = event.requirement_id
  LEFT JOIN LATERAL ({PLACE.format(of="event")}) place ON true
 WHERE event.requirement_id = %(requirement)s AND event.kind = %(kind)s AND event.at = %(at)s
"""  # noqa: S608 -- composed of constants


@transaction.atomic
def reset_requirement(requirement_id: UUID, *, shown: Numbers, actor: Actor, now: datetime) -> int:
    """Everybody begins anew; gives how many had begun. ``shown`` are the numbers that were confirmed."""
    requirement = queries.get_requirement(requirement_id, actor=actor, lock=True)
    access.may_edit_requirement(actor, requirement).or_refuse()
    if not requirement.is_published:
        raise WrongState(_("It has never been published: there is nothing to reset."))
    refuse_to_reset(requirement)
    hold_everybody_on(requirement)
    numbers = using.numbers_of(requirement)
    if (numbers.started, numbers.fulfilled) != (shown.started, shown.fulfilled):
        raise ChangedMeanwhile(_("Employees have registered something since the numbers were shown. Look once more."))
    requirement.reset_at = now
    requirement.save(update_fields=["reset_at"])
    people = _reset(requirement, actor=actor, now=now)
    record(
        "competence.requirement.reset",
        requirement,
        actor=actor,
        now=now,
        started=numbers.started,
        fulfilled=numbers.fulfilled,
        requests=numbers.waiting,
        before=f"started: {numbers.started}; fulfilled: {numbers.fulfilled}",
        after="started: 0; fulfilled: 0",
    )
    spread(requirement_ids=[requirement.pk], actor=actor, now=now)
    app.configure_task("competence.tell_of_reset").defer(requirement_id=requirement.pk, at=now.isoformat())
    return people


def refuse_to_reset(requirement: Requirement) -> None:
    """Why it cannot be reset, for the page and the action alike (KP-ADM-126, KP-LMS-034)."""
    if requirement.course_links.exists():
        raise WrongState(_("The requirement is linked to a course in the learning portal. It cannot be reset."))


def hold_everybody_on(requirement: Requirement) -> None:
    """All whom a change of it concerns, at once: what follows sees what others have just committed."""
    with connection.cursor() as cursor:
        cursor.execute(REGISTERED, {"requirement": requirement.pk})
        registered = [pk for (pk,) in cursor.fetchall()]
    hold_people([*registered, *concerned([requirement.pk])])


def _reset(requirement: Requirement, *, actor: Actor, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            RESET,
            {
                "requirement": requirement.pk,
                "now": now,
                "by": actor.author,
                "kind": ProgressEventKind.RESET.value,
                "capacity": Capacity.ADMINISTRATOR.value,
            },
        )
        people: int = cursor.rowcount
    return people


def tell_of_reset(requirement_id: int, *, at: datetime, now: datetime) -> int:
    """Those who had begun are told, each once (KP-ADM-270)."""
    requirement = Requirement.objects.get(pk=requirement_id)
    values = {
        "requirement": requirement.pk,
        "kind": ProgressEventKind.RESET.value,
        "at": at,
        "url": reverse("own_requirement", args=[NOBODY, NOTHING]),
        "else": reverse("own_plans"),
        "nobody": NOBODY,
        "nothing": NOTHING,
        "once": f"{requirement.public_id} {at.isoformat()}",
    }
    return len(tell_found("competence.requirement_reset", WHOSE_WAS_RESET, values, now=now))
