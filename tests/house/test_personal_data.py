"""Nothing personal is stored without a purpose and an end: every field of every model declares what it holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from arbeidsrom.core.keys.fields import SealedField
from arbeidsrom.core.privacy import register
from arbeidsrom.lib.personal_data import Category, NotPersonal


@pytest.mark.req("PL-AUD-004")
def test_every_field_of_every_model_declares_what_it_holds_about_people() -> None:
    assert register.faults() == []


@pytest.fixture
def new_model() -> Iterator[type[models.Model]]:
    """A model that somebody has just added, with a field that nobody has thought about."""

    class Diary(models.Model):
        secret = models.TextField()

        class Meta:
            app_label = "membership"

    yield Diary
    del apps.all_models["membership"]["diary"]
    apps.clear_cache()


@pytest.mark.req("PL-AUD-004")
def test_a_new_field_that_declares_nothing_is_found(new_model: type[models.Model]) -> None:
    diary = [fault for fault in register.faults() if "Diary" in fault]
    assert diary == ["membership.Diary.id declares nothing", "membership.Diary.secret declares nothing"]
    with pytest.raises(register.Undeclared):
        register.personal_fields()


@pytest.mark.req("PL-AUD-004")
def test_every_personal_field_has_a_category_a_purpose_and_a_retention() -> None:
    rows = register.personal_fields()

    assert len(rows) > 100
    for row in rows:
        assert row.category in Category
        assert str(row.activity.purpose).endswith(".")
        assert row.retention.endswith(".")


def test_what_is_sealed_is_declared_as_personal() -> None:
    """Whatever was worth sealing is about somebody, but for the keys of uploads."""
    declared = register.fields_by_model()
    plain = [
        f"{model._meta.label}.{field.name}"
        for model in register.stored_models()
        for field in register.stored_fields(model)
        if isinstance(field, SealedField) and isinstance(declared[model._meta.label][field.name], NotPersonal)
    ]

    assert plain == ["vault.Upload.key"]
