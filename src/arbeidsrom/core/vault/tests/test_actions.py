import hashlib
import os
import uuid
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from resource import RLIMIT_FSIZE, getrlimit, setrlimit

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from arbeidsrom.core.keys import actions as keys
from arbeidsrom.core.keys import envelope, ring
from arbeidsrom.core.keys.queries import HolderDestroyed, public_key
from arbeidsrom.core.vault import actions, claims, queries
from arbeidsrom.core.vault.actions import documents
from arbeidsrom.core.vault.models import Document, DocumentVersion
from arbeidsrom.core.vault.sealing import CutOff, TooLarge
from arbeidsrom.core.vault.storage import MissingFile, StorageDown, StorageFull
from arbeidsrom.core.vault.storage import store as storage
from arbeidsrom.lib.refusals import ChangedMeanwhile
from arbeidsrom.lib.sealed_stream import NotOpened

from .conftest import KARI, NOW, TENANT

pytestmark = pytest.mark.django_db
BIG = bytes(range(256)) * 4096 * 9  # 9 MiB: two parts of a multipart upload


def whole(version, **options):
    return b"".join(queries.open_stream(version, **options))


def stored():
    return [key for key, _came in storage().stored()]


def raw(version):
    with storage().read(version.storage_key) as reading:
        return reading.read_at(0, reading.size)


@contextmanager
def files_limited_to(size):
    """Stands for a full disk: the system refuses to let a file grow."""
    soft, hard = getrlimit(RLIMIT_FSIZE)
    setrlimit(RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        setrlimit(RLIMIT_FSIZE, (soft, hard))


@pytest.mark.req("PL-KEY-002")
@pytest.mark.parametrize("content", [b"", b"kort", BIG], ids=["empty", "short", "big"])
def test_a_file_comes_back_as_it_was(store, each_store, content):
    version = store(content)
    assert whole(version) == content
    assert (version.size, version.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert whole(version, start=3, end=70_000) == content[3:70_000]
    assert whole(version, start=max(len(content) - 5, 0)) == content[-5:]
    assert stored() == [version.storage_key]


def test_a_file_stays_when_the_database_was_lost_and_may_have_written_it_down(holder):
    content = documents.receive([b"fil"], holder=holder, file_name="a.txt")
    with pytest.raises(OperationalError), documents.kept_or_gone(content):
        raise OperationalError("the connection is closed")
    assert stored() == [content.storage_key]

    assert actions.clear_orphans(now=timezone.now() + timedelta(days=2)) == 1
    assert stored() == []


@pytest.mark.req("KL-DOC-002")
def test_each_file_lies_sealed_under_a_key_of_its_own(store, each_store):
    first, second = store(b"Ola Nordmann" * 9), store(b"Ola Nordmann" * 9)
    assert b"Nordmann" not in raw(first)
    assert queries.data_key(first) != queries.data_key(second)
    with pytest.raises(NotOpened):
        whole(first, key=queries.data_key(second))


@pytest.mark.req("KL-DOC-002")
def test_with_the_database_and_the_disk_but_another_master_key_nothing_opens(store, settings):
    version = store()
    Path(settings.MASTER_KEY_FILE).unlink()
    ring.make_file(Path(settings.MASTER_KEY_FILE))
    version = queries.get_version(version.public_id)
    for reading in (lambda: whole(version), lambda: version.file_name, lambda: version.document.title):
        with pytest.raises(ring.MasterKeyProblem):
            reading()


@pytest.mark.req("KL-DOC-004")
def test_a_new_file_keeps_the_earlier_ones(store):
    first = store(b"en")
    second = actions.add_version(
        first.document.public_id, [b"to"], file_name="brev2.txt", actor=KARI, now=NOW + timedelta(1)
    )
    listed = queries.versions_of([first.document.public_id])
    assert [(v.number, v.file_name, v.size, v.created_by, v.created_at, v.sha256) for v in listed] == [
        (2, "brev2.txt", 2, "Kari Steward", NOW + timedelta(1), hashlib.sha256(b"to").hexdigest()),
        (1, "brev.txt", 2, "Kari Steward", NOW, hashlib.sha256(b"en").hexdigest()),
    ]
    assert (whole(first), whole(second)) == (b"en", b"to")


def test_the_list_of_versions_takes_three_queries_however_long_it_is(store, django_assert_num_queries):
    documents = [store().document.public_id for _ in range(5)]
    with django_assert_num_queries(3):
        [(v.file_name, v.sha256, v.document.title) for v in queries.versions_of(documents)]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data[: 56 + 16400],
        lambda data: data + b"x",
        lambda data: data[:100] + bytes([data[100] ^ 1]) + data[101:],
        lambda data: data[:56] + data[56 + 16400 : 56 + 2 * 16400] + data[56 : 56 + 16400] + data[56 + 2 * 16400 :],
        lambda data: b"",
    ],
    ids=["cut", "cut at a chunk", "longer", "flipped", "moved", "emptied"],
)
def test_a_file_that_was_touched_in_the_store_is_refused(store, settings, change):
    version = store(os.urandom(50_000))
    path = settings.VAULT_FOLDER / version.storage_key[:2] / version.storage_key
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(NotOpened):
        whole(version)


def test_a_file_exchanged_for_another_of_the_same_case_is_refused(store, settings):
    first, second = store(b"a" * 100), store(b"b" * 100)
    paths = [settings.VAULT_FOLDER / v.storage_key[:2] / v.storage_key for v in (first, second)]
    paths[0].write_bytes(paths[1].read_bytes())
    with pytest.raises(NotOpened):
        whole(first)
    DocumentVersion.objects.filter(pk=first.pk).update(wrapped_key=second.wrapped_key)
    with pytest.raises(envelope.KeyDoesNotFit):
        whole(queries.get_version(first.public_id))


def test_a_missing_file_is_told(store, each_store):
    version = store()
    storage().delete(version.storage_key)
    with pytest.raises(MissingFile):
        whole(version)


@pytest.mark.req("PL-KEY-001")
def test_keys_are_changed_without_touching_a_file(store, each_store, settings):
    version = store(BIG)
    before = raw(version)
    ring.add_current(Path(settings.MASTER_KEY_FILE), "second")
    keys.rotate_master()
    keys.rotate_tenant(TENANT)
    keys.reseal_rows(TENANT)
    assert raw(version) == before
    assert whole(queries.get_version(version.public_id)) == BIG


def test_a_download_that_runs_while_keys_change_goes_on(store, settings):
    version = store(BIG)
    stream = queries.open_stream(version)
    start = next(stream)
    ring.add_current(Path(settings.MASTER_KEY_FILE), "second")
    keys.rotate_master()
    keys.rotate_tenant(TENANT)
    assert start + b"".join(stream) == BIG


def test_when_the_holders_key_is_destroyed_the_content_is_gone_and_files_can_be_cleared(store, each_store, holder):
    version = store()
    keys.destroy_holder(holder, now=NOW)
    with pytest.raises(HolderDestroyed):
        whole(version)


def test_removed_files_leave_the_store_when_the_removal_is_certain(
    store, each_store, django_capture_on_commit_callbacks
):
    first = store()
    second = actions.add_version(first.document.public_id, [b"to"], file_name="b", actor=KARI, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove(first.public_id, actor=KARI, now=NOW)
    assert stored() == [second.storage_key]
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_all_of(second.holder_id)
    assert (stored(), Document.objects.count()) == ([], 0)


@pytest.mark.parametrize("failure", [ConnectionError, KeyboardInterrupt])
def test_an_upload_that_is_cut_off_leaves_nothing(holder, store, each_store, failure):
    def chunks():
        yield BIG
        raise failure

    with pytest.raises(failure):
        store(chunks())
    assert (stored(), DocumentVersion.objects.count()) == ([], 0)


def test_a_file_shorter_than_promised_is_not_kept(store, each_store):
    with pytest.raises(CutOff):
        store(b"1234", length=5)
    assert stored() == []


def test_a_file_larger_than_the_limit_is_refused_at_once(store, settings):
    settings.VAULT_MAX_FILE = 2**20
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield bytes(2**19)

    with pytest.raises(TooLarge, match="1 MiB"):
        store(endless())
    assert (len(taken), stored()) == (3, [])


def test_a_full_disk_is_told_and_nothing_else_is_lost(store):
    earlier = store(b"tidligere")
    with files_limited_to(2**20), pytest.raises(StorageFull):
        store(BIG)
    assert stored() == [earlier.storage_key]
    assert whole(earlier) == b"tidligere"


def test_a_store_that_is_down_is_told(store, settings):
    settings.VAULT_S3_BUCKET, settings.VAULT_S3_ENDPOINT = "b", "http://127.0.0.1:9"
    os.environ.setdefault("AWS_ACCESS_KEY_ID", "test")
    os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "test")
    os.environ.setdefault("AWS_DEFAULT_REGION", "eu-north-1")
    with pytest.raises(StorageDown):
        store()


def test_a_file_that_could_not_be_written_down_does_not_stay(store, monkeypatch):
    monkeypatch.setattr(documents, "keep", lambda *_args, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store()
    assert stored() == []


def test_what_belongs_to_nothing_is_cleared_after_a_day(store, each_store):
    kept = store()
    for key in ("ab" * 16, "cd" * 16):
        writing = storage().write(key)
        writing.write(b"left behind")
        writing.commit()
    claims.register(claim := lambda keys: {"cd" * 16} & set(keys))
    try:
        assert actions.clear_orphans(now=kept.created_at - timedelta(days=400)) == 0
        assert actions.clear_orphans(now=kept.created_at + timedelta(days=400)) == 1
    finally:
        claims._claims.remove(claim)
    assert set(stored()) == {kept.storage_key, "cd" * 16}


def test_somebody_else_s_change_of_the_title_is_not_overwritten(store):
    document = store().document
    actions.describe(document.public_id, title="Ny tittel", dated=None, kind="", lock_version=0)
    with pytest.raises(ChangedMeanwhile):
        actions.describe(document.public_id, title="Annen", dated=None, kind="", lock_version=0)
    assert queries.get_document(document.public_id).title == "Ny tittel"


def test_a_file_received_without_the_master_key_is_taken_over_later(holder, settings, each_store):
    public = public_key(holder)
    settings.PROCESS = "receiver"
    received = actions.store_to_public_key(
        [b"svar fra mottaker"], tenant=TENANT, holder=holder, public_key=public, file_name="../svar.txt"
    )
    with pytest.raises(ring.MasterKeyProblem):
        actions.open_received(received)
    assert b"svar" not in received.sealed

    settings.PROCESS = "worker"
    version = actions.take_over(received, title="Svar", dated=None, actor=KARI, now=NOW)
    assert (whole(version), version.file_name) == (b"svar fra mottaker", "svar.txt")
    assert version.public_id == received.public_id


def test_with_its_key_a_file_opens_without_the_master_key(store, settings):
    version = store(BIG)
    key = queries.data_key(version)
    settings.PROCESS = "receiver"
    file = queries.stored_file(version)
    assert whole(file, key=key, start=5, end=10) == BIG[5:10]
    assert whole(file, key=key) == BIG
    with pytest.raises(TypeError):
        queries.open_stream(file)


def test_data_keys_of_many_files_take_one_query_for_the_holders(store, django_assert_num_queries):
    versions = [store() for _ in range(4)]
    with django_assert_num_queries(1):
        found = queries.data_keys(versions)
    assert found == {v.public_id: queries.data_key(v) for v in versions}


def test_the_words_of_a_clean_file_become_searchable_and_are_not_readable(store):
    version = store(b"Arbeidstaker varsles om oppsigelse", file_name="varsel.txt")
    actions.index(version.public_id, now=NOW)
    version.refresh_from_db()
    from arbeidsrom.core.keys.queries import word_hasher
    from arbeidsrom.core.vault.tokens import query_tokens

    asked = query_tokens("oppsigelsen", word_hasher(TENANT))
    assert all(set(version.tokens) & word for word in asked)
    assert version.indexed_at == NOW
    assert version.is_searchable
    other = query_tokens("oppsigelsen", word_hasher(uuid.UUID(int=8)))
    assert not any(set(version.tokens) & word for word in other)


def test_a_stored_file_is_put_in_line_for_the_index(store):
    version = store()
    with connection.cursor() as cursor:
        cursor.execute("select args->>'version_id' from procrastinate_jobs where task_name = 'vault.index'")
        assert cursor.fetchall() == [(str(version.public_id),)]
