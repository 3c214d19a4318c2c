"""Changing the tree of categories: adding, editing and deleting (KP-HF-028)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.audit.rules import Value
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile, WrongState
from arbeidsrom.modules.competence.access import categories as access
from arbeidsrom.modules.competence.actions.plans.changing import CannotBeSaved
from arbeidsrom.modules.competence.events import categories as events
from arbeidsrom.modules.competence.models import Category
from arbeidsrom.modules.competence.queries import categories as queries
from arbeidsrom.modules.competence.queries.categories import Place
from arbeidsrom.modules.competence.rules.categories import why_kept

NAME_ONCE = "category_name_once"


@transaction.atomic
def add_category(
    node_id: UUID, *, name: str, for_activities: bool = False, actor: Actor, now: datetime, today: date
) -> Category:
    """«Ny kategori», below the trust or below a category, which says what it is for (KP-HF-031)."""
    place = queries.get_place(node_id, actor=actor, today=today)
    access.may_change_categories(actor, place.unit).or_refuse()
    _hold(place.unit)
    parent = queries.get_category(node_id, actor=actor) if place.category else None
    category = Category(
        unit=place.unit,
        parent=parent,
        name=_named(name),
        for_activities=parent.for_activities if parent else for_activities,
    )
    _save(category)
    _record("competence.category.added", category, actor=actor, now=now, before="", after=_way(category, category))
    return category


@transaction.atomic
def edit_category(
    category_id: UUID, *, name: str, below: UUID | None = None, lock_version: int, actor: Actor, now: datetime
) -> Category:
    """«Rediger kategori»: another name, or another place below the same trust; what lies in it follows (KP-HF-030)."""
    category = _changeable(category_id, actor=actor)
    if category.lock_version != lock_version:
        raise ChangedMeanwhile(_("Somebody has changed the category since you opened it. Open it anew."))
    before, lay_below = category.name, category.parent
    category.name = _named(name)
    category.parent = _place(category, below).category if below else category.parent
    if (category.name, category.parent) == (before, lay_below):
        return category
    category.lock_version += 1
    _save(category, "name", "parent", "lock_version")
    if category.name != before:
        _record("competence.category.renamed", category, actor=actor, now=now, before=before, after=category.name)
    if category.parent != lay_below:
        ways = {"before": _way(category, lay_below), "after": _way(category, category.parent)}
        _record("competence.category.moved", category, actor=actor, now=now, **ways)
    return category


@transaction.atomic
def delete_category(category_id: UUID, *, actor: Actor, now: datetime) -> None:
    """«Slett kategorier»: one in which nothing lies (KP-HF-029, 037)."""
    category = _changeable(category_id, actor=actor)
    if kept := why_kept(queries.held_by(category)):
        raise WrongState(kept)
    _record("competence.category.deleted", category, actor=actor, now=now, before=_way(category, category), after="")
    category.delete()


def _changeable(category_id: UUID, *, actor: Actor) -> Category:
    """The category, locked, whose trust the actor changes the categories of."""
    unit = queries.get_category(category_id, actor=actor).unit
    access.may_change_categories(actor, unit).or_refuse()
    _hold(unit)
    return queries.get_category(category_id, actor=actor, lock=True)


def _hold(unit: Unit) -> None:
    """One change at a time below a trust, so that two together close no circle and leave nothing below what is gone."""
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise CannotBeSaved("name", _("Give the category a name."))
    return name


def _place(category: Category, below: UUID) -> Place:
    for place, _depth in queries.places_to_lie(category):
        if place.public_id == below:
            return place
    raise CannotBeSaved("below", _("Choose where the category is to lie."))


def _way(category: Category, node: Category | None) -> str:
    """The way from the trust of the category to a node below it, or to the trust itself, as the log tells it."""
    return queries.way_to(Place(category.unit, node))


def _save(category: Category, *fields: str) -> None:
    """With a name that nothing else has below the same node: the table's own rule, also between two at once."""
    try:
        with transaction.atomic():
            category.save(update_fields=fields or None)
    except IntegrityError as error:
        if NAME_ONCE not in str(error):
            raise
        raise CannotBeSaved("name", _("There is a category with this name in the same place already.")) from error


def _record(event: str, category: Category, *, actor: Actor, now: datetime, **details: Value) -> None:
    """In the log of the trust, with what stood before and stands after, and what the category is for."""
    is_for = events.ACTIVITIES if category.for_activities else events.REQUIREMENTS
    audit.record(
        event,
        category.public_id,
        actor=actor,
        at=now,
        tenant=category.unit.tenant,
        unit=category.unit_id,
        details={"category": category.name, "category_for": is_for, **details},
    )
