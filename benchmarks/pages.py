"""List pages of 100 rows against the trivial signed-in page, and the full-size organisation against the small one.

    python -m benchmarks.pages [--size workspace=organisation]

The trivial page has the full frame and navigation and one line of content. Server time is the time inside the program,
middleware and templates included, without the network: the median of many requests, taken in turns. With ``--size`` a
second database is filled with a demonstration of that size, which takes its time, and the same pages are asked there.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path

ROUNDS = 40
ROOT = Path(__file__).resolve().parents[1]
PAGES = {
    "cases, 100 rows": "/cases/?size=100",
    "cases, search": "/cases/?q=oppsigelse&size=100",
    "members, 100 rows": "/members/?size=100",
    "members, search by name": "/members/?q=han&size=100",
}
TRIVIAL = "/offline/"


def measure() -> dict[str, float]:
    """Median milliseconds by page for a steward, in the database that the environment names."""
    import django

    django.setup()
    from django.test import Client

    from arbeidsrom.core.accounts.models import Account

    client = Client()
    client.force_login(Account.objects.get(email="kari@samhold.example"))
    times: dict[str, list[float]] = {name: [] for name in ("trivial", *PAGES)}
    for number in range(ROUNDS + 3):
        for name, address in {"trivial": TRIVIAL, **PAGES}.items():
            started = time.perf_counter()
            answer = client.get(address)
            spent = time.perf_counter() - started
            assert answer.status_code == 200, f"{address}: {answer.status_code}"
            if number >= 3:
                times[name].append(spent * 1000)
    return {name: statistics.median(found) for name, found in times.items()}


def filled(size: str, folder: Path) -> dict[str, float]:
    """Fill a database of its own and measure there, in a process of its own."""
    from arbeidsrom.config.embedded_postgresql import EmbeddedPostgresql

    server = EmbeddedPostgresql(folder / "postgresql", throwaway=True)
    server.start()
    environment = os.environ | {
        "ARBEIDSROM_HOME": str(folder),
        "DATABASE_URL": server.url("owner"),
        "DJANGO_SETTINGS_MODULE": "arbeidsrom.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "ARBEIDSROM_LOG_LEVEL": "ERROR",
    }
    try:
        prepare = [sys.executable, "-m", "arbeidsrom", "prepare", "--size", size]
        subprocess.run(prepare, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        code = "import json; from benchmarks.pages import measure; print(json.dumps(measure()))"
        told = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True)
    finally:
        server.stop("immediate")
    found: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    return found


def main() -> int:
    parser = ArgumentParser()
    parser.add_argument("--size", default="", help="measure this size too, for example workspace=organisation")
    wanted = parser.parse_args().size
    sys.path.insert(0, str(ROOT / "src"))
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        small = filled("small", Path(name) / "small")
        large = filled(wanted, Path(name) / "large") if wanted else {}
    print(f"{'trivial page':32} {small['trivial']:8.1f} ms")
    for page in PAGES:
        ratio = small[page] / small["trivial"]
        print(f"{page:32} {small[page]:8.1f} ms   {ratio:6.2f} × trivial (≤ 4)", end="")
        print(f"   {large[page] / small[page]:6.2f} × small (≤ 1.5)" if large else "")
    return 0


if __name__ == "__main__":
    sys.exit(main())
