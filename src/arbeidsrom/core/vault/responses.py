"""Sending files: in constant memory, any range of them, never kept by browsers or proxies, never opened in the page.

A response holds no connection to the database while it is sent, for that may take an hour.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from arbeidsrom.core.vault import queries, rules
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.core.vault.queries import StoredFile
from arbeidsrom.lib.byte_ranges import NotSatisfiable, asked_range
from arbeidsrom.lib.zip_stream import Bytes, Entry, ZipLayout

BATCH = 4 * 1024 * 1024
OnSent = Callable[[int, int], bool]
RUNS_IN_BROWSERS = ("text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml")


class SendingStopped(Exception):
    """Whoever follows the sending has ended it; the connection is broken so that nobody takes the rest for whole."""


@dataclass(frozen=True, slots=True)
class FileToSend:
    """A stored file with the key that opens it, and what the receiver is to see of it.

    ``on_sent(start, end)`` is called after each batch that has been sent; false ends the sending.
    """

    file: StoredFile
    key: bytes
    name: str
    content_type: str = rules.UNKNOWN
    crc32: int = 0
    changed_at: datetime | None = None
    on_sent: OnSent | None = None

    def read(self, start: int, end: int) -> Iterator[bytes]:
        """The file's bytes, told to the follower as they leave."""
        return _followed(queries.open_stream(self.file, key=self.key, start=start, end=end), start, self.on_sent)


def file_to_send(version: DocumentVersion, *, key: bytes | None = None, on_sent: OnSent | None = None) -> FileToSend:
    """A version as it is sent to those who may read it here."""
    return FileToSend(
        file=queries.stored_file(version),
        key=key or queries.data_key(version),
        name=version.file_name,
        content_type=version.content_type,
        crc32=version.crc32,
        changed_at=version.created_at,
        on_sent=on_sent,
    )


def download(request: HttpRequest, version: DocumentVersion, *, on_sent: OnSent | None = None) -> HttpResponseBase:
    """Send a version; the caller has decided that it may be and writes it to the log."""
    return send_file(request, file_to_send(version, on_sent=on_sent))


def send_file(request: HttpRequest, sending: FileToSend) -> HttpResponseBase:
    """Send one file or the range that is asked for."""
    return _send(
        request,
        length=sending.file.size,
        etag=f'"{sending.file.public_id}"',
        name=sending.name,
        content_type=rules.UNKNOWN if sending.content_type in RUNS_IN_BROWSERS else sending.content_type,
        read=sending.read,
    )


def send_zip(request: HttpRequest, files: Sequence[FileToSend], *, name: str) -> HttpResponseBase:
    """Send many files as one zip that is made while it is sent; a lost connection can go on where it ended."""
    names = rules.distinct_names([rules.safe_name(one.name) for one in files])
    entries = [
        Entry(name, one.file.size, one.crc32, one.changed_at or datetime(1980, 1, 1))  # noqa: DTZ001 -- no moment known
        for name, one in zip(names, files, strict=True)
    ]
    layout = ZipLayout(entries)

    def read(start: int, end: int) -> Iterator[bytes]:
        for piece in layout.pieces(start, end):
            if isinstance(piece, Bytes):
                yield piece.content
            else:
                yield from files[piece.entry].read(piece.start, piece.end)

    told = "|".join(f"{entry}{one.file.public_id}" for entry, one in zip(entries, files, strict=True))
    etag = f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
    return _send(request, length=layout.length, etag=etag, name=name, content_type="application/zip", read=read)


def _send(
    request: HttpRequest,
    *,
    length: int,
    etag: str,
    name: str,
    content_type: str,
    read: Callable[[int, int], Iterator[bytes]],
) -> HttpResponseBase:
    headers = _headers(etag, name)
    try:
        asked = asked_range(
            request.headers.get("Range", "") if request.method == "GET" else "",
            length,
            if_range=request.headers.get("If-Range", ""),
            etag=etag,
        )
    except NotSatisfiable:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{length}"})
    start, end = asked or (0, length)
    headers["Content-Length"] = str(end - start)
    if asked:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{length}"
    if request.method == "HEAD":
        return HttpResponse(headers=headers, content_type=content_type)
    content = read(start, end)
    free_database()
    return StreamingHttpResponse(content, status=206 if asked else 200, headers=headers, content_type=content_type)


def _headers(etag: str, name: str) -> dict[str, str]:
    return {
        "Accept-Ranges": "bytes",
        "ETag": etag,
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=rules.safe_name(name)) or "",
        "Cache-Control": "no-store, private, no-transform",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }


def _followed(pieces: Iterator[bytes], start: int, on_sent: OnSent | None) -> Iterator[bytes]:
    """Tell the follower what has left, batch by batch; a piece has left when the next one is asked for."""
    if on_sent is None:
        yield from pieces
        return
    told = sent = start
    try:
        for piece in pieces:
            yield piece
            sent += len(piece)
            if sent - told >= BATCH:
                told, before = sent, told
                if not on_sent(before, sent):
                    raise SendingStopped
                free_database()
    finally:
        pieces.close()  # type: ignore[attr-defined]
        if sent > told:
            on_sent(told, sent)
            free_database()


def free_database() -> None:
    """Let go of the connections, unless a transaction holds them."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
