"""Cases as something that can be shared: what sharing asks, and what it tells (KL-SHARE-001, KL-CASE-007)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.membership.queries.members import MemberCard, member_cards
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, denied
from arbeidsrom.modules.sharing.rules.categories import Category
from arbeidsrom.modules.sharing.rules.members import ConcernedMember
from arbeidsrom.modules.sharing.subjects import ArrivedAnswer, Consent, Label, Offered, Overseers, RestsOn, Subject
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import shipments as actions
from arbeidsrom.modules.workspace.models import Case, PartyRole
from arbeidsrom.modules.workspace.queries import cases, consents, documents, lists, search, stewards
from arbeidsrom.modules.workspace.queries.cases import PartyRow
from arbeidsrom.modules.workspace.queries.documents import DocumentRow, VersionRow
from arbeidsrom.modules.workspace.rules.titles import CASE_STATEMENT


class SharedCases:
    """The source that sharing knows cases through."""

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """The public ids of the cases whose content the actor sees."""
        return access.visible_cases(actor).values("public_id")

    def get(self, about: UUID, *, actor: Actor, lock: bool = False) -> Subject:
        """The case with everything that could be shared from it; locked, nobody closes it or removes a document."""
        case = cases.get_case(about, actor=actor, lock=lock)
        people = cases.members_concerned(case)
        rows, parties = documents.documents_of(case, actor=actor), cases.parties_of(case)
        return Subject(
            about=case.public_id,
            holder=case.holder,
            tenant=case.tenant,
            club=case.club,
            title=case.title,
            number=case.label,
            url=reverse("case", args=[case.public_id]),
            may_share=access.may_give_out(actor, case),
            only_to=frozenset({Category.MEMBER}) if case.is_closed else None,
            documents=[_offered(row, row.latest) for row in rows],
            superseded=[_offered(row, version) for row in rows for version in row.versions[1:]],
            consents=_consents(case),
            names=[party.name for party in parties],
            people=people,
            members=_members(parties),
            statement_url=reverse("case_statement", args=[case.public_id]),
            people_url=reverse("case_people", args=[case.public_id]),
        )

    def labels(self, abouts: Collection[UUID], *, actor: Actor) -> Mapping[UUID, Label]:
        """How to speak of those that the actor may see: four queries."""
        found = list(access.visible_cases(actor).filter(public_id__in=list(abouts)).order_by("id"))
        keys.open_holders(found)
        shown = lists.shown_cases(found)
        return {
            case.public_id: Label(case.label, case.title, reverse("case", args=[case.public_id]), each.people)
            for case, each in zip(found, shown, strict=True)
        }

    def concerning(self, member: UUID) -> QuerySet[Any]:
        """The public ids of the cases in which the member has a part."""
        return search.cases_concerning(member).values("public_id")

    def lost_consents(self, about: UUID, rests: Collection[RestsOn], *, today: date) -> Collection[RestsOn]:
        """Those that the case's consents do not cover on the day."""
        return consents.lost_consents(about, rests, today=today)

    def people_to_tell(self, about: UUID, *, today: date) -> Collection[int]:
        """The people who work with the case and are in office today."""
        return stewards.people_working_on(about, today=today)

    def unattended(self, abouts: Collection[UUID], *, today: date) -> Collection[UUID]:
        """The cases that nobody in office works with: one query."""
        return set(abouts) - stewards.cases_worked_on(abouts, today=today)

    def overseers(self, about: UUID, *, today: date) -> Overseers:
        """Those who oversee the local union of the case, and their page of cases without anybody."""
        return Overseers(stewards.people_overseeing(about, today=today), reverse("union_overview"))

    def sent(self, about: UUID, *, shipment: UUID, category: str, actor: Actor, now: datetime) -> None:
        """A shipment has left the case."""
        actions.note_shipment(about, shipment=shipment, category=category, actor=actor, now=now)

    def noted(self, about: UUID, kind: str, *, shipment: UUID, actor: Actor, now: datetime, **facts: str) -> None:
        """Something else has happened to a shipment."""
        actions.note_event(about, kind, shipment=shipment, actor=actor, now=now, **facts)

    def take_in(self, answer: ArrivedAnswer, *, actor: Actor, now: datetime) -> None:
        """A receiver has answered."""
        actions.take_in_answer(
            answer.about,
            shipment=answer.shipment,
            reference=answer.reference,
            sender=answer.sender,
            message=answer.message,
            versions=answer.versions,
            actor=actor,
            now=now,
        )


def _members(parties: list[PartyRow]) -> list[ConcernedMember]:
    """The members the case is about, reached as the register has them now; those who have left by their name alone."""
    concerned = [party for party in parties if party.role == PartyRole.MEMBER]
    found = member_cards(party.member for party in concerned if party.member)
    return [_member(party, found.get(party.member) if party.member else None) for party in concerned]


def _member(party: PartyRow, card: MemberCard | None) -> ConcernedMember:
    if card is None:
        return ConcernedMember(party.public_id, party.name)
    return ConcernedMember(party.public_id, card.name, card.email, card.phone)


def _consents(case: Case) -> list[Consent]:
    found = consents.consents_to_share(case, today=timezone.localdate())
    return [Consent(row.public_id, row.label) for row in found]


def _offered(row: DocumentRow, version: VersionRow) -> Offered:
    """A file of a document, with why it may not be shared and what is wrong with its title."""
    refusal = denied(_("The file has not been cleared of malware yet. It cannot be shared."))
    return Offered(
        version=version.public_id,
        title=row.title,
        file_name=version.file_name,
        size=version.size,
        content_type=version.content_type,
        stored_at=version.created_at,
        dated=row.dated,
        is_case_statement=row.kind == CASE_STATEMENT,
        may_share=ALLOWED if version.may_leave else refusal,
        warnings=[str(fault) for fault in row.faults],
    )
