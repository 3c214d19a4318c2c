"""Who acts: the immutable result of signing in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import PermissionDenied


class ActorKind(StrEnum):
    PERSON = "person"
    JOB = "job"
    API_CLIENT = "api_client"
    RECEIVER = "receiver"


class Span(NamedTuple):
    """A run of units in the tree's pre-order, both ends included (``Unit.lft``)."""

    first: int
    last: int


PROGRAM = "Arbeidsrom"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in a position (perhaps on behalf of somebody), a job, an API client or an anonymous receiver.

    ``permissions`` maps a permission such as ``"workspace.handle_cases"`` to disjoint, sorted spans of units.
    ``over_led`` are those held over the people one leads (``leads_as``), wherever in the tree they stand.
    ``tenant`` is the body that answers for the data the actor works with (the position's tenant).
    ``on_behalf_of_id`` is the position acted for and ``on_behalf_of`` the person who holds it; ``leads`` says whether
    the position acted for, or else the own one, leads somebody today.
    ``client`` is the API client, when another system acts.
    """

    kind: ActorKind
    label: str
    account_id: int | None = None
    person_id: int | None = None
    person: UUID | None = None
    position_id: int | None = None
    position_label: str = ""
    unit_id: int | None = None
    on_behalf_of_id: int | None = None
    on_behalf_of: UUID | None = None
    tenant: UUID | None = None
    origin: str = ""
    client: UUID | None = None
    read_only: bool = False
    leads: bool = False
    over_led: frozenset[str] = frozenset()
    permissions: Mapping[str, tuple[Span, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def author(self) -> str:
        """Whose name stands in a history that people read: a job's work is the program's."""
        return PROGRAM if self.kind is ActorKind.JOB else self.label

    @property
    def leads_as(self) -> int:
        """The position whose employees the actor follows up: a leader's own, or the one a deputy acts for; 0 for none.

        Leadership is a relation (``Position.leader``), so lists filter by ``leader_id=actor.leads_as``.
        """
        return (self.on_behalf_of_id or self.position_id or 0) if self.leads else 0

    def spans(self, permission: str) -> tuple[Span, ...]:
        """The runs of units in which the actor holds the permission."""
        return self.permissions.get(permission, ())

    def holds(self, permission: str) -> bool:
        """Whether the actor holds the permission anywhere: in some units, or over those whom they lead."""
        return bool(self.permissions.get(permission)) or permission in self.over_led

    def holds_over(self, permission: str, leader_id: int | None) -> bool:
        """Whether the actor holds the permission over somebody led by this position, because they lead them."""
        return leader_id is not None and leader_id == self.leads_as and permission in self.over_led

    def position_or_refuse(self) -> int:
        """The position acted in; who has none, such as a job, is refused what a position must answer for."""
        if self.position_id is None:
            raise PermissionDenied
        return self.position_id

    def person_or_refuse(self) -> int:
        """The person who acts; a job or a receiver is refused what a person must answer for."""
        if self.person_id is None:
            raise PermissionDenied
        return self.person_id

    def covers(self, permission: str, lft: int) -> bool:
        """Whether the actor holds the permission in the unit at this place of the tree."""
        return self.covers_all(permission, lft, lft)

    def covers_all(self, permission: str, first: int, last: int) -> bool:
        """Whether the actor holds the permission in every unit between these places of the tree."""
        return any(span.first <= first and last <= span.last for span in self.spans(permission))


def job(name: str, *, tenant: UUID | None = None) -> Actor:
    """A background job acting for the installation itself."""
    return Actor(ActorKind.JOB, label=name, tenant=tenant)


def receiver(origin: str = "", *, tenant: UUID | None = None) -> Actor:
    """Somebody without an account at the public sharing pages."""
    return Actor(ActorKind.RECEIVER, label="receiver", tenant=tenant, origin=origin)
