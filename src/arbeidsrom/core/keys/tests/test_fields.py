import uuid
from datetime import UTC, datetime

import pytest
from django.apps.registry import Apps
from django.db import connection, models, transaction

from arbeidsrom.core.keys import actions, envelope, fields, opened, queries
from arbeidsrom.core.keys.models import HolderRef, TenantRef

NOW = datetime(2026, 11, 1, tzinfo=UTC)
TENANT = uuid.UUID(int=7)
CANARY = "Ola Nordmann ble sagt opp"


class Note(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    tenant = models.UUIDField(default=TENANT)
    holder = models.UUIDField(null=True)
    text = fields.SealedTextField()
    facts = fields.SealedJSONField(null=True)
    plain = models.IntegerField(default=0)

    class Meta:
        app_label = "keys"
        apps = Apps()

    def sealed_under(self):
        return HolderRef(self.holder) if self.holder else TenantRef(self.tenant)


@pytest.fixture(autouse=True)
def table(db):
    with connection.schema_editor() as editor:
        editor.create_model(Note)


@pytest.fixture
def holder():
    return actions.create_holder(tenant=TENANT, kind="case").public_id


def stored(note, column="text"):
    with connection.cursor() as cursor:
        cursor.execute(f"select {column} from keys_note where id = %s", [note.pk])
        return bytes(cursor.fetchone()[0])


@pytest.mark.parametrize("under_holder", [True, False])
def test_a_sealed_field_reads_as_an_ordinary_attribute(holder, under_holder):
    made = Note.objects.create(holder=holder if under_holder else None, text=CANARY, facts={"navn": "Åse", "år": [1]})
    note = Note.objects.get(pk=made.pk)
    assert (note.text, note.facts) == (CANARY, {"navn": "Åse", "år": [1]})
    assert b"Nordmann" not in stored(made)
    note.text = "annet"
    note.save()
    assert Note.objects.get(pk=made.pk).text == "annet"


def test_untouched_fields_are_saved_as_they_are(holder):
    made = Note.objects.create(holder=holder, text=CANARY)
    before = stored(made)
    note = Note.objects.get(pk=made.pk)
    note.plain = 5
    note.save()
    assert stored(made) == before


def test_many_rows_at_once(holder, django_assert_num_queries):
    other = actions.create_holder(tenant=TENANT, kind="case").public_id
    Note.objects.bulk_create(Note(holder=[holder, other][n % 2], text=f"{n}") for n in range(10))
    rows = list(Note.objects.order_by("id"))
    with django_assert_num_queries(1):
        queries.open_holders(rows)
        assert [row.text for row in rows] == [str(n) for n in range(10)]


def test_values_are_opaque(holder):
    Note.objects.create(holder=holder, text=CANARY)
    value = Note.objects.values_list("text", flat=True).get()
    assert isinstance(value, fields.Sealed)
    assert str(value) == "<sealed>"


def test_deferred_fields_open_too(holder):
    Note.objects.create(holder=holder, text=CANARY)
    assert Note.objects.defer("text").get().text == CANARY


@pytest.mark.parametrize("lookup", ["text", "text__icontains", "text__in"])
def test_the_database_cannot_be_asked_about_sealed_values(lookup):
    with pytest.raises(fields.SealedFieldMisuse):
        list(Note.objects.filter(**{lookup: "x"}))


def test_plaintext_never_slips_in_beside_the_row(holder):
    note = Note.objects.create(holder=holder, text="a")
    with pytest.raises(fields.SealedFieldMisuse), transaction.atomic():
        Note.objects.update(text=CANARY)
    note.text = CANARY
    Note.objects.update(text=fields.sealed_value(note, "text"))
    assert Note.objects.get().text == CANARY


@pytest.mark.parametrize("what", ["row", "column", "bit", "form"])
def test_a_value_moved_or_changed_does_not_open(holder, what):
    first, second = (Note.objects.create(holder=holder, text=CANARY, facts="x") for _ in range(2))
    value = stored(first)
    target, column = {"row": (second, "text"), "column": (first, "facts")}.get(what, (first, "text"))
    if what == "bit":
        value = value[:-1] + bytes([value[-1] ^ 1])
    if what == "form":
        value = b"\x09" + value[1:]
    with connection.cursor() as cursor:
        cursor.execute(f"update keys_note set {column} = %s where id = %s", [value, target.pk])
    with pytest.raises(envelope.KeyDoesNotFit):
        getattr(Note.objects.get(pk=target.pk), column)


def test_with_the_holder_the_text_is_gone(holder):
    with opened.kept():
        Note.objects.create(holder=holder, text=CANARY)
        actions.destroy_holder(holder, now=NOW)
        with pytest.raises(queries.HolderDestroyed):
            Note.objects.get().text  # noqa: B018


def test_after_a_change_of_the_tenants_key_old_and_new_open_and_resealing_moves_the_old(holder):
    old, case = Note.objects.create(text=CANARY), Note.objects.create(holder=holder, text="sak")
    actions.rotate_tenant(TENANT)
    new = Note.objects.create(text="ny")
    assert [note.text for note in Note.objects.order_by("id")] == [CANARY, "sak", "ny"]
    before = stored(new), stored(case)

    assert actions._reseal(Note, ["text", "facts", "day"], TENANT) == 1
    assert stored(old)[1:5] == (2).to_bytes(4, "big")
    assert (stored(new), stored(case)) == before
    assert Note.objects.get(pk=old.pk).text == CANARY


def test_a_model_must_name_its_key():
    class Bare(models.Model):
        text = fields.SealedTextField()

        class Meta:
            app_label = "keys"
            apps = Apps()

    assert [found.id for found in Bare.check() if found.id == "keys.E001"]
