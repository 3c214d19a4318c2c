"""Which of the cast each address is for. What an address does inside is tested by its app.

Everything in the world of these tests belongs to Kari, who leads the hospital club. A new address needs a row here.
"""

from __future__ import annotations

ANYBODY = "anybody"
SIGNED_IN = "everybody who is signed in"

# The pages of signing in and of one's own second factors come from a library, which tests them.
LIBRARY = ("account_", "mfa_", "usersessions_")

KARI = {"kari"}
STEWARDS = {"kari", "ola", "nina", "mona", "nils"}
STEWARDS_OF_THE_CLUB = {"kari", "ola", "mona"}
LEADERS_OF_CLUBS = {"kari", "nina", "nils"}
UNION_LEADER = {"per"}
ADMINISTRATOR = {"admin"}
PRIVACY_CONTACT = {"ingrid"}
ASTRID = {"astrid"}
NOBODY: set[str] = set()
"""Nobody, because the thing in the address does not exist here: the app's own tests have it."""

Who = str | set[str]

FOR_MACHINES = dict.fromkeys(("health", "ready", "metrics"), ANYBODY)

OPEN: dict[str, Who] = dict.fromkeys(
    (
        *("demonstration_users", "become_demonstration_user", "web_manifest", "web_service_worker", "web_offline"),
        *("openapi", "api_docs"),
    ),
    ANYBODY,
)

API = dict.fromkeys(
    (
        "api_units",
        "api_unit",
        "api_people",
        "api_person",
        "api_positions",
        "api_position",
        "api_hr_runs",
        "api_hr_run",
        "api_hr_refused_lines",
        *("api_role_orders", "api_role_order", "api_end_role"),
        "api_course_results",
        *("scim_config", "scim_resource_types", "scim_resource_type", "scim_schemas", "scim_schema"),
        *("scim_search", "scim_users", "scim_search_users", "scim_user"),
        *("scim_groups", "scim_search_groups", "scim_group"),
    ),
    NOBODY,
)
"""For other systems, which show a token; nobody comes there with a browser (core/api_clients/tests)."""

OWN: dict[str, Who] = dict.fromkeys(
    (
        "home", "help", "help_chapter",
        "profile", "choose_position", "act_as", "role_overview", "support", "end_support_view",
        "web_components",
        "earlier_system_messages",
        "preferences", "save_view", "open_list_with", "remove_view", "choose_columns",
        "keep_draft", "discard_draft", "begin_export",
        "notifications", "mark_all_read", "notification_settings", "outbox",
        "uploads", "upload", "upload_form",
        "my_data", "my_data_package", "erase_my_data",
    ),
    SIGNED_IN,
)  # fmt: skip

COMPETENCE: dict[str, Who] = {
    **dict.fromkeys(
        (
            "own_plans",
            "own_deactivated_plans",
            "own_archived_plans",
            "search_own_plans",
            "signing",
            "own_archived_requirements",
        ),
        ASTRID,
    ),
    **dict.fromkeys(
        (
            *("own_plan", "own_requirement", "mark_not_relevant", "mark_relevant"),
            *("mark_section_not_relevant", "mark_section_relevant"),
            *("plan_on_day", "why_status", "assignment_history", "print_plan", "plan_pdf"),
        ),
        ASTRID,
    ),
    **dict.fromkeys(
        (
            *("choose_plan", "assign_plan", "assign_table", "plans_to_approve", "reactivate_assignment"),
            *("status_cards", "followed_requirements", "aggregated_requirements", "set_requirement_deadlines"),
        ),
        ASTRID,
    ),
    **dict.fromkeys(("choose_matrix_plan", "status_matrix", "repetition_matrix"), ASTRID),
    **dict.fromkeys(
        (
            *("employee_plans", "employee_plan", "deactivate_assignment", "delete_assignment"),
            *("approve_assignment", "withdraw_approval", "set_requirement_deadline"),
            *("remove_requirement_deadline", "followed_requirement"),
            "requirement_on_behalf",
        ),
        NOBODY,
    ),
    **dict.fromkeys(
        (
            *("mark_point_not_relevant", "mark_point_relevant", "withdraw_request", "take_back"),
            *("signature_request", "undo_decision", "decided_requests", "undo_decisions", "attachment"),
            *("procedure_list", "open_procedure", "register_procedure", "go_to_course"),
        ),
        NOBODY,
    ),
}

ORGANISATION: dict[str, Who] = dict.fromkeys(
    (
        "register_identity_number",
        "remove_identity_number",
        "organisation",
        "unit",
        "add_unit",
        "rename_unit",
        "move_unit",
        "merge_unit",
        "explain_access",
        "explain_thing",
        "ask_support_access",
        "api_clients",
        "add_api_client",
        "provisioned_groups",
    ),
    ADMINISTRATOR,
) | {
    "offices": LEADERS_OF_CLUBS | UNION_LEADER | ADMINISTRATOR,
    "appoint": KARI | UNION_LEADER | ADMINISTRATOR,
    "end_office": UNION_LEADER | ADMINISTRATOR,
    "help_sign_in": UNION_LEADER | ADMINISTRATOR,
    "audit_log": LEADERS_OF_CLUBS | UNION_LEADER | PRIVACY_CONTACT,
    "audit_chains": UNION_LEADER | ADMINISTRATOR | PRIVACY_CONTACT,
    "verify_chain": UNION_LEADER | ADMINISTRATOR | PRIVACY_CONTACT,
    "processing_register": UNION_LEADER | ADMINISTRATOR | PRIVACY_CONTACT,
    "processing_register_json": UNION_LEADER | ADMINISTRATOR | PRIVACY_CONTACT,
    "imports": UNION_LEADER | ADMINISTRATOR,
    "announced_changes": NOBODY,
    "operations": ADMINISTRATOR,
    "run_job_again": ADMINISTRATOR,
}

SYSTEM_MESSAGES: dict[str, Who] = dict.fromkeys(
    (
        "system_messages", "new_system_message", "system_message", "edit_system_message", "system_message_recipients",
        "choose_recipients", "leave_out_recipients", "add_system_message_file", "preview_system_message",
        "send_system_message", "stop_system_message", "take_up_system_message", "discard_system_message",
    ),
    ASTRID,
) | dict.fromkeys(
    ("remove_system_message_file", "system_message_file", "withdraw_system_message", "close_system_message"), NOBODY
)  # fmt: skip

EMPLOYEES: dict[str, Who] = {
    "own_details": SIGNED_IN,
    "who_sees_me": SIGNED_IN,
    "who_sees_person": KARI | ADMINISTRATOR,
    "employees": ASTRID,
    "my_tasks": ASTRID,
    "write_to_employees": ASTRID,
    "own_deputies": ASTRID,
    "role_orders": ASTRID,
    "order_role": ASTRID,
    "owned_role_orders": ASTRID,
    **dict.fromkeys(("role_order", "refuse_order", "approve_order", "keep_role"), ASTRID),
    **dict.fromkeys(("withdraw_order", "end_role"), NOBODY),  # an employee's order, which waits
    "employees_without_leader": ASTRID,
    "control_access": ASTRID,
    "organisation_chart": ASTRID,
    "global_administration": ASTRID,
    "local_administration": ASTRID,
    **dict.fromkeys(
        (
            *("requirements", "central_requirements", "add_requirement", "add_central_requirement", "requirement"),
            *("edit_requirement", "publish_requirement", "discard_requirement_draft", "add_requirement_file"),
            *("requirement_sharing", "share_requirement", "end_sharing", "requirement_plans"),
            *("requirement_archiving", "archive_requirement", "delete_requirement", "reset_requirement"),
            *("requirement_history", "requirement_revision", "upload_requirements", "requirement_template"),
            *("upload_central_requirements", "central_requirement_template"),
            *(
                "add_central_activity",
                "central_plans",
                "categories",
                "mark_category",
                "add_category",
                "edit_category",
                "delete_category",
            ),
        ),
        ASTRID,
    ),
    **dict.fromkeys(("requirement_file", "remove_requirement_file", "import_requirements"), NOBODY),
    "chart_unit": ASTRID,
    "personal_details": KARI,
    # Kari holds an office: she is nobody's employee, and cannot be lent out.
    **dict.fromkeys(
        (
            *(
                "choose_leader",
                "remove_leader",
                "availability",
                "employee_loans",
                "register_absence",
                "edit_absence",
                "delete_absence",
                "register_loan",
                "edit_loan",
                "end_loan",
                "delete_loan",
            ),
            *("position_access", "activate_position", "deactivate_position"),
        ),
        NOBODY,
    ),
}

PLANS: dict[str, Who] = dict.fromkeys(
    (
        "plans", "archived_plans", "choose_plan_kind", "add_plan", "plan_card", "describe_plan",
        "change_plan_owner", "edit_plan",
        "add_section", "rename_section", "move_section", "fetch_requirements", "move_link", "activate_link",
        "deactivate_link", "delete_link", "set_plan_people", "plan_publishing",
        "publish_plan", "unpublish_plan", "preview_plan", "plan_versions", "plan_version", "archive_plan",
        "remove_section", "approve_plan_changes", "add_requirement_to_plan",
        "drop_section", "name_plan_responsible", "remove_plan_responsible",
    ),
    ASTRID,
) | dict.fromkeys(
    (
        "adapt_validity", "reactivate_link", "report_plan_usage", "add_central_plan",
        "add_learning_goal_plan", "add_competence_goal_plan", "edit_goal",
    ),
    NOBODY,
)  # fmt: skip
"""Astrid looks after the plans of her trust. The requirement in hers is local, and active; central plans are made by
the system operator alone, goal plans by those who administer them."""

MEMBERS: dict[str, Who] = {
    "members": STEWARDS,
    "write_to_members": STEWARDS,
    "member": STEWARDS_OF_THE_CLUB,
    "show_identity_number": STEWARDS_OF_THE_CLUB,
    "write_member_note": STEWARDS_OF_THE_CLUB,
    "access_requests": STEWARDS | UNION_LEADER | PRIVACY_CONTACT,
    "member_data": STEWARDS_OF_THE_CLUB | UNION_LEADER | PRIVACY_CONTACT,
    "member_data_package": STEWARDS_OF_THE_CLUB | UNION_LEADER | PRIVACY_CONTACT,
    "outsider_data": UNION_LEADER | PRIVACY_CONTACT,
}

WORKSPACE: dict[str, Who] = {
    "cases": STEWARDS | UNION_LEADER,
    "new_case": STEWARDS,
    "hand_overs": STEWARDS | UNION_LEADER,
    "offer_cases": STEWARDS | UNION_LEADER,
    "offered_cases": STEWARDS | UNION_LEADER,
    "letter_templates": LEADERS_OF_CLUBS | UNION_LEADER | ADMINISTRATOR,
    "union_overview": UNION_LEADER,
    "closed_out_of_reach": UNION_LEADER,
    "case_statistics": STEWARDS | UNION_LEADER | ADMINISTRATOR,
    "own_club_settings": LEADERS_OF_CLUBS,
    "club_settings": KARI,
    "case_types": ADMINISTRATOR,
    "new_case_type": ADMINISTRATOR,
    "edit_case_type": ADMINISTRATOR,
    "deadline_rules": ADMINISTRATOR,
    "add_deadline_rule": ADMINISTRATOR,
    "edit_deadline_rule": ADMINISTRATOR,
    "change_law": ADMINISTRATOR,
    "check_deadline_rule": ADMINISTRATOR,
    "retention": LEADERS_OF_CLUBS | UNION_LEADER,
}

A_CASE: dict[str, Who] = dict.fromkeys(
    (
        "case", "edit_case", "add_member", "add_party", "tick_step", "case_timeline", "write_in_timeline", "let_wait",
        "resume_case", "close_case", "set_deadline", "propose_deadlines", "move_deadline", "settle_deadline",
        "put_in_calendar",
        "case_documents", "add_document", "document", "add_version", "rename_document", "remove_document",
        "download_document", "release_document", "add_signer", "approve_document",
        "case_statement", "save_statement", "choose_letter", "make_letter",
        "case_report", "case_people", "give_access", "take_access", "hand_over_case", "declare_conflict",
        "bar_steward", "record_consent", "case_shipments",
        "share", "show_shipment", "issue_code", "withdraw_shipment",
    ),
    KARI,
)  # fmt: skip

SHARING: dict[str, Who] = {
    "shipments": STEWARDS,
    "desk": {"kjersti"},
    "addresses": STEWARDS | {"admin"},
    "add_address": STEWARDS | {"admin"},
    # The shipment of these tests goes to no desk and needs nobody's approval.
    **dict.fromkeys(
        ("desk_shipment", "take_shipment", "assign_case_number", "approve_shipment", "reject_shipment"), NOBODY
    ),
}

ABSENT_HERE: dict[str, Who] = dict.fromkeys(
    (
        "end_session", "switch_off_mail",
        # Nobody in the cast leads employees.
        "deputies_of", "add_deputy", "change_deputy", "remove_deputy",
        "delegates", "add_delegate", "describe_delegate", "remove_delegate",
        "open_notification", "remove_notification", "remove_card",
        "outgoing_message", "send_message_again", "answer_support_access",
        "begin_support_view", "import_run", "import_changes", "import_refused_lines",
        "apply_import", "discard_import", "undo_import",
        "withdraw_announced_change", "remove_party",
        "write_out_case", "record_signature", "remove_signer", "reopen_document", "withdraw_offer",
        "reopen_case", "remove_template", "lift_conflict", "withdraw_consent", "place_case", "propose_deletion",
        "return_deletion", "keep_longer", "delete_case", "read_answer", "change_address", "remove_address",
        "export", "download_export",
        "api_client", "give_client_role", "take_client_role", "make_client_token", "revoke_client_token",
        "revoke_client", "map_provisioned_group",
    ),
    NOBODY,
)  # fmt: skip

WHO: dict[str, Who] = (
    FOR_MACHINES
    | API
    | OPEN
    | OWN
    | ORGANISATION
    | COMPETENCE
    | EMPLOYEES
    | PLANS
    | SYSTEM_MESSAGES
    | MEMBERS
    | WORKSPACE
    | SHARING
    | A_CASE
    | ABSENT_HERE
)  # fmt: skip
