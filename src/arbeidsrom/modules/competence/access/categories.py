"""Who sees and changes the tree of categories: one rule for the tree and for a single category."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.models import Unit, UnitKind
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied
from arbeidsrom.modules.competence.models.categories import Category

EDIT = "competence.edit_categories"

TOPS = (UnitKind.REGION, UnitKind.TRUST)
"""What categories stand below: the region's own, which are there for everybody, and each trust's."""


def may_see_categories(actor: Actor) -> Decision:
    """Opening «Kategorier» under «Global administrasjon» (KP-HF-022, 027)."""
    if not actor.holds(EDIT):
        return denied(_("The categories are for those who administer them."))
    return ALLOWED


def visible_categories(actor: Actor) -> QuerySet[Category]:
    """All of them, those of other trusts too, for whoever has the page (KP-HF-039)."""
    return Category.objects.all() if may_see_categories(actor) else Category.objects.none()


def may_change_categories(actor: Actor, unit: Unit) -> Decision:
    """Adding, editing and deleting below the unit: the own trust's, no others' and not the region's (KP-HF-039)."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if not actor.covers(EDIT, unit.lft):
        if unit.kind == UnitKind.REGION:
            return denied(
                _("The categories of the region are the same for everybody. The system operator changes them.")
            )
        return denied(_("These are the categories of another trust, which changes them itself."))
    return ALLOWED
