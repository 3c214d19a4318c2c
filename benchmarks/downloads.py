"""Downloading a sealed 512 MiB document through the program, against the same server sending the same file plain.

    python -m benchmarks.downloads

Both go through gunicorn with all middleware, without sendfile, to the same client. Ranges of 64 KiB are asked for at
the beginning and at the end of a sealed file of 2 GiB.
"""

from __future__ import annotations

import http.client
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks._database import program

MIB = 2**20
SIZE = 512 * MIB
LARGE = 2 * 2**30
RANGE = 64 * 1024
ROUNDS = 5
REQUESTS = 150
ROOT = Path(__file__).resolve().parents[1]


def random_bytes(size: int) -> Iterator[bytes]:
    pool = [os.urandom(MIB) for _ in range(16)]
    for number in range(size // MIB):
        yield pool[number % len(pool)]


def stored(size: int) -> str:
    """The path of a sealed file of this size."""
    import uuid

    from django.utils import timezone

    from arbeidsrom.core.keys.actions import create_holder
    from arbeidsrom.core.vault.actions import store
    from arbeidsrom.lib.actor import job

    holder = create_holder(tenant=uuid.uuid4(), kind="benchmark")
    version = store(
        random_bytes(size),
        holder=holder.public_id,
        title="",
        dated=None,
        file_name="fil.bin",
        actor=job("benchmark"),
        now=timezone.now(),
    )
    return f"/files/{version.public_id}/"


def session() -> dict[str, str]:
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.create(email="kari@example.no"))
    return {"Cookie": client.cookies[settings.SESSION_COOKIE_NAME].OutputString(attrs=[])}


class Reader:
    """One client on one connection."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = headers

    def seconds(self, path: str, expected: int, **headers: str) -> float:
        """Fetch and throw away; how long it took."""
        started = time.perf_counter()
        self.connection.request("GET", path, headers={**self.headers, **headers})
        answer = self.connection.getresponse()
        buffer, length = bytearray(MIB), 0
        while count := answer.readinto(buffer):
            length += count
        if length != expected:
            raise ValueError(f"{path} gave {length} bytes with status {answer.status}")
        return time.perf_counter() - started


def measure(folder: Path) -> list[tuple[str, float, str]]:
    from tests.vault.conftest import Server

    plain = folder / "plain.bin"
    with plain.open("wb") as file:
        for piece in random_bytes(SIZE):
            file.write(piece)
    sealed, large, headers = stored(SIZE), stored(LARGE), session()
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    server = Server(environment, folder / "server.log", "--no-sendfile")
    server.start()
    try:
        reader = Reader(server.port, headers)
        wholes = [(reader.seconds("/plain/plain.bin", SIZE), reader.seconds(sealed, SIZE)) for _round in range(ROUNDS)]
        first, last = ranges(reader, large)
    finally:
        server.kill()
    plain_time, sealed_time = (statistics.median(times) for times in zip(*wholes, strict=True))
    return [
        ("sealed download / plain download", plain_time / sealed_time, "≥ 0.5"),
        ("sealed download, MiB/s", SIZE / MIB / sealed_time, ""),
        ("last 64 KiB of 2 GiB / first 64 KiB", last / first, "0.8–1.2"),
        ("first 64 KiB, ms", first * 1000, ""),
    ]


def ranges(reader: Reader, path: str) -> tuple[float, float]:
    """The usual time of a range near the beginning and near the end, asked for in turns."""
    chance = random.Random(1)
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(REQUESTS + 10):
        for place in (0, 1):
            start = chance.randrange(0, MIB) if not place else LARGE - RANGE - chance.randrange(0, MIB)
            took = reader.seconds(path, RANGE, Range=f"bytes={start}-{start + RANGE - 1}")
            if number >= 10:
                times[place].append(took)
    return statistics.median(times[0]), statistics.median(times[1])


def main() -> int:
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        os.environ["BENCHMARK_FOLDER"] = name
        with program(Path(name), "tests.vault.site"):
            for what, value, asked in measure(Path(name)):
                print(f"{what:45} {value:10.2f}   {asked}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
