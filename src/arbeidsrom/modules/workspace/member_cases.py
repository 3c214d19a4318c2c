"""A member's cases on the member's page (KL-MEMB-004)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from arbeidsrom.core.membership.panels import MemberCase
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions.lists import look_at_cases
from arbeidsrom.modules.workspace.queries.lists import cases_of_member, shown_cases
from arbeidsrom.modules.workspace.views.listing import status_of


class CasesOfMembers:
    """What membership asks of the module that has cases."""

    def cases_of(self, member: UUID, *, actor: Actor, now: datetime) -> Sequence[MemberCase]:
        """The member's cases that the actor may see, the open ones first; that their titles were shown is logged."""
        cases = cases_of_member(member, actor=actor)
        look_at_cases(shown_cases(cases), actor=actor, now=now)
        return [
            MemberCase(
                number=case.label,
                title=case.title,
                url=reverse("case", args=[case.public_id]),
                status=status_of(case),
                is_open=not case.is_closed,
                opened=case.opened_on,
                closed=case.closed_on,
            )
            for case in cases
        ]

    def new_case_url(self, member: UUID, *, actor: Actor) -> str:
        """Where a case about the member is created."""
        return f"{reverse('new_case')}?member={member}" if actor.holds(access.HANDLE) else ""
