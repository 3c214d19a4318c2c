"""The catalogue's two tables of rights, cell by cell, against what a person with the role may do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from arbeidsrom.core.organisation.models import Category, Position, PositionKind
from arbeidsrom.core.people.access import visible_employees
from arbeidsrom.core.people.actions.leaders import choose_leader
from arbeidsrom.core.roles import registry
from arbeidsrom.core.roles.deputies import appoint_deputy
from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.core.roles.queries import actor_standing_in
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence import roles

EMPLOYEES = """
                                  | leader delegated deputy a b superuser hf mentor ua kpa
people.see_employees              | ●      ○         ●      – ● ●         ●  –      –  –
competence.assign_plans           | ●      ○         ●      – ● ●         ●  –      –  –
competence.set_deadlines          | ●      ○         ●      – ● –         ●  –      –  –
competence.follow_up              | ●      ○         ●      – ● –         ●  –      –  –
competence.approve_plans          | ●      ○         ●      – – –         –  –      –  –
training.approve_goals            | ●      –         ●      – – –         –  –      –  –
people.register_loans             | ●      ○         ●      – ● ●         ●  –      –  –
people.register_absences          | ●      ○         ●      – ● ●         ●  –      –  –
dialogue.hold_conversations       | ●      –         –      – – –         –  –      –  –
competence.read_plans             | ●      ○         ●      – ● ●         ●  candidates candidates –
training.hold_supervision_talks   | –      –         –      – – –         –  ●      –  –
training.see_status_of_talks      | ●      –         ○      – – –         –  ●      ●  –
training.read_documents_of_candidates | –  –         –      – – –         –  ●      –  –
training.change_cohort            | ●      –         ○      – – –         ●  –      –  –
roles.choose_deputies             | ●      –         –      – – –         trust –   –  –
"""

ON_BEHALF = """
                                  | leader delegated deputy a b superuser hf mentor ua kpa
competence.work_on_behalf         | ●      ○         ●      – ● ●         ●  –      –  –
"""
"""A line of the table «Who may do what» with employees that the two tables of rights do not have."""

CONTENT = """
                                  | leader a b hf lis_hf goals_hf rhf kpa forms arenas operator
competence.administer_requirements | ●     ● ● ●  ●      ○        ●   –   –     –      ●
competence.preview_plans          | ●      ● ● ●  ●      ●        ○   ●   –     –      ●
competence.create_plans           | ●      ● ● ●  –      –        –   –   –     –      ○
training.create_learning_goal_plans | –    – – –  ●      –        –   –   –     –      –
training.create_competence_goal_plans | –  – – –  –      ●        –   –   –     –      –
competence.edit_plans             | ●      ● ● ●  goal_plans goal_plans – named – –     central
competence.archive                | –      – – ●  –      –        –   –   –     –      ○
training.edit_regional_activities | –      – – –  deactivate deactivate ● – –   –      –
competence.edit_central_requirements | –   – – ●  –      –        activities – – –     ●
competence.edit_central_plans     | –      – – see –     –        –   –   –     –      ●
competence.edit_categories        | –      – – ●  –      –        –   –   –     –      ●
competence.link_to_courses        | –      – – ●  –      –        –   –   –     –      ○
dialogue.edit_forms               | –      – – ●  –      –        –   –   ●     –      ○
training.edit_arenas              | –      – – –  –      –        –   –   –     ●      –
people.control_access             | –      – – ●  –      –        –   –   –     –      ●
people.reactivate                 | –      – – –  –      –        –   –   –     –      ●
system_messages.send              | –      – – –  –      –        –   –   –     –      ●
competence.report_usage           | –      – – ○  –      –        –   named_use – –    ○
"""

BY_EVERYBODY = {"competence.have_plans", "dialogue.have_conversations", "roles.order"}

NARROWER = {
    "candidates": "training.read_plans_of_candidates",
    "trust": "people.appoint_deputies",
    "goal_plans": "training.edit_goal_plans",
    "named": "competence.edit_named_plans",
    "central": "competence.edit_central_plans",
    "deactivate": "training.deactivate_regional_links",
    "activities": "training.edit_regional_activities",
    "see": "competence.see_central_plans",
    "named_use": "competence.report_usage_of_named_plans",
}
"""A cell that says less than its row: what is held instead."""

ORDERED = {
    "a": roles.SUBJECT_A,
    "b": roles.SUBJECT_B,
    "superuser": roles.SUPERUSER,
    "hf": roles.TRUST_ADMINISTRATOR,
    "mentor": roles.MENTOR,
    "ua": roles.EDUCATION_RESPONSIBLE,
    "kpa": roles.PLAN_RESPONSIBLE,
    "lis_hf": roles.REGISTRAR_ADMINISTRATOR,
    "goals_hf": roles.APPRENTICE_ADMINISTRATOR,
    "rhf": roles.REGION_ADMINISTRATOR,
    "forms": roles.FORM_ADMINISTRATOR,
    "arenas": roles.LEARNING_ARENAS,
    "operator": roles.SYSTEM_OPERATOR,
    "delegated": roles.DELEGATED_LEADER,
}

Cell = tuple[str, str, str]


def cells(table: str) -> list[Cell]:
    """Permission, who, and what the catalogue says."""
    first, *lines = (line for line in table.splitlines() if line.strip())
    who = first.partition("|")[2].split()
    found = []
    for line in lines:
        permission, _bar, marks = line.partition("|")
        found += [(permission.strip(), name, mark) for name, mark in zip(who, marks.split(), strict=True)]
    return found


def given(hospital: Hospital, role: str) -> Actor:
    """Somebody employed who has been given one role in the trust."""
    position = hospital.employ("Rita", "1020")
    RoleGrant.objects.create(
        position=position,
        role=role,
        unit=hospital.units["sykehuset"],
        with_subunits=True,
        valid_from=hospital.today,
        source=GrantSource.ORDER,
    )
    return hospital.actor(position)


def a_leader(hospital: Hospital) -> Position:
    """Astrid, who leads a nurse and a doctor in training."""
    leader = hospital.employ("Astrid", "1010")
    hospital.employ("Silje", "1010", led_by=leader)
    hospital.employ("Lars", "1010", led_by=leader, category=Category.SPECIALTY_REGISTRAR)
    return leader


def a_deputy(hospital: Hospital) -> Actor:
    """Ola, who stands in for Astrid."""
    leader, own = a_leader(hospital), hospital.employ("Ola", "1020")
    appoint_deputy(
        leader.public_id,
        person_id=hospital.people["Ola"].public_id,
        last_day=None,
        actor=hospital.actor(leader),
        now=hospital.now,
        today=hospital.today,
    )
    acting = actor_standing_in(own, leader, account_id=None, origin="", today=hospital.today)
    assert acting is not None
    return acting


MADE: dict[str, Callable[[Hospital], Actor]] = {
    "leader": lambda hospital: hospital.actor(a_leader(hospital)),
    "deputy": a_deputy,
    **{who: lambda hospital, role=role: given(hospital, role) for who, role in ORDERED.items()},
}


@pytest.mark.req("KP-ROLE-007", "KP-ROLE-010")
@pytest.mark.parametrize("table", [EMPLOYEES, ON_BEHALF, CONTENT], ids=["employees", "on behalf", "content"])
@pytest.mark.parametrize("who", sorted(MADE))
def test_every_role_may_exactly_what_its_column_says(hospital: Hospital, who: str, table: str) -> None:
    column = [(permission, mark) for permission, name, mark in cells(table) if name == who]
    actor = MADE[who](hospital)

    rows = {permission for permission, _mark in column}
    expected = {permission for permission, mark in column if mark in "●○"} | {
        NARROWER[mark] for _permission, mark in column if mark in NARROWER
    }
    of_table = rows | {NARROWER[mark] for _p, _who, mark in cells(table) if mark in NARROWER}
    assert {permission for permission in of_table if actor.holds(permission)} == (expected & of_table)


def test_three_roles_archive_and_no_ownership_does() -> None:
    archiving = {key for key, role in registry.roles().items() if "competence.archive" in role.permissions}
    archiving = {key for key in archiving if not key.startswith("house.")}  # made by the checks of the house
    assert archiving == {roles.TRUST_ADMINISTRATOR, roles.ARCHIVING, roles.SYSTEM_OPERATOR}


def test_each_of_the_tables_is_read_whole() -> None:
    assert (len(cells(EMPLOYEES)), len(cells(CONTENT))) == (15 * 10, 18 * 11)


def test_a_leader_sees_those_led_and_no_unit_of_others(hospital: Hospital) -> None:
    leader = a_leader(hospital)
    actor = hospital.actor(leader)
    assert actor.spans("people.see_employees") == ()
    assert actor.holds_over("people.see_employees", leader.pk)
    assert not actor.holds_over("people.see_employees", leader.pk + 1)
    assert not actor.holds_over("people.see_employees", None)


def test_a_leader_of_nurses_neither_approves_goals_nor_delegates_it(hospital: Hospital) -> None:
    leader = hospital.employ("Astrid", "1010")
    hospital.employ("Silje", "1010", led_by=leader)
    actor = hospital.actor(leader)
    wanted = ("training.approve_goals", "roles.delegate_approval", "training.change_cohort")
    assert [actor.holds(one) for one in wanted] == [False, False, False]


def test_a_leader_of_apprentices_approves_goals_and_has_no_cohorts(hospital: Hospital) -> None:
    leader = hospital.employ("Astrid", "1010")
    hospital.employ("Siri", "1010", led_by=leader, category=Category.APPRENTICE)
    actor = hospital.actor(leader)
    assert actor.holds("training.approve_goals")
    assert not actor.holds("training.change_cohort")


@pytest.mark.req("KP-MLEAD-005")
@pytest.mark.parametrize("how", ["by hand", "on loan"])
def test_a_leader_by_hand_or_on_loan_follows_up_and_needs_more_roles_to_create_plans(
    hospital: Hospital, how: str
) -> None:
    leader = hospital.employ("Astrid", "1010")
    kind = PositionKind.LOAN if how == "on loan" else PositionKind.EMPLOYMENT
    led = hospital.employ("Silje", "1010", led_by=leader, kind=kind)
    Position.objects.filter(pk=led.pk).update(leader_by_hand=how == "by hand")
    assert hospital.actor(leader).holds_over("competence.assign_plans", leader.pk)
    assert not hospital.actor(leader).holds("competence.create_plans")

    RoleGrant.objects.create(
        position=leader, role=roles.SUBJECT_A, unit=hospital.units["1010"], valid_from=hospital.today, source="order"
    )
    assert hospital.actor(leader).holds("competence.create_plans")


@pytest.mark.req("KP-MLEAD-006")
@pytest.mark.parametrize(
    ("role", "sees"),
    [(roles.SUPERUSER, True), (roles.SUBJECT_B, True), (roles.DELEGATED_LEADER, True), (roles.SUBJECT_A, False)],
)
def test_a_former_leader_keeps_the_employee_in_the_overview_by_an_additional_role_only(
    hospital: Hospital, role: str, sees: bool
) -> None:
    astrid, berit = hospital.employ("Astrid", "1010"), hospital.employ("Berit", "1020")
    silje = hospital.employ("Silje", "1010", led_by=astrid)

    def seen() -> bool:
        return visible_employees(hospital.actor(astrid), today=hospital.today).filter(pk=silje.pk).exists()

    assert seen()
    given = {"actor": hospital.actor(astrid), "now": hospital.now, "today": hospital.today}
    choose_leader(silje.public_id, leader_id=berit.public_id, **given)
    assert not seen()

    RoleGrant.objects.create(
        position=astrid, role=role, unit=hospital.units["1010"], valid_from=hospital.today, source=GrantSource.ORDER
    )
    assert seen() is sees


@pytest.mark.parametrize(
    ("category", "may"),
    [
        ("", BY_EVERYBODY),
        (Category.SPECIALTY_REGISTRAR, {one for one, who in roles.OWN.items() if who != (roles.APPRENTICE,)}),
        (Category.FIRST_PART, {one for one, who in roles.OWN.items() if who != (roles.APPRENTICE,)}),
        (
            Category.APPRENTICE,
            BY_EVERYBODY | {"training.have_goals", "training.choose_mentor"},
        ),
    ],
)
def test_employees_may_what_follows_from_kind_and_category(hospital: Hospital, category: str, may: set[str]) -> None:
    actor = hospital.actor(hospital.employ("Lars", "1010", category=category))
    assert set(actor.permissions) == may
    assert actor.over_led == frozenset()


def test_every_permission_of_the_portal_is_named_and_given_to_somebody() -> None:
    given_to_somebody = {permission for permission, holders in roles.tables() if holders}
    of_core = {one for one in given_to_somebody if one.startswith(("roles.", "organisation.", "api_clients."))}
    assert given_to_somebody - of_core == set(roles.PERMISSIONS)
    assert {holder for _permission, holders in roles.tables() for holder in holders} == set(roles.DESCRIBED)


@pytest.mark.req("KP-ROLE-004")
def test_a_role_is_ordered_or_follows_from_the_position_or_is_given_by_whoever_is_mentored_and_no_office_gives_it() -> (
    None
):
    ordered, following = set(registry.orderable()), {one.role for one in roles.FOLLOWING}
    assert ordered | following | {roles.MENTOR} == set(roles.DESCRIBED)
    assert not ordered & following
    assert roles.MENTOR not in ordered | following
    by_office = {role for office in registry.offices().values() for role in office.roles}
    assert not by_office & set(roles.DESCRIBED)
