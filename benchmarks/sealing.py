"""Sealing and opening 512 MiB, each against the plain thing it is compared with, in one run.

python -m benchmarks.sealing
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

MIB = 2**20
SIZE = 512 * MIB
ROUNDS = 5
KEY, CONTEXT, NAME = bytes(range(32)), b"benchmark", "be" * 16


def prepare(folder: Path) -> None:
    os.environ["ARBEIDSROM_HOME"] = str(folder)
    os.environ["ARBEIDSROM_CLAMD"] = ""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arbeidsrom.config.settings")
    import django

    django.setup()


def stream() -> Iterator[bytes]:
    """Pieces of the size in which a request is read; made once, so that making them costs nothing."""
    pool = [os.urandom(MIB) for _ in range(16)]
    for number in range(SIZE // MIB):
        yield pool[number % len(pool)]


def write_plain(folder: Path) -> None:
    handle = os.open(folder / "plain", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for piece in stream():
        os.write(handle, piece)
    os.fsync(handle)
    os.close(handle)


def write_sealed() -> None:
    """All that the program does: sealing, SHA-256, CRC-32, fsync, rename, fsync of the folder."""
    from arbeidsrom.core.vault.sealing import seal_to_store

    seal_to_store(stream(), storage_key=NAME, key=KEY, context=CONTEXT)


def read_plain(folder: Path) -> None:
    with (folder / "plain").open("rb", buffering=0) as file:
        while file.read(256 * 1024):
            pass


def read_sealed() -> None:
    from arbeidsrom.core.vault.sealing import open_stored

    for _piece in open_stored(storage_key=NAME, key=KEY, context=CONTEXT, size=SIZE):
        pass


def openssl() -> float:
    """Bytes a second of AES-256-GCM in pieces of 16 KiB, as openssl measures itself."""
    command = ["openssl", "speed", "-elapsed", "-seconds", "1", "-bytes", "16384", "-evp", "aes-256-gcm"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return float(re.findall(r"([\d.]+)k\s*$", told)[-1]) * 1000


def forget(folder: Path) -> None:
    """Both write into a new file, as the program always does."""
    for path in (folder / "plain", folder / "files" / NAME[:2] / NAME):
        path.unlink(missing_ok=True)


def seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def resident() -> tuple[int, int]:
    lines = Path("/proc/self/status").read_text().splitlines()
    numbers = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith(("VmRSS", "VmHWM"))}
    return int(numbers["VmRSS"]) * 1024, int(numbers["VmHWM"]) * 1024


def measure(folder: Path) -> list[tuple[str, float, str]]:
    """What was measured, its value, and what is asked for; the two sides of a ratio take turns."""
    idle = resident()[0]
    times: dict[str, list[float]] = {"plain in": [], "sealed in": [], "plain out": [], "sealed out": []}
    speeds = []
    for _round in range(ROUNDS):
        forget(folder)
        times["plain in"].append(seconds(lambda: write_plain(folder)))
        times["sealed in"].append(seconds(write_sealed))
        times["plain out"].append(seconds(lambda: read_plain(folder)))
        times["sealed out"].append(seconds(read_sealed))
        speeds.append(openssl())
    middle = {name: statistics.median(found) for name, found in times.items()}
    opening = SIZE / middle["sealed out"]
    return [
        ("sealing / writing plain with fsync", middle["plain in"] / middle["sealed in"], "≥ 0.5"),
        ("opening / reading plain, warm", middle["plain out"] / middle["sealed out"], "≥ 0.25"),
        ("opening / openssl AES-256-GCM 16 KiB", opening / statistics.median(speeds), "≥ 0.5"),
        ("sealing, MiB/s", SIZE / MIB / middle["sealed in"], ""),
        ("opening, MiB/s", opening / MIB, ""),
        ("memory above idle, MiB", (resident()[1] - idle) / MIB, "< 128"),
    ]


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        prepare(Path(name))
        for what, value, asked in measure(Path(name)):
            print(f"{what:45} {value:10.2f}   {asked}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
