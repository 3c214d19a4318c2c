"""The made-up region: what its people meet when they sign in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection

from arbeidsrom.config.demo.sizes import SMALL
from arbeidsrom.config.demo.units import add_units
from arbeidsrom.config.demo.world import World
from arbeidsrom.core.people.queries.absences import absences_of
from arbeidsrom.core.people.queries.employees import Asked, Availability, employees
from arbeidsrom.core.people.queries.loans import loans_of
from arbeidsrom.core.people.rules import Stage
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.role_orders.queries import owned_orders
from arbeidsrom.core.role_orders.states import OrderState
from arbeidsrom.core.roles.delegates import delegates_of
from arbeidsrom.core.roles.deputies import stands_in_for
from arbeidsrom.core.roles.queries import actor_in
from arbeidsrom.core.roles.ways_in import ways_of
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence import demo
from arbeidsrom.modules.competence.demo import region_size
from arbeidsrom.modules.competence.demo.clinical_plans import ARCHIVED, DEACTIVATED
from arbeidsrom.modules.competence.demo.putting_away import OLD_APPARATUS
from arbeidsrom.modules.competence.demo.region_size.content import Amount
from arbeidsrom.modules.competence.models import (
    Assignment,
    Category,
    Link,
    Performance,
    Plan,
    Progress,
    ProgressEvent,
    Requirement,
    RequirementStatus,
)
from arbeidsrom.modules.competence.queries.archived import archived_requirements
from arbeidsrom.modules.competence.queries.plans.listing import Asked as PlansAsked
from arbeidsrom.modules.competence.queries.plans.listing import archived_found, plans_found
from arbeidsrom.modules.competence.queries.plans.waiting import rows_of
from arbeidsrom.modules.competence.rules.plans import PlanStatus, Waiting
from arbeidsrom.modules.competence.rules.statuses import Shown, State
from arbeidsrom.modules.competence.states import LinkState
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.web.lists import Window

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture
def world() -> Iterator[World]:
    made = add_units(SMALL, today=TODAY)
    demo.build(made)
    return made


def seen_by(world: World, leader: str) -> dict[str, Availability]:
    actor = actor_in(world.positions[leader], account_id=None, origin="", today=TODAY)
    rows = employees(Asked(), Window(0, 100), actor=actor, today=TODAY).rows
    return {row.name: row.availability for row in rows}


def test_people_are_lent_stand_in_and_approve_in_the_made_up_region(world: World) -> None:
    stages = {key: loans_of(world.positions[key], today=TODAY)[0].stage for key in ("lars", "hanne", "marte", "jonas")}
    assert stages == {
        "lars": Stage.FINISHED,
        "hanne": Stage.ONGOING,
        "marte": Stage.ONGOING,
        "jonas": Stage.FUTURE,
    }
    lends, borrows = seen_by(world, "astrid"), seen_by(world, "birger")
    assert (lends["Hanne Løkås"], borrows["Hanne Løkås"]) == (Availability.LENT, Availability.BORROWED)
    assert (lends["Marte Grøndahl"], borrows["Marte Grøndahl"]) == (Availability.BORROWED, Availability.LENT)

    away, ahead = (world.positions[key] for key in ("lars", "espen"))
    assert lends[away.person.name] == Availability.AWAY
    assert [row.last_day for row in absences_of(away, today=TODAY) if row.is_by_hand] == [None]
    assert [row.stage for row in absences_of(ahead, today=TODAY) if row.is_by_hand] == [Stage.FUTURE]
    assert ProgressEvent.objects.filter(kind="recertified", person=away.person).count() == 1
    assert [one.leader for one in stands_in_for(world.people["vigdis"].pk, today=TODAY)] == [world.positions["astrid"]]
    approving = delegates_of(world.positions["astrid"].pk, today=TODAY)
    assert [one.colleague.name for one in approving] == ["Marte Grøndahl", "Hanne Løkås"]
    assert len(ways_of(world.people["silje"].pk, today=TODAY)) == 2


def test_roles_are_ordered_in_every_state_but_lapsed_in_the_made_up_region(world: World) -> None:
    assert set(RoleOrder.objects.values_list("state", flat=True)) == set(OrderState) - {OrderState.LAPSED}
    for owner, waiting, due in (("turid", {"silje", "jonas"}, {"hanne", "espen"}), ("sindre", {"ragna"}, set())):
        actor = actor_in(world.positions[owner], account_id=None, origin="", today=TODAY)

        def named(state: str, actor: Actor = actor) -> set[str]:
            found = owned_orders(actor=actor, state=state, text="", today=TODAY)
            return {one.position.person.email.partition("@")[0] for one in found}

        assert named("waiting") >= waiting
        assert named("due") >= due


INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'competence_%' ORDER BY 1"
RELATIONS = """
    SELECT conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint
     WHERE contype = 'f' AND conrelid::regclass::text LIKE 'competence_%' ORDER BY 1
"""


def asked(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_what_a_whole_region_has_registered_is_what_the_program_would_have_derived(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    amount = Amount(common=6, trust=8, clinic=8, department=10, ward=4, plans=(1, 2, 2, 2, 0.9))
    monkeypatch.setitem(region_size.AMOUNTS, SMALL.employees, amount)
    before = asked(INDEXES), asked(RELATIONS)
    demo.build(add_units(SMALL, today=TODAY))

    assert (asked(INDEXES), asked(RELATIONS)) == before
    people = set(Assignment.objects.values_list("person", flat=True))
    assert len(people) >= 60
    assert RequirementStatus.objects.count() > 2_000
    assert set(RequirementStatus.objects.values_list("state", flat=True)) >= {0, 1, 2, 3, 4}
    assert truth.differences(people) == []
    for one in Progress.objects.filter(state=State.FULFILLED)[:50]:
        done = Performance.objects.filter(person=one.person_id, requirement=one.requirement_id, state="done")
        assert one.completed_on in done.values_list("performed_on", flat=True)


def test_the_tree_of_categories_has_the_regions_the_trusts_and_some_in_which_nothing_lies(world: World) -> None:
    trust = world.positions["turid"].employer
    assert trust is not None
    region = Category.objects.exclude(unit=trust)
    assert {one.unit.kind for one in region.select_related("unit")} == {"region"}
    assert region.filter(requirements=None).count() == 3
    assert Category.objects.filter(unit=trust, parent__isnull=False).count() >= 10
    assert Category.objects.get(unit=trust, name="E-læring").requirements.count() == 0


def test_the_region_asks_for_something_and_it_stands_in_every_state(world: World) -> None:
    everything = Requirement.objects.all()
    assert everything.count() >= 60
    for owner in ("vigdis", "hanne", "astrid", "birger"):
        assert everything.filter(owner=world.positions[owner].unit, published_at__isnull=False).exists()
    assert everything.filter(central=True, kind="requirement").count() == 2
    assert everything.filter(published_at=None).count() == 3
    assert everything.filter(draft__isnull=False, published_at__isnull=False).count() >= 6
    assert everything.filter(archived_at__isnull=False).count() == 2
    assert everything.filter(level="local").count() == 2
    assert min(everything.filter(level=level).count() for level in ("national", "regional")) >= 10
    assert everything.get(name="HLR for helsepersonell").revisions.count() == 3
    assert everything.filter(sharings__with_subunits=True).count() >= 10
    assert everything.get(name="HLR for barn").depends_on.get().needs.name == "HLR for helsepersonell"


def test_plans_stand_in_every_status_with_versions_in_the_made_up_region(world: World) -> None:
    sees = actor_in(world.positions["turid"], account_id=None, origin="", today=TODAY)
    rows, count = plans_found(PlansAsked(), Window(0, 100), actor=sees, today=TODAY)
    assert count >= 20
    assert {row.status for row in rows} == set(PlanStatus)
    assert {"1.0", "1.1", "1.2", ""} <= {row.version for row in rows}
    ragna = actor_in(world.positions["ragna"], account_id=None, origin="", today=TODAY)
    own, _count = plans_found(PlansAsked(access="edit", text="egen avdeling"), Window(0, 100), actor=ragna, today=TODAY)
    assert [row.may_edit for row in own] == [True]
    archived, _count = archived_found(PlansAsked(), Window(0, 100), actor=sees, today=TODAY)
    assert [row.name for row in archived] == [
        "HF-Akutt-Ambulanse-Innføring av nytt bårehjelpemiddel",
        "HF-Medisin-Sengepost-Legemiddelhåndtering 2023",
    ]
    assert Link.objects.filter(state=LinkState.DEACTIVATED).exists()
    waits = {row.kind for plan in Plan.objects.select_related("owner") for row in rows_of(plan, actor=sees)}
    assert {Waiting.BOTH, Waiting.ELSEWHERE} <= waits


def test_those_in_training_have_goal_plans_made_from_templates(world: World) -> None:
    assert Plan.objects.filter(is_template=True).count() == 4
    for key, kind, how_many in (("lars", "learning_goals", 2), ("jonas", "competence_goals", 1)):
        held = Assignment.objects.filter(person=world.people[key], plan__kind=kind).select_related("plan__template")
        assert held.count() == how_many
        assert all(one.plan.template.is_template for one in held)
        assert RequirementStatus.objects.filter(person=world.people[key], requirement__kind="activity").exists()
    plan = Plan.objects.get(name="Anestesiologi", is_template=False)
    links = plan.links.filter(requirement__level="local").order_by("section__place")
    assert [link.state for link in links] == ["active", "inactive"]


def test_somebody_named_has_had_what_is_put_away_since_and_sees_it(world: World) -> None:
    actor = actor_in(world.positions["silje"], account_id=None, origin="", today=TODAY)
    held = Assignment.objects.filter(person=world.people["silje"])
    assert [one.plan.name for one in held.filter(state="deactivated").select_related("plan")] == [DEACTIVATED]
    assert [one.plan.name for one in held.filter(state="archived").select_related("plan")] == [ARCHIVED]
    assert [(one.name, one.shown) for one in archived_requirements(actor=actor)] == [(OLD_APPARATUS, Shown.FULFILLED)]
    assert truth.differences([world.people["silje"].pk]) == []


def test_everybody_who_learns_stands_in_every_status(world: World) -> None:
    assert set(RequirementStatus.objects.values_list("state", flat=True)) == set(State)
    assert set(Performance.objects.values_list("state", flat=True)) >= {"draft", "waiting", "done", "declined"}
