"""Holds people still while what they have registered is changed."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

HOLD = "SELECT 1 FROM organisation_person WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"


def hold_people(people: Collection[int]) -> None:
    """Lock the people first, in a statement of its own, so that what follows sees what others have just committed.

    Without it two events on one person and requirement at once lose one of them: 354 of 370 in the design's
    measurement, none with it (competence-data design, 8.7).
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [sorted(set(people))])
