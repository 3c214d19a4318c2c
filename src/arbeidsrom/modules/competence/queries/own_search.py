"""Search in one's own plans, and what one opened last (KP-SEARCH, KP-EIMP-040, 041)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.models import Assignment, Link, NotRelevant, RecentRequirement, RequirementStatus
from arbeidsrom.modules.competence.rules.searching import holds, pieces, words_in
from arbeidsrom.modules.competence.rules.statuses import Shown, State, shown_on
from arbeidsrom.modules.competence.states import AssignmentState, LinkState

MOST_SHORTCUTS = 5
KEPT_SHORTCUTS = 20

Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for: words, a learning form, a status; nothing of it is a question of everything."""

    text: str = ""
    learning_form: str = ""
    status: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked."""
        return not (self.text.strip() or self.learning_form or self.status)


@dataclass(frozen=True, slots=True)
class FoundRequirement:
    """A requirement in one plan; the ``number`` is the same wherever the requirement stands (KP-SEARCH-008, 009)."""

    number: int
    link: UUID
    name: Pieces
    shown: Shown


@dataclass(frozen=True, slots=True)
class FoundPlan:
    """A plan that was found, or that holds what was."""

    assignment: Assignment
    name: Pieces
    requirements: tuple[FoundRequirement, ...]


def _own_plans(actor: Actor) -> QuerySet[Assignment]:
    """The plans in force that one has oneself, on any position; never those of others."""
    mine = Assignment.objects.filter(own.own(actor), state=AssignmentState.ACTIVE, plan__archived_at=None)
    return mine.select_related("plan").order_by("plan__sort_name", "id")


def found_in_own_plans(asked: Asked, *, actor: Actor, today: date) -> list[FoundPlan]:
    """One's plans by name with what was found in each, in the plan's own order. Four queries however many plans."""
    words = words_in(asked.text)
    plans = list(_own_plans(actor))
    links = Link.objects.filter(plan__in=[one.plan_id for one in plans], state=LinkState.ACTIVE)
    in_plan: dict[int, list[Link]] = defaultdict(list)
    for link in links.select_related("requirement").order_by("section__place", "place", "id"):
        in_plan[link.plan_id].append(link)
    shown = _Shown(actor.person_id or 0, today)
    found = []
    for one in plans:
        fitting = [link for link in _once(in_plan[one.plan_id]) if _fits(link, words, asked)]
        rows = tuple(_found(link, words, shown.of(link)) for link in fitting)
        rows = tuple(row for row in rows if asked.status in ("", row.shown))
        if rows or _is_found(one, words, asked):
            found.append(FoundPlan(one, pieces(one.plan.name, words), rows))
    return found


def _once(links: Sequence[Link]) -> list[Link]:
    """Each requirement of a plan where it stands first: an activity may stand under several goals."""
    first: dict[int, Link] = {}
    for link in links:
        first.setdefault(link.requirement_id, link)
    return list(first.values())


def _fits(link: Link, words: Sequence[str], asked: Asked) -> bool:
    if asked.learning_form and link.requirement.learning_form != asked.learning_form:
        return False
    return holds(link.requirement.name, words)


def _is_found(one: Assignment, words: Sequence[str], asked: Asked) -> bool:
    """A plan is found by its own name and status; a learning form it has not (KP-SEARCH-005, 006)."""
    if asked.learning_form or not holds(one.plan.name, words):
        return False
    return asked.status in ("", stands(one))


def stands(one: Assignment) -> Shown:
    """The status of a plan in the words of the requirements': approved is fulfilled (KP-SEARCH-006, 010)."""
    if one.approved_at:
        return Shown.FULFILLED
    if one.sent_at:
        return Shown.WAITING
    return Shown.STARTED if one.fulfilled or one.begun else Shown.NOT_STARTED


def _found(link: Link, words: Sequence[str], shown: Shown) -> FoundRequirement:
    return FoundRequirement(link.requirement_id, link.public_id, pieces(link.requirement.name, words), shown)


class _Shown:
    """The statuses of one person, by what stands in which plan."""

    def __init__(self, person: int, today: date) -> None:
        self._today = today
        self._statuses = {one.requirement_id: one for one in RequirementStatus.objects.filter(person=person)}
        marks = NotRelevant.objects.filter(person=person).values_list("link", "section")
        self._marked = {("link", link) if link else ("section", section) for link, section in marks}

    def of(self, link: Link) -> Shown:
        """As the plan itself shows it."""
        if {("link", link.pk), ("section", link.section_id)} & self._marked:
            return Shown.NOT_RELEVANT
        status = self._statuses.get(link.requirement_id)
        if status is None:
            return Shown.NOT_STARTED
        return shown_on(self._today, state=State(status.state), due=status.due, pending=State(status.pending))


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A requirement that one opened lately, in one of one's plans."""

    assignment: UUID
    link: UUID
    name: str


def shortcuts(*, actor: Actor) -> list[Shortcut]:
    """What one opened last, the newest first; what one has no longer is not there. Three queries (KP-EIMP-041)."""
    recent = RecentRequirement.objects.filter(person=actor.person_id or 0).order_by("-opened_at", "requirement_id")
    requirements = list(recent.values_list("requirement_id", flat=True)[:KEPT_SHORTCUTS])
    if not requirements:
        return []
    plans = {one.plan_id: one.public_id for one in _own_plans(actor)}
    links = Link.objects.filter(plan__in=plans, requirement__in=requirements, state=LinkState.ACTIVE)
    there = {link.requirement_id: link for link in links.select_related("requirement").order_by("-id")}
    kept = [there[one] for one in requirements if one in there][:MOST_SHORTCUTS]
    return [Shortcut(plans[link.plan_id], link.public_id, link.requirement.name) for link in kept]
