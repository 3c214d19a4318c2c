"""The stores tell whether they can be used."""

from __future__ import annotations

from typing import Any

import pytest

from arbeidsrom.core.vault.storage import store


@pytest.mark.req("PL-KEY-002")
def test_a_store_that_is_there_answers(each_store: str) -> None:
    assert store().answers()


@pytest.mark.req("PL-KEY-002")
def test_a_bucket_that_is_not_there_does_not_answer(s3: None, settings: Any) -> None:
    settings.VAULT_S3_BUCKET = "nobody-made-this"
    assert not store().answers()
