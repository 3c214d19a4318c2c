"""A small room with cases for the tests: what workspace is to sharing, with real documents in the real vault."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from arbeidsrom.core.keys.actions import create_holder
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault import queries as vault_queries
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, denied
from arbeidsrom.modules.sharing.rules.members import ConcernedMember
from arbeidsrom.modules.sharing.rules.orders import Order, Receiver
from arbeidsrom.modules.sharing.subjects import ArrivedAnswer, Consent, Label, NoSubject, Offered, Overseers, Subject

PDF = b"%PDF-1.7\n" + b"drofting og oppsigelse " * 2000
MEMBER = UUID(int=4711)
CONSENT = Consent(UUID(int=1), "Samtykke til deling, 10.11.2026")


@dataclass
class Case:
    about: UUID
    club: Unit
    holder: UUID
    stewards: set[int]
    title: str = "Oppsigelse datert 03.02.26"
    number: str = "2026/14"
    names: tuple[str, ...] = ("Kari Medlem",)
    people: tuple[UUID, ...] = (MEMBER,)
    members: tuple[ConcernedMember, ...] = ()
    documents: list[Offered] = field(default_factory=list)
    consents: tuple[Consent, ...] = (CONSENT,)

    def versions(self) -> frozenset[UUID]:
        return frozenset(document.version for document in self.documents)


class CaseRoom:
    """The source that the tests register."""

    def __init__(self) -> None:
        self.cases: dict[UUID, Case] = {}
        self.answers: list[ArrivedAnswer] = []
        self.told_of: list[tuple[UUID, UUID]] = []
        self.overseers_of_cases: list[int] = []
        self.notes: list[tuple[str, dict[str, str]]] = []

    def open_case(self, club: Unit, *stewards: Actor, **details) -> Case:
        holder = create_holder(tenant=club.tenant, kind="case")
        case = Case(uuid4(), club, holder.public_id, {each.person_id for each in stewards}, **details)
        self.cases[case.about] = case
        return case

    def store(
        self, case, content, file_name, title, *, actor, now, statement=False, dated=date(2026, 11, 10)
    ) -> Offered:
        version = vault.store(
            [content] if isinstance(content, bytes) else content,
            holder=case.holder,
            title=title,
            dated=dated,
            file_name=file_name,
            actor=actor,
            now=now,
        )
        offered = Offered(
            version.public_id, title, version.file_name, version.size, version.content_type, now, dated, statement
        )
        case.documents.append(offered)
        return offered

    def refuse(self, case, offered, reason):
        case.documents[case.documents.index(offered)] = replace(offered, may_share=denied(reason))

    def visible(self, actor):
        return [about for about, case in self.cases.items() if actor.person_id in case.stewards]

    def get(self, about, *, actor, lock=False):
        case = self.cases.get(about)
        if case is None or actor.person_id not in case.stewards:
            raise NoSubject(about)
        return Subject(
            about=about,
            holder=case.holder,
            tenant=case.club.tenant,
            club=case.club,
            title=case.title,
            number=case.number,
            url="/cases/",
            may_share=ALLOWED,
            documents=tuple(case.documents),
            consents=case.consents,
            names=case.names,
            people=case.people,
            members=case.members,
            people_url="/people/",
        )

    def labels(self, abouts, *, actor):
        seen = set(self.visible(actor))
        return {
            about: Label(self.cases[about].number, self.cases[about].title, "/cases/", self.cases[about].people)
            for about in abouts
            if about in seen
        }

    def concerning(self, member):
        return [about for about, case in self.cases.items() if member in case.people]

    def lost_consents(self, about, rests, *, today):
        held = {consent.id for consent in self.cases[about].consents}
        return {each for each in rests if each.consent not in held}

    def people_to_tell(self, about, *, today):
        return sorted(self.cases[about].stewards)

    def unattended(self, abouts, *, today):
        return {about for about in abouts if not self.people_to_tell(about, today=today)}

    def overseers(self, about, *, today):
        return Overseers(self.overseers_of_cases, "/overview/")

    def sent(self, about, *, shipment, category, actor, now):
        self.told_of.append((about, shipment))

    def noted(self, about, kind, *, shipment, actor, now, **facts):
        self.notes.append((kind, facts))

    def take_in(self, answer, *, actor, now):
        self.answers.append(answer)


def order(case: Case, *documents: Offered, **changes) -> Order:
    """A plain order: these documents (or all) to the employer, the classic way."""
    chosen = frozenset(each.version for each in documents) or case.versions()
    plain = Order(
        shipment=uuid4(),
        versions=chosen,
        category="employer",
        receiver=Receiver("Personalsjef Berg", "berg@kommunen.example", "412 34 567"),
        title=case.title,
        legal_ground="legal_claim",
        reason="Grunnlag for drøftingsmøtet",
        message="Se vedlagte dokumenter før møtet.",
    )
    return replace(plain, **changes)


def content_of(version: UUID) -> bytes:
    """What the vault holds."""
    return b"".join(vault_queries.open_stream(vault_queries.get_version(version)))


def later(now: datetime, **time) -> datetime:
    return now + timedelta(**time)
