import io
import os
import zipfile
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from django.test import RequestFactory

from arbeidsrom.core.vault import queries, responses
from arbeidsrom.core.vault.queries import StoredFile
from arbeidsrom.core.vault.storage import MissingFile
from arbeidsrom.core.vault.storage import store as storage
from arbeidsrom.lib.sealed_stream import NotOpened

pytestmark = pytest.mark.django_db
CONTENT = os.urandom(200_000)


@pytest.fixture
def version(store):
    return store(CONTENT, file_name="Møtereferat «3. mars».pdf")


def get(version, method="get", on_sent=None, **headers):
    request = getattr(RequestFactory(), method)("/", headers={k.replace("_", "-"): v for k, v in headers.items()})
    return responses.download(request, version, on_sent=on_sent)


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.req("KL-DOC-006")
def test_a_download_is_never_kept_nor_opened_in_the_page(version):
    response = get(version)
    assert body(response) == CONTENT
    assert response.status_code == 200
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["Cache-Control"] == "no-store, private, no-transform"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''M%C3%B8tereferat%20%C2%AB3.%20mars%C2%BB.pdf"
    )
    assert response["ETag"] == f'"{version.public_id}"'


@pytest.mark.parametrize(
    ("name", "content"), [("a.html", b"<script>"), ("a.svg", b"<svg onload='x'>"), ("a.xhtml", b"<html>")]
)
def test_what_could_run_in_a_browser_is_sent_as_bytes(store, name, content):
    assert get(store(content, file_name=name))["Content-Type"] == "application/octet-stream"


@pytest.mark.req("KL-SHARE-014")
@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=100-16500", 100, 16501),
        ("bytes=199999-", 199_999, 200_000),
        ("bytes=-5", 199_995, 200_000),
        ("bytes=-900000", 0, 200_000),
        ("bytes=150000-900000", 150_000, 200_000),
    ],
)
def test_any_range_is_sent_alone(each_store, version, asked, start, end):
    response = get(version, range=asked)
    assert (response.status_code, body(response)) == (206, CONTENT[start:end])
    assert response["Content-Range"] == f"bytes {start}-{end - 1}/200000"
    assert response["Content-Length"] == str(end - start)


@pytest.mark.parametrize("asked", ["bytes=200000-", "bytes=-0", "bytes=900000-900001"])
def test_a_range_outside_the_file_is_refused(version, asked):
    response = get(version, range=asked)
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */200000")


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=5-2", "lines=1-2", "bytes=a-b", "bytes=-"])
def test_what_is_no_single_range_gives_the_whole(version, asked):
    response = get(version, range=asked)
    assert (response.status_code, body(response)) == (200, CONTENT)


def test_a_range_of_another_version_gives_the_whole(version):
    same, other = (get(version, range="bytes=5-9", if_range=tag) for tag in (f'"{version.public_id}"', '"another"'))
    assert (same.status_code, body(same)) == (206, CONTENT[5:10])
    assert (other.status_code, body(other)) == (200, CONTENT)


@pytest.mark.req("KL-SHARE-014")
def test_a_lost_download_goes_on_where_it_ended(version):
    first = get(version)
    piece = next(first.streaming_content)
    rest = get(version, range=f"bytes={len(piece)}-", if_range=first["ETag"])
    assert piece + body(rest) == CONTENT


def test_a_question_about_the_file_opens_nothing(version):
    response = get(version, "head")
    assert (response["Content-Length"], response.content) == ("200000", b"")


def test_a_file_that_was_touched_or_lost_breaks_before_anything_is_sent(version, settings):
    path = settings.VAULT_FOLDER / version.storage_key[:2] / version.storage_key
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(NotOpened):
        get(version)
    storage().delete(version.storage_key)
    with pytest.raises(MissingFile):
        get(version)


def test_who_follows_is_told_what_has_left_and_can_end_it(store, monkeypatch):
    monkeypatch.setattr(responses, "BATCH", 300_000)
    content = os.urandom(2_000_000)
    version, told = store(content), []

    def follow(start, end):
        told.append((start, end))
        return end < 1_000_000

    sending = get(version, on_sent=follow).streaming_content
    with pytest.raises(responses.SendingStopped):
        b"".join(sending)
    assert told[0][0] == 0
    assert all(before[1] == after[0] for before, after in pairwise(told))
    assert 1_000_000 <= told[-1][1] < 2_000_000

    told.clear()
    assert body(get(version, range="bytes=5-104", on_sent=follow)) == content[5:105]
    assert told == [(5, 105)]


def test_a_piece_that_the_receiver_never_took_does_not_count(version):
    told = []
    file = responses.file_to_send(version, on_sent=lambda start, end: told.append((start, end)) or True)
    sending = file.read(0, len(CONTENT))
    next(sending)
    sending.close()
    assert told == []


class Window(io.RawIOBase):
    """A zip on a server, read by ranges."""

    def __init__(self, files):
        self.files, self.position = files, 0
        self.length = int(self.ask(method="head")["Content-Length"])

    def ask(self, method="get", **headers):
        return responses.send_zip(getattr(RequestFactory(), method)("/", headers=headers), self.files, name="alt.zip")

    def seekable(self):
        return True

    def seek(self, offset, whence=0):
        self.position = offset + (0, self.position, self.length)[whence]
        return self.position

    def tell(self):
        return self.position

    def read(self, size=-1):
        end = self.length if size < 0 else min(self.position + size, self.length)
        if end <= self.position:
            return b""
        found = body(self.ask(range=f"bytes={self.position}-{end - 1}"))
        self.position = end
        return found


@pytest.mark.req("KL-SHARE-014")
def test_many_files_are_sent_as_a_zip_made_while_it_is_sent(store, each_store):
    contents = [b"", b"kort", os.urandom(300_000)]
    versions = [store(content, file_name="brev.txt") for content in contents]
    files = [responses.file_to_send(version) for version in versions]
    response = responses.send_zip(RequestFactory().get("/"), files, name="alt.zip")
    data = body(response)
    assert len(data) == int(response["Content-Length"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["brev.txt", "brev (2).txt", "brev (3).txt"]
        assert [archive.read(name) for name in archive.namelist()] == contents
    with zipfile.ZipFile(Window(files)) as archive:
        assert archive.read("brev (3).txt") == contents[2]
    again = responses.send_zip(RequestFactory().get("/", headers={"Range": "bytes=1000-"}), files, name="alt.zip")
    assert (again["ETag"], body(again)) == (response["ETag"], data[1000:])


def test_a_zip_of_more_than_four_gib_has_its_directory_where_it_should_be(monkeypatch):
    five = 5 * 2**30
    files = [
        responses.FileToSend(
            StoredFile(queries.UUID(int=n), queries.UUID(int=1), queries.UUID(int=2), five, "x"),
            b"", f"{n}.bin", crc32=7, changed_at=datetime(2026, 1, 2, tzinfo=UTC),
        )
        for n in range(2)
    ]  # fmt: skip
    with zipfile.ZipFile(Window(files)) as archive:
        assert [(one.filename, one.file_size, one.CRC) for one in archive.infolist()] == [
            ("0.bin", five, 7),
            ("1.bin", five, 7),
        ]
