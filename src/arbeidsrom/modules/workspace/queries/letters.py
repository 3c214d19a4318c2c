"""Which Word templates there are to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import Decision
from arbeidsrom.lib.papers.content import Language
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.letters.catalogue import BY_KEY, TEMPLATES, shipped
from arbeidsrom.modules.workspace.letters.merging import CheckedTemplate, check
from arbeidsrom.modules.workspace.models import LetterTemplate

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template to choose. ``name`` is a shipped one's key, or the id of one that somebody has brought."""

    name: str
    label: str | _StrPromise
    help: str | _StrPromise = ""


@dataclass(frozen=True, slots=True)
class ChosenTemplate:
    """A template ready to be filled. ``kind`` is the key of the document's title, where there is one."""

    label: str | _StrPromise
    template: CheckedTemplate
    language: Language
    kind: str = ""


@dataclass(frozen=True, slots=True)
class OwnTemplateRow:
    """A template that a unit has brought, for those who look after them."""

    public_id: UUID
    name: str
    language: str
    unit: str
    added_at: datetime
    added_by: str
    may_remove: Decision


def offered_in(club: Unit) -> tuple[list[TemplateRow], list[TemplateRow]]:
    """The shipped templates, and those that the club and the bodies above it have brought."""
    own = LetterTemplate.objects.filter(
        unit__lft__lte=club.lft, unit__rgt__gte=club.rgt, removed_at=None
    ).select_related("unit")
    return (
        [TemplateRow(one.key, one.label, one.help) for one in TEMPLATES],
        [TemplateRow(str(row.public_id), row.name, row.unit.name) for row in own.order_by("name", "id")],
    )


def chosen(name: str, club: Unit, *, language: Language) -> ChosenTemplate:
    """The template by its name, or ``LetterTemplate.DoesNotExist``."""
    if name in BY_KEY:
        written: Language = "nn" if language == "nn" else "nb"
        return ChosenTemplate(BY_KEY[name].label, shipped(name, written), written, kind=name)
    try:
        public_id = UUID(name)
    except ValueError as unknown:
        raise LetterTemplate.DoesNotExist from unknown
    row = LetterTemplate.objects.get(
        public_id=public_id, unit__lft__lte=club.lft, unit__rgt__gte=club.rgt, removed_at=None
    )
    return ChosenTemplate(row.name, check(bytes(row.content)), "nn" if row.language == "nn" else "nb")


def templates_looked_after(*, actor: Actor, text: str = "") -> QuerySet[LetterTemplate]:
    """The templates of the units whose settings the actor looks after; with a text, of those whose name has it."""
    return access.manageable_templates(actor).filter(unit__name__icontains=text.strip())


def template_rows(templates: QuerySet[LetterTemplate], shown: slice, *, actor: Actor) -> list[OwnTemplateRow]:
    """Some of the templates, by unit and name. One query."""
    rows = templates.select_related("unit").defer("content").order_by("unit__sort_name", "name", "id")[shown]
    return [
        OwnTemplateRow(
            row.public_id,
            row.name,
            row.get_language_display(),
            row.unit.name,
            row.added_at,
            row.added_by,
            access.may_keep_templates(actor, row.unit),
        )
        for row in rows
    ]


def get_template(template_id: UUID, *, actor: Actor) -> LetterTemplate:
    """The template, or ``LetterTemplate.DoesNotExist`` when the actor does not look after it."""
    return access.manageable_templates(actor).select_related("unit").get(public_id=template_id)


def units_with_templates(*, actor: Actor, text: str = "") -> QuerySet[Unit]:
    """The units for which the actor can bring templates, by name; with a text, those whose name has it."""
    return access.units_keeping_templates(actor).filter(name__icontains=text.strip()).order_by("sort_name", "id")
