"""Holds people still while what they have registered is changed, and plans while they are given to people.

Whoever holds several takes requirements first, what they depend on, then plans, then people, each in the order of their
ids: so nobody waits in a circle. What is only pointed at is never waited for: requirements, plans and links are locked
without their keys.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from arbeidsrom.core.organisation.models import Person

HOLD = "SELECT 1 FROM organisation_person WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"


def hold_people(people: Collection[int]) -> None:
    """Lock the people first, in a statement of its own, so that what follows sees what others have just committed.

    Without it two events on one person and requirement at once lose one of them: 354 of 370 in the design's
    measurement, none with it (competence-data design, 8.7).
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [sorted(set(people))])


def hold_people_of(rows: QuerySet[Any]) -> list[int]:
    """Find whose these rows are and lock them, in one statement; gives the people.

    What the rows say is read again afterwards: others may have changed it while this waited.
    """
    people = Person.objects.filter(pk__in=rows.order_by().values("person_id")).order_by("pk")
    return list(people.select_for_update(no_key=True).values_list("pk", flat=True))


HOLD_PLANS = "SELECT 1 FROM competence_plan WHERE id = ANY(%s) ORDER BY id FOR SHARE"


def hold_plans(plans: Collection[int]) -> None:
    """Let the plans stay as they are while they are given to somebody; before people are held.

    Whoever changes what is in a plan finds the people who have it, and would not find one who is just getting it.
    Others can give the same plan at the same time.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD_PLANS, [sorted(set(plans))])
