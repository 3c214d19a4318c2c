"""What pages need to know about a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.organisation.access import within
from arbeidsrom.core.organisation.models import Position, Unit
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.access import HANDLE
from arbeidsrom.modules.workspace.models import Case, CaseParty, CaseStep, CaseType, PartyRole
from arbeidsrom.modules.workspace.rules import case_types
from arbeidsrom.modules.workspace.rules.contact import Way, ways_to_reach
from arbeidsrom.modules.workspace.rules.words import Words

SHOWN_WITH = ("club", "type", "employer", "responsible__person", "responsible__unit")


def get_case(case_id: UUID, *, actor: Actor, lock: bool = False) -> Case:
    """The case, or ``Case.DoesNotExist`` when its content is not the actor's to see."""
    cases = access.visible_cases(actor).select_related(*SHOWN_WITH)
    return (cases.select_for_update(of=("self",)) if lock else cases).get(public_id=case_id)


@dataclass(frozen=True, slots=True)
class PartyRow:
    """Somebody the case concerns."""

    public_id: UUID
    role: str
    role_label: str
    name: str
    contact: str
    member: UUID | None

    @property
    def ways(self) -> list[Way]:
        """The contact as numbers to call and addresses to write to."""
        return ways_to_reach(self.contact)


def parties_of(case: Case) -> list[PartyRow]:
    """Whom the case concerns, members first."""
    parties = list(case.parties.order_by("id"))
    keys.open_holders(parties)
    return sorted((_party(party) for party in parties), key=lambda row: row.role != PartyRole.MEMBER)


def _party(party: CaseParty) -> PartyRow:
    return PartyRow(
        party.public_id,
        party.role,
        str(PartyRole(party.role).label),
        party.name,
        party.contact,
        UUID(party.member) if party.member else None,
    )


def members_concerned(case: Case) -> list[UUID]:
    """The public ids of the members the case concerns, for the audit log."""
    parties = list(case.parties.filter(role=PartyRole.MEMBER).order_by("id"))
    return [UUID(party.member) for party in parties if party.member]


def steps_of(case: Case) -> list[CaseStep]:
    """The steps of the case's template, in order."""
    return list(case.steps.order_by("order"))


def offered_case_types() -> list[CaseType]:
    """The types to choose from for a new case."""
    return list(CaseType.objects.filter(is_offered=True).order_by("order", "id"))


def all_case_types() -> list[CaseType]:
    """Every type, for editing the list."""
    return list(CaseType.objects.order_by("order", "id"))


def outcomes_of(case_type: CaseType) -> list[tuple[str, Words]]:
    """How cases of the type can end, in the order of the list."""
    known = case_types.outcomes()
    return [(key, known[key]) for key in case_type.outcomes if key in known]


def outcome_label(key: str) -> str:
    """The name of an outcome, in the reader's language."""
    outcome = case_types.outcomes().get(key)
    return str(outcome) if outcome else key


def clubs_to_work_in(actor: Actor) -> list[Unit]:
    """The clubs that the actor's office covers, those merged into them too, by name."""
    return list(Unit.objects.filter(within(actor, HANDLE, "")).order_by("sort_name", "id"))


def clubs_to_choose_from(actor: Actor) -> list[Unit]:
    """The clubs by which a list can be narrowed: none where the office covers a single one."""
    spans = actor.spans(HANDLE)
    if len(spans) == 1 and spans[0][0] == spans[0][1]:
        return []
    clubs = clubs_to_work_in(actor)
    return clubs if len(clubs) > 1 else []


def clubs_to_begin_in(actor: Actor, *, today: date) -> list[Unit]:
    """Those of them that there are today: a new case is not begun in a club that has ended."""
    return list(Unit.objects.filter(held_on(today), within(actor, HANDLE, "")).order_by("sort_name", "id"))


def position_name(position: Position | None) -> str:
    """The name of whoever holds the position."""
    return position.person.name if position else ""


def days_open(case: Case, today: date) -> int:
    """How long the case has lasted."""
    return ((case.closed_on or today) - case.opened_on).days
