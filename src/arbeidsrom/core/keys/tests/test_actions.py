import uuid
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction

from arbeidsrom.core.keys import actions, envelope, opened, queries, ring
from arbeidsrom.core.keys.models import KeyHolder, TenantKey

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 1, tzinfo=UTC)
TENANT = uuid.UUID(int=7)


@pytest.fixture(autouse=True)
def key_file(tmp_path, settings):
    settings.MASTER_KEYS, settings.KEY_SERVICE, settings.PROCESS = "", "", "web"
    settings.MASTER_KEY_FILE = tmp_path / "master.keys"
    ring.make_file(settings.MASTER_KEY_FILE)
    return settings.MASTER_KEY_FILE


@pytest.fixture
def holder():
    return actions.create_holder(tenant=TENANT, kind="case")


def test_holders_keys_are_opened_in_one_query(django_assert_num_queries):
    ids = [actions.create_holder(tenant=TENANT, kind="case").public_id for _ in range(20)]
    with django_assert_num_queries(1):
        keys = queries.holder_keys(ids)
    assert len(set(keys.values())) == 20


def test_opened_keys_are_kept_for_the_request_only(holder, django_assert_num_queries):
    with opened.kept():
        queries.holder_key(holder.public_id)
        with django_assert_num_queries(0):
            queries.holder_key(holder.public_id)
    with django_assert_num_queries(1):
        queries.holder_key(holder.public_id)


def test_a_destroyed_holders_key_is_gone_at_once(holder):
    with opened.kept():
        queries.holder_key(holder.public_id)
        actions.destroy_holder(holder.public_id, now=NOW)
        with pytest.raises(queries.HolderDestroyed):
            queries.holder_key(holder.public_id)
        assert queries.holder_keys([holder.public_id]) == {}
    for question in (queries.private_key, queries.public_key):
        with pytest.raises(queries.HolderDestroyed):
            question(holder.public_id)
    row = KeyHolder.objects.values("wrapped", "wrapped_private", "destroyed_at").get()
    assert row == {"wrapped": None, "wrapped_private": None, "destroyed_at": NOW}
    assert queries.is_destroyed(holder.public_id)


def test_the_database_keeps_a_holder_whole_or_destroyed(holder):
    with pytest.raises(IntegrityError), transaction.atomic():
        KeyHolder.objects.update(wrapped=None)


def test_something_sealed_to_a_holder_opens_only_with_its_private_key(holder):
    other = actions.create_holder(tenant=TENANT, kind="case")
    sealed = envelope.seal_to(queries.public_key(holder.public_id), b"secret", "place")
    assert envelope.unseal_with(queries.private_key(holder.public_id), sealed, "place") == b"secret"
    with pytest.raises(envelope.KeyDoesNotFit):
        envelope.unseal_with(queries.private_key(other.public_id), sealed, "place")
    with pytest.raises(envelope.KeyDoesNotFit):
        envelope.unseal_with(queries.private_key(holder.public_id), sealed, "elsewhere")


def test_a_wrapped_key_moved_to_another_row_does_not_open(holder):
    other = actions.create_holder(tenant=TENANT, kind="case")
    KeyHolder.objects.filter(pk=other.pk).update(wrapped=holder.wrapped)
    with pytest.raises(envelope.KeyDoesNotFit):
        queries.holder_key(other.public_id)


@pytest.mark.req("PL-KEY-001")
def test_the_master_key_is_changed_while_everything_stays_readable(holder, key_file):
    key = queries.holder_key(holder.public_id)
    blind = queries.blind_index(TENANT, "number", "1")
    ring.add_current(key_file, "second")
    assert queries.holder_key(holder.public_id) == key, "before rewrapping"

    assert actions.rotate_master() == 2
    assert set(TenantKey.objects.values_list("master", flat=True)) == {"second"}
    only_second = key_file.read_text().splitlines()[0]
    key_file.write_text(only_second + "\n")
    assert queries.holder_key(holder.public_id) == key, "with the earlier master key thrown away"
    assert queries.blind_index(TENANT, "number", "1") == blind
    assert actions.rotate_master() == 0


def test_a_change_of_keys_that_was_cut_off_is_taken_up_again(key_file, monkeypatch):
    tenants = [uuid.UUID(int=number) for number in range(5)]
    keys = [queries.tenant_key(tenant) for tenant in tenants]
    ring.add_current(key_file, "second")
    monkeypatch.setattr(actions, "BATCH", 2)
    done = []

    def cut_off(row):
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(row)
        rewrap(row)

    rewrap = actions._rewrap_tenant_key
    monkeypatch.setattr(actions, "_rewrap_tenant_key", cut_off)
    with pytest.raises(KeyboardInterrupt):
        actions.rotate_master()
    assert [queries.tenant_key(tenant) for tenant in tenants] == keys, "midway"

    monkeypatch.setattr(actions, "_rewrap_tenant_key", rewrap)
    assert actions.rotate_master() == 3
    assert [queries.tenant_key(tenant) for tenant in tenants] == keys


@pytest.mark.req("PL-KEY-001")
def test_a_tenants_key_is_changed_and_holders_keep_theirs(holder):
    key, private = queries.holder_key(holder.public_id), queries.private_key(holder.public_id)
    assert actions.rotate_tenant(TENANT) == 1
    holder.refresh_from_db()
    assert holder.tenant_key.number == 2
    assert queries.holder_key(holder.public_id) == key
    assert queries.private_key(holder.public_id) == private
    assert actions.rewrap_holders(TENANT) == 0


def test_without_the_right_master_key_nothing_opens_and_the_reason_is_plain(holder, key_file):
    key_file.unlink()
    ring.make_file(key_file)
    with pytest.raises(ring.MasterKeyProblem, match="not the one that the data was sealed under"):
        queries.holder_key(holder.public_id)


def test_hashes_differ_between_tenants_and_purposes():
    other = uuid.UUID(int=8)
    hashes = {
        queries.blind_index(TENANT, "number", "1"),
        queries.blind_index(TENANT, "phone", "1"),
        queries.blind_index(other, "number", "1"),
    }
    assert len(hashes) == 3
    assert queries.token_hash(TENANT, "varsel") == queries.token_hashes(TENANT, ["varsel"])[0]
    assert queries.token_hash(TENANT, "varsel") != queries.token_hash(other, "varsel")
    assert -(2**63) <= queries.token_hash(TENANT, "varsel") < 2**63


def test_keys_are_changed_by_command(holder, key_file, capsys):
    call_command("rotate_keys", new_master="second")
    assert "Tenant keys wrapped anew: 1" in capsys.readouterr().out
    call_command("rotate_keys", tenant=TENANT, reseal=True)
    assert "Holders' keys wrapped anew: 1" in capsys.readouterr().out
    with pytest.raises(CommandError, match="already"):
        call_command("rotate_keys", new_master="first")
    with pytest.raises(CommandError, match="is there already"):
        call_command("make_master_key")
