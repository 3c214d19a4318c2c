"""A case as papers tell of it (``workspace.facts``)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.membership.queries.members import MemberCard, member_cards
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.organisation.queries import tenant_unit
from arbeidsrom.core.roles.queries import position_title
from arbeidsrom.modules.workspace.facts import (
    CaseFacts,
    DeadlineFacts,
    DocumentFacts,
    EventFacts,
    MemberFacts,
    StewardFacts,
)
from arbeidsrom.modules.workspace.models import Case, PartyRole
from arbeidsrom.modules.workspace.models.timeline import WRITTEN_BY_HAND
from arbeidsrom.modules.workspace.queries import cases, deadlines, timeline
from arbeidsrom.modules.workspace.queries.cases import PartyRow
from arbeidsrom.modules.workspace.states import CaseState


def facts_of(case: Case, *, today: date, kinds: Collection[str] = (), oldest_first: bool = True) -> CaseFacts:
    """Everything a paper about the case may tell, in the reader's language. The caller has seen to the access."""
    parties = cases.parties_of(case)
    contact = next((party for party in parties if party.role == PartyRole.EMPLOYER_CONTACT), None)
    return CaseFacts(
        public_id=case.public_id,
        label=case.label,
        type=str(case.type.name),
        title=case.title,
        state=str(CaseState(case.state).label),
        summary=case.summary,
        club=case.club.name,
        union=_union(case),
        opened_on=case.opened_on,
        closed_on=case.closed_on,
        outcome=cases.outcome_label(case.outcome) if case.outcome else "",
        employer=case.employer.name if case.employer else "",
        employer_contact=contact.name if contact else "",
        employer_address=contact.contact if contact else "",
        workplace=case.workplace,
        group=case.group,
        members=_members(parties),
        steward=_steward(case.responsible),
        events=_events(case, kinds, oldest_first),
        deadlines=tuple(
            DeadlineFacts(row.label, row.due, str(row.state_label), row.is_running)
            for row in deadlines.deadlines_of(case, today=today)
        ),
        documents=_documents(case),
        subject=case.subject,
    )


def _union(case: Case) -> str:
    """The body the club belongs to, unless the club answers for itself."""
    union = tenant_unit(case.tenant)
    return "" if union.pk == case.club_id else union.name


def _members(parties: list[PartyRow]) -> tuple[MemberFacts, ...]:
    """The members concerned: as the register has them now, or as the case has kept them when they have left."""
    concerned = [party for party in parties if party.role == PartyRole.MEMBER]
    found = member_cards(party.member for party in concerned if party.member)
    return tuple(
        _member(found[party.member]) if party.member in found else MemberFacts(party.name) for party in concerned
    )


def _member(member: MemberCard) -> MemberFacts:
    return MemberFacts(
        name=member.name,
        number=member.member_number,
        phone=member.phone,
        email=member.email,
        post=member.position_title,
        percent=member.percent,
        tariff_area=member.tariff_area,
    )


def _steward(position: Position | None) -> StewardFacts:
    """Whoever is responsible for the case."""
    if position is None:
        return StewardFacts("")
    person = position.person
    return StewardFacts(person.name, position_title(position), person.mobile, person.email)


def _events(case: Case, kinds: Collection[str], oldest_first: bool) -> tuple[EventFacts, ...]:
    return tuple(
        EventFacts(row.happened_at, row.kind, row.heading, row.text, row.author, row.kind in WRITTEN_BY_HAND)
        for row in timeline.timeline_of(case, kinds=kinds, oldest_first=oldest_first)
    )


def _documents(case: Case) -> tuple[DocumentFacts, ...]:
    """The documents by their dates; those without one last."""
    rows = [row.document for row in case.documents.select_related("document").order_by("document__dated", "id")]
    keys.open_holders(rows)
    return tuple(DocumentFacts(row.public_id, row.title, row.dated) for row in rows)
