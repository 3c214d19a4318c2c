"""What somebody gets who has the database, the disk and the logs, but not the master key."""

import io
import shutil
import uuid

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from tusclient.client import TusClient

from arbeidsrom.core.vault import actions, queries
from arbeidsrom.core.vault.models import DocumentVersion, Upload
from arbeidsrom.core.vault.states import ScanState
from arbeidsrom.lib.actor import Actor, ActorKind
from tests.canaries import Canaries

KARI = Actor(ActorKind.PERSON, label="Kari", account_id=1, tenant=uuid.UUID(int=7))


@pytest.fixture
def birds():
    return Canaries()


def content_with(birds, where, times=900):
    return (f"Dette er et notat om {birds(where)}. " * times).encode()


@pytest.mark.django_db(transaction=True)
def test_the_words_would_be_found_if_they_were_readable(birds, home):
    """The test of the tests: planted in the open, each word is found."""
    get_user_model().objects.create(email=f"{birds('open')}@example.no")
    (home / "open.txt").write_text(birds("file").upper())
    (home / "hex.txt").write_text(birds("hex").encode().hex())
    assert birds.found_in_database() == ["open"]
    assert {found.split(":")[0] for found in birds.found_in_folders(home)} == {"file", "hex"}


@pytest.mark.req("KL-DOC-002")
def test_a_dump_the_disk_and_the_logs_hold_nothing_readable(birds, server, thing, headers, home, send_form):
    metadata = {"destination": "test-thing", "about": str(thing), "note": birds("a field of the form")}
    client = TusClient(f"{server.address}/uploads/", headers=headers)
    whole = content_with(birds, "content")
    client.uploader(
        file_stream=io.BytesIO(whole), chunk_size=30_000, metadata={**metadata, "filename": f"{birds('name')}.txt"}
    ).upload()
    broken_off = client.uploader(
        file_stream=io.BytesIO(content_with(birds, "half an upload")),
        chunk_size=25_000,
        metadata={**metadata, "filename": f"{birds('name of half')}.txt"},
    )
    broken_off.upload_chunk()
    form = content_with(birds, "content by form", times=70_000)
    assert send_form({f"{birds('name by form')}.txt": form}) == 302

    version = DocumentVersion.objects.order_by("id")[0]
    actions.describe(
        version.document.public_id, title=f"Notat om {birds('title')}", dated=None, kind="", lock_version=0
    )
    actions.index(version.public_id, now=timezone.now())
    DocumentVersion.objects.update(scan_state=ScanState.TOO_LARGE)
    actions.release(version.public_id, reason=birds("reason"), actor=KARI, now=timezone.now())
    server.kill()

    assert b"".join(queries.open_stream(version)) == whole, "the words are there for those who hold the key"
    assert (DocumentVersion.objects.count(), Upload.objects.filter(finished_at=None).count()) == (2, 1)
    shutil.rmtree(home / "keys")
    assert birds.found_in_database() == []
    assert birds.found_in_folders(home) == []
