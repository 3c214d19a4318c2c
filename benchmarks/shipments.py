"""Creating a shipment of 5 GiB of stored documents, against one of 5 KiB: nothing is copied, so size must not matter.

    python -m benchmarks.shipments

Five documents of 1 GiB (of zeros, sealed) and five of 1 KiB. Measured: the whole action, with its own database
transaction, the wrapping of keys, audit, outbox and the real cost of the code.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks._database import program

GIB, MIB, ROUNDS, DOCUMENTS = 2**30, 2**20, 9, 5


def zeros(size: int) -> Iterator[bytes]:
    piece = bytes(min(size, MIB))
    for _number in range(max(size // MIB, 1)):
        yield piece


def measure() -> tuple[float, float]:
    """Median seconds for the large shipment and for the small one, taken in turns."""
    from arbeidsrom.modules.sharing import subjects
    from arbeidsrom.modules.sharing.actions.shipments import create_shipment
    from arbeidsrom.modules.sharing.tests.case_room import CaseRoom, order
    from tests.cast import make_cast

    cast, room = make_cast(), CaseRoom()
    subjects.register(room)
    cases = []
    for size in (GIB, 1024):
        case = room.open_case(cast.hospital_club, cast.kari)
        for number in range(DOCUMENTS):
            title = f"Opptak {number} datert 01.02.26"
            room.store(case, zeros(size), f"{number}.bin", title, actor=cast.kari, now=cast.now)
        cases.append(case)
    took: dict[int, list[float]] = {0: [], 1: []}
    for _round in range(ROUNDS):
        for which, case in enumerate(cases):
            began = time.perf_counter()
            create_shipment(case.about, order=order(case), actor=cast.kari, now=cast.now)
            took[which].append(time.perf_counter() - began)
    return statistics.median(took[0]), statistics.median(took[1])


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="arbeidsrom-benchmark-") as folder, program(Path(folder)):
        large, small = measure()
    print(f"5 GiB: {large * 1000:.0f} ms, 5 KiB: {small * 1000:.0f} ms, ratio {large / small:.2f} (asked for: under 3)")


if __name__ == "__main__":
    main()
