"""Pages against the trivial signed-in page, and in a whole organisation against the small demonstration.

    python -m benchmarks.lists

Server time is the time inside the program, middleware, database and templates included, without the network. The pages
are asked for in turns, in both sizes; each number is the median of many. The second number in brackets is the same for
the program's own processor time, which a busy machine changes less.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from benchmarks._demonstration import TRIVIAL, Answer, Asking, demonstration

ROUNDS, WARM = 20, 2
SMALL, LARGE = "small", "organisation"


class Page(NamedTuple):
    """A page, who opens it, and whether the process has never sorted that list before."""

    name: str
    address: str
    user: str = "kari"
    first_time: bool = False


LISTS = (
    Page("cases", "/cases/"),
    Page("the club's cases, 100 rows", "/cases/?f-which=club&size=100"),
    Page("cases, search", "/cases/?q=arbeidsgiver&size=100"),
    Page("members, 25 rows", "/members/"),
    Page("members, 100 rows", "/members/?size=100"),
    Page("members, 100 rows, never sorted before", "/members/?size=100", first_time=True),
    Page("members, search by name", "/members/?q=han&size=100"),
    Page("members of three clubs, 100 rows", "/members/?size=100", "mona"),
    Page("members of three clubs, search", "/members/?q=han&size=100", "mona"),
)
OTHERS = (
    Page("home", "/"),
    Page("audit log, 100 rows", "/audit/?size=100"),
    Page("audit log of the local union, 100 rows", "/audit/?size=100", "per"),
    Page("verification of the audit log", "/audit/verification/", "admin"),
    Page("overview of the local union", "/overview/", "per"),
    Page("statistics of the club", "/statistics/"),
    Page("statistics of the organisation", "/statistics/", "admin"),
    Page("address book", "/addresses/?size=100"),
    Page("shipments", "/shipments/?size=100"),
    Page("receiving desk", "/desk/", "kjersti"),
    Page("outbox", "/outbox/?size=100"),
    Page("offices", "/offices/", "admin"),
    Page("organisation", "/organisation/", "admin"),
    Page("Word templates", "/letter-templates/", "admin"),
)


class Measured(NamedTuple):
    """A page in one size: milliseconds as waited for and of the processor, rows and queries."""

    waited: float
    worked: float
    rows: int
    queries: int


def measure(programs: dict[str, Asking]) -> dict[tuple[str, str], Measured]:
    """Everything by size and name of the page; the trivial page has no name."""
    answers: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    for number in range(ROUNDS + WARM):
        for page in (Page("", TRIVIAL), *LISTS, *OTHERS):
            for size, program in programs.items():
                answer = program.get(page.address, page.user, forget=page.first_time)
                if number >= WARM:
                    answers[size, page.name].append(answer)
    return {key: _middle(found) for key, found in answers.items()}


def _middle(found: list[Answer]) -> Measured:
    waited = statistics.median(one.seconds for one in found) * 1000
    worked = statistics.median(one.processor for one in found) * 1000
    return Measured(waited, worked, found[-1].rows, found[-1].queries)


def report(found: dict[tuple[str, str], Measured]) -> None:
    """Each page: rows, queries, milliseconds and the two ratios."""
    trivial = {size: found[size, ""] for size in (SMALL, LARGE)}
    told = ", ".join(f"{size} {one.waited:.0f} ms ({one.worked:.0f})" for size, one in trivial.items())
    print(f"trivial page: {told}\n")
    print("| page | small: rows, queries | ms | × trivial | organisation: rows, queries | ms | × trivial | × small |")
    print("|---|---|---|---|---|---|---|---|")
    for page in (*LISTS, *OTHERS):
        cells = [page.name]
        for size in (SMALL, LARGE):
            one = found[size, page.name]
            cells += [f"{one.rows}, {one.queries}", f"{one.waited:.0f} ({one.worked:.0f})", _times(one, trivial[size])]
        print("| " + " | ".join([*cells, _times(found[LARGE, page.name], found[SMALL, page.name])]) + " |")


def _times(one: Measured, other: Measured) -> str:
    return f"{one.waited / other.waited:.1f} ({one.worked / other.worked:.1f})"


def main() -> int:
    kept = os.environ.get("BENCHMARK_DATABASES")
    with tempfile.TemporaryDirectory(prefix="benchmark-") as own:
        folder = Path(kept or own)
        with demonstration(SMALL, folder) as small, demonstration(LARGE, folder) as large:
            report(measure({SMALL: small, LARGE: large}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
