"""Files in ordinary forms: Django's own handler would write them readable to the disk, this one seals them."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from arbeidsrom.core.vault.sealing import TooLarge, most
from arbeidsrom.core.vault.storage.disk import told
from arbeidsrom.lib import sealed_stream
from arbeidsrom.lib.refusals import Refused

_CONTEXT = b"arbeidsrom/opplasting/v1"


class SealedTemporary(io.RawIOBase):
    """A nameless file on the disk, sealed under a key that exists in memory alone."""

    def __init__(self) -> None:
        folder = Path(settings.VAULT_UPLOADS)
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 -- lives as long as the upload
        except OSError as error:
            raise told(error) from error
        self._key = os.urandom(sealed_stream.KEY_BYTES)
        self._sealer = sealed_stream.sealer(self._key, _CONTEXT)
        self._opener: sealed_stream.Opener | None = None
        self._position = 0

    def take(self, data: bytes) -> None:
        """Seal more of the file."""
        try:
            self._file.write(self._sealer.update(data))
        except OSError as error:
            raise told(error) from error

    def end(self) -> None:
        """All has been taken; from now on it can be read."""
        try:
            self._file.write(self._sealer.finalize())
        except OSError as error:
            raise told(error) from error
        self._opener = sealed_stream.Opener(self._key, _CONTEXT, self, self._file.tell())

    def read_at(self, offset: int, length: int) -> bytes:
        return os.pread(self._file.fileno(), length, offset)

    def whole(self) -> Iterator[bytes]:
        """All of it from the start."""
        return self._ended().read()

    def _ended(self) -> sealed_stream.Opener:
        assert self._opener is not None  # noqa: S101 -- handed out only after end()
        return self._opener

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        done = 0
        for piece in self._ended().read(self._position, self._position + len(view)):
            view[done : done + len(piece)] = piece
            done += len(piece)
        self._position += done
        return done

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._ended().length}[whence]
        self._position = max(start + offset, 0)
        return self._position

    def tell(self) -> int:
        return self._position

    def close(self) -> None:
        self._file.close()
        super().close()


class SealedUpload(UploadedFile):  # type: ignore[type-arg]
    """A file of a form; what went wrong while it was received is told when it is read."""

    def __init__(self, content: SealedTemporary, problem: Refused | None, **about: Any) -> None:
        self._buffered = io.BufferedReader(content, 256 * 1024)
        super().__init__(cast("IO[Any]", self._buffered), **about)
        self._content, self._problem = content, problem

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        if self._problem:
            raise self._problem
        return self._content.whole()

    def read(self, *size: int) -> bytes:
        if self._problem:
            raise self._problem
        return self._buffered.read(*size)


class SealingUploadHandler(FileUploadHandler):
    """Seals each file of a form while it is received. Without a session or an open shipment nobody fills the disk."""

    def new_file(self, *args: Any, **named: Any) -> None:
        super().new_file(*args, **named)
        self._problem: Refused | None = None
        self._size = 0
        if not _may_send_files(self.request):
            raise StopUpload(connection_reset=True)
        self._content = SealedTemporary()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._problem:
            return
        try:
            if self._size > most():
                raise TooLarge
            self._content.take(raw_data)
        except Refused as problem:
            self._problem = problem

    def file_complete(self, file_size: int) -> SealedUpload:
        try:
            if not self._problem:
                self._content.end()
        except Refused as problem:
            self._problem = problem
        return SealedUpload(
            self._content,
            self._problem,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        if hasattr(self, "_content"):
            self._content.close()


def _may_send_files(request: HttpRequest | None) -> bool:
    """Somebody who has signed in, or whose page has said ``takes_files`` before the form was read."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return signed_in or getattr(request, "takes_files", False)
