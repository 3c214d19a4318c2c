"""What the competence portal hangs up in the house."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.core.api_clients import roles as client_roles
from arbeidsrom.core.api_clients.roles import ClientRole
from arbeidsrom.core.audit import events as audit_events
from arbeidsrom.core.help import shelf
from arbeidsrom.core.notifications import types
from arbeidsrom.core.organisation import changes
from arbeidsrom.core.people import again, columns, sights, ticks
from arbeidsrom.core.privacy import collectors
from arbeidsrom.core.roles.registry import name_permissions
from arbeidsrom.core.system_messages import groups
from arbeidsrom.modules.competence import (
    api,
    data_subject,
    events,
    home,
    message_groups,
    notices,
    plan_column,
    recertified,
    roles,
    waiting,
)
from arbeidsrom.modules.competence.access import assigning, categories, courses, own, requirements
from arbeidsrom.modules.competence.access.globally import GLOBALLY
from arbeidsrom.modules.competence.access.locally import LOCALLY
from arbeidsrom.modules.competence.access.plans import LOOKERS, SEERS_OF_CENTRAL
from arbeidsrom.modules.competence.ending import FollowPositions
from arbeidsrom.modules.competence.events import categories as category_events
from arbeidsrom.modules.competence.listings.matrix import (
    REPETITION_MATRIX,
    STATUS_MATRIX,
    repetition_listing_for,
    status_listing_for,
)
from arbeidsrom.web.api import mounting
from arbeidsrom.web.lists import long
from arbeidsrom.web.navigation import Item, Place, register

PORTAL = ClientRole(
    "api.learning_portal",
    _("Report passed courses"),
    _("Reports which courses of the learning portal people have passed, of those with a position in the unit."),
    frozenset({courses.REPORT_RESULTS}),
)

HELP = Path(__file__).parent / "help"

SIGNING = _("Signing and approval")
"""«Signering / godkjenning» in the menu (KP-SIGN-002, KP-APPROVE-004)."""

SIGHTS = ("competence.read_plans", assigning.FOLLOW_UP, "dialogue.hold_conversations", "training.approve_goals")
"""What lets somebody see something of an employee here, beside the employee overview."""


def connect() -> None:
    """Declare the roles of the portal, what it tells people, its place for administrators and its guides."""
    roles.declare()
    client_roles.register(PORTAL)
    mounting.register("/course-results", api.course_results)
    name_permissions({courses.REPORT_RESULTS: _("Report passed courses")})
    sights.register(*SIGHTS)
    audit_events.declare(*events.EVENTS)
    audit_events.put_in_words("category_for", category_events.for_label)
    for kind in notices.TYPES:
        types.register(kind)
    shelf.offer(HELP)
    changes.register_resumable("plans", FollowPositions())
    collectors.register("5.competence", data_subject.of_person)
    register(Item("own_plans", _("My plans"), "own_plans", "tasklist", own.HAVE_PLANS, 20))
    home.connect()
    waiting.connect()
    for function in message_groups.FUNCTIONS:
        groups.register_function(function)
    columns.register(plan_column.COLUMN)
    long.offer_each(STATUS_MATRIX, status_listing_for)
    long.offer_each(REPETITION_MATRIX, repetition_listing_for)
    register(
        Item(
            "status_matrix",
            _("Status of plans"),
            "choose_matrix_plan",
            "table",
            own.READ_PLANS,
            20,
            Place.OVERVIEW,
        )
    )
    ticks.register(plan_column.ASSIGN)
    again.register("requirements", recertified.ASKING)
    register(
        Item(
            "plans_to_approve",
            _("Approval of competence plans"),
            "plans_to_approve",
            "checkmark-circle",
            assigning.APPROVE,
            24,
            group=SIGNING,
            short=pgettext_lazy("menu", "Approval"),
        )
    )
    register(
        Item(
            "signing",
            _("Signing of requirements or learning activities"),
            "signing",
            "doc-pencil",
            own.HAVE_PLANS,
            22,
            concerns=own.has_been_asked,
            group=SIGNING,
            short=pgettext_lazy("menu", "Signing"),
        )
    )
    register(
        Item(
            "followed_requirements",
            _("Competence follow-up"),
            "followed_requirements",
            "bar-chart",
            assigning.FOLLOW_UP,
            19,
            short=pgettext_lazy("menu", "Follow-up"),
        )
    )
    register(
        Item(
            "global_administration",
            _("Global administration"),
            "global_administration",
            "globe",
            GLOBALLY,
            56,
        )
    )
    register(Item("local_administration", _("Local administration"), "local_administration", "tasklist", LOCALLY, 55))
    register(
        Item(
            "requirements",
            pgettext_lazy("page", "Administer requirements"),
            "requirements",
            "checkmark-circle",
            requirements.LISTERS,
            20,
            Place.LOCAL,
        )
    )
    register(
        Item(
            "central_requirements",
            pgettext_lazy("page", "Administer requirements"),
            "central_requirements",
            "checkmark-circle",
            requirements.LISTERS_OF_CENTRAL,
            20,
            Place.GLOBAL,
        )
    )
    register(
        Item("central_plans", _("Administer plans"), "central_plans", "tasklist", SEERS_OF_CENTRAL, 30, Place.GLOBAL)
    )
    register(Item("categories", _("Categories"), "categories", "folder", categories.EDIT, 10, Place.GLOBAL))
    register(Item("plans", _("Administer plans"), "plans", "tasklist", LOOKERS, 20, Place.LOCAL))
