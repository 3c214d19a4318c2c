"""Large files in and out of the real server: constant memory, and the way of a file too large for the scanner."""

import hashlib
import os
import subprocess
import uuid
from pathlib import Path

import pytest
from django.utils import timezone
from tusclient.client import TusClient

from arbeidsrom.core.vault import actions, queries
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.core.vault.states import ScanState
from arbeidsrom.core.vault.tests import servers
from arbeidsrom.lib.actor import Actor, ActorKind

from .test_over_http import fetch

pytestmark = pytest.mark.long
MIB = 2**20
KARI = Actor(ActorKind.PERSON, label="Kari Steward", account_id=1, tenant=uuid.UUID(int=7))


def big_file(path, size):
    """A file in which no MiB is like another; gives its checksum."""
    digest, pool = hashlib.sha256(), bytearray(os.urandom(MIB))
    with path.open("wb") as file:
        for number in range(size // MIB):
            pool[:8] = number.to_bytes(8, "big")
            digest.update(pool)
            file.write(pool)
    return digest.hexdigest()


def send(server, thing, headers, path, way):
    if way == "form":
        command = ["curl", "-s", "-o", os.devnull, "-H", f"Cookie: {headers['Cookie']}", "-F", f"files=@{path}"]
        command += ["-F", f"csrfmiddlewaretoken={headers['X-CSRFToken']}", "-F", f"about={thing}"]
        subprocess.run([*command, f"{server.address}/uploads/form/test-thing/"], check=True)
    else:
        client = TusClient(f"{server.address}/uploads/", headers=headers)
        metadata = {"filename": "stor.bin", "destination": "test-thing", "about": str(thing)}
        client.uploader(str(path), chunk_size=64 * MIB, metadata=metadata).upload()
    path.unlink()
    return DocumentVersion.objects.get()


def checksum(server, path, headers):
    digest = hashlib.sha256()
    with fetch(server, path, headers) as answer:
        while piece := answer.read(MIB):
            digest.update(piece)
    return digest.hexdigest()


@pytest.mark.req("KL-SHARE-014")
@pytest.mark.parametrize("way", ["resumable", "form"])
def test_half_a_gib_goes_in_and_out_in_little_memory(server, thing, headers, home, way):
    expected = big_file(home / "big", 512 * MIB)
    fetch(server, f"/things/{thing}/", headers).close()
    idle = server.resident()[0]
    version = send(server, thing, headers, home / "big", way)
    assert checksum(server, f"/files/{version.public_id}/", headers) == expected
    checksum(server, f"/things/{thing}/all/", headers)
    assert server.resident()[1] - idle < 128 * MIB


@pytest.mark.skipif(not Path(servers.CLAMD).exists(), reason="clamd is not installed")
@pytest.mark.req("KL-DOC-001", "KL-DOC-005")
def test_a_file_of_two_gib_is_too_large_to_be_scanned_until_a_named_person_releases_it(server, thing, headers, home):
    with servers.running_clamd() as address:
        server.environment["ARBEIDSROM_CLAMD"] = address
        server.kill()
        server.start()
        expected = big_file(home / "big", 2048 * MIB)
        version = send(server, thing, headers, home / "big", "resumable")
    assert (version.size, version.scan_state) == (2048 * MIB, ScanState.TOO_LARGE)
    actions.release(version.public_id, reason="Lydopptak av hele møtet", actor=KARI, now=timezone.now())
    version = queries.get_version(version.public_id)
    assert (version.scan_state, version.released_by) == (ScanState.RELEASED, "Kari Steward")
    assert checksum(server, f"/files/{version.public_id}/", headers) == expected == version.sha256
