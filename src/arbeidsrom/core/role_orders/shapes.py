"""Orders of roles as another system delivers and reads them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, TypeAlias
from uuid import UUID

from ninja import Query, Schema
from pydantic import Field

from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.role_orders.states import EndReason, OrderState

PLAIN = r"^[^\x00]*$"
To = Annotated[date | None, Field(description="First day on which it no longer holds; null when it goes on.")]


class OrderFilter(Schema):
    """Which orders."""

    position: Annotated[UUID | None, Field(description="Only for this position.")] = None
    state: OrderState | None = None


Orders: TypeAlias = Annotated[OrderFilter, Query(...)]


class Delivered(Schema):
    """An order that has been approved in the ordering service."""

    position: Annotated[UUID, Field(description="The position that gets the role; it ends with the position.")]
    role: Annotated[str, Field(max_length=60, pattern=PLAIN, description="Key, such as `competence.superuser`.")]
    unit: Annotated[UUID, Field(description="Where the role is to hold.")]
    with_subunits: Annotated[bool, Field(description="Whether it holds in all units below too.")] = False
    valid_from: Annotated[date | None, Field(description="First day; today, unless given. Never before today.")] = None
    valid_to: To = None
    covers: Annotated[
        str, Field(max_length=500, pattern=PLAIN, description="Which plans or specialities, for roles that need it.")
    ] = ""
    reason: Annotated[str, Field(min_length=1, max_length=1000, pattern=PLAIN)]
    reference: Annotated[
        str, Field(min_length=1, max_length=100, pattern=PLAIN, description="The service's own number; used once.")
    ]
    approved_by: Annotated[
        str, Field(min_length=1, max_length=200, pattern=PLAIN, description="Who approved it in the service.")
    ]


class Ending(Schema):
    """Why a role ends."""

    reason: Annotated[str, Field(min_length=1, max_length=1000, pattern=PLAIN)]


class OrderShape(Schema):
    """An order of a role, wherever it was made."""

    id: UUID
    position: UUID
    person: UUID
    role: str
    unit: UUID
    with_subunits: bool
    covers: Annotated[str, Field(description="Which plans or specialities, for roles that need it.")]
    state: OrderState
    valid_from: date
    valid_to: To
    holds_to: Annotated[
        date | None,
        Field(description="First day on which it no longer holds as things stand: the review must come before."),
    ]
    review_due: Annotated[date | None, Field(description="The day by which an owner must review it.")]
    reference: Annotated[str, Field(description="The number in the ordering service; empty for orders made here.")]
    ordered_at: datetime
    decided_at: datetime | None
    ended_on: date | None
    ended_because: EndReason | None

    @classmethod
    def of(cls, order: RoleOrder) -> OrderShape:
        """An order with its position, person, unit and grant."""
        return cls(
            id=order.public_id,
            position=order.position.public_id,
            person=order.position.person.public_id,
            role=order.role,
            unit=order.unit.public_id,
            with_subunits=order.with_subunits,
            covers=order.covers,
            state=OrderState(order.state),
            valid_from=order.valid_from,
            valid_to=order.valid_to,
            holds_to=order.grant.valid_to if order.grant else None,
            review_due=order.review_due,
            reference=order.reference,
            ordered_at=order.ordered_at,
            decided_at=order.decided_at,
            ended_on=order.ended_on,
            ended_because=EndReason(order.ended_because) if order.ended_because else None,
        )
