"""Sealing and opening in bulk is the same as one by one."""

import uuid

import pytest
from django.db import connection, transaction

from arbeidsrom.core.keys import actions, bulk, envelope, opened, queries
from arbeidsrom.core.keys.fields import Sealed, sealed_value
from arbeidsrom.core.keys.tests.test_fields import CANARY, TENANT, Note, table

__all__ = ["table"]
OTHER = uuid.UUID(int=8)


def insert(public_id, tenant, text):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO keys_note (public_id, tenant, text, plain) VALUES (%s, %s, %s, 0)", [public_id, tenant, text]
        )


@pytest.mark.req("PL-KEY-001")
def test_what_is_sealed_in_bulk_opens_as_an_ordinary_attribute():
    public_id = uuid.uuid4()
    insert(public_id, TENANT, bulk.TenantSealer(Note, TENANT).seal("text", public_id, CANARY))
    assert Note.objects.get(public_id=public_id).text == CANARY


def test_what_is_sealed_one_by_one_opens_in_bulk_across_tenants_and_key_numbers():
    Note.objects.create(text="one")
    Note.objects.create(text="two", tenant=OTHER)
    actions.rotate_tenant(TENANT)
    Note.objects.create(text="three")
    rows = list(Note.objects.order_by("id"))
    bulk.open_rows(rows, "text")
    assert [row.__dict__["text"] for row in rows] == ["one", "two", "three"]


def test_rows_of_many_tenants_open_with_one_query_for_their_keys(django_assert_num_queries):
    for number in range(20, 30):
        Note.objects.create(text=f"note {number}", tenant=uuid.UUID(int=number))
    rows = list(Note.objects.order_by("id"))
    with opened.kept(), django_assert_num_queries(1):
        bulk.open_rows(rows, "text")
        assert [row.text for row in rows] == [f"note {number}" for number in range(20, 30)]


def test_a_value_moved_to_another_row_does_not_open_in_bulk():
    made = Note(text=CANARY)
    moved = sealed_value(made, "text")
    assert isinstance(moved, Sealed)
    insert(uuid.uuid4(), TENANT, moved.stored)
    with pytest.raises(envelope.KeyDoesNotFit):
        bulk.open_rows(Note.objects.all(), "text")


def test_hashes_in_bulk_are_those_that_searches_use():
    hasher = bulk.TenantHasher(TENANT)
    assert hasher.tokens(["kar", "kari"]) == queries.token_hashes(TENANT, ["kar", "kari"])
    assert hasher.blind_index("member.email", "a@b.no") == queries.blind_index(TENANT, "member.email", "a@b.no")
    assert hasher.digest(b"a;b") != bulk.TenantHasher(OTHER).digest(b"a;b")


def test_many_tenants_keys_are_opened_in_one_query(django_assert_num_queries):
    tenants = [uuid.UUID(int=number) for number in range(20, 30)]
    seals = {tenant: queries.tenant_key(tenant) for tenant in tenants[:5]}
    actions.rotate_tenant(tenants[0])
    with opened.kept():
        bulk.open_tenants(tenants)
    with opened.kept(), django_assert_num_queries(1):
        bulk.open_tenants(tenants)
        found = {tenant: queries.tenant_key(tenant) for tenant in tenants}
        assert len({queries.search_key(tenant) for tenant in tenants}) == 10
    assert found[tenants[1]] == seals[tenants[1]]
    assert found[tenants[0]] != seals[tenants[0]]


def open_both(tenant):
    bulk.open_tenants([tenant])


@pytest.mark.req("PL-KEY-001")
@pytest.mark.parametrize("made_by", [queries.tenant_key, queries.search_key, open_both])
def test_nothing_is_sealed_under_a_first_key_whose_making_was_rolled_back(made_by):
    tenant = uuid.uuid4()
    with opened.kept():
        with transaction.atomic():
            made_by(tenant)
            transaction.set_rollback(True)
        note = Note.objects.create(text=CANARY, tenant=tenant)
        index = queries.blind_index(tenant, "name", CANARY)
    assert Note.objects.get(pk=note.pk).text == CANARY
    assert queries.blind_index(tenant, "name", CANARY) == index


def test_a_first_key_that_lives_on_with_the_transaction_around_it_is_asked_for_once(django_assert_num_queries):
    tenant = uuid.uuid4()
    with opened.kept(), transaction.atomic():
        with transaction.atomic():
            key = queries.tenant_key(tenant)
        with django_assert_num_queries(0):
            assert queries.tenant_key(tenant) == key
