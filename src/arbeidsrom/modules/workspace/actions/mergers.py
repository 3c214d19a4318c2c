"""When clubs merge, their open cases come along."""

from __future__ import annotations

from datetime import date, datetime

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.actor import job
from arbeidsrom.modules.workspace.actions.cases import next_number
from arbeidsrom.modules.workspace.actions.timeline import record, tell
from arbeidsrom.modules.workspace.models import Case, EventKind
from arbeidsrom.modules.workspace.states import UNFINISHED


def take_over_cases(unit: Unit, into: Unit, *, on: date, now: datetime) -> int:
    """Open cases of a merged club go on in the one that takes over, under a number of its series; closed ones stay.

    A case keeps its key, and the body whose key that lies under. Its stewards' offices ended with the club, unless they
    reach further: then the union sees that nobody is responsible, and places it.
    """
    left = Case.objects.filter(club=unit, state__in=UNFINISHED).select_related("type")
    cases = list(left.select_for_update(of=("self",)).order_by("year", "number", "id"))
    actor = job("organisation.carry_out_mergers", tenant=into.tenant)
    for case in cases:
        before = case.label
        case.club, case.number = into, next_number(into, case.year)
        case.lock_version += 1
        case.save(update_fields=["club", "number", "lock_version"])
        what, day = "case.taken_over", on.isoformat()
        tell(case, EventKind.CHANGE, what, actor=actor, now=now, club=unit.name, number=before, day=day)
        record("workspace.case.taken_over", case, actor=actor, now=now, **{"from": unit.name, "number": before})
    return len(cases)
