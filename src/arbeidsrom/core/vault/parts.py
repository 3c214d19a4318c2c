"""The parts of an upload on the disk: each sealed as it comes, so that a killed process leaves nothing readable."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings

from arbeidsrom.core.vault.models import Upload
from arbeidsrom.core.vault.storage.disk import DiskReading, told
from arbeidsrom.lib import sealed_stream


def folder(upload: Upload) -> Path:
    """Where the upload's parts lie."""
    return Path(settings.VAULT_UPLOADS) / upload.public_id.hex


def remove(upload: Upload) -> None:
    """Nothing of the upload stays."""
    shutil.rmtree(folder(upload), ignore_errors=True)


def _context(upload: Upload, part: UUID, start: int) -> bytes:
    return f"arbeidsrom/del/v1|{upload.tenant}|{upload.public_id}|{part}|{start}".encode()


class PartWriting:
    """One part being received. What has been written counts even if this process is killed: by whole chunks."""

    def __init__(self, upload: Upload, part: UUID, start: int) -> None:
        self.part, self.length = part, 0
        self._sealer = sealed_stream.sealer(upload.key, _context(upload, part, start))
        self._path = folder(upload) / part.hex
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise told(error) from error

    def write(self, data: bytes) -> None:
        self._write(self._sealer.update(data))
        self.length += len(data)

    def end(self) -> None:
        """All of the part is safely on the disk."""
        try:
            self._write(self._sealer.finalize())
            os.fsync(self._file)
        except OSError as error:
            raise told(error) from error
        finally:
            self.close()

    def discard(self) -> None:
        self.close()
        self._path.unlink(missing_ok=True)

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _write(self, sealed: bytes) -> None:
        view = memoryview(sealed)
        try:
            while view:
                view = view[os.write(self._file, view) :]
        except OSError as error:
            raise told(error) from error


def saved_by_writer(upload: Upload) -> int:
    """How many bytes of a part that was broken off, or is being written now, are whole."""
    if upload.writer is None:
        return 0
    try:
        sealed = (folder(upload) / upload.writer.hex).stat().st_size
    except FileNotFoundError:
        return 0
    return sealed_stream.whole_chunks(sealed) * sealed_stream.CHUNK


def read_all(upload: Upload) -> Iterator[bytes]:
    """Everything received, in order, opened in memory."""
    start = 0
    for name, length, is_whole in upload.parts:
        part = UUID(name)
        context = _context(upload, part, start)
        with DiskReading(folder(upload) / part.hex) as reading:
            if is_whole:
                yield from sealed_stream.Opener(upload.key, context, reading, reading.size).read()
            else:
                yield from sealed_stream.open_whole_chunks(upload.key, context, reading, length // sealed_stream.CHUNK)
        start += length
