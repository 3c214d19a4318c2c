from django.urls import path

from arbeidsrom.modules.competence.models import PlanKind
from arbeidsrom.modules.competence.views import (
    assigned,
    assigning,
    assigning_table,
    attachments,
    categories,
    courses,
    deadlines,
    deadlines_of_many,
    following_up,
    globally,
    goal_plans,
    locally,
    matrix,
    own_plans,
    own_requirement,
    own_search,
    plan_approval,
    plan_content,
    plan_history,
    plan_publishing,
    plan_requirement,
    plan_usage,
    plans,
    printing,
    procedures,
    requirement_drafts,
    requirement_ending,
    requirement_files,
    requirement_import,
    requirement_sharing,
    requirements,
    signing,
)

ONE = "requirements/<uuid:requirement_id>/"

REQUIREMENTS = [
    path("requirements/", requirements.requirements, name="requirements"),
    path("requirements/add/", requirement_drafts.add_requirement, name="add_requirement"),
    path("central-requirements/", requirements.central_requirements, name="central_requirements"),
    path(
        "central-requirements/add/",
        requirement_drafts.add_requirement,
        {"central": True},
        name="add_central_requirement",
    ),
    path(
        "central-requirements/add-activity/",
        requirement_drafts.add_requirement,
        {"central": True, "is_activity": True},
        name="add_central_activity",
    ),
    path("requirements/import/", requirement_import.upload_requirements, name="upload_requirements"),
    path("requirements/import/template/", requirement_import.requirement_template, name="requirement_template"),
    path("requirements/import/<uuid:sheet_id>/", requirement_import.import_requirements, name="import_requirements"),
    path(
        "central-requirements/import/",
        requirement_import.upload_requirements,
        {"central": True},
        name="upload_central_requirements",
    ),
    path(
        "central-requirements/import/template/",
        requirement_import.requirement_template,
        {"central": True},
        name="central_requirement_template",
    ),
    path(ONE, requirements.requirement, name="requirement"),
    path(f"{ONE}edit/", requirement_drafts.edit_requirement, name="edit_requirement"),
    path(f"{ONE}publish/", requirement_drafts.publish_requirement, name="publish_requirement"),
    path(f"{ONE}discard/", requirement_drafts.discard_requirement_draft, name="discard_requirement_draft"),
    path(f"{ONE}files/add/", requirement_files.add_requirement_file, name="add_requirement_file"),
    path(f"{ONE}files/<uuid:file_id>/", requirement_files.requirement_file, name="requirement_file"),
    path(
        f"{ONE}files/<uuid:file_id>/remove/", requirement_files.remove_requirement_file, name="remove_requirement_file"
    ),
    path(f"{ONE}sharing/", requirement_sharing.requirement_sharing, name="requirement_sharing"),
    path(f"{ONE}sharing/share/", requirement_sharing.share_requirement, name="share_requirement"),
    path(f"{ONE}sharing/<uuid:sharing_id>/end/", requirement_sharing.end_sharing, name="end_sharing"),
    path(f"{ONE}plans/", requirements.requirement_plans, name="requirement_plans"),
    path(f"{ONE}archiving/", requirement_ending.requirement_archiving, name="requirement_archiving"),
    path(f"{ONE}archive/", requirement_ending.archive_requirement, name="archive_requirement"),
    path(f"{ONE}delete/", requirement_ending.delete_requirement, name="delete_requirement"),
    path(f"{ONE}reset/", requirement_ending.reset_requirement, name="reset_requirement"),
    path(f"{ONE}history/", requirements.requirement_history, name="requirement_history"),
    path(f"{ONE}history/<int:number>/", requirements.requirement_revision, name="requirement_revision"),
]

CATEGORIES = [
    path("categories/", categories.categories, name="categories"),
    path("categories/<uuid:node_id>/", categories.categories, name="mark_category"),
    path("categories/<uuid:node_id>/add/", categories.add_category, name="add_category"),
    path("categories/<uuid:category_id>/edit/", categories.edit_category, name="edit_category"),
    path("categories/<uuid:category_id>/delete/", categories.delete_category, name="delete_category"),
]

PLAN = "plans/<uuid:plan_id>/"
SECTION = f"{PLAN}sections/<uuid:section_id>/"
LINK = f"{PLAN}links/<uuid:link_id>/"

PLANS = [
    path("plans/", plans.plans, name="plans"),
    path("plans/archive/", plans.archived_plans, name="archived_plans"),
    path("plans/choose-kind/", plans.choose_plan_kind, name="choose_plan_kind"),
    path("plans/new/", plans.add_plan, name="add_plan"),
    path(
        "plans/new/learning-goals/",
        goal_plans.add_goal_plan,
        {"kind": PlanKind.LEARNING_GOALS},
        name="add_learning_goal_plan",
    ),
    path(
        "plans/new/competence-goals/",
        goal_plans.add_goal_plan,
        {"kind": PlanKind.COMPETENCE_GOALS},
        name="add_competence_goal_plan",
    ),
    path("central-plans/", plans.central_plans, name="central_plans"),
    path("central-plans/new/", plans.add_plan, {"central": True}, name="add_central_plan"),
    path(PLAN, plans.plan_card, name="plan_card"),
    path(f"{PLAN}describe/", plans.describe_plan, name="describe_plan"),
    path(f"{PLAN}owner/", plans.change_plan_owner, name="change_plan_owner"),
    path(f"{PLAN}edit/", plan_content.edit_plan, name="edit_plan"),
    path(f"{PLAN}goals/<uuid:section_id>/", plan_content.edit_goal, name="edit_goal"),
    path(f"{PLAN}sections/new/", plan_content.add_section, name="add_section"),
    path(SECTION, plan_content.rename_section, name="rename_section"),
    path(f"{SECTION}move/", plan_content.move_section, name="move_section"),
    path(f"{SECTION}drop/", plan_content.drop_section, name="drop_section"),
    path(f"{SECTION}remove/", plan_content.remove_section, name="remove_section"),
    path(
        f"{SECTION}fetch/",
        plan_content.fetch_requirements,
        name="fetch_requirements",
    ),
    path(f"{SECTION}add/", plan_requirement.add_requirement_to_plan, name="add_requirement_to_plan"),
    path(f"{LINK}move/", plan_content.move_link, name="move_link"),
    path(f"{LINK}activate/", plan_content.activate_link, name="activate_link"),
    path(f"{LINK}deactivate/", plan_content.deactivate_link, name="deactivate_link"),
    path(f"{LINK}reactivate/", plan_content.reactivate_link, name="reactivate_link"),
    path(f"{LINK}delete/", plan_content.delete_link, name="delete_link"),
    path(f"{LINK}adapt/", plan_content.adapt_validity, name="adapt_validity"),
    path(f"{PLAN}people/", plan_publishing.set_plan_people, name="set_plan_people"),
    path(f"{PLAN}responsible/name/", plan_publishing.name_plan_responsible, name="name_plan_responsible"),
    path(f"{PLAN}responsible/remove/", plan_publishing.remove_plan_responsible, name="remove_plan_responsible"),
    path(f"{PLAN}approval/", plan_approval.approve_plan_changes, name="approve_plan_changes"),
    path(f"{PLAN}publishing/", plan_publishing.plan_publishing, name="plan_publishing"),
    path(f"{PLAN}publishing/publish/", plan_publishing.publish_plan, name="publish_plan"),
    path(f"{PLAN}publishing/<uuid:publication_id>/", plan_publishing.unpublish_plan, name="unpublish_plan"),
    path(f"{PLAN}preview/", plan_history.preview_plan, name="preview_plan"),
    path(f"{PLAN}usage/", plan_usage.report_plan_usage, name="report_plan_usage"),
    path(f"{PLAN}versions/", plan_history.plan_versions, name="plan_versions"),
    path(f"{PLAN}versions/<int:major>/<int:minor>/", plan_history.plan_version, name="plan_version"),
    path(f"{PLAN}archiving/", plan_history.archive_plan, name="archive_plan"),
]

REQUIREMENT = "own-plans/<uuid:assignment_id>/requirements/<uuid:item_id>/"
PROCEDURE = "own-plans/<uuid:assignment_id>/procedures/<uuid:item_id>/"

OWN_PLANS = [
    path("own-plans/", own_plans.own_plans, name="own_plans"),
    path("own-plans/deactivated/", own_plans.own_deactivated_plans, name="own_deactivated_plans"),
    path("own-plans/archived/", own_plans.own_archived_plans, name="own_archived_plans"),
    path("own-plans/archived-requirements/", own_plans.own_archived_requirements, name="own_archived_requirements"),
    path("own-plans/search/", own_search.search_own_plans, name="search_own_plans"),
    path("own-plans/<uuid:assignment_id>/", own_plans.own_plan, name="own_plan"),
    path(
        "own-plans/<uuid:assignment_id>/sections/<uuid:part_id>/not-relevant/",
        own_plans.mark_section_not_relevant,
        name="mark_section_not_relevant",
    ),
    path(
        "own-plans/<uuid:assignment_id>/sections/<uuid:part_id>/relevant/",
        own_plans.mark_section_relevant,
        name="mark_section_relevant",
    ),
    path("attachments/<uuid:attachment_id>/", attachments.attachment, name="attachment"),
    path("own-plans/<uuid:assignment_id>/procedures/", procedures.procedure_list, name="procedure_list"),
    path(PROCEDURE, procedures.open_procedure, name="open_procedure"),
    path(f"{PROCEDURE}register/", procedures.register_procedure, name="register_procedure"),
    path(REQUIREMENT, own_requirement.own_requirement, name="own_requirement"),
    path(f"{REQUIREMENT}course/", courses.go_to_course, name="go_to_course"),
    path(f"{REQUIREMENT}requests/<uuid:request_id>/withdraw/", own_plans.withdraw_request, name="withdraw_request"),
    path(f"{REQUIREMENT}performances/<uuid:performance_id>/take-back/", own_plans.take_back, name="take_back"),
    path(f"{REQUIREMENT}not-relevant/", own_plans.mark_not_relevant, name="mark_not_relevant"),
    path(f"{REQUIREMENT}relevant/", own_plans.mark_relevant, name="mark_relevant"),
    path(
        f"{REQUIREMENT}points/<uuid:point>/not-relevant/",
        own_plans.mark_point_not_relevant,
        name="mark_point_not_relevant",
    ),
    path(f"{REQUIREMENT}points/<uuid:point>/relevant/", own_plans.mark_point_relevant, name="mark_point_relevant"),
]

ASSIGNMENT = "assignments/<uuid:assignment_id>/"
ITEM = f"{ASSIGNMENT}requirements/<uuid:item_id>/"

ASSIGNING = [
    path("employees/<uuid:position_id>/plans/", assigning.employee_plans, name="employee_plans"),
    path("assign/", assigning.choose_plan, name="choose_plan"),
    path("assign/plan/", assigning.assign_plan, name="assign_plan"),
    path("assign/table/", assigning_table.assign_table, name="assign_table"),
    path("plans-to-approve/", assigning.plans_to_approve, name="plans_to_approve"),
    path(ASSIGNMENT, assigning.employee_plan, name="employee_plan"),
    path(f"{ASSIGNMENT}deactivate/", assigning.deactivate_assignment, name="deactivate_assignment"),
    path(f"{ASSIGNMENT}reactivate/", assigning.reactivate_assignment, name="reactivate_assignment"),
    path(f"{ASSIGNMENT}delete/", assigning.delete_assignment, name="delete_assignment"),
    path(f"{ASSIGNMENT}approve/", assigning.approve_assignment, name="approve_assignment"),
    path(f"{ASSIGNMENT}withdraw-approval/", assigning.withdraw_approval, name="withdraw_approval"),
]

MATRIX = [
    path("employees/status/", matrix.choose_matrix_plan, name="choose_matrix_plan"),
    path("employees/status/<uuid:plan_id>/", matrix.status_matrix, name="status_matrix"),
    path("employees/status/<uuid:plan_id>/repetitions/", matrix.repetition_matrix, name="repetition_matrix"),
]

ASSIGNED = [
    path(f"{ASSIGNMENT}history/", assigned.assignment_history, name="assignment_history"),
    path(f"{ASSIGNMENT}print/", printing.print_plan, name="print_plan"),
    path(f"{ASSIGNMENT}print/pdf/", printing.plan_pdf, name="plan_pdf"),
    path(f"{ASSIGNMENT}on-day/", assigned.plan_on_day, name="plan_on_day"),
    path(ITEM, own_requirement.requirement_on_behalf, name="requirement_on_behalf"),
    path(f"{ITEM}why/", assigned.why_status, name="why_status"),
    path(f"{ITEM}deadline/", deadlines.set_requirement_deadline, name="set_requirement_deadline"),
    path(f"{ITEM}deadline/remove/", deadlines.remove_requirement_deadline, name="remove_requirement_deadline"),
]

FOLLOWING_UP = [
    path("competence-follow-up/", following_up.followed_requirements, name="followed_requirements"),
    path("competence-follow-up/aggregated/", following_up.aggregated_requirements, name="aggregated_requirements"),
    path(
        "competence-follow-up/aggregated/<uuid:requirement_id>/",
        following_up.followed_requirement,
        name="followed_requirement",
    ),
    path(
        "competence-follow-up/deadlines/",
        deadlines_of_many.set_requirement_deadlines,
        name="set_requirement_deadlines",
    ),
]

SIGNING = [
    path("signing/", signing.signing, name="signing"),
    path("signing/<uuid:request_id>/", signing.signature_request, name="signature_request"),
    path("signing/<uuid:request_id>/undo/", signing.undo_decision, name="undo_decision"),
    path("signing/<uuid:request_id>/decided/", signing.decided_requests, name="decided_requests"),
    path("signing/<uuid:request_id>/decided/undo/", signing.undo_decisions, name="undo_decisions"),
]

urlpatterns = [
    path("global-administration/", globally.global_administration, name="global_administration"),
    path("local-administration/", locally.local_administration, name="local_administration"),
    *REQUIREMENTS,
    *CATEGORIES,
    *PLANS,
    *OWN_PLANS,
    *ASSIGNING,
    *ASSIGNED,
    *FOLLOWING_UP,
    *MATRIX,
    *SIGNING,
]
