"""What the tabs of «Kompetanseoppfølging» can be narrowed to.

Of the few whom a leader follows up all plans, requirements and departments are offered. Where that would be hundreds,
nobody finds anything among them: there the larger departments are offered, and of the others what the address names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import F, Q, QuerySet

from arbeidsrom.core.organisation.access import within
from arbeidsrom.core.organisation.models import Position, Unit, UnitKind
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access.assigning import FOLLOW_UP
from arbeidsrom.modules.competence.access.following_up import Followed
from arbeidsrom.modules.competence.models import Link, Plan, Requirement
from arbeidsrom.modules.competence.states import LinkState

Offered = Sequence[tuple[str, str]]
LARGER = (UnitKind.TRUST, UnitKind.CLINIC, UnitKind.DEPARTMENT)
MOST = 500
MOST_OFFERED = 300


def plans(_actor: Actor, few: Followed | None, chosen: Mapping[str, str]) -> Offered:
    """The plans in force. Two queries at most."""
    found = Plan.objects.filter(pk__in=few.assignments().order_by().values("plan")) if few else Plan.objects.none()
    return _named(found) or _named(Plan.objects.filter(_is(chosen.get("plan"))))


def requirements(_actor: Actor, few: Followed | None, chosen: Mapping[str, str]) -> Offered:
    """The requirements in them. Two queries at most."""
    found = Requirement.objects.none()
    if few:
        held = few.assignments().order_by().values("plan")
        linked = Link.objects.filter(plan__in=held, state=LinkState.ACTIVE).order_by().values("requirement")
        found = Requirement.objects.filter(pk__in=linked)
    return _named(found) or _named(Requirement.objects.filter(_is(chosen.get("requirement"))))


def departments(actor: Actor, few: Followed | None, chosen: Mapping[str, str]) -> Offered:
    """Where those one follows up work, or the larger departments, in the order of the tree. One query."""
    if few is not None:
        worked = Position.objects.filter(pk__in=few.positions).order_by().values("unit")
        units = Unit.objects.filter(pk__in=worked)
    else:
        there = within(actor, FOLLOW_UP, "") & Q(kind__in=LARGER)
        units = Unit.objects.filter(there | (within(actor, FOLLOW_UP, "") & _is(chosen.get("unit"))))
    rows = units.order_by("lft", "pk").values_list("public_id", "code", "name")[:MOST]
    return [(str(public_id), f"{code} {name}") for public_id, code, name in rows]


def _named(rows: QuerySet[Plan] | QuerySet[Requirement]) -> Offered:
    """By name; none of them where there are too many."""
    found = list(rows.order_by(F("sort_name"), "pk").values_list("public_id", "name")[: MOST_OFFERED + 1])
    return [(str(public_id), name) for public_id, name in found] if len(found) <= MOST_OFFERED else []


def _is(chosen: str | None) -> Q:
    try:
        return Q(public_id=UUID(chosen or ""))
    except ValueError:
        return Q(pk__in=[])
