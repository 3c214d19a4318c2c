"""Showing the names of a club's members, to choose whom a case is about (KL-MEMB-003)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace.queries import members
from arbeidsrom.modules.workspace.queries.members import MemberChoice


@transaction.atomic
def offer_members(club: Unit, *, actor: Actor, now: datetime) -> list[MemberChoice]:
    """The members of the club by name; that they were shown is written in the log, as with every list of members."""
    choices = members.members_to_choose(club, actor=actor)
    if choices:
        audit.record(
            "workspace.members.offered",
            club.public_id,
            actor=actor,
            at=now,
            tenant=club.controller,
            unit=club.pk,
            subjects=[choice.public_id for choice in choices],
            details={"count": len(choices), "club": club.name},
        )
    return choices
