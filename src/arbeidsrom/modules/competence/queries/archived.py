"""Requirements that were in somebody's plans and have been archived since: the status they had, and in which plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.models import Assignment, Link, NotRelevant, Progress
from arbeidsrom.modules.competence.rules import statuses
from arbeidsrom.modules.competence.rules.statuses import Shown, State, shown_on


@dataclass(frozen=True, slots=True)
class ArchivedRow:
    """What is told of it: neither its content nor any detail (KP-RHIST-003)."""

    name: str
    at: datetime
    shown: Shown
    plans: tuple[str, ...]


def archived_requirements(*, actor: Actor) -> list[ArchivedRow]:
    """Those of one's own plans, the last archived first (KP-RHIST-002, KP-ADM-138). Four queries."""
    had = Assignment.objects.filter(own.own(actor)).values_list("plan", "assigned_on")
    since: dict[int, date] = {}
    for plan, day in had:
        since[plan] = min(day, since.get(plan, day))
    links = Link.objects.filter(plan__in=since, activated_at__isnull=False, requirement__archived_at__isnull=False)
    found: dict[int, list[Link]] = defaultdict(list)
    rows = links.select_related("requirement", "plan").order_by("-requirement__archived_at", "requirement", "place")
    for link in rows:
        if since[link.plan_id] <= localdate(link.requirement.archived_at):
            found[link.requirement_id].append(link)
    registered = Progress.objects.filter(person=actor.person_id or 0, requirement__in=found)
    progress = {one.requirement_id: one for one in registered}
    marks = NotRelevant.objects.filter(person=actor.person_id or 0, plan__in=since).values_list("link", "section")
    marked = {one for pair in marks for one in zip(("link", "section"), pair, strict=True)}
    return [_row(each, progress.get(requirement), marked) for requirement, each in found.items()]


def _row(links: list[Link], progress: Progress | None, marked: Iterable[tuple[str, int | None]]) -> ArchivedRow:
    requirement = links[0].requirement
    assert requirement.archived_at is not None  # noqa: S101 -- the query has asked
    status = statuses.derive(
        [
            statuses.Link(
                requirement.validity_days if one.validity_days is None else one.validity_days,
                not_relevant=("link", one.pk) in marked or ("section", one.section_id) in marked,
            )
            for one in links
        ],
        registered=State(progress.state) if progress else State.NOT_STARTED,
        completed_on=progress.completed_on if progress else None,
        expires_on=progress.expires_on if progress else None,
        deadline=None,
    )
    assert status is not None  # noqa: S101 -- there is a link
    day = localdate(requirement.archived_at)
    shown = shown_on(day, state=status.state, due=status.due, pending=status.pending)
    plans = tuple(dict.fromkeys(one.plan.name for one in links))
    return ArchivedRow(requirement.name, requirement.archived_at, shown, plans)
