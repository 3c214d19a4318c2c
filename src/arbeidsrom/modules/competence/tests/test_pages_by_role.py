"""The two tables of rights at the doors: addresses of the portal, for a holder of every role.

A part of KP-ROLE-006: what has a state or a relation of its own, such as one's own plans or a draft, has its own tests.
"""

from __future__ import annotations

import re
from functools import partial
from html import unescape

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, URLPattern, resolve, reverse

from arbeidsrom.core.imports.urls import urlpatterns as of_imports
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.people.urls import urlpatterns as of_people
from arbeidsrom.core.role_orders.urls import urlpatterns as of_orders
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.core.system_messages.urls import urlpatterns as of_messages
from arbeidsrom.modules.competence.access import goal_plans
from arbeidsrom.modules.competence.tests.staff import grant
from arbeidsrom.modules.competence.tests.test_roles import ORDERED, a_leader
from arbeidsrom.modules.competence.tests.ward import Ward
from arbeidsrom.modules.competence.urls import urlpatterns as of_competence

pytestmark = pytest.mark.django_db

FOLLOWED, ASSIGNS, APPROVES = "competence.read_plans", "competence.assign_plans", "competence.approve_plans"
REQUIREMENTS = "competence.administer_requirements"
LISTS_REQUIREMENTS = (REQUIREMENTS, "competence.edit_central_requirements", "competence.archive")
LISTS_PLANS = ("competence.preview_plans", "competence.edit_named_plans", "competence.archive")
LISTS_CENTRAL = ("competence.edit_central_requirements", "training.edit_regional_activities")
SEES_CENTRAL_PLANS = ("competence.see_central_plans", "competence.edit_central_plans")
GLOBALLY = ("people.see_chart", "competence.edit_categories", *LISTS_CENTRAL, *SEES_CENTRAL_PLANS)
OWN = ("competence.have_plans",)

OPENS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("employees", "my_tasks", "write_to_employees", "personal_details", "availability", "employee_loans"),
        ("people.see_employees",),
    ),
    "register_loan": ("people.register_loans",),
    "register_absence": ("people.register_absences",),
    **dict.fromkeys(("choose_leader", "remove_leader"), ("people.set_leader",)),
    **dict.fromkeys(("control_access", "position_access"), ("people.control_access",)),
    **dict.fromkeys(("activate_position", "deactivate_position"), ("people.reactivate",)),
    **dict.fromkeys(("organisation_chart", "chart_unit"), ("people.see_chart",)),
    **dict.fromkeys(("employee_plans", "employee_plan"), (FOLLOWED,)),
    **dict.fromkeys(("choose_matrix_plan", "status_matrix", "repetition_matrix"), (FOLLOWED,)),
    **dict.fromkeys(("assignment_history", "print_plan", "plan_pdf", "plan_on_day", "why_status"), (FOLLOWED,)),
    **dict.fromkeys(("set_requirement_deadline", "remove_requirement_deadline"), ("competence.set_deadlines",)),
    **dict.fromkeys(
        ("choose_plan", "assign_plan", "assign_table", "deactivate_assignment", "delete_assignment"), (ASSIGNS,)
    ),
    **dict.fromkeys(("plans_to_approve", "approve_assignment", "withdraw_approval"), (APPROVES,)),
    **dict.fromkeys(("followed_requirements", "aggregated_requirements"), ("competence.follow_up",)),
    **dict.fromkeys(("followed_requirement", "set_requirement_deadlines"), ("competence.follow_up",)),
    "requirement_on_behalf": ("competence.work_on_behalf",),
    "global_administration": GLOBALLY,
    "local_administration": (*LISTS_PLANS, *LISTS_REQUIREMENTS),
    "requirements": LISTS_REQUIREMENTS,
    **dict.fromkeys(("requirement", "requirement_plans"), (*LISTS_REQUIREMENTS, "competence.preview_plans")),
    **dict.fromkeys(("add_requirement", "upload_requirements", "requirement_template"), (REQUIREMENTS,)),
    **dict.fromkeys(("edit_requirement", "reset_requirement", "requirement_sharing"), (REQUIREMENTS,)),
    **dict.fromkeys(("share_requirement", "add_requirement_file"), (REQUIREMENTS,)),
    "requirement_archiving": (REQUIREMENTS, "competence.archive"),
    "archive_requirement": ("competence.archive",),
    "central_requirements": LISTS_CENTRAL,
    "central_plans": SEES_CENTRAL_PLANS,
    "add_central_plan": ("competence.edit_central_plans",),
    "add_central_activity": LISTS_CENTRAL,
    **dict.fromkeys(("categories", "mark_category", "add_category"), ("competence.edit_categories",)),
    **dict.fromkeys(("edit_category", "delete_category"), ("competence.edit_categories",)),
    **dict.fromkeys(
        ("add_central_requirement", "upload_central_requirements"), ("competence.edit_central_requirements",)
    ),
    "central_requirement_template": ("competence.edit_central_requirements",),
    **dict.fromkeys(("plans", "archived_plans", "plan_card", "preview_plan", "plan_versions"), LISTS_PLANS),
    "add_plan": ("competence.create_plans",),
    **dict.fromkeys(
        ("describe_plan", "edit_plan", "add_section", "fetch_requirements", "plan_publishing", "set_plan_people"),
        ("competence.edit_plans",),
    ),
    **dict.fromkeys(("change_plan_owner", "approve_plan_changes", "rename_section"), ("competence.edit_plans",)),
    "archive_plan": ("competence.archive",),
    "report_plan_usage": ("competence.report_usage",),
    **dict.fromkeys(("system_messages", "new_system_message"), ("system_messages.send",)),
    **dict.fromkeys(("imports", "announced_changes"), ("organisation.import_employees",)),
    "owned_role_orders": ("roles.approve_orders", "roles.approve_local_orders"),
    **dict.fromkeys(("own_plans", "own_deactivated_plans", "own_archived_plans", "search_own_plans"), OWN),
    **dict.fromkeys(("own_archived_requirements", "signing"), OWN),
}
"""Which permissions open an address for whoever has the thing in their department: any one of them is enough."""


class Doors:
    """Astrid's department with an employee, a plan that the employee has, and a requirement in it."""

    def __init__(self, hospital: Hospital) -> None:
        self.hospital, ward = hospital, Ward(hospital)
        self.astrid = a_leader(hospital)
        silje = Position.objects.get(person=hospital.people["Silje"])
        plan = ward.plan("Sykepleier på A", "HLR")
        self.things = {
            "position_id": silje.public_id,
            "person_id": silje.person.public_id,
            "assignment_id": ward.assign("Sykepleier på A", silje).public_id,
            "plan_id": plan.public_id,
            "section_id": plan.sections.get().public_id,
            "item_id": plan.links.get().public_id,
            "requirement_id": ward.requirements["HLR"].public_id,
            **dict.fromkeys(("node_id", "category_id"), ward.category().public_id),
            "workplace_id": hospital.units["1010"].public_id,
        }

    def opens(self, client: Client, pattern: URLPattern) -> bool:
        """Whether somebody gets past the door; what happens inside is undone."""
        given = {name: self.things[name] for name in pattern.pattern.converters}
        url = reverse(str(pattern.name), kwargs=given)
        with transaction.atomic():
            answer = client.get(url)
            if answer.status_code == 405:
                answer = client.post(url)
            transaction.set_rollback(True)
        assert answer.status_code < 500, url
        return not refused(answer)


def held_in(who: str) -> str:
    """Where such a role is held: some are ordered for the region alone."""
    return "region" if who in ("rhf", "forms", "operator") else "sykehuset"


def refused(answer: HttpResponse) -> bool:
    return answer.status_code in (401, 403, 404)


ADDRESSES = {
    str(pattern.name): pattern
    for pattern in (*of_people, *of_orders, *of_imports, *of_messages, *of_competence)
    if isinstance(pattern, URLPattern)
}


@pytest.mark.long
@pytest.mark.parametrize("who", ["leader", "employee", *sorted(ORDERED)])
def test_an_address_opens_for_whose_role_has_it_by_the_tables_and_for_nobody_else(hospital: Hospital, who: str) -> None:
    doors = Doors(hospital)
    position, name = doors.astrid, "Astrid"
    if who != "leader":
        position, name = hospital.employ("Rita", "1020"), "Rita"
    if who in ORDERED:
        grant(hospital, position, ORDERED[who], held_in(who))
    actor, client = hospital.actor(position), hospital.browser(name)
    opens = partial(doors.opens, client)
    found = {address for address in OPENS if opens(ADDRESSES[address])}
    assert found == {address for address, any_of in OPENS.items() if any(map(actor.holds, any_of))}


FOR_FEWER: dict[str, tuple[str, ...]] = {
    "plan_card": ("competence.edit_plans",),
    "choose_plan_kind": ("competence.create_plans", *goal_plans.CREATES.values()),
    "status_cards": ("competence.follow_up",),
    "deputies_of": ("people.appoint_deputies",),
    "own_deputies": ("roles.choose_deputies",),
    "delegates": ("roles.delegate_approval",),
    "explain_access": ("roles.explain_access",),
    **dict.fromkeys(("api_clients", "provisioned_groups"), ("api_clients.administer",)),
}
"""Where the catalogue names fewer roles than for the page: only looking at a plan leads to what is seen of it, not
all who look at plans make them, a leader
has deputies of their own (KP-DEPUTY-012), a leader of doctors or apprentices delegates, operators answer for
systems."""

IN_DEPARTMENTS = {"employees_without_leader": "people.set_leader"}
"""What is not about those one leads, but about whole departments (KP-PIMP-026)."""


def links_in(html: str) -> dict[str, str]:
    """The addresses of the program that a piece of a page leads to, by name; one of each is enough."""
    found = {}
    for link in re.findall(r'href="(/[^"#]*)', html):
        path = unescape(link)
        try:
            found[str(resolve(path.partition("?")[0]).url_name)] = path
        except Resolver404:
            continue
    return found


def functions_of(client: Client) -> dict[str, dict[str, str]]:
    """What somebody's menu offers, and the pages that it leads to: each with the functions listed under it."""
    home = client.get(reverse("home")).content.decode()
    menu = links_in(re.search(r'<nav class="side".*?</nav>', home, re.S)[0])  # type: ignore[index]
    found, further = {}, menu
    for _step in ("the menu", "the pages of the menu"):
        pages, further = further, {}
        for name, path in pages.items():
            answer = client.get(path)
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                found[name] = links_in(answer.content.decode().split("<main", 1)[-1].split("</main>")[0])
                further |= {one: to for one, to in found[name].items() if one in OPENS and one not in found}
    return found


@pytest.mark.long
@pytest.mark.req("KP-ROLE-005")
def test_whose_role_has_a_function_has_those_listed_under_it_but_where_fewer_roles_are_named(
    hospital: Hospital,
) -> None:
    doors = Doors(hospital)
    people: dict[str, tuple[Position, str]] = {"leader": (doors.astrid, "Astrid")}
    for number, who in enumerate(("employee", *sorted(ORDERED))):
        people[who] = hospital.employ(f"Rita{number}", "1020"), f"Rita{number}"
        if who in ORDERED:
            grant(hospital, people[who][0], ORDERED[who], held_in(who))
    actors = {who: hospital.actor(position) for who, (position, _name) in people.items()}
    clients = {who: hospital.browser(name) for who, (_position, name) in people.items()}
    offered = {who: functions_of(client) for who, client in clients.items()}

    for who, pages in offered.items():
        for page, links in pages.items():
            for name, path in links.items():
                with transaction.atomic():
                    assert not refused(clients[who].get(path)), f"{who}: {page} leads to {name}, which is closed"
                    transaction.set_rollback(True)
    listed = {(page, name) for pages in offered.values() for page, links in pages.items() for name in links}
    assert len(listed) > 40
    wrong = []
    for page, name in sorted(listed):
        with_page = {who for who, pages in offered.items() if page in pages}
        lacking = {who for who in with_page if name not in offered[who][page]}
        named = FOR_FEWER.get(name) or OPENS.get(name)
        narrower = {who for who in with_page if named and not any(map(actors[who].holds, named))}
        if there := IN_DEPARTMENTS.get(name):
            narrower |= {who for who in with_page if not actors[who].spans(there)}
        if not lacking <= narrower:
            wrong.append(f"{lacking - narrower} have {page} and not {name}")
    assert not wrong, "\n".join(wrong)
