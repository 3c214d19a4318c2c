"""``python -m benchmarks.weekly_digest [PEOPLE]``: the digest of a whole region, beside reading its rows at once."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks._database import program

if TYPE_CHECKING:
    from arbeidsrom.core.organisation.models import Unit

EACH, TRUSTS = 6, 12
TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 6, tzinfo=UTC)
READ = """
    SELECT told.*, person.email, account.language
    FROM notifications_notification told
    JOIN notifications_choice choice ON choice.person_id = told.person_id AND choice.way = 'weekly' AND choice.wanted
    JOIN organisation_person person ON person.id = told.person_id
    JOIN accounts_account account ON account.person_id = person.id
    WHERE choice."group" = ANY(%(groups)s) AND told.type = ANY(%(types)s)
      AND choice."group" = (%(group_of)s::jsonb ->> told.type)
    ORDER BY told.person_id
"""


CHOOSE = """
    INSERT INTO notifications_choice (person_id, "group", way, wanted)
    SELECT person.id, chosen, 'weekly', true FROM organisation_person person, unnest(%(groups)s::text[]) chosen
    ON CONFLICT DO NOTHING
"""
TELL = """
    INSERT INTO notifications_notification
        (public_id, person_id, type, url, params, once, created_at, on_home, weekly)
    SELECT gen_random_uuid(), person.id,
        (%(types)s::text[])[(person.n * 7 + i * 5) %% cardinality(%(types)s::text[]) + 1],
        '', '{"requirement": "Hjerte-lungeredning"}', '', %(at)s, true, true
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM organisation_person ORDER BY id LIMIT %(people)s) person,
        generate_series(1, %(each)s) i
"""


def main(people: int) -> None:
    """A tenth first, then all: time, and how much memory each takes."""
    from arbeidsrom.core.notifications.actions import make_weekly_digest

    fill(range(people // 10), since=TODAY - timedelta(days=7))
    fill(range(people // 10, people), since=TODAY - timedelta(days=7))
    for what, now, share in (("a tenth", NOW, people // 10), ("all", NOW + timedelta(days=7), people)):
        tell(share, now - timedelta(days=1))
        before = peak()
        begun = time.perf_counter()
        made = make_weekly_digest(now=now)
        seconds = time.perf_counter() - begun
        print(f"digest for {what:8} {made:7} mails {seconds:7.1f} s  peak {before:.0f} → {peak():.0f} MiB", flush=True)
    reading = min(read(NOW + timedelta(days=6)) for _round in range(3))
    print(f"reading its rows in one statement {reading:.2f} s: the digest takes {seconds / reading:.1f} times that")


def peak() -> float:
    """The most memory that the process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def kinds() -> list[tuple[str, str]]:
    """The kinds that offer the digest, with their groups."""
    from arbeidsrom.core.notifications import types
    from arbeidsrom.core.notifications.states import Way

    return [(kind.key, group.key) for group in types.all_groups() for kind in types.types_of(group.key, Way.WEEKLY)]


def fill(numbers: range, *, since: date) -> None:
    """People with a position and an account who have chosen the digest for every group."""
    from arbeidsrom.core.accounts.models import Account
    from arbeidsrom.core.organisation.models import Person, Position, PositionKind

    places, groups = trusts(), sorted({group for _key, group in kinds()})
    for start in range(numbers.start, numbers.stop, 5000):
        some = range(start, min(start + 5000, numbers.stop))
        people = Person.objects.bulk_create(
            Person(given_name="Per", family_name=f"Hansen {n}", email=f"per{n}@example.no") for n in some
        )
        Account.objects.bulk_create(Account(email=person.email, person=person) for person in people)
        Position.objects.bulk_create(
            Position(person=person, unit=places[n % TRUSTS], kind=PositionKind.EMPLOYMENT, valid_from=since)
            for n, person in zip(some, people, strict=True)
        )
    run(CHOOSE, {"groups": groups})


def trusts() -> list[Unit]:
    """Health trusts, each with keys of its own."""
    from arbeidsrom.core.organisation.actions import arrange_tree
    from arbeidsrom.core.organisation.models import Unit

    if not Unit.objects.exists():
        for n in range(TRUSTS):
            Unit.objects.create(
                kind="trust", name=f"HF {n}", code=f"hf-{n}", valid_from=date(2026, 1, 1), is_controller=True
            )
        arrange_tree(today=TODAY)
    return list(Unit.objects.order_by("id"))


def tell(people: int, at: datetime) -> None:
    """So many people have been told some things this week."""
    run(TELL, {"people": people, "at": at, "each": EACH, "types": [key for key, _group in kinds()]})


def run(statement: str, given: dict[str, Any]) -> None:
    """One statement, and what the planner has to know after it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        cursor.execute("ANALYZE")


def read(since: datetime) -> float:
    """The rows of the digest in one statement, each fetched."""
    import json

    from django.db import connection

    given: dict[str, Any] = {
        "types": [key for key, _group in kinds()],
        "groups": sorted({group for _key, group in kinds()}),
        "group_of": json.dumps(dict(kinds())),
    }
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(READ.replace("ORDER BY", "AND told.created_at >= %(since)s ORDER BY"), {**given, "since": since})
        count = sum(1 for _row in cursor)
    seconds = time.perf_counter() - begun
    print(f"{count} rows in {seconds:.2f} s")
    return seconds


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder, program(Path(folder)):
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 80_000)
