"""Shipments of the demonstration in every state a shipment can be in, with what their receivers did."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from arbeidsrom.core.roles.queries import actor_in
from arbeidsrom.core.vault import actions as vault
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.papers.pdf import as_pdf
from arbeidsrom.modules.sharing.actions.addresses import Entry, add_address
from arbeidsrom.modules.sharing.actions.answers import read_answer
from arbeidsrom.modules.sharing.actions.desk import assign_case_number, take_shipment
from arbeidsrom.modules.sharing.actions.shipments import (
    Issued,
    approve_shipment,
    create_shipment,
    reject_shipment,
    withdraw_shipment,
)
from arbeidsrom.modules.sharing.queries.shipments import answers_to
from arbeidsrom.modules.sharing.rules.categories import Category, LegalGround
from arbeidsrom.modules.sharing.rules.orders import Order, Receiver
from arbeidsrom.modules.sharing.states import Way
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import documents
from arbeidsrom.modules.workspace.demo.receivers import DemoReceiver, answer, assessment, fetch
from arbeidsrom.modules.workspace.models import Case, Origin
from arbeidsrom.modules.workspace.queries import statements
from arbeidsrom.modules.workspace.queries.documents import documents_of
from arbeidsrom.modules.workspace.queries.facts import facts_of
from arbeidsrom.modules.workspace.rules.titles import CASE_STATEMENT, proposed
from arbeidsrom.modules.workspace.statements.paper import statement_paper
from arbeidsrom.modules.workspace.states import UNFINISHED

if TYPE_CHECKING:
    from arbeidsrom.config.demo.world import World

CASES = 6


def build(world: World) -> None:
    """Shared from the first club's cases by its leader; a colleague approves, the centre's desk takes."""
    kari, ola, desk, admin = (
        actor_in(world.positions[name], account_id=None, origin="", today=world.today)
        for name in ("kari", "ola", "kjersti", "admin")
    )
    entry = Entry(Category.COMPETENCE_CENTRE, world.centre.name, "mottak@kompetansesenter.example", "90000001")
    centre = add_address(world.union, entry, actor=admin, now=world.now, is_central=True, desk=world.centre)
    shared = (
        access.visible_cases(kari).filter(documents__isnull=False, state__in=UNFINISHED).select_related("club", "type")
    )
    cases = list(shared.order_by("number").distinct()[:CASES])
    if len(cases) < CASES:
        return
    dismissal, warning, pay, rota, sick_leave, part_time = (_Sender(world, case, kari) for case in cases)
    _to_the_centre(dismissal, centre.public_id, desk)
    warning.to_centre(centre.public_id, world.now - timedelta(days=20))  # nobody opened it, and it has expired
    _to_the_member(pay)
    _to_the_employer_by_mistake(pay)
    _to_the_safety_service(rota)
    _to_occupational_health(sick_leave)
    _to_other_stewards(part_time, ola)


def _to_the_centre(sender: _Sender, centre: UUID, desk: Actor) -> None:
    """Taken at the desk, numbered, fetched and answered; what was shared later carries the centre's number."""
    sent = sender.now - timedelta(days=3)
    issued = sender.to_centre(centre, sent)
    take_shipment(issued.shipment.public_id, actor=desk, now=sent + timedelta(hours=2))
    assign_case_number(
        issued.shipment.public_id,
        case_number=f"{sent.year}/1482",
        before="",
        actor=desk,
        now=sent + timedelta(hours=2, minutes=5),
    )
    fetched = sent + timedelta(hours=3)
    opened = DemoReceiver(issued).opens(fetched)
    fetch(opened, fetched + timedelta(minutes=4))
    said = "Takk, vi har fått alt. Vurderingen vår ligger ved."
    answer(opened, said, fetched + timedelta(hours=20), assessment(opened, fetched + timedelta(hours=20)))
    sender.to(
        Category.COMPETENCE_CENTRE, Receiver("", address=centre), sender.now - timedelta(hours=17), only_newest=True
    )


def _to_the_member(sender: _Sender) -> None:
    """The direct way, not opened yet; and the classic way, opened, with the first document fetched."""
    member = Receiver("Medlemmet", "medlem@samhold.example", "+4740000001")
    sent = sender.now - timedelta(days=2)
    opened = DemoReceiver(sender.to(Category.MEMBER, member, sent)).opens(sent + timedelta(hours=3))
    fetch(opened, sent + timedelta(hours=3), most=1)
    answer(opened, "Timelisten for mai mangler. Jeg sender den i morgen.", sent + timedelta(hours=4))
    sender.to(Category.MEMBER, member, sender.now - timedelta(hours=18), way=Way.DIRECT)


def _to_the_employer_by_mistake(sender: _Sender) -> None:
    receiver = Receiver("Personalavdelingen", "personal@storvik.example")
    mistaken = sender.to(Category.EMPLOYER, receiver, sender.now - timedelta(hours=20))
    withdraw_shipment(mistaken.shipment.public_id, actor=sender.actor, now=sender.now - timedelta(hours=19))


def _to_the_safety_service(sender: _Sender) -> None:
    """Fetched in full a week ago, and the answer has been read."""
    sent = sender.now - timedelta(days=7)
    issued = sender.to(Category.SAFETY_SERVICE, Receiver("Hovedverneombudet", "verneombud@storvik.example"), sent)
    opened = DemoReceiver(issued).opens(sent + timedelta(hours=5))
    answer(opened, "Jeg tar opp hviletiden i arbeidsmiljøutvalget på torsdag.", sent + timedelta(hours=6))
    fetch(opened, sent + timedelta(hours=6))
    for each in answers_to(issued.shipment):
        read_answer(each.public_id, actor=sender.actor, now=sent + timedelta(days=1))


def _to_occupational_health(sender: _Sender) -> None:
    """Somebody has guessed until it was locked."""
    receiver = Receiver("Bedriftshelsetjenesten", "post@bht.example")
    issued = sender.to(Category.OCCUPATIONAL_HEALTH, receiver, sender.now - timedelta(days=2))
    DemoReceiver(issued).mistypes_until_locked(sender.now - timedelta(days=1))


def _to_other_stewards(sender: _Sender, colleague: Actor) -> None:
    """What a colleague must approve: one not approved, one approved that has no code yet, one that waits."""
    receiver = Receiver("Hovedtillitsvalgt i et annet forbund", "tillitsvalgt@annet.example")
    moment = sender.now - timedelta(days=2)
    refused, approved, _waiting = (
        sender.to(Category.OTHER_STEWARDS, receiver, moment + number * timedelta(days=1)).shipment.public_id
        for number in range(3)
    )
    decided = timedelta(hours=1)
    why = "Ta ut notatet fra samtalen med medlemmet før dette deles med et annet forbund."
    reject_shipment(refused, note=why, actor=colleague, now=moment + decided)
    approve_shipment(approved, note="", actor=colleague, now=moment + timedelta(days=1) + decided)


class _Sender:
    """Shares from one case."""

    def __init__(self, world: World, case: Case, actor: Actor) -> None:
        self.world, self.case, self.actor, self.now = world, case, actor, world.now

    def to_centre(self, address: UUID, moment: datetime) -> Issued:
        """The first shipment holds a case statement form and all documents of the case."""
        self._add_statement(moment - timedelta(hours=1))
        return self.to(Category.COMPETENCE_CENTRE, Receiver("", address=address), moment, days_open=14)

    def to(
        self, category: Category, receiver: Receiver, moment: datetime, *, only_newest: bool = False, **more: Any
    ) -> Issued:
        """Share every document of the case, or only the newest one."""
        rows = sorted(documents_of(self.case, actor=self.actor), key=lambda row: (row.latest.created_at, row.title))
        order = Order(
            shipment=self.world.uuid(),
            versions=frozenset(row.latest.public_id for row in (rows[-1:] if only_newest else rows)),
            category=category,
            receiver=receiver,
            title=self.case.title,
            message="Se vedlagte dokumenter. Ta gjerne kontakt på telefon.",
            legal_ground="" if category == Category.MEMBER else LegalGround.LEGAL_CLAIM,
            reason="" if category == Category.MEMBER else "Grunnlag for videre behandling av saken.",
            **more,
        )
        return create_shipment(self.case.public_id, order=order, actor=self.actor, now=moment)

    def _add_statement(self, moment: datetime) -> None:
        day = moment.date()
        answers = statements.answers_of(self.case, statements.draft_of(self.case), today=day)
        paper = statement_paper(answers, facts_of(self.case, today=day), dated=day, language="nb")
        content = vault.receive([as_pdf(paper)], holder=self.case.holder, file_name="saksfremstilling.pdf")
        documents.add_document(
            self.case.public_id,
            content,
            title=proposed(CASE_STATEMENT, day),
            dated=day,
            kind=CASE_STATEMENT,
            origin=Origin.MADE,
            actor=self.actor,
            now=moment,
        )
