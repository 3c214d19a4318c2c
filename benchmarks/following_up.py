"""«Kompetanseoppfølging» against the trivial signed-in page, and deadlines of two thousand at once.

    python -m benchmarks.following_up [competence=hospital]

In a region of 80,000 unless another size of the demonstration is named (``BENCHMARK_DATABASES`` keeps it). Server time,
as in ``benchmarks.lists``.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from benchmarks._demonstration import A_LEADER, TRIVIAL, Answer, Asking, demonstration, prepared

ROUNDS, WARM, ACTS = 20, 2, 5
WHOLE = "competence=region"
MOST = 6
AT_ONCE = 2_000
CLINIC, TRUST = (f"{name}@midtnatt.example" for name in ("birger", "turid"))
LEADERS = (("leader of 30", A_LEADER), ("leader of a clinic", CLINIC), ("administrator of a trust", TRUST))


class Page(NamedTuple):
    """A page, and who opens it."""

    name: str
    user: str
    address: str


KRAV, AGGREGATED = "/competence-follow-up/", "/competence-follow-up/aggregated/"
PAGES = tuple(
    Page(f"{who}: {what}", user, f"{address}?size=100&{asked}")
    for who, user in LEADERS
    for what, address, asked in (
        ("requirements, first 100", KRAV, "sort=name"),
        ("requirements, sorted by requirement", KRAV, "sort=requirement"),
        ("requirements, sorted by status", KRAV, "sort=status"),
        ("requirements, sorted by deadline", KRAV, "sort=deadline"),
        ("requirements, expired", KRAV, "f-status=expired"),
        ("requirements, waiting for signing", KRAV, "f-status=waiting"),
        ("requirements, search for a name", KRAV, "q=hansen"),
        ("requirements, search for a name and a requirement", KRAV, "q=hansen brann"),
        ("aggregated, first 100", AGGREGATED, "sort=-overdue"),
        ("aggregated, search", AGGREGATED, "q=brann"),
    )
)


def main() -> int:
    """The pages by turns with the trivial one, then the deadlines in a process of its own."""
    size, kept = (sys.argv[1] if len(sys.argv) > 1 else WHOLE), os.environ.get("BENCHMARK_DATABASES")
    with tempfile.TemporaryDirectory(prefix="benchmark-") as own:
        folder = Path(kept or own)
        with demonstration(size, folder) as program:
            report(measure(program))
        with prepared(size, folder) as environment:
            command = [sys.executable, "-m", "benchmarks.following_up", "act"]
            return subprocess.run(command, env=environment, check=False).returncode


def measure(program: Asking) -> dict[tuple[str, str], Answer]:
    """The median answer by user and address."""
    answers: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    trivial = tuple(Page("", user, TRIVIAL) for _who, user in LEADERS)
    for number in range(ROUNDS + WARM):
        for page in (*trivial, *PAGES):
            answer = program.get(page.address, page.user)
            if number >= WARM:
                answers[page.user, page.address].append(answer)
    return {
        key: Answer(
            statistics.median(one.seconds for one in found),
            statistics.median(one.processor for one in found),
            found[-1].rows,
            found[-1].queries,
        )
        for key, found in answers.items()
    }


def report(found: dict[tuple[str, str], Answer]) -> None:
    """A line for each page; asked for are six times the trivial page."""
    print("| page | rows, queries | ms | × trivial |")
    print("|---|---|---|---|")
    for page in PAGES:
        one, trivial = found[page.user, page.address], found[page.user, TRIVIAL]
        ratio = f"{one.seconds / trivial.seconds:.1f} (≤ {MOST})"
        print(f"| {page.name} | {one.rows}, {one.queries} | {one.seconds * 1000:.0f} | {ratio} |", flush=True)


def act() -> None:
    """Set, replace and remove two thousand deadlines, everything that follows with it; each is taken back."""
    import django

    django.setup()
    from datetime import timedelta

    from django.utils.timezone import localdate, now

    from arbeidsrom.modules.competence.access.following_up import followed_by
    from arbeidsrom.modules.competence.actions.deadlines_of_many import (
        remove_requirement_deadlines,
        set_requirement_deadlines,
    )
    from benchmarks.competence import actor, counted, taken_back

    by, today = actor(TRUST), localdate()
    followed, _is_few = followed_by(by, today=today)
    rows = followed.statuses().filter(state=0).order_by("requirement_id", "person_id")
    keys = list(rows.values_list("person__public_id", "requirement__public_id")[:AT_ONCE])
    times: dict[str, list[float]] = defaultdict(list)
    sent: dict[str, int] = {}
    for _round in range(ACTS):
        with taken_back():
            for name, days in (("set", 20), ("replace", 40), ("remove", 0)):
                with counted() as statements:
                    begun = time.perf_counter()
                    if days:
                        due = today + timedelta(days=days)
                        outcome = set_requirement_deadlines(keys, due=due, actor=by, now=now())
                    else:
                        outcome = remove_requirement_deadlines(keys, actor=by, now=now())
                    times[name].append(time.perf_counter() - begun)
                if len(outcome.changed) != len(keys):
                    raise ValueError(f"{name}: {len(outcome.changed)} of {len(keys)}")
                sent[name] = len(statements)
    print("\n| deadlines | ms | for each | statements |")
    print("|---|---|---|---|")
    for name, found in times.items():
        middle = statistics.median(found)
        each = f"{middle / len(keys) * 1_000_000:.0f} µs"
        print(f"| {name} {len(keys):,} | {middle * 1000:.0f} | {each} | {sent[name]} |", flush=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["act"]:
        act()
    else:
        sys.exit(main())
