"""Users as SCIM shows them: found by id, by filter, sorted, in parts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet
from scim2_models import ListResponse, Meta, Reference, SearchRequest
from scim2_models.path import Comparison, ScimFilter

from arbeidsrom.core.provisioning import access
from arbeidsrom.core.provisioning.models import ProvisionedGroup, ProvisionedUser
from arbeidsrom.core.provisioning.resources import MOST, Group, Member, ProvisionedShape
from arbeidsrom.core.roles import registry
from arbeidsrom.lib.actor import Actor

INDEXED = {"username": "user_name__iexact", "externalid": "external_id"}
"""What systems ask for at every change: answered by an index and not by looking at everybody."""


def get_user(public_id: UUID, *, actor: Actor, lock: bool = False) -> ProvisionedUser:
    """The user, or ``ProvisionedUser.DoesNotExist``."""
    users = access.visible_users(actor).select_related("account__person")
    return (users.select_for_update(of=("self", "account")) if lock else users).get(public_id=public_id)


def etag(user: ProvisionedUser | ProvisionedGroup) -> str:
    """The version of the user or group as the header ``ETag`` has it."""
    return f'W/"{user.version}"'


def shape_of(user: ProvisionedUser, *, base: str) -> ProvisionedShape:
    """The user in SCIM's shape; whether they may sign in is what the account says today."""
    shape = ProvisionedShape.model_validate(user.content)
    shape.id = str(user.public_id)
    if shape.active is not None or not user.account.is_active:
        shape.active = user.account.is_active
    shape.user_name, shape.external_id = user.user_name, user.external_id or None
    shape.meta = Meta(
        resource_type="User",
        created=user.made_at,
        last_modified=user.changed_at,
        location=f"{base}/Users/{user.public_id}",
        version=etag(user),
    )
    return shape


def search(asked: SearchRequest[ProvisionedShape], *, actor: Actor, base: str) -> ListResponse[ProvisionedShape]:
    """The users that match, in parts of two hundred at most."""
    users = access.visible_users(actor).select_related("account").order_by("id")
    first = max(asked.start_index or 1, 1) - 1
    count = min(MOST if asked.count is None else max(asked.count, 0), MOST)
    users = _narrowed(users, asked.filter)
    if asked.filter is None and asked.sort_by is None:
        total = users.count()
        part = [shape_of(user, base=base) for user in users[first : first + count]]
    else:
        found = [shape_of(user, base=base) for user in users.iterator()]
        if asked.filter is not None:
            found = [shape for shape in found if asked.filter.match(shape)]
        found = asked.sort(found) if asked.sort_by is not None else found
        total, part = len(found), found[first : first + count]
    listed: ListResponse[ProvisionedShape] = ListResponse[ProvisionedShape](
        total_results=total, start_index=first + 1, items_per_page=len(part), resources=part
    )
    return listed


def _narrowed(
    users: QuerySet[ProvisionedUser], asked: ScimFilter[ProvisionedShape] | None
) -> QuerySet[ProvisionedUser]:
    """By an index where the filter is one comparison with what is indexed."""
    node = asked.ast if asked is not None else None
    if isinstance(node, Comparison) and str(node.op).lower() == "eq" and isinstance(node.value, str):
        column = INDEXED.get(str(node.attr_path).lower())
        return users.filter(**{column: node.value}) if column else users
    return users


def get_group(public_id: UUID, *, actor: Actor, lock: bool = False) -> ProvisionedGroup:
    """The group, or ``ProvisionedGroup.DoesNotExist``."""
    groups = access.visible_groups(actor).select_related("client__owner", "unit")
    return (groups.select_for_update(of=("self",)) if lock else groups).get(public_id=public_id)


def get_group_to_map(public_id: UUID, *, actor: Actor, lock: bool = False) -> ProvisionedGroup:
    """The group of a client that the actor administers."""
    groups = access.groups_to_map(actor).select_related("client__owner", "unit")
    return (groups.select_for_update(of=("self",)) if lock else groups).get(public_id=public_id)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group, how many are in it, and the role it gives."""

    public_id: UUID
    name: str
    client: str
    members: int
    role: str
    unit: str
    with_subunits: bool


def group_rows(*, actor: Actor) -> list[GroupRow]:
    """The groups of the clients that the actor administers. One query."""
    groups = access.groups_to_map(actor).select_related("client", "unit").annotate(count=Count("members"))
    known = registry.roles()
    return [
        GroupRow(
            group.public_id,
            group.display_name,
            group.client.name,
            group.count,
            str(known[group.role].label) if group.role in known else group.role,
            group.unit.name if group.unit else "",
            group.with_subunits,
        )
        for group in groups.order_by("client__name", "display_name", "id")
    ]


def shape_of_group(group: ProvisionedGroup, *, base: str) -> Group:
    """The group in SCIM's shape, with those who are in it."""
    members = [
        Member(value=str(public_id), ref=Reference(f"{base or 'https://localhost'}/Users/{public_id}"))
        for public_id in group.members.order_by("id").values_list("user__public_id", flat=True)
    ]
    shape = Group(display_name=group.display_name, external_id=group.external_id or None, members=members or None)
    shape.id = str(group.public_id)
    shape.meta = Meta(
        resource_type="Group",
        created=group.made_at,
        last_modified=group.changed_at,
        location=f"{base}/Groups/{group.public_id}",
        version=etag(group),
    )
    return shape


def search_groups(asked: SearchRequest[Group], *, actor: Actor, base: str) -> ListResponse[Group]:
    """The groups that match."""
    first = max(asked.start_index or 1, 1) - 1
    count = min(MOST if asked.count is None else max(asked.count, 0), MOST)
    found = [shape_of_group(group, base=base) for group in access.visible_groups(actor).order_by("id")]
    if asked.filter is not None:
        found = [shape for shape in found if asked.filter.match(shape)]
    found = asked.sort(found) if asked.sort_by is not None else found
    part = found[first : first + count]
    listed: ListResponse[Group] = ListResponse[Group](
        total_results=len(found), start_index=first + 1, items_per_page=len(part), resources=part
    )
    return listed
