import base64
import hashlib
import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from arbeidsrom.core.vault import actions, destinations, parts, queries
from arbeidsrom.core.vault.models import DocumentVersion, Upload

from .conftest import KARI
from .test_actions import files_limited_to, stored

pytestmark = pytest.mark.django_db
CONTENT = os.urandom(300_000)
PART = "application/offset+octet-stream"


class Case:
    """Stands for a module: takes files for one thing, unless told not to."""

    def __init__(self, holder):
        self.id, self.refuses, self.kept = holder, None, []

    def holder(self, incoming, actor):
        if self.refuses:
            raise self.refuses
        assert incoming.about == self.id
        return self.id

    def keep(self, content, incoming, actor, now):
        self.kept.append(incoming)
        title = incoming.fields.get("title", incoming.file_name)
        return actions.keep(content, title=title, dated=None, actor=actor, now=now)


@pytest.fixture
def case(holder):
    case = Case(holder)
    destinations.register(destinations.Destination("test-case", case.holder, case.keep))
    yield case
    del destinations._destinations["test-case"]


@pytest.fixture
def account(db):
    return get_user_model().objects.create(email="kari@example.no")


@pytest.fixture
def sender(account):
    client = Client(headers={"Tus-Resumable": "1.0.0"})
    client.force_login(account)
    return client


def told(**pairs):
    return ",".join(f"{key} {base64.b64encode(str(value).encode()).decode()}" for key, value in pairs.items())


@pytest.fixture
def announce(sender, case):
    def announce(size=300_000, **more):
        metadata = told(**{"filename": "møte.txt", "destination": "test-case", "about": case.id, **more})
        return sender.post("/uploads/", headers={"Upload-Length": str(size), "Upload-Metadata": metadata})

    return announce


@pytest.fixture
def address(announce):
    return announce()["Location"].removeprefix("http://testserver")


def send(sender, address, offset, data, **headers):
    return sender.patch(
        address, data, content_type=PART, CONTENT_TYPE=PART, headers={"Upload-Offset": str(offset), **headers}
    )


def offset(sender, address):
    return int(sender.head(address)["Upload-Offset"])


def whole(version):
    return b"".join(queries.open_stream(version))


def plain_on_disk(root, needle):
    return [path for path in Path(root).rglob("*") if path.is_file() and needle in path.read_bytes()]


@pytest.mark.req("KL-DOC-001")
def test_a_file_is_sent_in_parts_and_becomes_a_document(sender, address, case, folders):
    assert send(sender, address, 0, CONTENT[:100_001])["Upload-Offset"] == "100001"
    assert offset(sender, address) == 100_001
    assert plain_on_disk(folders, CONTENT[:64]) == []
    answer = send(sender, address, 100_001, CONTENT[100_001:])
    assert (answer.status_code, answer["Upload-Offset"]) == (204, "300000")
    version = DocumentVersion.objects.get(public_id=answer["Upload-Result"])
    assert whole(version) == CONTENT
    assert (version.file_name, version.document.title) == ("møte.txt", "møte.txt")
    assert not parts.folder(Upload.objects.get()).exists()


def test_fields_of_the_form_come_along(announce, sender, case):
    address = announce(title="Referat datert 3. mars")["Location"]
    send(sender, address, 0, CONTENT)
    assert DocumentVersion.objects.get().document.title == "Referat datert 3. mars"


def test_what_the_program_can_do_is_told(sender):
    answer = sender.options("/uploads/")
    assert answer["Tus-Version"] == "1.0.0"
    assert answer["Tus-Max-Size"] == str(2 * 2**30)
    assert set(answer["Tus-Extension"].split(",")) >= {"creation", "termination", "checksum", "expiration"}


@pytest.mark.parametrize("saved", [0, 1, 5])
@pytest.mark.req("KL-DOC-001")
def test_after_a_killed_process_the_sender_goes_on_from_what_was_saved(sender, address, case, saved, folders):
    upload = Upload.objects.get()
    send(sender, address, 0, CONTENT[:50_000])
    upload, writing = actions.begin_part(upload.public_id, offset=50_000, actor=_actor(upload), now=timezone.now())
    writing.write(CONTENT[50_000 : 50_000 + saved * 16384 + 99])
    writing.close()  # the process ends here, without a word

    there = offset(sender, address)
    assert there == 50_000 + saved * 16384
    assert plain_on_disk(folders, CONTENT[50_000:50_064]) == []
    answer = send(sender, address, there, CONTENT[there:])
    assert whole(DocumentVersion.objects.get(public_id=answer["Upload-Result"])) == CONTENT


def _actor(upload):
    from dataclasses import replace

    return replace(KARI, account_id=upload.account)


def test_a_request_that_lost_its_sender_does_not_stand_in_the_way(sender, address, case):
    upload = Upload.objects.get()
    upload, hanging = actions.begin_part(upload.public_id, offset=0, actor=_actor(upload), now=timezone.now())
    hanging.write(CONTENT[:40_000])
    there = offset(sender, address)
    answer = send(sender, address, there, CONTENT[there:])
    hanging.write(CONTENT[40_000:80_000])
    with pytest.raises(actions.uploads.OtherOffset):
        actions.end_part(upload, hanging)
    assert whole(DocumentVersion.objects.get(public_id=answer["Upload-Result"])) == CONTENT


def test_a_part_at_the_wrong_place_is_refused(sender, address, case):
    assert send(sender, address, 5, CONTENT).status_code == 409
    assert offset(sender, address) == 0


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_part_with_a_wrong_checksum_does_not_count(sender, address, case, algorithm):
    right = base64.b64encode(hashlib.new(algorithm, CONTENT[:1000]).digest()).decode()
    wrong = base64.b64encode(hashlib.new(algorithm, b"else").digest()).decode()
    assert send(sender, address, 0, CONTENT[:1000], **{"Upload-Checksum": f"{algorithm} {wrong}"}).status_code == 460
    assert offset(sender, address) == 0
    assert send(sender, address, 0, CONTENT[:1000], **{"Upload-Checksum": f"{algorithm} {right}"}).status_code == 204
    assert send(sender, address, 1000, b"x", **{"Upload-Checksum": "md5 eA=="}).status_code == 400


def test_an_upload_can_be_given_up(sender, address, case, folders):
    send(sender, address, 0, CONTENT[:1000])
    assert sender.delete(address).status_code == 204
    assert sender.head(address).status_code == 404
    assert list((folders / "uploads").rglob("*")) == []


def test_uploads_that_nobody_finished_are_cleared(sender, address, case, folders):
    send(sender, address, 0, CONTENT[:1000])
    assert re.search(r"GMT$", sender.head(address)["Upload-Expires"])
    assert actions.clear_expired_uploads(now=timezone.now()) == 0
    assert actions.clear_expired_uploads(now=timezone.now() + timedelta(days=3)) == 1
    assert list((folders / "uploads").rglob("*")) == []


def test_somebody_elses_upload_does_not_exist(address, case):
    other = Client(headers={"Tus-Resumable": "1.0.0"})
    other.force_login(get_user_model().objects.create(email="per@example.no"))
    assert (other.head(address).status_code, other.head(address)["Tus-Resumable"]) == (404, "1.0.0")
    assert send(other, address, 0, CONTENT).status_code == 404
    assert other.delete(address).status_code == 404


def test_nobody_uploads_without_signing_in(address):
    assert Client(headers={"Tus-Resumable": "1.0.0"}).head(address).status_code == 302


def test_a_file_of_another_site_is_not_taken(account, case):
    client = Client(enforce_csrf_checks=True, headers={"Tus-Resumable": "1.0.0"})
    client.force_login(account)
    assert client.post("/uploads/", headers={"Upload-Length": "1"}).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "x"}, 400),
        ({"Upload-Length": "-1"}, 400),
        ({}, 400),
        ({"Upload-Length": "5", "Upload-Metadata": "filename !!"}, 400),
        ({"Upload-Length": "5", "Upload-Metadata": told(about="x", destination="test-case")}, 400),
        ({"Upload-Length": "5", "Upload-Metadata": told(destination="nowhere")}, 400),
        ({"Upload-Length": str(2**31 + 1), "Upload-Metadata": told(destination="test-case")}, 413),
        ({"Upload-Length": "5", "Tus-Resumable": "0.2"}, 412),
    ],
)
def test_an_announcement_that_makes_no_sense_is_refused(sender, case, headers, status):
    assert sender.post("/uploads/", headers=headers).status_code == status
    assert not Upload.objects.exists()


def test_the_module_decides_who_may_send_at_the_beginning_and_at_the_end(announce, sender, case):
    address = announce()["Location"]
    send(sender, address, 0, CONTENT[:-1])
    case.refuses = PermissionDenied("Saken er lukket.")
    answer = send(sender, address, len(CONTENT) - 1, CONTENT[-1:])
    assert (answer.status_code, answer.content.decode()) == (403, "Saken er lukket.")
    assert announce().status_code == 403
    assert stored() == []


@pytest.mark.req("PL-OPS-005")
def test_more_than_was_announced_is_refused(sender, address, case):
    assert send(sender, address, 0, CONTENT + b"x").status_code == 400


def test_an_empty_file_is_a_file(announce, sender, case):
    assert announce(size=0).status_code == 201
    assert DocumentVersion.objects.get().size == 0


def test_a_full_disk_is_told_and_the_upload_goes_on_when_there_is_room(sender, address, case):
    send(sender, address, 0, CONTENT[:50_000])
    with files_limited_to(100_000):
        answer = send(sender, address, 50_000, CONTENT[50_000:])
    assert answer.status_code == 507
    assert "room" in answer.content.decode() or "plass" in answer.content.decode()
    there = offset(sender, address)
    assert 50_000 <= there < 200_000
    answer = send(sender, address, there, CONTENT[there:])
    assert whole(DocumentVersion.objects.get(public_id=answer["Upload-Result"])) == CONTENT


def test_when_the_storing_failed_an_empty_part_tries_again_and_the_file_is_stored_once(sender, address, case):
    keep, case.keep = case.keep, lambda *_args: 1 / 0
    destinations.register(destinations.Destination("test-case", case.holder, case.keep))
    sender.raise_request_exception = False
    assert send(sender, address, 0, CONTENT).status_code == 500
    assert (offset(sender, address), stored()) == (len(CONTENT), [])

    destinations.register(destinations.Destination("test-case", case.holder, keep))
    first, second = (send(sender, address, len(CONTENT), b"") for _ in range(2))
    assert first["Upload-Result"] == second["Upload-Result"] == str(DocumentVersion.objects.get().public_id)
    assert len(stored()) == 1


def post_form(client, case, *files, **fields):
    return client.post(
        "/uploads/form/test-case/", {"about": case.id, "next": "/saker/?a=1", "files": list(files), **fields}
    )


@pytest.mark.parametrize("in_memory", [True, False])
@pytest.mark.req("KL-DOC-001")
def test_many_files_come_by_a_plain_form(sender, case, settings, in_memory, folders):
    if not in_memory:
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    files = [SimpleUploadedFile(f"{n}.txt", CONTENT[n:]) for n in range(3)]
    answer = post_form(sender, case, *files)
    assert (answer.status_code, answer["Location"]) == (302, "/saker/?a=1")
    versions = DocumentVersion.objects.order_by("id")
    assert [(v.file_name, whole(v)) for v in versions] == [(f"{n}.txt", CONTENT[n:]) for n in range(3)]
    assert plain_on_disk(folders, CONTENT[100:164]) == []


def test_the_form_never_leads_to_another_site(sender, case):
    assert post_form(sender, case, next="https://elsewhere.example/")["Location"] == "/"


@pytest.mark.parametrize("trouble", ["too large", "disk full"])
def test_a_form_with_a_file_that_cannot_be_taken_is_answered_plainly(sender, case, settings, trouble, folders):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    if trouble == "too large":
        settings.VAULT_MAX_FILE = 100_000
        answer = post_form(sender, case, SimpleUploadedFile("a.txt", CONTENT))
    else:
        with files_limited_to(100_000):
            answer = post_form(sender, case, SimpleUploadedFile("a.txt", CONTENT))
    assert answer.status_code == 409
    assert stored() == []


def test_files_of_a_form_can_be_read_like_any_file(settings, rf, account):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    request = rf.post("/", {"file": SimpleUploadedFile("a.txt", CONTENT)})
    request.user = account
    file = request.FILES["file"]
    assert (file.read(10), file.size) == (CONTENT[:10], len(CONTENT))
    file.seek(-5, 2)
    assert file.read() == CONTENT[-5:]
    file.seek(100_000)
    assert file.read(70_000) == CONTENT[100_000:170_000]
    file.seek(0)
    assert file.read() == b"".join(file.chunks()) == CONTENT


@pytest.mark.req("PL-OPS-005")
def test_nobody_fills_the_disk_without_signing_in(settings, case, folders):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    answer = post_form(Client(), case, SimpleUploadedFile("a.txt", CONTENT))
    assert answer.status_code in {302, 403}
    assert not (folders / "uploads").exists()


def test_a_form_for_nothing_known_does_not_exist(sender, case):
    assert sender.post("/uploads/form/nowhere/").status_code == 404
    assert sender.post("/uploads/form/test-case/", {"about": "x"}).status_code == 404
