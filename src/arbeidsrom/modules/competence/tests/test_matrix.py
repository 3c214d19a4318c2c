"""«Status planer»: who stands in it, for whom, and that each cell is what the employee's own page says."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.access import matrix as access
from arbeidsrom.modules.competence.queries import assigning
from arbeidsrom.modules.competence.queries.matrix import Asked, Matrix, MatrixRow, get_matrix, matrix_rows
from arbeidsrom.modules.competence.queries.own_plans import plan_of
from arbeidsrom.modules.competence.rules.statuses import Shown
from arbeidsrom.modules.competence.states import AssignmentState, LinkState
from arbeidsrom.modules.competence.tests.chance.walk import walk
from arbeidsrom.modules.competence.tests.errand import Errand
from arbeidsrom.modules.competence.tests.staff import grant
from arbeidsrom.modules.competence.tests.ward import Ward
from arbeidsrom.web.lists import Window

pytestmark = pytest.mark.django_db

WHOLE = Window(0, 1000)


def rows_of(matrix: Matrix, actor: Actor, today: date, **asked: object) -> list[MatrixRow]:
    return list(matrix_rows(matrix, Asked(**asked), WHOLE, actor=actor, today=today).rows)  # type: ignore[arg-type]


def own_page(assignment: models.Assignment, today: date) -> list[Shown]:
    """The statuses of the plan's requirements as whoever has it reads them, from top to bottom."""
    return [row.shown for section in plan_of(assignment, today=today).sections for row in section.rows]


def differences(actor: Actor, today: date) -> list[str]:
    """Where the matrix of any plan says something else than the employee's own page of it, or has others in it."""
    wrong = []
    for plan in access.known_plans(actor, today=today):
        matrix = get_matrix(plan.public_id, actor=actor, today=today)
        rows = {row.assignment: row for row in rows_of(matrix, actor, today)}
        followed = access.followed_assignments(actor, today=today).filter(plan=plan).select_related("plan", "person")
        if matrix.links and {one.public_id for one in followed} != rows.keys():
            wrong.append(f"{plan.name}: others stand in it")
        for one in followed if matrix.links else ():
            said = [cell.shown for cell in rows[one.public_id].cells]
            if said != own_page(one, today):
                wrong.append(f"{plan.name}, {one.person}: {said}, own page {own_page(one, today)}")
    return wrong


@pytest.mark.req("KP-MATRIX-005")
@pytest.mark.parametrize("seed", range(6))
def test_whatever_has_happened_each_cell_says_what_the_employees_own_page_of_the_plan_says(
    hospital: Hospital, seed: int
) -> None:
    """Also while a change of a plan is on its way to those who have it, so that some statuses are not there yet."""
    walk(hospital, seed=seed, steps=60)
    leaders = Position.objects.filter(person__given_name__in=["Astrid", "Hanne"])
    for leader in leaders:
        actor = hospital.actor(leader)
        assert models.Assignment.objects.filter(state="active").exists()
        assert differences(actor, hospital.today) == []
        gone = models.RequirementStatus.objects.filter(requirement__name__in=["Enkel", "Gyldig", "Signeres"])
        gone.delete()
        assert differences(actor, hospital.today) == []


@pytest.mark.req("KP-MATRIX-003", "KP-LIMP-047")
def test_only_employees_whose_plans_one_reads_and_who_have_the_plan_now_stand_in_it(hospital: Hospital) -> None:
    errand = Errand(hospital)
    errand.begin("HLR")
    others = {
        "has another plan": hospital.employ("Odd", "1010", led_by=errand.astrid),
        "has put it away": hospital.employ("Pia", "1010", led_by=errand.astrid),
        "is led by somebody else": hospital.employ("Quan", "1010", led_by=errand.sven),
        "has left": hospital.employ("Rolf", "1010", led_by=errand.astrid, valid_to=hospital.today),
    }
    errand.ward.plan("Annen plan", "Brann", section="Annet")
    errand.ward.assign("Annen plan", others["has another plan"])
    for who in ("has put it away", "is led by somebody else", "has left"):
        errand.ward.assign("Sykepleier på A", others[who])
    put_away = models.Assignment.objects.filter(position=others["has put it away"])
    put_away.update(state=AssignmentState.DEACTIVATED, deactivated_on=hospital.today)
    errand.ward.assign("Sykepleier på A", errand.astrid)
    for position, expected in ((errand.astrid, ["Nina Berg"]), (errand.sven, ["Quan Berg"])):
        actor = hospital.actor(position)
        matrix = get_matrix(errand.mine.plan.public_id, actor=actor, today=hospital.today)
        assert [row.name for row in rows_of(matrix, actor, hospital.today)] == expected
    with pytest.raises(models.Plan.DoesNotExist):
        get_matrix(errand.mine.plan.public_id, actor=hospital.actor(errand.nina), today=hospital.today)


@pytest.mark.req("KP-MATRIX-003")
@pytest.mark.parametrize(
    ("role", "sees"),
    [
        *((one, True) for one in (roles.SUBJECT_B, roles.SUPERUSER, roles.DELEGATED_LEADER, roles.TRUST_ADMINISTRATOR)),
        *((one, False) for one in (roles.SUBJECT_A, roles.PLAN_RESPONSIBLE, roles.SYSTEM_OPERATOR, roles.ARCHIVING)),
    ],
)
def test_whoever_reads_a_persons_plan_has_the_row_and_nobody_else(hospital: Hospital, role: str, sees: bool) -> None:
    """The row is there exactly where the plan itself opens: the same rule decides both."""
    errand = Errand(hospital)
    errand.begin("HLR")
    away = hospital.employ("Bente", "2010")
    errand.ward.assign("Sykepleier på A", away)
    rita = hospital.employ("Rita", "1020")
    grant(hospital, rita, role, "region" if role == roles.SYSTEM_OPERATOR else "sykehuset")
    actor = hospital.actor(rita)
    found = access.followed_assignments(actor, today=hospital.today)
    assert bool(access.may_see_status_matrix(actor)) is sees
    assert [one.person_id for one in found] == ([errand.nina.person_id] if sees else [])
    opens = set()
    for one in models.Assignment.objects.all():
        try:
            assigning.get_employee_plan(one.public_id, actor=actor, now=hospital.now)
            opens.add(one.pk)
        except models.Assignment.DoesNotExist:
            continue
    assert {one.pk for one in found} == opens


@pytest.mark.req("KP-MATRIX-005")
def test_a_column_stands_for_each_active_requirement_in_the_order_of_the_plan(hospital: Hospital) -> None:
    ward, astrid = Ward(hospital), hospital.employ("Astrid", "1010")
    nina = hospital.employ("Nina", "1010", led_by=astrid)
    plan = ward.plan("Plan", "Åtte", "Brann", section="Først")
    ward.plan("Plan", "HLR", section="Sist")
    ward.link("Plan", "Først", "Ikke aktivt", state=LinkState.INACTIVE)
    ward.link("Plan", "Sist", "Borte", state=LinkState.INACTIVE)
    models.Link.objects.filter(requirement__name="Borte").update(
        state=LinkState.DEACTIVATED, deactivated_because="Dobbelt"
    )
    ward.assign("Plan", nina)
    models.Section.objects.filter(name="Sist").update(place=0)
    models.Section.objects.filter(name="Først").update(place=1)
    matrix = get_matrix(plan.public_id, actor=hospital.actor(astrid), today=hospital.today)
    assert [one.requirement.name for one in matrix.links] == ["HLR", "Åtte", "Brann"]
    assert matrix.sections == (("Sist", 1), ("Først", 2))


def test_a_requirement_in_two_sub_plans_has_two_columns_and_not_relevant_counts_where_it_is_marked(
    hospital: Hospital,
) -> None:
    errand = Errand(hospital)
    errand.begin("HLR")
    errand.ward.plan("Sykepleier på A", "HLR", section="Igjen")
    link = models.Link.objects.get(section__name="Igjen")
    mark = {"comment": "Ikke her", "marked_at": hospital.now, "marked_by": "Nina"}
    models.NotRelevant.objects.create(person=errand.nina.person, plan=errand.mine.plan, link=link, **mark)
    actor = hospital.actor(errand.astrid)
    matrix = get_matrix(errand.mine.plan.public_id, actor=actor, today=hospital.today)
    (row,) = rows_of(matrix, actor, hospital.today)
    assert [cell.shown for cell in row.cells] == [Shown.NOT_STARTED, Shown.NOT_RELEVANT]


@pytest.mark.req("KP-MATRIX-016")
def test_of_what_is_repeated_it_is_told_how_many_are_done_of_how_many_for_each_employee(hospital: Hospital) -> None:
    errand = Errand(hospital)
    errand.begin("Injeksjon", "HLR", repetitions=3)
    odd = hospital.employ("Odd", "1010", led_by=errand.astrid)
    errand.ward.assign("Sykepleier på A", odd)
    errand.fulfils()
    errand.fulfils()
    actor = hospital.actor(errand.astrid)
    matrix = get_matrix(errand.mine.plan.public_id, actor=actor, today=hospital.today, counts=True)
    assert [one.requirement.name for one in matrix.links] == ["Injeksjon"]
    rows = rows_of(matrix, actor, hospital.today)
    told = {row.name: [(one.shown, one.done, one.of) for one in row.cells] for row in rows}
    assert told == {"Nina Berg": [(Shown.STARTED, 2, 3)], "Odd Berg": [(Shown.NOT_STARTED, 0, 3)]}
    errand.fulfils()
    (cell,) = next(row.cells for row in rows_of(matrix, actor, hospital.today) if row.name == "Nina Berg")
    assert (cell.shown, cell.done, cell.of) == (Shown.FULFILLED, 3, 3)


def test_rows_are_found_by_name_and_sorted_by_name_or_department(hospital: Hospital) -> None:
    ward, astrid = Ward(hospital), hospital.employ("Astrid", "1010")
    plan = ward.plan("Plan", "HLR")
    for name, unit in (("Åse", "1010"), ("Arne", "1020"), ("Øystein", "1010")):
        ward.assign("Plan", hospital.employ(name, unit, led_by=astrid))
    actor = hospital.actor(astrid)
    matrix = get_matrix(plan.public_id, actor=actor, today=hospital.today)

    def names(**asked: object) -> list[str]:
        return [row.name.split()[0] for row in rows_of(matrix, actor, hospital.today, **asked)]

    assert names() == ["Arne", "Øystein", "Åse"]
    assert names(descending=True) == ["Åse", "Øystein", "Arne"]
    assert names(sort="department") == ["Øystein", "Åse", "Arne"]
    assert names(text="åse") == ["Åse"]
    assert names(text="finnes ikke") == names(text="!") == names(text="åse@sykehuset.example")[1:] == []


@pytest.mark.parametrize("counts", [False, True])
def test_as_many_statements_are_sent_whatever_the_number_of_employees_and_requirements(
    hospital: Hospital, counts: bool
) -> None:
    """At most eight, the plan and its columns included (competence-data design, 1s)."""
    ward, astrid = Ward(hospital), hospital.employ("Astrid", "1010")
    plan = ward.plan("Plan")

    def grow(people: int, requirements: int) -> int:
        for number in range(requirements):
            name = f"Krav {models.Link.objects.count()} {number}"
            ward.requirement(name, repetitions=4)
            ward.link("Plan", "Generelt", name)
        for number in range(people):
            ward.assign("Plan", hospital.employ(f"P{models.Assignment.objects.count()}{number}", "1010", led_by=astrid))
        for one in models.Assignment.objects.all():
            one.delete()
            ward.assign("Plan", one.position)
        actor = hospital.actor(astrid)
        with CaptureQueriesContext(connection) as asked:
            matrix = get_matrix(plan.public_id, actor=actor, today=hospital.today, counts=counts)
            assert len(rows_of(matrix, actor, hospital.today)) == models.Assignment.objects.count()
        return len(asked)

    few = grow(2, 2)
    assert grow(12, 12) == few
    assert few <= 8
