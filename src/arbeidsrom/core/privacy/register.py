"""The register of processing activities, read out of the models and what the apps declare about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db.models import Field, Model

from arbeidsrom.core.keys.fields import SealedField
from arbeidsrom.core.privacy import third_party
from arbeidsrom.lib.personal_data import Activity, Category, Fields, NotPersonal, Personal, Text


class Undeclared(LookupError):
    """A field stores something, and nobody has said whether it is about people."""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field with personal data: what and where it is, how sensitive, for which activity, how long, whether sealed."""

    app: str
    model: str
    field: str
    name: str
    words: str
    category: Category
    activity: Activity
    retention: str
    erased_by: str
    is_sealed: bool

    @property
    def place(self) -> str:
        """Such as ``membership.Member.details``."""
        return f"{self.app}.{self.model}.{self.field}"


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An activity with the fields that serve it."""

    activity: Activity
    fields: tuple[FieldRow, ...]

    @property
    def categories(self) -> tuple[Category, ...]:
        """How sensitive its data are, the most ordinary first."""
        return tuple(category for category in Category if any(row.category == category for row in self.fields))


def declarations() -> Iterator[tuple[str, Any]]:
    """Each app of the house that has declarations, by label."""
    for app in apps.get_app_configs():
        if app.name.startswith("arbeidsrom.") and find_spec(f"{app.name}.privacy"):
            module = import_module(f"{app.name}.privacy")
            if hasattr(module, "MODELS"):
                yield app.label, module


def activities() -> dict[str, Activity]:
    """All activities of the apps that are switched on, by key."""
    declared = [activity for _label, module in declarations() for activity in module.ACTIVITIES]
    return {activity.key: activity for activity in [*declared, *third_party.ACTIVITIES]}


def fields_by_model() -> dict[str, Fields]:
    """What is declared about each model, by label such as ``membership.Member``."""
    ours = {f"{label}.{name}": fields for label, module in declarations() for name, fields in module.MODELS.items()}
    return {**third_party.MODELS, **ours}


def names_by_model() -> dict[str, Text]:
    """What each model with personal data is in the reader's words, by label such as ``membership.Member``."""
    ours = {
        f"{label}.{model}": name
        for label, module in declarations()
        for model, name in getattr(module, "NAMES", {}).items()
    }
    return {**third_party.NAMES, **ours}


def stored_fields(model: type[Model]) -> list[Field[Any, Any]]:
    """The fields of a model that have a column of their own, or a table between."""
    return [*model._meta.local_concrete_fields, *model._meta.local_many_to_many]


def stored_models() -> list[type[Model]]:
    """Every model with a table of its own."""
    return [model for model in apps.get_models(include_auto_created=False) if not model._meta.proxy]


def faults() -> list[str]:
    """What is missing or too much in the declarations, as sentences for those who build the program."""
    known, declared, named = activities(), fields_by_model(), names_by_model()
    found: list[str] = []
    for model in stored_models():
        label, names = model._meta.label, {field.name for field in stored_fields(model)}
        said: Mapping[str, object] = declared.get(label, {})
        found += [f"{label}.{name} declares nothing" for name in sorted(names - said.keys())]
        found += [f"{label}.{name} is declared but not there" for name in sorted(said.keys() - names)]
        if any(isinstance(one, Personal) for one in said.values()) and label not in named:
            found.append(f"{label} has no name in words")
    for label, fields in declared.items():
        if not any(model._meta.label == label for model in stored_models()) and label not in third_party.MODELS:
            found.append(f"{label} is declared but not there")
        for name, declaration in fields.items():
            if isinstance(declaration, Personal):
                found += [f"{label}.{name} {fault}" for fault in faults_of(name, declaration, known)]
    return found


def faults_of(name: str, declaration: Personal, known: Mapping[str, Activity]) -> Iterator[str]:
    """What is wrong with the declaration of a personal field."""
    if declaration.activity not in known:
        yield f"names the unknown activity {declaration.activity}"
    if not str(declaration.words).strip() or declaration.words == name:
        yield "is not said in plain words"


def personal_fields() -> list[FieldRow]:
    """Every field with personal data, app by app."""
    known, declared = activities(), fields_by_model()
    rows = []
    for model in stored_models():
        fields = declared.get(model._meta.label, {})
        for field in stored_fields(model):
            declaration = fields.get(field.name)
            if declaration is None:
                raise Undeclared(f"{model._meta.label}.{field.name}")
            if not isinstance(declaration, NotPersonal):
                rows.append(row_of(model, field, declaration, known[declaration.activity]))
    return sorted(rows, key=lambda row: row.place)


def row_of(model: type[Model], field: Field[Any, Any], declaration: Personal, activity: Activity) -> FieldRow:
    """One field of the register."""
    return FieldRow(
        app=model._meta.app_label,
        model=model.__name__,
        field=field.name,
        name=str(names_by_model()[model._meta.label]),
        words=str(declaration.words),
        category=declaration.category,
        activity=activity,
        retention=str(declaration.retention or activity.retention),
        erased_by=declaration.erased_by if declaration.retention else activity.erased_by,
        is_sealed=isinstance(field, SealedField),
    )


def activity_rows() -> list[ActivityRow]:
    """The activities with their fields; an activity without fields is of a module that stores nothing yet."""
    fields = personal_fields()
    rows = [
        ActivityRow(activity, tuple(row for row in fields if row.activity.key == activity.key))
        for activity in sorted(activities().values(), key=lambda activity: activity.key)
    ]
    return [row for row in rows if row.fields]
