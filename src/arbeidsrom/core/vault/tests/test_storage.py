"""The stores tell whether they can be used."""

from __future__ import annotations

from typing import Any

import pytest

from arbeidsrom.core.vault.storage import store
from arbeidsrom.core.vault.storage.s3 import S3Store


@pytest.mark.req("PL-KEY-002")
def test_a_store_that_is_there_answers(each_store: str) -> None:
    assert store().answers()


@pytest.mark.req("PL-KEY-002")
def test_a_bucket_with_more_than_one_answer_holds_is_told_whole(s3: str, settings: Any) -> None:
    bucket = S3Store(s3, settings.VAULT_S3_ENDPOINT)
    names = [f"{number:02}" for number in range(7)]
    for name in names:
        writing = bucket.write(name)
        writing.write(b"sealed")
        writing.commit()
    assert [name for name, _at in bucket.stored(at_a_time=3)] == names
    assert [name for name, _at in bucket.stored()] == names


@pytest.mark.req("PL-KEY-002")
def test_a_bucket_that_is_not_there_does_not_answer(s3: None, settings: Any) -> None:
    settings.VAULT_S3_BUCKET = "nobody-made-this"
    assert not store().answers()
