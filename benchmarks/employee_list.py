"""Everyone somebody may see, against the trivial signed-in page, in a region of 80,000 and in a hospital of 5,000.

    python -m benchmarks.employee_list

The demonstration is made in both sizes (``BENCHMARK_DATABASES`` keeps them). Server time, as in ``benchmarks.lists``.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from benchmarks._demonstration import A_LEADER, TRIVIAL, Answer, Asking, demonstration

ROUNDS, WARM = 20, 2
HOSPITAL, WHOLE = "competence=hospital", "competence=region"
MOST, MOST_GROWTH = 6, 1.5


class Page(NamedTuple):
    """A page, and who opens it."""

    name: str
    user: str
    address: str


LEADER, CLINIC, TRUST, EVERYBODY = (f"{name}@midtnatt.example" for name in ("astrid", "birger", "turid", "sindre"))
PAGES = (
    *(
        Page(f"{who}: {what}", user, f"/employees/?f-who={whom}&{asked}")
        for who, user, whom in (
            ("leader of 30", A_LEADER, "mine"),
            ("leader of 750", LEADER, "mine"),
            ("leader of a clinic", CLINIC, "all"),
            ("administrator of a trust", TRUST, "all"),
        )
        for what, asked in (
            ("employees, first 100", "size=100"),
            ("employees, search", "q=ha&size=100"),
            ("employees, sorted by department", "size=100&sort=department"),
        )
    ),
    Page("administrator of a trust: employees, search for a name", TRUST, "/employees/?f-who=all&q=hansen&size=100"),
    Page("system operator: access control, search", EVERYBODY, "/access-control/?q=hansen"),
    Page("system operator: organisation chart", EVERYBODY, "/organisation-chart/"),
    Page("leader of a clinic: home", CLINIC, "/"),
    Page("leader of a clinic: how all requirements stand", CLINIC, "/home/statuses/"),
)


def main() -> int:
    """Both sizes by turns; the median of each page, its ratio to the trivial page and to the same in the hospital."""
    kept = os.environ.get("BENCHMARK_DATABASES")
    with tempfile.TemporaryDirectory(prefix="benchmark-") as own:
        folder = Path(kept or own)
        with demonstration(HOSPITAL, folder) as hospital, demonstration(WHOLE, folder) as whole:
            report(measure({HOSPITAL: hospital, WHOLE: whole}))
    return 0


def measure(programs: dict[str, Asking]) -> dict[tuple[str, str, str], Answer]:
    """The median answer by size, user and address."""
    answers: dict[tuple[str, str, str], list[Answer]] = defaultdict(list)
    trivial = tuple(Page("", user, TRIVIAL) for user in (A_LEADER, LEADER, CLINIC, TRUST, EVERYBODY))
    for number in range(ROUNDS + WARM):
        for page in (*trivial, *PAGES):
            for size, program in programs.items():
                answer = program.get(page.address, page.user)
                if number >= WARM:
                    answers[size, page.user, page.address].append(answer)
    return {key: _middle(found) for key, found in answers.items()}


def _middle(found: list[Answer]) -> Answer:
    waited, worked = (statistics.median(one[place] for one in map(_times, found)) for place in (0, 1))
    return Answer(waited, worked, found[-1].rows, found[-1].queries)


def _times(one: Answer) -> tuple[float, float]:
    return one.seconds, one.processor


def report(found: dict[tuple[str, str, str], Answer]) -> None:
    """A line for each page; asked for are 6 times the trivial page and 1.5 times the same in the hospital."""
    print("| page | rows, queries in the region | ms | × trivial | × the same in the hospital |")
    print("|---|---|---|---|---|")
    for page in PAGES:
        whole, hospital = (found[size, page.user, page.address] for size in (WHOLE, HOSPITAL))
        trivial = found[WHOLE, page.user, TRIVIAL]
        print(
            f"| {page.name} | {whole.rows}, {whole.queries} | {whole.seconds * 1000:.0f}"
            f" | {whole.seconds / trivial.seconds:.1f} (≤ {MOST})"
            f" | {whole.seconds / hospital.seconds:.2f} (≤ {MOST_GROWTH}) |"
        )


if __name__ == "__main__":
    sys.exit(main())
