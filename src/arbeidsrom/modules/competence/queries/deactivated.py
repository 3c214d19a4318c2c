"""How somebody stands in what no plan in force of theirs has any more: it has no status, but what was registered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from arbeidsrom.modules.competence.models import Link, Progress, RequirementStatus
from arbeidsrom.modules.competence.rules import statuses
from arbeidsrom.modules.competence.rules.statuses import Days, State, Status, days_on

Standing = Status | RequirementStatus


def standings_of(person: int, links: Collection[Link]) -> Mapping[int, Standing]:
    """By requirement, that of a plan in force or else what the person had come to (KP-ADM-210). Two queries at most."""
    wanted = {link.requirement_id: link for link in links}
    rows = RequirementStatus.objects.filter(person=person, requirement__in=wanted)
    found: dict[int, Standing] = {row.requirement_id: row for row in rows}
    if left := wanted.keys() - found.keys():
        for progress in Progress.objects.filter(person=person, requirement__in=left):
            found[progress.requirement_id] = standing_from(progress, wanted[progress.requirement_id])
    return found


def days_of(standing: Standing, *, today: date) -> Days:
    """The days that are shown with it."""
    return days_on(
        today,
        state=State(standing.state),
        due=standing.due,
        completed_on=standing.completed_on,
        deadline=standing.deadline,
    )


def standing_from(progress: Progress, link: Link) -> Status:
    """What was registered, as a plan with this link would have it."""
    days = link.requirement.validity_days if link.validity_days is None else link.validity_days
    status = statuses.derive(
        [statuses.Link(days, not_relevant=False)],
        registered=State(progress.state),
        completed_on=progress.completed_on,
        expires_on=progress.expires_on,
        deadline=None,
    )
    assert status is not None  # noqa: S101 -- there is a link
    return status
