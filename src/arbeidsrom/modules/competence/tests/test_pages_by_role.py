"""The two tables of rights at the doors: addresses of the portal, for a holder of every role.

A part of KP-ROLE-006: what has a state or a relation of its own, such as one's own plans or a draft, has its own tests.
"""

from __future__ import annotations

from functools import partial

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, reverse

from arbeidsrom.core.imports.urls import urlpatterns as of_imports
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.people.urls import urlpatterns as of_people
from arbeidsrom.core.role_orders.urls import urlpatterns as of_orders
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.core.system_messages.urls import urlpatterns as of_messages
from arbeidsrom.modules.competence.tests.staff import grant
from arbeidsrom.modules.competence.tests.test_roles import ORDERED, a_leader
from arbeidsrom.modules.competence.tests.ward import Ward
from arbeidsrom.modules.competence.urls import urlpatterns as of_competence

pytestmark = pytest.mark.django_db

FOLLOWED, ASSIGNS, APPROVES = "competence.read_plans", "competence.assign_plans", "competence.approve_plans"
REQUIREMENTS = "competence.administer_requirements"
LISTS_REQUIREMENTS = (REQUIREMENTS, "competence.edit_central_requirements", "competence.archive")
LISTS_PLANS = ("competence.preview_plans", "competence.edit_named_plans", "competence.archive")
GLOBALLY = ("people.see_chart", "competence.edit_central_requirements")
OWN = ("competence.have_plans",)

OPENS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("employees", "personal_details", "availability"), ("people.see_employees",)),
    "register_loan": ("people.register_loans",),
    **dict.fromkeys(("choose_leader", "remove_leader"), ("people.set_leader",)),
    **dict.fromkeys(("control_access", "position_access"), ("people.control_access",)),
    **dict.fromkeys(("activate_position", "deactivate_position"), ("people.reactivate",)),
    **dict.fromkeys(("organisation_chart", "chart_unit"), ("people.see_chart",)),
    **dict.fromkeys(("employee_plans", "employee_plan"), (FOLLOWED,)),
    **dict.fromkeys(("assignment_history", "print_plan", "plan_pdf", "plan_on_day", "why_status"), (FOLLOWED,)),
    **dict.fromkeys(("choose_plan", "assign_plan", "deactivate_assignment", "delete_assignment"), (ASSIGNS,)),
    **dict.fromkeys(("plans_to_approve", "approve_assignment", "withdraw_approval"), (APPROVES,)),
    "global_administration": GLOBALLY,
    "local_administration": (*LISTS_PLANS, *LISTS_REQUIREMENTS),
    "requirements": LISTS_REQUIREMENTS,
    **dict.fromkeys(("requirement", "requirement_plans"), (*LISTS_REQUIREMENTS, "competence.preview_plans")),
    **dict.fromkeys(("add_requirement", "upload_requirements", "requirement_template"), (REQUIREMENTS,)),
    **dict.fromkeys(("edit_requirement", "reset_requirement", "requirement_sharing"), (REQUIREMENTS,)),
    **dict.fromkeys(("share_requirement", "add_requirement_file"), (REQUIREMENTS,)),
    "requirement_archiving": (REQUIREMENTS, "competence.archive"),
    "archive_requirement": ("competence.archive",),
    **dict.fromkeys(
        ("central_requirements", "add_central_requirement", "upload_central_requirements"),
        ("competence.edit_central_requirements",),
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
        grant(hospital, position, ORDERED[who], "sykehuset")
    actor, client = hospital.actor(position), hospital.browser(name)
    opens = partial(doors.opens, client)
    found = {address for address in OPENS if opens(ADDRESSES[address])}
    assert found == {address for address, any_of in OPENS.items() if any(map(actor.holds, any_of))}
