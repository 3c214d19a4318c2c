"""Files sent and fetched over real HTTP, by clients that know nothing of the program."""

import hashlib
import http.client
import io
import os
import random
import threading
import time
import urllib.request
import zipfile
from contextlib import suppress

import pytest
from tusclient.client import TusClient

from arbeidsrom.core.vault import queries
from arbeidsrom.core.vault.models import DocumentVersion, Upload

CONTENT = os.urandom(6 * 2**20 + 12_345)


def uploader(server, thing, headers, content=CONTENT, name="opptak.wav", chunk=2**20, **more):
    client = TusClient(f"{server.address}/uploads/", headers=headers)
    return client.uploader(
        file_stream=io.BytesIO(content),
        chunk_size=chunk,
        metadata={"filename": name, "destination": "test-thing", "about": str(thing)},
        **more,
    )


def fetch(server, path, headers, **more):
    return urllib.request.urlopen(urllib.request.Request(server.address + path, headers={**headers, **more}))


def content_of(version):
    return b"".join(queries.open_stream(version))


def readable_on_disk(folder, needle):
    return [path for path in folder.rglob("*") if path.is_file() and needle in path.read_bytes()]


@pytest.mark.req("KL-DOC-001", "KL-SHARE-014")
def test_an_independent_client_sends_a_file_and_gets_the_very_same_bytes_back(server, thing, headers):
    uploader(server, thing, headers).upload()
    version = DocumentVersion.objects.get()
    with fetch(server, f"/files/{version.public_id}/", headers) as answer:
        assert hashlib.sha256(answer.read()).hexdigest() == hashlib.sha256(CONTENT).hexdigest()
    with fetch(server, f"/files/{version.public_id}/", headers, Range="bytes=5000000-5000099") as answer:
        assert (answer.status, answer.read()) == (206, CONTENT[5_000_000:5_000_100])
    with fetch(server, f"/things/{thing}/all/", headers) as answer:
        archive = zipfile.ZipFile(io.BytesIO(answer.read()))
    assert archive.read("opptak.wav") == CONTENT


@pytest.mark.long
@pytest.mark.req("KL-DOC-001")
def test_a_server_killed_again_and_again_costs_the_sender_nothing_but_time(server, thing, headers, home):
    chance, kills_wanted = random.Random(7), 3
    upload = uploader(server, thing, headers, chunk=2**20)
    upload.set_url(upload.create_url())
    confirmed, kills = 0, 0
    for _attempt in range(20):
        path = upload.url.removeprefix(server.address)
        arguments = (server, path, confirmed, headers, chance.uniform(0.005, 0.02))
        sending = threading.Thread(target=_send_slowly, args=arguments)
        sending.start()
        if kills < kills_wanted:
            time.sleep(chance.uniform(0.05, 0.3))
            server.kill()
            kills += 1
            server.start()
        sending.join()
        assert readable_on_disk(home, CONTENT[:48]) == []
        now = upload_offset(upload, headers)
        assert now >= confirmed, "what was confirmed is never lost"
        confirmed = now
        if DocumentVersion.objects.exists():
            break
    assert content_of(DocumentVersion.objects.get()) == CONTENT
    assert kills == kills_wanted


def upload_offset(upload, headers):
    found = Upload.objects.get()
    if found.finished_at:
        return found.size
    request = urllib.request.Request(upload.url, method="HEAD", headers={**headers, "Tus-Resumable": "1.0.0"})
    with urllib.request.urlopen(request) as answer:
        return int(answer.headers["Upload-Offset"])


def _send_slowly(server, path, offset, headers, pause):
    """Send the rest a little at a time, so that there is something to interrupt; a killed server ends it."""
    told = {**headers, "Tus-Resumable": "1.0.0", "Upload-Offset": str(offset)}
    told |= {"Content-Type": "application/offset+octet-stream", "Content-Length": str(len(CONTENT) - offset)}
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    with suppress(OSError, http.client.HTTPException):
        connection.putrequest("PATCH", path)
        for name, value in told.items():
            connection.putheader(name, value)
        connection.endheaders()
        for start in range(offset, len(CONTENT), 200_000):
            connection.send(CONTENT[start : start + 200_000])
            time.sleep(pause)
        connection.getresponse().read()
    connection.close()


@pytest.mark.req("KL-DOC-001")
def test_a_plain_form_of_a_browser_without_script_does_the_same(send_form, home):
    assert send_form({"opptak.wav": CONTENT, "to.wav": CONTENT}) == 302
    assert [v.file_name for v in DocumentVersion.objects.order_by("id")] == ["opptak.wav", "to.wav"]
    assert [content_of(v) == CONTENT for v in DocumentVersion.objects.all()] == [True, True]
    assert readable_on_disk(home, CONTENT[:48]) == []
