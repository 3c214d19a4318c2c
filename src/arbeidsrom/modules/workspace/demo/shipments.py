"""Shipments of the demonstration in their states: sent, expired, withdrawn, waiting for approval."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from arbeidsrom.core.roles.queries import actor_in
from arbeidsrom.core.vault import actions as vault
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.papers.pdf import as_pdf
from arbeidsrom.modules.sharing.actions.addresses import Entry, add_address
from arbeidsrom.modules.sharing.actions.shipments import create_shipment, withdraw_shipment
from arbeidsrom.modules.sharing.rules.categories import Category, LegalGround
from arbeidsrom.modules.sharing.rules.orders import Order, Receiver
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import documents
from arbeidsrom.modules.workspace.models import Case, Origin
from arbeidsrom.modules.workspace.queries import statements
from arbeidsrom.modules.workspace.queries.documents import documents_of
from arbeidsrom.modules.workspace.queries.facts import facts_of
from arbeidsrom.modules.workspace.rules.titles import proposed
from arbeidsrom.modules.workspace.statements.paper import statement_paper
from arbeidsrom.modules.workspace.states import UNFINISHED

if TYPE_CHECKING:
    from arbeidsrom.config.demo.world import World

STATEMENT = "case_statement"


def build(world: World) -> None:
    """Shared from the first club's cases by its leader."""
    kari = actor_in(world.positions["kari"], account_id=None, origin="", today=world.today)
    admin = actor_in(world.positions["admin"], account_id=None, origin="", today=world.today)
    entry = Entry(Category.COMPETENCE_CENTRE, world.centre.name, "mottak@kompetansesenter.example", "90000001")
    centre = add_address(world.union, entry, actor=admin, now=world.now, is_central=True, desk=world.centre)
    shared = (
        access.visible_cases(kari).filter(documents__isnull=False, state__in=UNFINISHED).select_related("club", "type")
    )
    cases = list(shared.order_by("number").distinct()[:4])
    if len(cases) < 4:
        return
    first, second, third, fourth = (_Sender(world, case, kari) for case in cases)
    first.to_centre(centre.public_id, world.now - timedelta(days=3))
    second.to_centre(centre.public_id, world.now - timedelta(days=20))
    third.to(Category.MEMBER, Receiver("Medlemmet", "medlem@samhold.example"), world.now - timedelta(days=1))
    mistaken = third.to(
        Category.EMPLOYER, Receiver("Personalavdelingen", "personal@storvik.example"), world.now - timedelta(hours=5)
    )
    withdraw_shipment(mistaken, actor=kari, now=world.now - timedelta(hours=4))
    fourth.to(
        Category.OTHER_STEWARDS,
        Receiver("Hovedtillitsvalgt i et annet forbund", "tillitsvalgt@annet.example"),
        world.now - timedelta(hours=2),
    )


class _Sender:
    """Shares from one case."""

    def __init__(self, world: World, case: Case, actor: Actor) -> None:
        self.world, self.case, self.actor = world, case, actor

    def to_centre(self, address: UUID, moment: datetime) -> UUID:
        """The first shipment holds a case statement form and all documents of the case."""
        self._add_statement(moment - timedelta(hours=1))
        return self.to(Category.COMPETENCE_CENTRE, Receiver("", address=address), moment, days_open=14)

    def to(self, category: Category, receiver: Receiver, moment: datetime, **more: Any) -> UUID:
        """Share every document of the case."""
        rows = documents_of(self.case, actor=self.actor)
        order = Order(
            shipment=self.world.uuid(),
            versions=frozenset(row.latest.public_id for row in rows),
            category=category,
            receiver=receiver,
            title=self.case.title,
            message="Se vedlagte dokumenter. Ta gjerne kontakt på telefon.",
            legal_ground="" if category == Category.MEMBER else LegalGround.LEGAL_CLAIM,
            reason="" if category == Category.MEMBER else "Grunnlag for videre behandling av saken.",
            **more,
        )
        return create_shipment(self.case.public_id, order=order, actor=self.actor, now=moment).shipment.public_id

    def _add_statement(self, moment: datetime) -> None:
        day = moment.date()
        answers = statements.answers_of(self.case, statements.draft_of(self.case), today=day)
        paper = statement_paper(answers, facts_of(self.case, today=day), dated=day, language="nb")
        content = vault.receive([as_pdf(paper)], holder=self.case.holder, file_name="saksfremstilling.pdf")
        documents.add_document(
            self.case.public_id,
            content,
            title=proposed(STATEMENT, day),
            dated=day,
            kind=STATEMENT,
            origin=Origin.MADE,
            actor=self.actor,
            now=moment,
        )
