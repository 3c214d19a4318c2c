"""Whose plans can fetch a requirement (KP-ADM-057 to 071)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence.access import requirements as access
from arbeidsrom.modules.competence.actions.requirements.noting import record
from arbeidsrom.modules.competence.models import Sharing
from arbeidsrom.modules.competence.queries import requirements as queries
from arbeidsrom.modules.competence.queries import using


@transaction.atomic
def share_requirement(
    requirement_id: UUID,
    *,
    units: Collection[UUID],
    with_subunits: bool,
    actor: Actor,
    now: datetime,
    today: date,
) -> list[Sharing]:
    """Plans of these departments can fetch it; also where it was shared once and that has ended (KP-ADM-071)."""
    requirement = queries.get_requirement(requirement_id, actor=actor, lock=True)
    access.may_edit_requirement(actor, requirement).or_refuse()
    found = list(Unit.objects.filter(held_on(today), public_id__in=units).order_by("pk"))
    if not found or len(found) != len(set(units)):
        raise WrongState(_("Choose departments that there are today."))
    rows = requirement.sharings.select_for_update(of=("self",)).select_related("unit")
    had = {row.unit_id: row for row in rows}
    before, shared = _said(had.values()), []
    for unit in found:
        row = had.get(unit.pk) or Sharing(requirement=requirement, unit=unit)
        row.with_subunits, row.ended_at = with_subunits, None
        row.shared_at, row.shared_by_id = now, actor.person_id
        row.save()
        shared.append(row)
    record(
        "competence.requirement.shared",
        requirement,
        actor=actor,
        now=now,
        units=", ".join(unit.code for unit in found),
        subunits=with_subunits,
        before=before,
        after=_said({**had, **{row.unit_id: row for row in shared}}.values()),
    )
    return shared


def _said(rows: Iterable[Sharing]) -> str:
    """With whom it is shared, as the log has it."""
    current = sorted((row.unit.code, row.with_subunits) for row in rows if row.ended_at is None)
    return ", ".join(f"{code} with units below" if below else code for code, below in current)


@transaction.atomic
def end_sharing(requirement_id: UUID, sharing_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Nobody there fetches it any more; where plans use it the department stays in the list (KP-ADM-068 to 070)."""
    requirement = queries.get_requirement(requirement_id, actor=actor, lock=True)
    access.may_edit_requirement(actor, requirement).or_refuse()
    sharing = requirement.sharings.select_for_update(of=("self",)).select_related("unit").get(public_id=sharing_id)
    if sharing.ended_at is not None:
        raise WrongState(_("The sharing has ended already."))
    before = _said([sharing])
    if using.plans_there(sharing):
        sharing.ended_at = now
        sharing.save(update_fields=["ended_at"])
    else:
        sharing.delete()
    said = {"unit": sharing.unit.code, "before": before, "after": ""}
    record("competence.requirement.sharing_ended", requirement, actor=actor, now=now, **said)
