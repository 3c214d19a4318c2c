"""Requirements as the list and their own pages read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from arbeidsrom.core.organisation.queries import held_on, with_words
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import requirements as access
from arbeidsrom.modules.competence.models import (
    Category,
    CourseLink,
    Requirement,
    RequirementDraft,
    RequirementRevision,
)
from arbeidsrom.modules.competence.rules.settings import Settings
from arbeidsrom.web.lists import Choice, Window, window_of
from arbeidsrom.web.lists.keyset import count_of

SHOWN_WITH = ("owner", "category", "created_by", "archived_by")
FOUND_BY = {
    "name": ("sort_name", "id"),
    "owner": ("owner__sort_name", "sort_name", "id"),
    "category": ("category__sort_name", "sort_name", "id"),
    "archived_by": ("archived_by__sort_name", "sort_name", "id"),
    "archived_at": ("archived_at", "id"),
}
MAY_BE_EMPTY = frozenset({"category", "archived_by", "archived_at"})
"""What cannot be paged behind a row."""
ARCHIVED = "archived"
LACKING_OWNER = "lacking_owner"
HAVE_DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Listed:
    """Some requirements, and how many there are."""

    rows: Sequence[Requirement]
    count: int


def requirements_of(choice: Choice, window: Window, *, central: bool, actor: Actor) -> Listed:
    """The requirements of «Administrer krav», or the central ones. Two queries."""
    found = _listed(actor, central=central)
    found = found.filter(archived_at__isnull=choice.filters.get("state") != ARCHIVED)
    found = _narrowed(found, choice, actor=actor).select_related(*SHOWN_WITH)
    if central:
        found = found.annotate(courses=ArraySubquery(_courses()))
    drafted = Q(Exists(RequirementDraft.objects.filter(requirement=OuterRef("pk")))) & access.seen_behind(actor)
    found = found.annotate(has_draft=ExpressionWrapper(drafted, output_field=BooleanField()))
    order = FOUND_BY.get(choice.sort, FOUND_BY["name"])
    if choice.sort in MAY_BE_EMPTY:
        rows = list(found.order_by(*_turned(order, choice.descending))[window.offset : window.offset + window.limit])
        return Listed(rows, count_of(found, rows, Window(window.offset, window.limit)))
    shown = window_of(found, _turned(order, choice.descending), window)
    return Listed(shown, count_of(found, shown, window))


def _courses() -> QuerySet[CourseLink, Any]:
    """ID and name of each course that fulfils it (KP-LMS-020), in the statement of the list."""
    links = CourseLink.objects.filter(requirement=OuterRef("pk")).order_by("pk")
    return links.values(said=Concat("key", Value(" "), "name"))


def _listed(actor: Actor, *, central: bool) -> QuerySet[Requirement]:
    if central:
        return access.listed_central_requirements(actor)
    return access.listed_requirements(actor).filter(central=False)


def _turned(order: tuple[str, ...], descending: bool) -> list[str]:
    return [f"-{name}" if descending else name for name in order]


def _narrowed(found: QuerySet[Requirement], choice: Choice, *, actor: Actor) -> QuerySet[Requirement]:
    """Free text finds names and numbers; «Beskrivelse», «Eier» and «Kategori» narrow further (KP-ADM-100, 101)."""
    if choice.search and choice.filters.get("in") == "description":
        for word in choice.search.split():
            found = found.filter(description__icontains=word)
    elif choice.search:
        found = found.filter(named(choice.search))
    if owner := _uuid(choice.filters.get("owner", "")):
        found = found.filter(owner__public_id=owner)
    if category := _uuid(choice.filters.get("category", "")):
        found = found.filter(category__public_id=category)
    state = choice.filters.get("state")
    if state == LACKING_OWNER:
        found = found.exclude(held_on(choice.today, "owner__"))
    if state == HAVE_DRAFT:
        found = found.filter(access.seen_behind(actor), draft__isnull=False)
    return found


def named(text: str) -> Q:
    """Those in whose name a word begins with each word of the text, or that have the text as their ID."""
    own_id = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return with_words(text.replace("@", " ")) | Q(pk=own_id)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def owners_listed(actor: Actor, *, central: bool = False) -> list[tuple[str, str]]:
    """The departments that own something in the actor's list, to filter by. One query."""
    units = _listed(actor, central=central).values_list("owner__public_id", "owner__code", "owner__name")
    owned = units.order_by("owner__sort_name", "owner_id").distinct("owner__sort_name", "owner_id")
    return [(str(public_id), f"{code} {name}") for public_id, code, name in owned]


def categories_listed(actor: Actor, *, central: bool = False) -> list[tuple[str, str]]:
    """The categories of what stands in the actor's list, to filter by. One query."""
    used = _listed(actor, central=central).filter(category=OuterRef("pk"))
    found = Category.objects.filter(Exists(used)).order_by("sort_name", "id")
    return [(str(public_id), name) for public_id, name in found.values_list("public_id", "name")]


def get_requirement(requirement_id: UUID, *, actor: Actor, lock: bool = False) -> Requirement:
    """A requirement that the actor may open, or ``Requirement.DoesNotExist``."""
    found = access.visible_requirements(actor).filter(public_id=requirement_id)
    if lock:
        pk = found.select_for_update(of=("self",), no_key=True).get().pk  # rows that point at it wait for nobody
        return Requirement.objects.select_related(*SHOWN_WITH).get(pk=pk)
    return found.select_related(*SHOWN_WITH).get()


def latest_revision(requirement: Requirement) -> RequirementRevision | None:
    """What is published, or was published last."""
    return requirement.revisions.select_related("published_by").order_by("-number").first()


def revisions_of(requirement: Requirement) -> list[RequirementRevision]:
    """Every version there has been, the newest first (KP-ADM-137)."""
    return list(requirement.revisions.select_related("published_by").order_by("-number"))


def get_revision(requirement: Requirement, number: int) -> RequirementRevision:
    """One of them."""
    return requirement.revisions.select_related("published_by").get(number=number)


def draft_of(requirement: Requirement, *, lock: bool = False) -> RequirementDraft | None:
    """The draft, where there is one."""
    found = RequirementDraft.objects.filter(requirement=requirement)
    return (found.select_for_update() if lock else found.select_related("saved_by")).first()


@dataclass(frozen=True, slots=True)
class Standing:
    """What is published and what is drafted, as the page of the draft begins."""

    published: Settings | None
    drafted: Settings | None
    lock_version: int
    saved_at: datetime | None
    saved_by: str

    @property
    def settings(self) -> Settings:
        """What the form is filled with."""
        found = self.drafted or self.published
        assert found is not None  # noqa: S101 -- a requirement has been published or has its first draft
        return found


def standing_of(requirement: Requirement) -> Standing:
    """Two queries."""
    revision, draft = latest_revision(requirement), draft_of(requirement)
    return Standing(
        revision.settings if revision else None,
        draft.settings if draft else None,
        draft.lock_version if draft else 0,
        draft.saved_at if draft else None,
        draft.saved_by.name if draft and draft.saved_by else "",
    )
