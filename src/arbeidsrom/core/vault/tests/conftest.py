import os
import uuid
from datetime import UTC, datetime
from pathlib import Path

import boto3
import pytest

from arbeidsrom.core.keys.actions import create_holder
from arbeidsrom.core.vault import actions
from arbeidsrom.core.vault.tests import servers
from arbeidsrom.lib.actor import Actor, ActorKind

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
TENANT = uuid.UUID(int=7)
KARI = Actor(ActorKind.PERSON, label="Kari Steward", account_id=1, person=uuid.UUID(int=99), tenant=TENANT)


@pytest.fixture(autouse=True)
def folders(tmp_path, settings):
    """Every test has a store, a folder of uploads and a master key of its own, and no scanner unless it asks."""
    settings.VAULT_FOLDER = tmp_path / "files"
    settings.VAULT_UPLOADS = tmp_path / "uploads"
    settings.MASTER_KEY_FILE = tmp_path / "keys" / "master.keys"
    settings.VAULT_S3_BUCKET, settings.SCANNER = "", ""
    return tmp_path


@pytest.fixture(scope="session")
def clamd_address():
    if not Path(servers.CLAMD).exists():
        pytest.skip("clamd is not installed")
    with servers.running_clamd() as address:
        yield address


@pytest.fixture
def clamd(clamd_address, settings):
    """A real scanner."""
    settings.SCANNER, settings.SCANNER_LIMIT = clamd_address, 10 * servers.LIMIT
    return clamd_address


@pytest.fixture(scope="session")
def s3_address():
    os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION="eu-north-1")
    with servers.running_s3() as address:
        yield address


@pytest.fixture
def s3(s3_address, settings):
    """A real object store with a bucket of this test."""
    settings.VAULT_S3_BUCKET, settings.VAULT_S3_ENDPOINT = f"vault-{uuid.uuid4().hex}", s3_address
    boto3.client("s3", endpoint_url=s3_address).create_bucket(
        Bucket=settings.VAULT_S3_BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-north-1"}
    )
    return settings.VAULT_S3_BUCKET


@pytest.fixture(params=["disk", "s3"])
def each_store(request):
    """The test runs with both stores."""
    if request.param == "s3":
        request.getfixturevalue("s3")
    return request.param


@pytest.fixture
def holder(db):
    return create_holder(tenant=TENANT, kind="case").public_id


@pytest.fixture
def store(holder):
    """Store a file as Kari does."""

    def make(content=b"innhold", file_name="brev.txt", title="Brev datert 1. november", **more):
        chunks = [content] if isinstance(content, bytes) else content
        return actions.store(
            chunks, holder=holder, title=title, dated=None, file_name=file_name, actor=KARI, now=NOW, **more
        )

    return make
