"""Pages against the trivial signed-in page, and in a whole organisation against the small demonstration.

    python -m benchmarks.lists

Server time is the time inside the program, middleware, database and templates included, without the network. The pages
are asked for in turns, in both sizes; each number is the median of many.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from benchmarks._demonstration import TRIVIAL, Asking, demonstration

ROUNDS, WARM = 30, 3
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
    Page("cases, search", "/cases/?q=arbeidstid&size=100"),
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
    """A page in one size."""

    milliseconds: float
    rows: int
    queries: int


def measure(programs: dict[str, Asking]) -> dict[tuple[str, str], Measured]:
    """Everything by size and name of the page; the trivial page has no name."""
    pages = (Page("", TRIVIAL), *LISTS, *OTHERS)
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    last: dict[tuple[str, str], tuple[int, int]] = {}
    for number in range(ROUNDS + WARM):
        for page in pages:
            for size, program in programs.items():
                answer = program.get(page.address, page.user, forget=page.first_time)
                if number >= WARM:
                    times[size, page.name].append(answer.seconds * 1000)
                    last[size, page.name] = answer.rows, answer.queries
    return {key: Measured(statistics.median(found), *last[key]) for key, found in times.items()}


def report(found: dict[tuple[str, str], Measured]) -> None:
    """Each page: rows, queries, milliseconds and the two ratios."""
    trivial = {size: found[size, ""].milliseconds for size in (SMALL, LARGE)}
    print(f"trivial page: {trivial[SMALL]:.1f} ms in the small one, {trivial[LARGE]:.1f} ms in the organisation\n")
    print("| page | small: rows, queries, ms | × trivial | organisation: rows, queries, ms | × trivial | × small |")
    print("|---|---|---|---|---|---|")
    for page in (*LISTS, *OTHERS):
        small, large = found[SMALL, page.name], found[LARGE, page.name]
        cells = [page.name]
        for size, one in ((SMALL, small), (LARGE, large)):
            cells += [f"{one.rows}, {one.queries}, {one.milliseconds:.0f}", f"{one.milliseconds / trivial[size]:.1f}"]
        print("| " + " | ".join([*cells, f"{large.milliseconds / small.milliseconds:.2f}"]) + " |")


def main() -> int:
    kept = os.environ.get("BENCHMARK_DATABASES")
    with tempfile.TemporaryDirectory(prefix="benchmark-") as own:
        folder = Path(kept or own)
        with demonstration(SMALL, folder) as small, demonstration(LARGE, folder) as large:
            report(measure({SMALL: small, LARGE: large}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
