"""«Status planer»: a page of 100 employees x 20 requirements, against the trivial signed-in page of the same minute.

    python -m benchmarks.status_matrix [small|hospital|region]

The demonstration of that size is made (``BENCHMARK_DATABASES`` keeps it), and in it a plan of twenty requirements that
is had by everybody whom the leader of a trust follows up, up to a thousand; nothing of it stays.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random
from typing import Any

from benchmarks._demonstration import add_trivial_page, prepared
from benchmarks.competence import LEADER, actor, answered, browser, counted, in_turns, line, taken_back, timed

SIZES = {"small": "competence=department", "hospital": "competence=hospital", "region": "competence=region"}
PEOPLE, REQUIREMENTS, PAGE = 1_000, 20, 100
MOST, MOST_RENDERING = 8, 10
ROUNDS = 30


def main() -> int:
    """The demonstration, and a process of its own that measures in it."""
    size = SIZES[(sys.argv[1:] or ["small"])[0]]
    kept = os.environ.get("BENCHMARK_DATABASES")
    with tempfile.TemporaryDirectory(prefix="benchmark-") as own, prepared(size, Path(kept or own)) as environment:
        command = [sys.executable, "-m", "benchmarks.status_matrix", "measure"]
        return subprocess.run(command, env=environment, check=False).returncode


def measure() -> None:
    """The page, its parts, and its rendering."""
    import django

    django.setup()
    add_trivial_page()
    with taken_back():
        plan, people = a_plan_of_many()
        print(f"{people:,} employees with a plan of {REQUIREMENTS} requirements", flush=True)
        print("| what | ms | against | asked for |")
        print("|---|---|---|---|")
        whole_requests(plan)
        rendering(plan)


def a_plan_of_many() -> tuple[Any, int]:
    """Twenty requirements in four sub-plans, for everybody within reach; every kind of status among them."""
    from django.utils.timezone import localdate, now

    from arbeidsrom.modules.competence.models import Assignment, Link, Plan, Requirement, RequirementStatus, Section
    from arbeidsrom.modules.competence.queries.assigning import readable_positions
    from arbeidsrom.modules.competence.rules.statuses import State
    from arbeidsrom.modules.competence.statuses.refresh import refresh

    me, chance = actor(LEADER), Random(1)
    held = list(Requirement.objects.filter(published_at__isnull=False, archived_at=None).order_by("pk")[:REQUIREMENTS])
    plan = Plan.objects.create(
        name="Tjue krav", owner=held[0].owner, completion="leader", created_at=now(), changed_at=now()
    )
    parts = [Section.objects.create(plan=plan, name=f"Del {place}", place=place) for place in range(4)]
    Link.objects.bulk_create(
        Link(
            plan=plan,
            section=parts[place * 4 // REQUIREMENTS],
            requirement=one,
            place=place,
            state="active",
            linked_at=now(),
            activated_at=now(),
        )
        for place, one in enumerate(held)
    )
    positions = readable_positions(me, today=localdate()).filter(valid_to=None).order_by("pk")[:PEOPLE]
    Assignment.objects.bulk_create(
        Assignment(plan=plan, position=one, person_id=one.person_id, assigned_on=localdate()) for one in positions
    )
    people = {one.person_id for one in positions}
    refresh([(person, one.pk) for person in people for one in held], by="benchmark", now=now())
    statuses = list(RequirementStatus.objects.filter(requirement__in=held, person__in=people))
    for one in statuses:
        one.state = chance.choice([state.value for state in State])
    RequirementStatus.objects.bulk_update(statuses, ["state"], batch_size=2_000)
    return plan, len(positions)


def whole_requests(plan: Any) -> None:
    """The pages as they are asked for."""
    from django.urls import reverse

    client = browser(LEADER)
    first, repeated = (reverse(name, args=[plan.public_id]) for name in ("status_matrix", "repetition_matrix"))
    for what, url in (
        ("page of 100", first),
        ("the same, sorted by department", f"{first}?size=100&sort=department"),
        ("a search for a name", f"{first}?size=100&q=an"),
        ("repeated requirements", repeated),
    ):
        with counted() as sent:
            answer = client.get(url)
        answered(answer, 200)
        cells, statements = answer.content.count(b"matrix-cell"), len(sent)
        seconds, trivial = in_turns(client, lambda _number, url=url: timed(lambda: answered(client.get(url), 200)))  # type: ignore[misc]
        against = f"{seconds / trivial:.1f} trivial pages; {cells:,} cells, {statements} statements"
        line(f"{what}, whole request", seconds, against, f"≤ {MOST}")


def rendering(plan: Any) -> None:
    """The table alone, beside the same in JSON."""
    from django.utils.timezone import localdate

    from arbeidsrom.modules.competence import matrix_table
    from arbeidsrom.modules.competence.queries.matrix import Asked, get_matrix, matrix_rows
    from arbeidsrom.web.lists import Choice, Window

    me, today = actor(LEADER), localdate()
    matrix = get_matrix(plan.public_id, actor=me, today=today)
    read = [timed(lambda: matrix_rows(matrix, Asked(), Window(0, PAGE), actor=me, today=today)) for _ in range(ROUNDS)]
    rows = list(matrix_rows(matrix, Asked(), Window(0, PAGE), actor=me, today=today).rows)
    plain = [[row.name, row.department, [cell.shown.value for cell in row.cells]] for row in rows]
    choice = Choice(today, size=PAGE)
    written = [timed(lambda: matrix_table.table(matrix, choice, (), rows, title="x")) for _ in range(ROUNDS)]
    dumped = [timed(lambda: json.dumps(plain)) for _ in range(ROUNDS)]
    table, dump = statistics.median(written), statistics.median(dumped)
    line(f"{len(rows)} x {len(matrix.links)} read and put together", statistics.median(read), "", "")
    line("the table as markup", table, f"{table / dump:.1f} json.dumps of it", f"≤ {MOST_RENDERING}")


if __name__ == "__main__":
    if sys.argv[1:] == ["measure"]:
        measure()
    else:
        sys.exit(main())
