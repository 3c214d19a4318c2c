"""Groups of an identity system, and the roles that their members hold because of them (PL-ORG-004)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from scim2_models import InvalidValueException, PatchOp, PreconditionFailedException, UniquenessException

from arbeidsrom.core.api_clients.models import ApiClient
from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.audit.rules import Value
from arbeidsrom.core.organisation.models import Position, Unit
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.core.provisioning import access, queries
from arbeidsrom.core.provisioning.models import GroupGrant, GroupMember, ProvisionedGroup, ProvisionedUser
from arbeidsrom.core.provisioning.resources import Group
from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.lib.actor import Actor


@transaction.atomic
def make_group(shape: Group, *, actor: Actor, now: datetime, today: date) -> ProvisionedGroup:
    """A group, which gives no role until an administrator has said which."""
    access.may_provision(actor).or_refuse()
    client = ApiClient.objects.get(public_id=str(actor.client))
    group = ProvisionedGroup(client=client, made_at=now)
    _take_in(group, shape, actor=actor, now=now, today=today)
    _record("provisioning.group.made", group, actor, now)
    return group


@transaction.atomic
def replace_group(
    group_id: UUID, shape: Group, *, match: str, actor: Actor, now: datetime, today: date
) -> ProvisionedGroup:
    """The group becomes what the system says; who is left out is in it no more."""
    group = _to_change(group_id, match, actor)
    _take_in(group, shape, actor=actor, now=now, today=today)
    _record("provisioning.group.changed", group, actor, now)
    return group


@transaction.atomic
def patch_group(
    group_id: UUID, patch: PatchOp[Group], *, match: str, actor: Actor, now: datetime, today: date
) -> ProvisionedGroup:
    """Somebody comes or goes, or the name changes."""
    group = _to_change(group_id, match, actor)
    shape = queries.shape_of_group(group, base="")
    if patch.patch(shape):
        _take_in(group, shape, actor=actor, now=now, today=today)
        _record("provisioning.group.changed", group, actor, now)
    return group


@transaction.atomic
def give_up_group(group_id: UUID, *, match: str, actor: Actor, now: datetime, today: date) -> None:
    """The group is gone, and with it the roles it gave."""
    group = _to_change(group_id, match, actor)
    _end(group.grants.select_related("grant"), today)
    _record("provisioning.group.given_up", group, actor, now)
    group.delete()


@transaction.atomic
def map_group(
    group_id: UUID, *, role: str, unit: Unit | None, with_subunits: bool, actor: Actor, now: datetime, today: date
) -> ProvisionedGroup:
    """An administrator says which role the group gives and where, or that it gives none."""
    group = queries.get_group_to_map(group_id, actor=actor, lock=True)
    if unit is not None:
        access.may_map(actor, group, role, unit, with_subunits=with_subunits, today=today).or_refuse()
    group.role, group.unit, group.with_subunits = (role, unit, with_subunits) if unit else ("", None, False)
    group.save(update_fields=["role", "unit", "with_subunits"])
    settle(group, today=today)
    _record("provisioning.group.mapped", group, actor, now, role=group.role, unit=unit.name if unit else "")
    return group


def _to_change(group_id: UUID, match: str, actor: Actor) -> ProvisionedGroup:
    access.may_provision(actor).or_refuse()
    group = queries.get_group(group_id, actor=actor, lock=True)
    if match and match != "*" and queries.etag(group) not in [each.strip() for each in match.split(",")]:
        raise PreconditionFailedException(detail="The group has been changed since.")
    return group


def _take_in(group: ProvisionedGroup, shape: Group, *, actor: Actor, now: datetime, today: date) -> None:
    group.display_name, group.external_id = (shape.display_name or "")[:254], (shape.external_id or "")[:254]
    group.version, group.changed_at = (group.version or 0) + (1 if group.pk else 0), now
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as error:
        raise UniquenessException(attribute="displayName", detail="Another group has this name.") from error
    wanted = _users(shape, actor)
    group.members.exclude(user__in=wanted).delete()
    GroupMember.objects.bulk_create([GroupMember(group=group, user=user) for user in wanted], ignore_conflicts=True)
    settle(group, today=today)


def _users(shape: Group, actor: Actor) -> list[ProvisionedUser]:
    """The users that are named; one that the client does not look after is no value."""
    named = {str(member.value) for member in shape.members or [] if member.value}
    try:
        ids = {UUID(value) for value in named}
    except ValueError as error:
        raise InvalidValueException(detail="A member is no user.") from error
    users = list(access.visible_users(actor).filter(public_id__in=ids))
    if len(users) != len(ids):
        raise InvalidValueException(detail="A member is no user.")
    return users


def settle(group: ProvisionedGroup, *, today: date) -> None:
    """Who is in the group holds its role in every position there; who is not, no longer does. Never beyond the client.

    A role is held by a position: somebody without one in the unit is given nothing until they have one.
    """
    wanted = {position.pk: position for position in _positions(group, today)}
    kept: set[int] = set()
    for link in group.grants.select_related("grant"):
        grant = link.grant
        fits = (grant.role, grant.unit_id, grant.with_subunits) == (group.role, group.unit_id, group.with_subunits)
        holds = grant.valid_to is None or grant.valid_to > today
        if fits and holds and grant.position_id in wanted:
            kept.add(grant.position_id)
        else:
            _end([link], today)
    for position in wanted.values():
        if position.pk not in kept:
            _give(group, position, today)


def _positions(group: ProvisionedGroup, today: date) -> Iterable[Position]:
    if group.unit is None or not access.is_within_client(group.client, group.unit, group.with_subunits, today=today):
        return []
    last = group.unit.rgt if group.with_subunits else group.unit.lft
    held = Position.objects.filter(held_on(today), unit__lft__range=(group.unit.lft, last))
    return held.filter(person__account__in=group.members.values("user__account")).order_by("id")


def _give(group: ProvisionedGroup, position: Position, today: date) -> None:
    same = {"position": position, "role": group.role, "unit": group.unit, "valid_from": today}
    grant, made = RoleGrant.objects.get_or_create(
        **same,
        defaults={
            "with_subunits": group.with_subunits,
            "valid_to": position.valid_to,
            "source": GrantSource.IMPORT,
        },
    )
    if made:
        GroupGrant.objects.create(group=group, grant=grant)


def _end(links: Iterable[GroupGrant], today: date) -> None:
    """The roles end today; what was held stays to be seen, and what had not begun is gone."""
    for link in links:
        grant = link.grant
        if grant.valid_from >= today:
            grant.delete()
            continue
        if grant.valid_to is None or grant.valid_to > today:
            grant.valid_to = today
            grant.save(update_fields=["valid_to"])
        link.delete()


def settle_all(*, today: date) -> None:
    """Every night: whoever got a position, or lost one, or a client that may no longer."""
    for group in ProvisionedGroup.objects.exclude(role="").select_related("client__owner", "unit").order_by("id"):
        with transaction.atomic():
            settle(group, today=today)


def _record(event: str, group: ProvisionedGroup, actor: Actor, now: datetime, **details: Value) -> None:
    people = group.members.filter(user__account__person__isnull=False) if group.pk else GroupMember.objects.none()
    audit.record(
        event,
        group.public_id,
        actor=actor,
        at=now,
        tenant=group.client.owner.tenant,
        subjects=people.values_list("user__account__person__public_id", flat=True),
        details=details,
    )
