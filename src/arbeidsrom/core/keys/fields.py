"""Fields that lie sealed in the database and read as ordinary attributes of the row."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django.core import checks
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from arbeidsrom.core.keys import envelope, queries
from arbeidsrom.core.keys.models import HolderRef, TenantRef

FORMAT = 1
HEAD = struct.Struct(">BI")  # format, number of the tenant key (0 under a holder's key)


class SealedFieldMisuse(TypeError):
    """A sealed field can be written only through its row, and never searched or compared in the database."""


class Sealed:
    """A sealed value as it lies in the database: opaque, and never shown."""

    __slots__ = ("stored",)

    def __init__(self, stored: bytes) -> None:
        self.stored = stored

    def __repr__(self) -> str:
        return "<sealed>"


class SealedAttribute(DeferredAttribute):
    """Opens the value the first time it is read from the row."""

    def __get__(self, instance: Any, cls: type | None = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = instance.__dict__[self.field.attname] = cast(SealedField, self.field).open(instance, value)
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """AES-256-GCM, bound to table, column, row and key; the row names its key by ``sealed_under()``."""

    descriptor_class = SealedAttribute
    empty_values = [None]

    def check(self, **options: Any) -> list[checks.CheckMessage]:
        found = super().check(**options)
        if not hasattr(self.model, "sealed_under") or not hasattr(self.model, "public_id"):
            found.append(
                checks.Error("A model with sealed fields needs public_id and sealed_under().", obj=self, id="keys.E001")
            )
        return found

    def to_bytes(self, value: Any) -> bytes:
        """The value as it is before sealing."""
        raise NotImplementedError

    def from_bytes(self, plain: bytes) -> Any:
        """The value as the row shows it."""
        raise NotImplementedError

    def seal(self, row: Any, value: Any) -> Sealed:
        """Seal a value for this field of this row."""
        ref = row.sealed_under()
        if isinstance(ref, TenantRef):
            _row, number, key = queries.sealing_key(ref.tenant)
        else:
            number, key = 0, _holder_key(row, ref)
        sealed = envelope.seal(key, self.to_bytes(value), self.bound_to(row.public_id, ref, number))
        return Sealed(HEAD.pack(FORMAT, number) + sealed)

    def open(self, row: Any, value: Sealed) -> Any:
        """Open a value of this row, or raise ``KeyDoesNotFit``, ``HolderDestroyed`` or ``MasterKeyProblem``."""
        ref = row.sealed_under()
        form, number = HEAD.unpack_from(value.stored)
        if form != FORMAT:
            raise envelope.KeyDoesNotFit(f"Unknown form {form} of a sealed value")
        key = queries.tenant_key(ref.tenant, number) if isinstance(ref, TenantRef) else _holder_key(row, ref)
        return self.from_bytes(
            envelope.unseal(key, value.stored[HEAD.size :], self.bound_to(row.public_id, ref, number))
        )

    @staticmethod
    def lies_under_other(row: Any, name: str, number: int) -> bool:
        """Whether the unopened value of the row lies under another number of the tenant's key."""
        value = row.__dict__.get(name)
        return isinstance(value, Sealed) and HEAD.unpack_from(value.stored)[1] != number

    def bound_to(self, public_id: UUID, ref: TenantRef | HolderRef, number: int) -> str:
        """What a value of this field is bound to: table, column, row and key."""
        key_id = f"tenant:{ref.tenant}:{number}" if isinstance(ref, TenantRef) else f"holder:{ref.holder}"
        return f"{self.model._meta.db_table}|{self.column}|{public_id}|{key_id}"

    def pre_save(self, model_instance: Any, add: bool) -> Sealed | None:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        return self.seal(model_instance, value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise SealedFieldMisuse(f"{self} is sealed: save it through its row, or give sealed_value(row, name)")
        return connection.Database.Binary(value.stored)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def get_default(self) -> Any:
        default = self._get_default()  # type: ignore[attr-defined]
        return None if default == b"" else default

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise SealedFieldMisuse(f"{self} is sealed: search it by a blind index or search tokens")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        raise SealedFieldMisuse(f"{self} is sealed: search it by a blind index or search tokens")

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return "<sealed>"

    def _check_str_default_value(self) -> Sequence[checks.CheckMessage]:
        return []


def _holder_key(row: Any, ref: HolderRef) -> bytes:
    key: bytes = row.__dict__.get("_opened_key") or queries.holder_key(ref.holder)
    return key


def sealed_value(row: Any, name: str) -> Sealed | None:
    """The named field's value sealed for this row, to be given to ``update()``, ``bulk_update()`` or COPY."""
    field = row._meta.get_field(name)
    return field.pre_save(row, add=False)  # type: ignore[no-any-return]


class SealedTextField(SealedField):
    """Text."""

    def __init__(self, *args: Any, max_length: int | None = None, **options: Any) -> None:
        options.setdefault("default", "")
        options.setdefault("editable", True)
        self.length = max_length
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        if self.length is not None:
            options["max_length"] = self.length
        return name, path, args, options

    def get_default(self) -> Any:
        return self._get_default()  # type: ignore[attr-defined]

    def to_bytes(self, value: str) -> bytes:
        return value.encode()

    def from_bytes(self, plain: bytes) -> str:
        return plain.decode()

    def formfield(self, **options: Any) -> Any:
        from django import forms

        return models.Field.formfield(self, **{"form_class": forms.CharField, "max_length": self.length, **options})


_JSON = json.JSONDecoder()


class SealedJSONField(SealedField):
    """Whatever JSON can say."""

    def to_bytes(self, value: Any) -> bytes:
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":")).encode()

    def from_bytes(self, plain: bytes) -> Any:
        return _JSON.raw_decode(plain.decode())[0]


class SealedBytesField(SealedField):
    """Bytes, such as a checksum."""

    def to_bytes(self, value: bytes) -> bytes:
        return bytes(value)

    def from_bytes(self, plain: bytes) -> bytes:
        return plain
