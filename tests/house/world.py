"""A case of the hospital club's leader with everything that addresses speak of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.test import Client
from procrastinate.contrib.django import app

from arbeidsrom.core.system_messages.actions.writing import Wording, begin_message
from arbeidsrom.core.vault.actions import receive
from arbeidsrom.modules.sharing.actions.shipments import create_shipment
from arbeidsrom.modules.sharing.rules.orders import Order, Receiver
from arbeidsrom.modules.workspace.actions.deadlines import set_deadline
from arbeidsrom.modules.workspace.actions.documents import add_document
from arbeidsrom.modules.workspace.models import DeadlineRule
from arbeidsrom.modules.workspace.tests.factories import a_case, a_member
from tests.cast import Cast, make_cast
from tests.house.plans import a_plan
from tests.house.staff import a_requirement, add_staff, an_assignment, an_order, has_plan

ABSENT = UUID(int=404)


@dataclass
class World:
    """The cast, and a value for each parameter of an address."""

    cast: Cast
    things: dict[str, object]
    browsers: dict[str, Client] = field(default_factory=dict)

    def browser(self, who: str) -> Client:
        """Somebody's browser, signed in once; "nobody" is not."""
        if who not in self.browsers:
            self.browsers[who] = Client() if who == "nobody" else self.cast.browser(who)
            self.browsers[who].raise_request_exception = False
        return self.browsers[who]


def make_world(folder: Path) -> World:
    """Everything belongs to Kari, the leader of the hospital club, unless the name says otherwise."""
    settings.VAULT_FOLDER = folder
    cast = make_cast()
    add_staff(cast)
    member = a_member(cast.hospital_club)
    case = a_case(cast, member=member)
    document = add_document(
        case.public_id,
        receive([b"Innkalling"], holder=case.holder, file_name="innkalling.txt"),
        title="Innkalling",
        dated=cast.today,
        actor=cast.kari,
        now=cast.now,
    )
    unsent = add_document(
        case.public_id,
        receive([b"Referat"], holder=case.holder, file_name="referat.txt"),
        title="Referat",
        dated=cast.today,
        kind="minutes_discussion",
        actor=cast.kari,
        now=cast.now,
    )
    shipment = create_shipment(
        case.public_id,
        order=Order(
            shipment=uuid4(),
            versions=frozenset({document.public_id}),
            category="employer",
            receiver=Receiver("Personalsjef Berg", "berg@kommunen.example", "412 34 567"),
            title="Grunnlag for møtet",
            legal_ground="legal_claim",
            reason="Grunnlag for drøftingsmøtet",
        ),
        actor=cast.kari,
        now=cast.now,
    ).shipment
    soon = cast.today + timedelta(days=14)
    deadline = set_deadline(case.public_id, label="Svar", due=soon, actor=cast.kari, now=cast.now)
    message = begin_message(Wording("Nye rutiner"), actor=cast.actor("astrid"), now=cast.now)
    requirement = a_requirement(cast)
    plan = a_plan(cast)
    has_plan(cast, plan.plan)
    assignment = an_assignment(cast)
    world = World(
        cast,
        {
            "case_id": case.public_id,
            "document_id": unsent.document.public_id,
            "version_id": document.public_id,
            "about": case.public_id,
            "shipment_id": shipment.public_id,
            "deadline_id": deadline.public_id,
            "member_id": member.public_id,
            "club_id": cast.hospital_club.public_id,
            "unit_id": cast.hospital_club.public_id,
            "workplace_id": cast.positions["astrid"].unit.public_id,
            "position_id": cast.positions["kari"].public_id,
            "person_id": cast.people["kari"].public_id,
            "tenant": cast.local_union.tenant,
            "order": 1,
            "card": "absent",
            "loan_id": ABSENT,
            "absence_id": ABSENT,
            "session_id": 404,
            "key": case.type.key,
            "chapter": "sign-in",
            "rule_id": DeadlineRule.objects.earliest("id").pk,
            "template": "summons",
            "section": "account",
            "destination": "workspace-case",
            "token": "absent",
            "name": "User",
            "system_message_id": message.public_id,
            "order_id": an_order(cast).public_id,
            "requirement_id": requirement.public_id,
            "node_id": requirement.category.public_id,
            "category_id": requirement.category.public_id,
            "sharing_id": requirement.sharings.get().public_id,
            "assignment_id": assignment.public_id,
            "item_id": assignment.plan.links.earliest("id").public_id,
            "part_id": assignment.plan.sections.earliest("id").public_id,
            "number": 1,
            "plan_id": plan.plan.public_id,
            "section_id": plan.section.public_id,
            "link_id": plan.link,
            "publication_id": plan.publication.public_id,
            "major": 1,
            "minor": 0,
            "job_id": app.configure_task("audit.verify", schedule_in={"days": 1}).defer(verification_id=404),
        }
        | dict.fromkeys(
            (
                "party_id", "signer_id", "offer_id", "conflict_id", "consent_id", "deletion_id", "template_id",
                "run_id", "upload_id", "notification_id", "answer_id", "address_id", "message_id", "access_id",
                "export_id", "leader_id", "deputy_id", "delegate_id",
                "change_id",
                "client_id", "grant_id", "token_id", "user_id", "group_id",
                "file_id", "sheet_id",
                "point", "request_id", "performance_id", "attachment_id",
            ),
            ABSENT,
        ),
    )  # fmt: skip
    for who in ("nobody", *cast.accounts):
        world.browser(who)
    return world
