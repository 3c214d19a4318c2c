"""Sealed files in an S3-compatible object store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import boto3
from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError

from arbeidsrom.core.vault.storage.base import MissingFile, StorageDown, StorageFull

PART = 8 * 1024 * 1024
WINDOW = 16  # reads in one answer
FULL = {"QuotaExceeded", "EntityTooLarge", "InsufficientStorage", "XMinioStorageFull", "507"}
MISSING = {"NoSuchKey", "NoSuchUpload", "404"}


class S3Store:
    """One bucket; credentials come from the environment as the AWS tools expect them."""

    def __init__(self, bucket: str, endpoint: str) -> None:
        self.bucket = bucket
        self._client = boto3.client(
            "s3",
            endpoint_url=endpoint or None,
            config=Config(
                connect_timeout=5,
                read_timeout=60,
                retries={"max_attempts": 3, "mode": "standard"},
                max_pool_connections=32,
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def call(self, operation: str, **parameters: Any) -> Any:
        """Ask the store; what goes wrong is told in the vault's own words."""
        try:
            return getattr(self._client, operation)(Bucket=self.bucket, **parameters)
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in FULL:
                raise StorageFull from error
            if code in MISSING:
                raise MissingFile(parameters.get("Key", "")) from error
            raise StorageDown from error
        except BotoCoreError as error:
            raise StorageDown from error

    def write(self, key: str) -> S3Writing:
        return S3Writing(self, key)

    def read(self, key: str) -> S3Reading:
        return S3Reading(self, key)

    def delete(self, key: str) -> None:
        self.call("delete_object", Key=key)

    def answers(self) -> bool:
        with suppress(StorageDown, MissingFile):
            self.call("head_bucket")
            return True
        return False

    def stored(self, *, at_a_time: int = 1000) -> Iterator[tuple[str, datetime]]:
        more: dict[str, Any] = {}
        while True:
            page = self.call("list_objects_v2", MaxKeys=at_a_time, **more)
            yield from ((found["Key"], found["LastModified"]) for found in page.get("Contents", []))
            if not page.get("IsTruncated"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}


class S3Writing:
    """A multipart upload, completed at the end; small files go in one piece."""

    def __init__(self, store: S3Store, key: str) -> None:
        self._store, self._key = store, key
        self._buffer = bytearray()
        self._upload = ""
        self._parts: list[dict[str, Any]] = []

    def write(self, data: bytes) -> None:
        self._buffer += data
        while len(self._buffer) >= PART:
            self._send(bytes(self._buffer[:PART]))
            del self._buffer[:PART]

    def commit(self) -> None:
        if not self._upload:
            self._store.call("put_object", Key=self._key, Body=bytes(self._buffer))
            return
        if self._buffer:
            self._send(bytes(self._buffer))
        self._store.call(
            "complete_multipart_upload", Key=self._key, UploadId=self._upload, MultipartUpload={"Parts": self._parts}
        )

    def abandon(self) -> None:
        if self._upload:
            with suppress(StorageDown, MissingFile):
                self._store.call("abort_multipart_upload", Key=self._key, UploadId=self._upload)

    def _send(self, piece: bytes) -> None:
        if not self._upload:
            self._upload = self._store.call("create_multipart_upload", Key=self._key)["UploadId"]
        number = len(self._parts) + 1
        done = self._store.call("upload_part", Key=self._key, UploadId=self._upload, PartNumber=number, Body=piece)
        self._parts.append({"PartNumber": number, "ETag": done["ETag"]})


class S3Reading:
    """Ranged reads; reading on from where the last one ended goes through one open answer, a window at a time."""

    def __init__(self, store: S3Store, key: str) -> None:
        self._store, self._key = store, key
        self._body: Any = None
        self._next = self._until = -1
        self.size = int(store.call("head_object", Key=key)["ContentLength"])

    def read_at(self, offset: int, length: int) -> bytes:
        length = min(length, self.size - offset)
        if length <= 0:
            return b""
        if self._body is None or offset != self._next or offset + length > self._until:
            self._open(offset, length * WINDOW if offset == self._next else length)
        try:
            found: bytes = self._body.read(length)
        except BotoCoreError as error:
            raise StorageDown from error
        self._next = offset + len(found)
        return found

    def _open(self, offset: int, length: int) -> None:
        self.close()
        self._until = min(offset + length, self.size)
        answer = self._store.call("get_object", Key=self._key, Range=f"bytes={offset}-{self._until - 1}")
        self._body = answer["Body"]

    def close(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
