"""A page with fifteen rows asks the database as often as a page with three.

One world is looked at, filled, and looked at again. Every page that somebody of the cast may open is looked at, so
that a new one is in the test by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from pkgutil import walk_packages
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, reset_queries, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import arbeidsrom
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.system_messages.actions.writing import Wording, begin_message
from arbeidsrom.core.vault.actions import receive
from arbeidsrom.modules.competence.models import Category, Plan, Requirement
from arbeidsrom.modules.sharing.actions.addresses import Entry, add_address
from arbeidsrom.modules.sharing.actions.shipments import create_shipment
from arbeidsrom.modules.sharing.models import ReceiverAddress
from arbeidsrom.modules.sharing.rules.orders import Order, Receiver
from arbeidsrom.modules.workspace.actions.cases import add_party
from arbeidsrom.modules.workspace.actions.deadlines import set_deadline
from arbeidsrom.modules.workspace.actions.documents import add_document
from arbeidsrom.modules.workspace.actions.states import close_case
from arbeidsrom.modules.workspace.models import Case, CaseSteward, PartyRole
from arbeidsrom.modules.workspace.tests.factories import a_case, a_member
from arbeidsrom.web.lists import Listing, long
from tests.cast import NOW, Cast
from tests.house.access_cases import SIGNED_IN, WHO
from tests.house.plans import a_plan, add_to, put_away
from tests.house.staff import a_requirement, an_order, employ, has_plan
from tests.house.test_access import addresses
from tests.house.world import World, make_world

pytestmark = pytest.mark.django_db  # sets the database up; everything happens inside the module's transaction

FEW, MANY, FULL = 3, 15, 100
LISTS = {
    "workspace.cases": "cases",
    "workspace.closed_out_of_reach": "closed_out_of_reach",
    "membership.members": "members",
    "sharing.shipments": "shipments",
    "sharing.desk": "desk",
    "audit.log": "audit_log",
    "notifications.outbox": "outbox",
    "people.employees": "employees",
    "people.without_leader": "employees_without_leader",
    "people.access": "control_access",
    "system_messages.messages": "system_messages",
    "role_orders.orders": "owned_role_orders",
    "competence.status_matrix": "status_matrix",
    "competence.repetition_matrix": "repetition_matrix",
    "competence.requirements": "requirements",
    "competence.central_requirements": "central_requirements",
    "competence.plans": "plans",
    "competence.archived_plans": "archived_plans",
    "competence.central_plans": "central_plans",
}
MADE_FOR_ONE = {"followed_requirements"}
"""Pages of lists that are made for whoever looks, which no module holds."""
OF_THE_CODE = {"privacy.fields"}
"""Lists whose rows are the same in every world."""

SEARCHED = {"control_access": {"q": "berg"}}
"""What is asked of pages that show nothing until somebody searches."""

GIVEN = {
    "case_id",
    "club_id",
    "unit_id",
    "member_id",
    "position_id",
    "shipment_id",
    "document_id",
    "about",
    "template",
    "rule_id",
    "system_message_id",
    "order_id",
    "requirement_id",
    "node_id",
    "category_id",
    "plan_id",
    "section_id",
    "link_id",
    "publication_id",
    "major",
    "minor",
}
LOOKERS = ("kari", "per", "admin", "kjersti", "astrid")


def looker(name: str) -> str:
    """Somebody who may open the page."""
    return next((who for who in LOOKERS if WHO[name] == SIGNED_IN or who in WHO[name]), "")


PAGES = sorted(name for name, given in addresses().items() if set(given) <= GIVEN and looker(name))


@dataclass(frozen=True)
class Look:
    """What a page asked the database, and how many rows of tables it had."""

    statements: list[str]
    rows: int


Looks = dict[str, Look]


@pytest.fixture(scope="module")
def seen(django_db_setup: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Looks]]:
    """The statements behind each page for each person, with few rows and with many."""
    with django_db_blocker.unblock(), time_machine.travel(NOW), transaction.atomic():
        world = make_world(tmp_path_factory.mktemp("files"))
        fill(world, FEW)
        looks = [look_around(world)]
        fill(world, MANY - FEW)
        yield [*looks, look_around(world)]
        transaction.set_rollback(True)


def fill(world: World, times: int) -> None:
    """So many more of everything: clubs' cases with all that a case holds, members, shipments, addresses."""
    cast = world.cast
    first = Case.objects.get(public_id=world.things["case_id"])
    for number in range(times):
        case = a_case(cast, member=a_member(cast.hospital_club, "Kari", f"Nordmann{number}"))
        for each in (case, first):
            hold_more(cast, each, number)
        an_hour_each = cast.now - timedelta(hours=48 - Case.objects.count())  # nobody may send everything at once
        ship(cast, case, now=an_hour_each)
        ship(cast, first, now=an_hour_each)
        entry = Entry("employer", f"Personal {uuid4()}", "personal@kommunen.example")
        add_address(cast.hospital_club, entry, actor=cast.kari, now=cast.now)
        employ(cast, Position.objects.count())
        an_order(cast, Position.objects.count())
        for central in (False, True):
            Requirement.objects.filter(pk=a_requirement(cast, Requirement.objects.count()).pk).update(central=central)
        leave_closed(cast)
        begin_message(Wording(f"Melding {number}"), actor=cast.actor("astrid"), now=cast.now)
        plan = Plan.objects.get(public_id=world.things["plan_id"])
        add_to(cast, plan, number)
        has_plan(cast, plan, Position.objects.count())
        Plan.objects.filter(pk=a_plan(cast, number).plan.pk).update(central=True)
        a_plan(cast, number)
        below = Category.objects.get(public_id=world.things["category_id"])
        Category.objects.create(unit=below.unit, parent=below, name=f"Del {uuid4()}")
        put_away(cast, number)


def leave_closed(cast: Cast) -> None:
    """A closed case in which no steward is left."""
    case = a_case(cast)
    given = {"outcome": "settled", "closed_on": cast.today, "actor": cast.kari, "now": cast.now, "today": cast.today}
    close_case(case.public_id, **given)
    CaseSteward.objects.filter(case=case).delete()


def hold_more(cast: Cast, case: Case, number: int) -> None:
    """One more document, deadline and party in the case."""
    add_document(
        case.public_id,
        receive([f"Referat {number}".encode()], holder=case.holder, file_name=f"referat{number}.txt"),
        title=f"Referat {number}",
        dated=cast.today,
        kind="case_statement",
        actor=cast.kari,
        now=cast.now,
    )
    due = cast.today + timedelta(days=7 + number)
    set_deadline(case.public_id, label=f"Svar {number}", due=due, actor=cast.kari, now=cast.now)
    add_party(
        case.public_id,
        role=PartyRole.EMPLOYER_CONTACT,
        name=f"Leder {number}",
        contact="",
        actor=cast.kari,
        now=cast.now,
    )


def ship(cast: Cast, case: Case, *, now: datetime) -> None:
    """The case's latest document goes to the employer and to the competence centre's desk."""
    version = case.documents.order_by("-id").first().document.versions.get()
    for receiver, category in ((Receiver("Berg", "berg@kommunen.example"), "employer"), centre(cast)):
        order = Order(
            shipment=uuid4(),
            versions=frozenset({version.public_id}),
            category=category,
            receiver=receiver,
            title="Grunnlag for møtet",
            legal_ground="legal_claim",
            reason="Grunnlag for drøftingsmøtet",
        )
        create_shipment(case.public_id, order=order, actor=cast.kari, now=now)


def centre(cast: Cast) -> tuple[Receiver, str]:
    """The competence centre as it stands in the address book."""
    found = ReceiverAddress.objects.filter(desk=cast.centre).first()
    if found is None:
        entry = Entry("competence_centre", "Kompetansesenteret", "post@senteret.example", "908 76 543")
        found = add_address(cast.union, entry, actor=cast.admin, now=cast.now, is_central=True, desk=cast.centre)
    return Receiver("", address=found.public_id), "competence_centre"


def look_around(world: World) -> Looks:
    """Each page that opens; the first look warms what is kept."""
    looks = {name: (look(world, name), look(world, name))[1] for name in PAGES}
    return {name: seen for name, seen in looks.items() if seen is not None}


def look(world: World, name: str) -> Look | None:
    """One look at a page; nothing when it is only posted to."""
    given = {parameter: world.things[parameter] for parameter in addresses()[name]}
    reset_queries()
    with transaction.atomic():
        with CaptureQueriesContext(connection) as asked:
            answer = world.browser(looker(name)).get(
                reverse(name, kwargs=given), {"size": str(FULL), **SEARCHED.get(name, {})}
            )
        transaction.set_rollback(True)
    if answer.status_code != 200 or answer.streaming:
        return None
    return Look([query["sql"] for query in asked], answer.content.count(b"<tr"))


@pytest.mark.req("PL-UI-005")
@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_as_often_whatever_the_number_of_rows(seen: list[Looks], name: str) -> None:
    few, many = (looks.get(name, Look([], 0)) for looks in seen)
    is_list = name in {*LISTS.values(), *MADE_FOR_ONE}
    assert _besides_the_count(few, is_list) == _besides_the_count(many, is_list), "\n".join(sorted(many.statements))


def _besides_the_count(look: Look, is_list: bool) -> int:
    """Only a full page of a list has to ask how many rows there are in all."""
    return len(look.statements) - (is_list and look.rows > FULL)


def declared() -> list[Listing[Any]]:
    """All lists that the program declares."""
    ours = [
        module.name for module in walk_packages(arbeidsrom.__path__, "arbeidsrom.") if ".migrations" not in module.name
    ]
    modules = [import_module(name) for name in ours if name.rpartition(".")[2] in ("listing", "listings", "pages")]
    return [thing for module in modules for thing in vars(module).values() if isinstance(thing, Listing)]


def test_every_list_is_looked_at() -> None:
    assert {listing.key for listing in declared()} == {*LISTS, *OF_THE_CODE}


@pytest.mark.req("PL-UI-005")
def test_every_list_that_can_be_taken_out_is_found_by_the_workers_that_make_long_ones() -> None:
    assert {listing.key for listing in declared() if listing.exported} == long.offered()


@pytest.mark.parametrize("key", LISTS)
def test_the_lists_that_are_looked_at_have_grown(seen: list[Looks], key: str) -> None:
    few, many = (looks[LISTS[key]].rows for looks in seen)
    assert many - few >= MANY - FEW
