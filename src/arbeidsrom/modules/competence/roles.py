"""Every role of the competence portal, and what each may do: the catalogue and its two tables as data (KP-ROLE).

One line of a table says a permission and all who hold it; a role is what its column says. What is written of
individual people (own plans, own candidates, items sent to one) is decided by relation where those things are: a role
in the catalogue that only such relations give, as that of a mentor, has no unit to reach.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.organisation.models import Category, PositionKind, UnitKind
from arbeidsrom.core.roles.administrator import ADMINISTRATOR
from arbeidsrom.core.roles.registry import (
    Following,
    Orderable,
    Role,
    Standing,
    keep_from_deputies,
    let_follow,
    let_order,
    name_permissions,
    narrow_role,
    register_role,
)
from arbeidsrom.modules.competence.models import Plan

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

EMPLOYEE = "competence.employee"
REGISTRAR = "competence.registrar"
APPRENTICE = "competence.apprentice"
LEADER = "competence.leader"
LEADER_OF_PLANS = "competence.leader_of_plans"
TRAINING_LEADER = "competence.training_leader"
REGISTRAR_LEADER = "competence.registrar_leader"
DELEGATED_LEADER = "competence.delegated_leader"
SUBJECT_A = "competence.subject_responsible_a"
SUBJECT_B = "competence.subject_responsible_b"
SUPERUSER = "competence.superuser"
TRUST_ADMINISTRATOR = "competence.trust_administrator"
REACTIVATION = "competence.reactivation"
ARCHIVING = "competence.archiving"
REGISTRAR_ADMINISTRATOR = "competence.registrar_administrator"
APPRENTICE_ADMINISTRATOR = "competence.apprentice_administrator"
REGION_ADMINISTRATOR = "competence.region_administrator"
LEARNING_ARENAS = "competence.learning_arenas"
PLAN_RESPONSIBLE = "competence.plan_responsible"
EDUCATION_RESPONSIBLE = "competence.education_responsible"
MENTOR = "competence.mentor"
FORM_ADMINISTRATOR = "competence.form_administrator"
SYSTEM_OPERATOR = "competence.system_operator"

FOLLOW_UP_OF_EMPLOYEES: dict[str, tuple[str, ...]] = {
    "people.see_employees": (LEADER, DELEGATED_LEADER, SUBJECT_B, SUPERUSER, TRUST_ADMINISTRATOR),
    "competence.assign_plans": (LEADER, DELEGATED_LEADER, SUBJECT_B, SUPERUSER, TRUST_ADMINISTRATOR),
    "competence.work_on_behalf": (LEADER, DELEGATED_LEADER, SUBJECT_B, SUPERUSER, TRUST_ADMINISTRATOR),
    "competence.set_deadlines": (LEADER, DELEGATED_LEADER, SUBJECT_B, TRUST_ADMINISTRATOR),
    "competence.follow_up": (LEADER, DELEGATED_LEADER, SUBJECT_B, TRUST_ADMINISTRATOR),
    "competence.approve_plans": (LEADER, DELEGATED_LEADER),
    "training.approve_goals": (TRAINING_LEADER,),
    "people.register_loans": (LEADER, DELEGATED_LEADER, SUBJECT_B, SUPERUSER, TRUST_ADMINISTRATOR),
    "people.register_absences": (LEADER, DELEGATED_LEADER, SUBJECT_B, SUPERUSER, TRUST_ADMINISTRATOR),
    "dialogue.hold_conversations": (LEADER,),
    "competence.read_plans": (LEADER, DELEGATED_LEADER, SUBJECT_B, SUPERUSER, TRUST_ADMINISTRATOR),
    "training.read_plans_of_candidates": (MENTOR, EDUCATION_RESPONSIBLE),
    "training.hold_supervision_talks": (MENTOR,),
    "training.see_status_of_talks": (TRAINING_LEADER, MENTOR, EDUCATION_RESPONSIBLE),
    "training.read_documents_of_candidates": (MENTOR,),
    "training.change_cohort": (REGISTRAR_LEADER, TRUST_ADMINISTRATOR),
    "roles.choose_deputies": (LEADER,),
    "people.appoint_deputies": (TRUST_ADMINISTRATOR,),
    "people.set_leader": (LEADER, DELEGATED_LEADER, TRUST_ADMINISTRATOR),
    "roles.delegate_approval": (TRAINING_LEADER,),
}
"""«Roles — who may do what with employees»."""

CONTENT_AND_SYSTEM: dict[str, tuple[str, ...]] = {
    "competence.administer_requirements": (
        *(LEADER_OF_PLANS, DELEGATED_LEADER, SUBJECT_A, SUBJECT_B, TRUST_ADMINISTRATOR),
        *(REGISTRAR_ADMINISTRATOR, APPRENTICE_ADMINISTRATOR, REGION_ADMINISTRATOR, SYSTEM_OPERATOR),
    ),
    "competence.preview_plans": (
        *(LEADER_OF_PLANS, DELEGATED_LEADER, SUBJECT_A, SUBJECT_B, TRUST_ADMINISTRATOR, REGISTRAR_ADMINISTRATOR),
        *(APPRENTICE_ADMINISTRATOR, REGION_ADMINISTRATOR, PLAN_RESPONSIBLE, SYSTEM_OPERATOR),
    ),
    "competence.create_plans": (
        *(LEADER_OF_PLANS, DELEGATED_LEADER, SUBJECT_A, SUBJECT_B, TRUST_ADMINISTRATOR, SYSTEM_OPERATOR),
    ),
    "training.create_learning_goal_plans": (REGISTRAR_ADMINISTRATOR,),
    "training.create_competence_goal_plans": (APPRENTICE_ADMINISTRATOR,),
    "competence.edit_plans": (LEADER_OF_PLANS, DELEGATED_LEADER, SUBJECT_A, SUBJECT_B, TRUST_ADMINISTRATOR),
    "training.edit_goal_plans": (REGISTRAR_ADMINISTRATOR, APPRENTICE_ADMINISTRATOR),
    "competence.edit_named_plans": (PLAN_RESPONSIBLE,),
    "competence.archive": (TRUST_ADMINISTRATOR, ARCHIVING, SYSTEM_OPERATOR),
    "training.deactivate_regional_links": (REGISTRAR_ADMINISTRATOR, APPRENTICE_ADMINISTRATOR),
    "training.edit_regional_activities": (REGION_ADMINISTRATOR,),
    "competence.edit_central_requirements": (TRUST_ADMINISTRATOR, SYSTEM_OPERATOR),
    "competence.see_central_plans": (TRUST_ADMINISTRATOR,),
    "competence.edit_central_plans": (SYSTEM_OPERATOR,),
    "competence.edit_categories": (TRUST_ADMINISTRATOR, SYSTEM_OPERATOR),
    "competence.link_to_courses": (TRUST_ADMINISTRATOR, SYSTEM_OPERATOR),
    "dialogue.edit_forms": (TRUST_ADMINISTRATOR, FORM_ADMINISTRATOR, SYSTEM_OPERATOR),
    "training.edit_arenas": (LEARNING_ARENAS,),
    "people.control_access": (TRUST_ADMINISTRATOR, SYSTEM_OPERATOR),
    "people.reactivate": (REACTIVATION, SYSTEM_OPERATOR),
    "people.see_chart": (TRUST_ADMINISTRATOR, SYSTEM_OPERATOR),
    "system_messages.send": (SYSTEM_OPERATOR,),
    "competence.report_usage": (TRUST_ADMINISTRATOR, SYSTEM_OPERATOR),
    "competence.report_usage_of_named_plans": (PLAN_RESPONSIBLE,),
    "roles.explain_access": (TRUST_ADMINISTRATOR, SYSTEM_OPERATOR),
    "roles.approve_local_orders": (TRUST_ADMINISTRATOR,),
    "roles.approve_orders": (SYSTEM_OPERATOR,),
    "organisation.import_employees": (SYSTEM_OPERATOR,),
    "api_clients.administer": (SYSTEM_OPERATOR,),
}
"""«Roles — who may do what with content and system», and what the system operator receives."""

OWN: dict[str, tuple[str, ...]] = {
    "competence.have_plans": (EMPLOYEE,),
    "dialogue.have_conversations": (EMPLOYEE,),
    "roles.order": (EMPLOYEE,),
    "training.have_goals": (REGISTRAR, APPRENTICE),
    "training.choose_mentor": (REGISTRAR, APPRENTICE),
    "training.choose_cohort": (REGISTRAR,),
    "training.keep_documents": (REGISTRAR,),
    "training.keep_procedure_lists": (REGISTRAR,),
}
"""What employees and those in training do with their own; never deadlines or assignment."""

KEPT_FROM_DEPUTIES = frozenset({"dialogue.hold_conversations", "people.set_leader"})
"""A deputy sees no conversations and sets no leader (KP-ROLE-009, KP-PIMP-029)."""

OPERATORS_ALONE = frozenset({"system_messages.send"})
"""What the administrator does in an installation without the portal, and the system operator alone in one with it."""

DESCRIBED: dict[str, tuple[str | _StrPromise, str | _StrPromise]] = {
    EMPLOYEE: (
        _("Every employee"),
        _("Own plans, conversations, follow-up activities and documents; sends items for signing. Sets no deadlines."),
    ),
    REGISTRAR: (
        _("Doctor in specialist training (LIS)"),
        _("As employee; chooses mentor and cohort, sends learning goals, keeps documents and procedure lists."),
    ),
    APPRENTICE: (
        _("Apprentice"),
        _("As employee; chooses mentor and sends competence goals."),
    ),
    LEADER: (
        _("Leader"),
        _("Sees and follows up those led: plans, deadlines, approval, loans, conversations. Chooses deputies."),
    ),
    LEADER_OF_PLANS: (
        _("Leader, content of own departments"),
        _("Creates and edits plans and items for the departments led. A leader set by hand must order it."),
    ),
    TRAINING_LEADER: (
        _("Leader of LIS or apprentices"),
        _("Approves learning goals and competence goals of those led, and can delegate it."),
    ),
    REGISTRAR_LEADER: (
        _("Leader of LIS"),
        _("Changes the current cohort of those led."),
    ),
    DELEGATED_LEADER: (
        _("Delegated leader"),
        _("As leader in the departments delegated, but for conversations and approval of learning goals."),
    ),
    SUBJECT_A: (
        _("Subject responsible A"),
        _("Creates, edits and publishes plans and items in the departments. Sees no employees, links no courses."),
    ),
    SUBJECT_B: (
        _("Subject responsible B"),
        _("As subject responsible A, and follows up employees there: plans, deadlines, loans. Approves nothing."),
    ),
    SUPERUSER: (
        _("Superuser"),
        _("Sees the employees of the departments: assigns and reads plans, registers loans. Approves nothing."),
    ),
    TRUST_ADMINISTRATOR: (
        _("HF administrator"),
        _("Employees, plans, items, archiving and access control in one trust. Grants no roles."),
    ),
    REACTIVATION: (
        _("Reactivation of users"),
        _("Added to HF administrator: activates positions that have ended."),
    ),
    ARCHIVING: (
        _("Archive plans and items"),
        _("Archives plans and items, which cannot be undone."),
    ),
    REGISTRAR_ADMINISTRATOR: (
        _("LIS HF administrator"),
        _("Creates learning-goal plans from templates in one trust, and deactivates regional links there."),
    ),
    APPRENTICE_ADMINISTRATOR: (
        _("Competence-goal plans HF administrator"),
        _("Creates and adapts competence-goal plans from templates in one trust."),
    ),
    REGION_ADMINISTRATOR: (
        _("RHF administrator"),
        _("Creates and edits the region's learning activities; deactivates no links."),
    ),
    LEARNING_ARENAS: (
        _("Learning arenas"),
        _("Creates learning arenas in one trust and connects them to learning goals."),
    ),
    PLAN_RESPONSIBLE: (
        _("Responsible for competence plans (KPA)"),
        _("Edits the plans named, and takes out reports on their use. Sees no employees and assigns nothing."),
    ),
    EDUCATION_RESPONSIBLE: (
        _("Education responsible (UA)"),
        _("Reads the goal plans of the candidates, and the status of their talks. Changes nothing."),
    ),
    MENTOR: (
        _("Mentor"),
        _("Follows up those who have chosen the mentor: talks, goal plans and documents."),
    ),
    FORM_ADMINISTRATOR: (
        _("Form administrator"),
        _("Creates, edits and publishes the forms for conversations in the whole region."),
    ),
    SYSTEM_OPERATOR: (
        _("System operator"),
        _("Runs the portal for the region: the import of employees, central plans, and what others order."),
    ),
}

PERMISSIONS = {
    "competence.administer_requirements": _("Administer requirements"),
    "competence.approve_plans": _("Approve completed plans"),
    "competence.archive": _("Archive plans and items"),
    "competence.assign_plans": _("Assign plans"),
    "competence.create_plans": _("Create competence plans"),
    "competence.edit_categories": _("Edit categories"),
    "competence.edit_central_plans": _("Edit central plans"),
    "competence.edit_central_requirements": _("Edit central requirements"),
    "competence.edit_named_plans": _("Edit the plans named"),
    "competence.edit_plans": _("Edit and publish plans"),
    "competence.follow_up": _("Follow up competence"),
    "competence.have_plans": _("Work with own plans"),
    "competence.link_to_courses": _("Link items to courses"),
    "competence.preview_plans": _("Preview any plan"),
    "competence.read_plans": _("Read employees’ plans"),
    "competence.report_usage": _("Report how plans are used"),
    "competence.report_usage_of_named_plans": _("Report how the plans named are used"),
    "competence.see_central_plans": _("See central plans"),
    "competence.set_deadlines": _("Set deadlines"),
    "competence.work_on_behalf": _("Register for employees"),
    "dialogue.edit_forms": _("Edit forms for conversations"),
    "dialogue.have_conversations": _("Have conversations with the leader"),
    "dialogue.hold_conversations": _("Hold conversations with employees"),
    "people.appoint_deputies": _("Choose deputies for leaders"),
    "people.control_access": _("See who has access"),
    "people.reactivate": _("Activate ended positions"),
    "people.register_absences": _("Register absence and recertification"),
    "people.register_loans": _("Register loans"),
    "people.see_chart": _("See the organisation chart"),
    "people.see_employees": _("See employees"),
    "people.set_leader": _("Set who leads an employee"),
    "system_messages.send": _("Send system messages"),
    "training.approve_goals": _("Approve learning goals and competence goals"),
    "training.change_cohort": _("Change the cohort of a LIS"),
    "training.choose_cohort": _("Choose own cohort"),
    "training.choose_mentor": _("Choose own mentor"),
    "training.create_competence_goal_plans": _("Create competence-goal plans from templates"),
    "training.create_learning_goal_plans": _("Create learning-goal plans from templates"),
    "training.deactivate_regional_links": _("Deactivate regional links"),
    "training.edit_arenas": _("Edit learning arenas"),
    "training.edit_goal_plans": _("Edit and publish goal plans"),
    "training.edit_regional_activities": _("Edit regional learning activities"),
    "training.have_goals": _("Work with own learning goals"),
    "training.hold_supervision_talks": _("Hold supervision talks"),
    "training.keep_documents": _("Keep documents of own training"),
    "training.keep_procedure_lists": _("Keep own procedure lists"),
    "training.read_documents_of_candidates": _("Read documents of those mentored"),
    "training.read_plans_of_candidates": _("Read goal plans of candidates"),
    "training.see_status_of_talks": _("See the status of supervision talks"),
}

IN_TRAINING = frozenset(Category.values)
REGISTRARS = frozenset({Category.SPECIALTY_REGISTRAR.value, Category.FIRST_PART.value})


def _employed(standing: Standing) -> bool:
    return standing.kind in (PositionKind.EMPLOYMENT, PositionKind.LOAN)


FOLLOWING = (
    Following(EMPLOYEE, _employed),
    Following(REGISTRAR, lambda standing: standing.category in REGISTRARS),
    Following(APPRENTICE, lambda standing: standing.category == Category.APPRENTICE),
    Following(LEADER, lambda standing: standing.leads, over_led=True),
    Following(LEADER_OF_PLANS, lambda standing: standing.leads_from_hr, reaches_led=True),
    Following(TRAINING_LEADER, lambda standing: bool(standing.leads_categories & IN_TRAINING), over_led=True),
    Following(REGISTRAR_LEADER, lambda standing: bool(standing.leads_categories & REGISTRARS), over_led=True),
)
"""What nobody orders: it follows from master data, or from leading somebody (KP-ROLE-004)."""


def plans_named_for(positions: Collection[int]) -> str:
    """The plans that somebody was responsible for in positions that ended: told in one mail (KP-KPA-030)."""
    plans = Plan.objects.filter(responsible__position__in=positions, archived_at=None).distinct()
    return "; ".join(plans.order_by("sort_name", "pk").values_list("name", flat=True))


DEPARTMENTS = frozenset({kind.value for kind in (UnitKind.CLINIC, UnitKind.DEPARTMENT, UnitKind.COST_CENTRE)})
TRUSTS = frozenset({UnitKind.TRUST.value})
REGIONS = frozenset({UnitKind.REGION.value})
LOCAL = ("roles.approve_local_orders", "roles.approve_orders")
CENTRAL = ("roles.approve_orders",)

ORDERABLE = (
    *(Orderable(role, DEPARTMENTS | TRUSTS, LOCAL) for role in (SUBJECT_A, SUBJECT_B, SUPERUSER, DELEGATED_LEADER)),
    Orderable(
        PLAN_RESPONSIBLE,
        DEPARTMENTS | TRUSTS,
        LOCAL,
        names=_("which plans"),
        left="competence.plan_responsible_no_longer",
        covered=plans_named_for,
    ),
    Orderable(EDUCATION_RESPONSIBLE, DEPARTMENTS | TRUSTS, LOCAL, names=_("which specialities or courses")),
    *(Orderable(role, TRUSTS, LOCAL) for role in (REGISTRAR_ADMINISTRATOR, APPRENTICE_ADMINISTRATOR, LEARNING_ARENAS)),
    *(Orderable(role, TRUSTS, CENTRAL) for role in (TRUST_ADMINISTRATOR, REACTIVATION, ARCHIVING)),
    *(Orderable(role, REGIONS, CENTRAL) for role in (REGION_ADMINISTRATOR, FORM_ADMINISTRATOR, SYSTEM_OPERATOR)),
)
"""What is ordered, where it is held, and who owns it: the HF administrator what is local to a trust, the system
operator what reaches a whole trust's access or the region, and whatever has no other owner (docs/decisions)."""


def tables() -> Iterable[tuple[str, tuple[str, ...]]]:
    """Every permission with the roles that have it."""
    for table in (OWN, FOLLOW_UP_OF_EMPLOYEES, CONTENT_AND_SYSTEM):
        yield from table.items()


def permissions_of(role: str) -> frozenset[str]:
    """The column of a role."""
    return frozenset(permission for permission, holders in tables() if role in holders)


def declare() -> None:
    """Make the portal's roles known."""
    name_permissions(PERMISSIONS)
    for key, (label, description) in DESCRIBED.items():
        register_role(Role(key, label, description, permissions_of(key)))
    for following in FOLLOWING:
        let_follow(following)
    for orderable in ORDERABLE:
        let_order(orderable)
    keep_from_deputies(KEPT_FROM_DEPUTIES)
    narrow_role(ADMINISTRATOR, OPERATORS_ALONE)
