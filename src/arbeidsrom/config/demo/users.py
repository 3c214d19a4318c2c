"""The ready-made users of the demonstration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.core.roles.queries import position_label


@dataclass(frozen=True, slots=True)
class DemonstrationUser:
    """Somebody to become with one click."""

    public_id: UUID
    name: str
    email: str
    positions: tuple[str, ...]


def demonstration_users(*, today: date) -> list[DemonstrationUser]:
    """The ready-made users, with the positions they hold today. Two queries."""
    accounts = list(
        Account.objects.filter(is_demonstration=True, is_active=True).select_related("person").order_by("id")
    )
    positions: dict[int, list[str]] = {}
    held = Position.objects.filter(held_on(today), person__account__in=accounts).select_related("unit")
    for position in held.order_by("unit__lft", "id"):
        positions.setdefault(position.person_id, []).append(position_label(position))
    return [
        DemonstrationUser(
            account.public_id,
            account.name,
            account.email or "",
            tuple(positions.get(account.person_id or 0, [_("holds no office today")])),
        )
        for account in accounts
    ]


def get_demonstration_user(public_id: UUID) -> Account:
    """One of the ready-made users; nobody else can be become."""
    return Account.objects.get(public_id=public_id, is_demonstration=True, is_active=True)
