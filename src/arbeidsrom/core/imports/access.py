"""Who may import: those who hold the register's permission in the part of the organisation that the file is for."""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.imports import registry
from arbeidsrom.core.imports.models import AnnouncedChange, ImportRun
from arbeidsrom.core.organisation.access import IMPORT as IMPORT_EMPLOYEES
from arbeidsrom.core.organisation.access import NOTHING, within
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.actor import Actor, ActorKind
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied


def visible_runs(actor: Actor) -> QuerySet[ImportRun]:
    """The runs whose whole part of the organisation the actor may import into; the nightly job all."""
    if actor.kind is ActorKind.JOB:
        return ImportRun.objects.all()
    wanted: list[Q] = [
        Q(register=register.key)
        & reduce(
            or_,
            (Q(scope__lft__gte=span.first, scope__rgt__lte=span.last) for span in actor.spans(register.permission)),
            NOTHING,
        )
        for register in registry.registers()
    ]
    return ImportRun.objects.filter(reduce(or_, wanted, NOTHING))


def importable_units(actor: Actor, permissions: Collection[str]) -> QuerySet[Unit]:
    """The uppermost units that the actor may import something for: those held with all that is below."""
    of_each = (Q(pk__in=_uppermost(actor, permission).values("pk")) for permission in permissions)
    return Unit.objects.filter(reduce(or_, of_each, NOTHING))


def deliverable_units(actor: Actor) -> QuerySet[Unit]:
    """The units that the actor may import employees into with all that is below them."""
    whole = (Q(lft__gte=span.first, rgt__lte=span.last) for span in actor.spans(IMPORT_EMPLOYEES))
    return Unit.objects.filter(reduce(or_, whole, NOTHING))


def _uppermost(actor: Actor, permission: str) -> QuerySet[Unit]:
    return Unit.objects.filter(within(actor, permission, "")).exclude(
        reduce(or_, (Q(parent__lft__range=tuple(span)) for span in actor.spans(permission)), NOTHING)
    )


def announced_changes(actor: Actor) -> QuerySet[AnnouncedChange]:
    """Changes that were announced where the actor imports employees."""
    return AnnouncedChange.objects.filter(within(actor, IMPORT_EMPLOYEES, "position__unit"))


def may_announce(actor: Actor) -> Decision:
    """Announcing changes in advance: administrators, never a leader alone (KP-PREREG-006)."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if not actor.holds(IMPORT_EMPLOYEES):
        return denied(_("Only those who import employees can announce changes."))
    return ALLOWED


def may_see_runs(actor: Actor) -> Decision:
    """Opening the page at all."""
    if not any(actor.holds(register.permission) for register in registry.registers()):
        return denied(_("Only those who import registers can see this."))
    return ALLOWED


def may_import(actor: Actor, register: registry.Register, scope: Unit) -> Decision:
    """Uploading, applying, discarding and undoing. The nightly file is the installation's own."""
    if actor.kind is ActorKind.JOB:
        return ALLOWED
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if not (actor.covers(register.permission, scope.lft) and actor.covers(register.permission, scope.rgt)):
        return denied(_("Only those who may import the register for this part of the organisation can do this."))
    return ALLOWED
