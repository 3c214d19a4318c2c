"""Whose the kept things are."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from arbeidsrom.lib.actor import Actor


class Owner(NamedTuple):
    """An account, in the tenant it works for now."""

    account_id: int
    tenant: UUID


def owner_of(actor: Actor) -> Owner | None:
    """The owner, when somebody with an account acts for a tenant."""
    if actor.account_id is None or actor.tenant is None:
        return None
    return Owner(actor.account_id, actor.tenant)


def must_own(actor: Actor) -> Owner:
    """The owner, or a refusal: jobs and receivers keep nothing."""
    owner = owner_of(actor)
    if owner is None:
        raise PermissionDenied(_("Only somebody who acts in an office can keep something here."))
    return owner
