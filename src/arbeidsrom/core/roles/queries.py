"""Who acts, with what authority, now — and why (PL-ORG-002)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.organisation import access as organisation_access
from arbeidsrom.core.organisation.models import Position, Unit
from arbeidsrom.core.organisation.queries import held_on, merged_units
from arbeidsrom.core.roles import access, registry
from arbeidsrom.core.roles.models import GrantsVersion, RoleGrant
from arbeidsrom.core.roles.rules import merged
from arbeidsrom.core.roles.standing import Known, standing_of
from arbeidsrom.lib.actor import Actor, ActorKind, Span
from arbeidsrom.lib.decisions import Decision


def grants_version() -> int:
    """The number that every change of grants, positions or units raises. One small query."""
    return GrantsVersion.objects.filter(pk=1).values_list("number", flat=True).first() or 0


def grants_of(position_id: int, *, today: date) -> list[RoleGrant]:
    """The roles of a position that hold today."""
    return list(
        RoleGrant.objects.filter(held_on(today), position_id=position_id).select_related("unit").order_by("role", "id")
    )


def permissions_of(position_id: int, *, today: date) -> dict[str, tuple[Span, ...]]:
    """What the position may do today, and in which runs of units."""
    position = Position.objects.select_related("unit").get(pk=position_id)
    return _permissions(position, standing_of(position, today=today), today=today)


def _permissions(position: Position, known: Known, *, today: date) -> dict[str, tuple[Span, ...]]:
    """What is granted and what follows, added together (KP-ROLE-002); units merged into one count with it."""
    spans: dict[str, list[Span]] = {}
    taken_over: dict[int, list[Span]] = {}
    for unit in merged_units(today=today):
        taken_over.setdefault(unit.heir, []).append(Span(unit.lft, unit.lft))
    for grant in grants_of(position.pk, today=today):
        span = Span(grant.unit.lft, grant.unit.rgt if grant.with_subunits else grant.unit.lft)
        for permission in registry.permissions_of(grant.role):
            spans.setdefault(permission, []).extend([span, *taken_over.get(grant.unit_id, ())])
    own = Span(position.unit.lft, position.unit.lft)
    for following in registry.following_from(known.standing):
        if following.over_led:
            continue
        reached = [own, *(known.led if following.reaches_led else ())]
        for permission in registry.permissions_of(following.role):
            spans.setdefault(permission, []).extend(reached)
    return {permission: merged(held) for permission, held in sorted(spans.items())}


def _over_led(known: Known) -> frozenset[str]:
    """What is held over those whom the position leads, and over nobody else."""
    following = [one for one in registry.following_from(known.standing) if one.over_led]
    return frozenset(permission for one in following for permission in registry.permissions_of(one.role))


def position_title(position: Position) -> str:
    """«Klubbleder»: the office, or the title of the employment."""
    return registry.office_label(position.office) if position.office else position.title


def position_label(position: Position) -> str:
    """«Klubbleder, Sykehusklubben»: the office or title, and where."""
    title = position_title(position)
    return f"{title}, {position.unit.name}" if title else position.unit.name


def actor_in(position: Position, *, account_id: int | None, origin: str, today: date) -> Actor:
    """The person as the holder of this position today, with its rights and no others (KP-ROLE-001)."""
    known = standing_of(position, today=today)
    return Actor(
        kind=ActorKind.PERSON,
        label=position.person.name,
        account_id=account_id,
        person_id=position.person_id,
        person=position.person.public_id,
        position_id=position.pk,
        position_label=position_label(position),
        unit_id=position.unit_id,
        tenant=position.unit.tenant,
        origin=origin,
        leads=known.standing.leads,
        over_led=_over_led(known),
        permissions=MappingProxyType(_permissions(position, known, today=today)),
    )


def actor_standing_in(
    own: Position, leader: Position, *, account_id: int | None, origin: str, today: date
) -> Actor | None:
    """A deputy: sees and may what the leader may, but for what is the leader's alone; None where there is no leader.

    ``own`` is a position of the deputy's, whose rights count for nothing while they stand in (KP-ROLE-001).
    """
    known = standing_of(leader, today=today)
    if not (known.standing.leads and leader.is_held(today)):
        return None
    kept, may = registry.kept_from_deputies(), _permissions(leader, known, today=today)
    return Actor(
        kind=ActorKind.PERSON,
        label=own.person.name,
        account_id=account_id,
        person_id=own.person_id,
        person=own.person.public_id,
        position_id=own.pk,
        position_label=_("Deputy for %(name)s, %(position)s")
        % {"name": leader.person.name, "position": position_label(leader)},
        unit_id=leader.unit_id,
        on_behalf_of_id=leader.pk,
        on_behalf_of=leader.person.public_id,
        tenant=leader.unit.tenant,
        origin=origin,
        leads=True,
        over_led=_over_led(known) - kept,
        permissions=MappingProxyType({one: spans for one, spans in may.items() if one not in kept}),
    )


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """One office on the page of offices."""

    public_id: UUID
    name: str
    office: str
    valid_from: date
    last_day: date | None
    is_held: bool
    may_end: Decision
    may_be_helped: bool
    may_be_seen_as: bool
    person: UUID
    is_identified: bool
    may_identify: bool


@dataclass(frozen=True, slots=True)
class UnitOffices:
    """A unit with the offices held in it now or later."""

    public_id: UUID
    name: str
    kind: str
    depth: int
    may_appoint: Decision
    offices: tuple[OfficeRow, ...]


def units_with_offices(*, actor: Actor, today: date, text: str = "") -> QuerySet[Unit]:
    """The units where the actor registers offices, in the order of the tree; with a text, those whose name has it."""
    return organisation_access.visible_units(actor).filter(held_on(today), name__icontains=text.strip())


def offices_by_unit(units: QuerySet[Unit], shown: slice, *, actor: Actor, today: date) -> list[UnitOffices]:
    """Some of the units, with who holds offices that cover them now or later. Five queries."""
    chosen = list(units.order_by("lft", "id")[shown])
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gt=today)
    covering = RoleGrant.objects.filter(lasting, unit__in=chosen, with_subunits=False)
    covered: dict[int, set[int]] = defaultdict(set)
    for position_id, unit_id in covering.values_list("position_id", "unit_id"):
        covered[position_id].add(unit_id)
    positions = list(
        access.visible_offices(actor)
        .filter(lasting, Q(unit__in=chosen) | Q(pk__in=list(covered)))
        .select_related("person", "unit")
        .order_by("unit_id", "valid_from", "person__sort_name", "id")
    )
    helped = _can_be_helped({position.person_id for position in positions}, actor=actor, today=today)
    held: dict[int, list[OfficeRow]] = {}
    for position in positions:
        row = _office_row(position, actor=actor, today=today, may_be_helped=position.person_id in helped)
        for unit_id in {position.unit_id, *covered[position.pk]}:
            held.setdefault(unit_id, []).append(row)
    return [
        UnitOffices(
            unit.public_id,
            unit.name,
            unit.get_kind_display(),
            unit.depth,
            organisation_access.may_appoint(actor, unit),
            tuple(held.get(unit.pk, ())),
        )
        for unit in chosen
    ]


def _can_be_helped(people: set[int], *, actor: Actor, today: date) -> set[int]:
    """Those with an account whose every office of today the actor could register (``sign_in_help.may_help``)."""
    with_account = set(Account.objects.filter(person__in=people).values_list("person_id", flat=True))
    held = Position.objects.filter(held_on(today), person__in=with_account).select_related("unit")
    beyond = {each.person_id for each in held if not organisation_access.may_appoint(actor, each.unit)}
    return with_account - beyond - {actor.person_id}


def _office_row(position: Position, *, actor: Actor, today: date, may_be_helped: bool) -> OfficeRow:
    return OfficeRow(
        position.public_id,
        position.person.name,
        position_title(position),
        position.valid_from,
        position.last_day,
        position.is_held(today),
        access.may_end_office(actor, position),
        may_be_helped,
        position.is_held(today) and position.person_id != actor.person_id and access.may_support(actor).allowed,
        position.person.public_id,
        position.person.identity_index is not None,
        actor.covers(organisation_access.ADMINISTER, position.unit.lft)
        and organisation_access.may_identify(actor, position.person).allowed,
    )


def clubs_beside(unit: Unit, *, actor: Actor, today: date) -> list[Unit]:
    """The other clubs there are today of the same local union in which the actor registers offices."""
    return list(
        organisation_access.visible_units(actor)
        .filter(held_on(today), kind=unit.kind, tenant=unit.tenant)
        .exclude(pk=unit.pk)
        .order_by("sort_name", "id")
    )


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to turn to: the name, in which office, and the address."""

    name: str
    office: str
    email: str


def whom_to_ask(person_id: int | None, *, today: date, limit: int = 3) -> list[Contact]:
    """Who registers offices where the person held the latest one, else those who run the installation (PL-AUTH-002)."""
    latest = Position.objects.filter(person_id=person_id or 0).select_related("unit").order_by("-valid_from", "-id")
    unit = next((position.unit for position in latest[:1]), Unit.objects.order_by("lft", "id").first())
    for permission in (organisation_access.APPOINT, organisation_access.ADMINISTER):
        giving = [role.key for role in registry.roles().values() if permission in role.permissions]
        reaches = (
            Q(unit=unit) | Q(with_subunits=True, unit__lft__lte=unit.lft, unit__rgt__gte=unit.rgt) if unit else Q()
        )
        grants = (
            RoleGrant.objects.filter(reaches, held_on(today), held_on(today, "position__"), role__in=giving)
            .exclude(position__person_id=person_id or 0)
            .select_related("position__person", "position__unit")
            .order_by("-unit__lft", "position__person__sort_name", "id")
        )
        if found := [grant.position for grant in grants[:limit]]:
            return [Contact(one.person.name, position_label(one), one.person.email) for one in found]
    return []
