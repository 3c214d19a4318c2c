"""Migrations are a line, not a tree, and say in their name what they are about."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

LABELS = sorted(app.label for app in apps.get_app_configs() if app.name.startswith("arbeidsrom."))


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    return MigrationLoader(None)


@pytest.mark.parametrize("label", LABELS)
def test_each_migration_of_an_app_follows_the_one_before(loader: MigrationLoader, label: str) -> None:
    names = sorted(name for app, name in loader.disk_migrations if app == label)
    for earlier, later in pairwise(names):
        dependencies = loader.disk_migrations[label, later].dependencies
        assert (label, earlier) in dependencies, f"{label}.{later} does not follow {earlier}"


@pytest.mark.parametrize("label", LABELS)
def test_a_migration_is_named_and_not_numbered_alone(loader: MigrationLoader, label: str) -> None:
    for app, name in loader.disk_migrations:
        if app == label:
            assert re.fullmatch(r"\d{4}_[a-z][a-z0-9_]+", name)
            assert "auto_" not in name


def test_every_app_with_models_has_migrations(loader: MigrationLoader) -> None:
    migrated = {app for app, _name in loader.disk_migrations}
    with_models = {app.label for app in apps.get_app_configs() if app.label in LABELS and list(app.get_models())}
    assert with_models <= migrated
