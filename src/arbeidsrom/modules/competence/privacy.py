"""What competence holds about people: what they have been given to learn, and what they have done."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.lib.personal_data import Activity, not_personal, ordinary

PROGRESS = "competence.progress"
ADMINISTRATION = "competence.administration"

ACTIVITIES = (
    Activity(
        PROGRESS,
        name=_("Competence of employees"),
        purpose=_("To see to it that whoever treats patients can do what the work demands, and to prove it."),
        people=_("Employees who have been given plans, and those who sign for them."),
        basis=_("GDPR art. 6(1)(c) and (e); the Specialist Health Service Act §§ 2-2 and 3-10."),
        recipients=_("The employee, the leader and those who follow up for the leader, and whoever is asked to sign."),
        retention=_("As long as somebody works in the region; then as the archive law says."),
        security=_("Comments and attachments lie sealed; every sign-off stands in the chained log."),
    ),
    Activity(
        ADMINISTRATION,
        name=_("Making of requirements and plans"),
        purpose=_("To know who answers for what employees are asked to learn."),
        people=_("Those who write, publish, share and archive requirements and plans."),
        basis=_("GDPR art. 6(1)(c) and (e)."),
        recipients=_("Those who administer requirements and plans, and those who have the plan."),
        retention=_("As long as the requirement or the plan."),
    ),
)

_ARCHIVED = {"archived_by": _("Who archived it")}

MODELS = {
    "Category": not_personal(
        "id", "public_id", "unit", "parent", "name", "sort_name", "for_activities", "lock_version"
    ),
    "Requirement": {
        **ordinary(ADMINISTRATION, {"created_by": _("Who made the requirement"), **_ARCHIVED}),
        **not_personal(
            *("id", "public_id", "kind", "central", "level", "owner", "category", "name", "sort_name", "words"),
            *("description", "learning_form", "documentation_form", "validity_days", "repetitions", "requires_signing"),
            *(
                "has_manual_expiry",
                "must_be_done",
                "created_at",
                "published_at",
                "reset_at",
                "archived_at",
                "archive_reason",
            ),
        ),
    },
    "RequirementDraft": {
        **ordinary(ADMINISTRATION, {"saved_by": _("Who saved the draft")}),
        **not_personal("requirement", "content", "saved_at", "lock_version"),
    },
    "RequirementRevision": {
        **ordinary(ADMINISTRATION, {"published_by": _("Who published it")}),
        **not_personal("id", "requirement", "number", "content", "published_at"),
    },
    "Sharing": {
        **ordinary(ADMINISTRATION, {"shared_by": _("Who shared it")}),
        **not_personal("id", "public_id", "requirement", "unit", "with_subunits", "shared_at", "ended_at"),
    },
    "Dependency": not_personal("id", "requirement", "needs"),
    "CourseLink": not_personal("id", "requirement", "key", "name", "done_to", "finished_at"),
    "RequirementFile": {
        **ordinary(ADMINISTRATION, {"added_by": _("Who added the file")}),
        **not_personal("id", "public_id", "requirement", "document", "added_at"),
    },
    "RequirementSheet": {
        **ordinary(
            ADMINISTRATION,
            {"uploaded_by": _("Who uploaded the spreadsheet")},
            retention=_("Until it is imported, a day at most."),
            erased_by="competence.drop_old_sheets",
        ),
        **not_personal("id", "public_id", "central", "columns", "rows", "merged", "uploaded_at", "imported_at", "made"),
    },
    "Plan": {
        **ordinary(
            ADMINISTRATION,
            {
                "document_owner": _("Document owner"),
                "document_responsible": _("Document responsible"),
                "created_by": _("Who made the plan"),
                **_ARCHIVED,
            },
        ),
        **not_personal(
            *("id", "public_id", "kind", "central", "is_template", "template", "owner", "name", "sort_name", "words"),
            *("description", "time_frame", "literature", "completion", "major", "minor", "created_at"),
            *("changed_at", "archived_at", "archive_reason", "lock_version"),
        ),
    },
    "Section": not_personal(
        *("id", "public_id", "plan", "parent", "origin", "code", "name", "description", "place", "may_be_not_relevant")
    ),
    "Link": {
        **ordinary(
            ADMINISTRATION,
            {"linked_by": _("Who put it in the plan"), "deactivated_by": _("Who deactivated it in the plan")},
        ),
        **not_personal(
            *("id", "public_id", "plan", "section", "requirement", "place", "state", "validity_days"),
            *("adapted_because", "linked_at", "activated_at", "deactivated_at", "deactivated_because"),
        ),
    },
    "Publication": {
        **ordinary(ADMINISTRATION, {"published_by": _("Who published it")}),
        **not_personal("id", "public_id", "plan", "unit", "with_subunits", "published_at"),
    },
    "PlanResponsible": {
        **ordinary(ADMINISTRATION, {"position": _("Who is responsible for the plan"), "named_by": _("Who named them")}),
        **not_personal("id", "plan", "named_at", "told_at"),
    },
    "PlanRevision": {
        **ordinary(ADMINISTRATION, {"made_by": _("Who made the version")}),
        **not_personal("id", "plan", "major", "minor", "content", "made_at"),
    },
    "Assignment": {
        **ordinary(
            PROGRESS,
            {
                "position": _("Position"),
                "person": _("Who has the plan"),
                "plan": _("Plan"),
                "state": _("Whether the plan is to be worked on"),
                "assigned_on": _("When it was assigned"),
                "assigned_by": _("Who assigned it"),
                "deactivated_on": _("When it was deactivated"),
                "sent_at": _("When it was sent for approval"),
                "approved_at": _("When it was approved"),
                "approved_by": _("Who approved it"),
                "required": _("How many requirements it has"),
                "fulfilled": _("How many are fulfilled"),
                "begun": _("How many are begun"),
                "next_due": _("The next date that something expires or is due"),
            },
        ),
        **not_personal("id", "public_id", "ended_in"),
    },
    "AssignmentEvent": {
        **ordinary(
            PROGRESS,
            {
                "assignment": _("The assigned plan"),
                "kind": _("What happened"),
                "at": _("When it happened"),
                "by": _("Who did it"),
                "capacity": _("In which role"),
            },
        ),
        **not_personal("id"),
    },
    "EndedMark": {
        **ordinary(
            PROGRESS,
            {
                "person": _("For whom it is not relevant"),
                "plan": _("In which plan"),
                "link": _("Which requirement"),
                "section": _("Which sub-plan"),
                "marked_at": _("When it was marked"),
                "ended_at": _("When it was relevant again"),
            },
        ),
        **not_personal("id"),
    },
    "NotRelevant": {
        **ordinary(
            PROGRESS,
            {
                "person": _("For whom it is not relevant"),
                "plan": _("In which plan"),
                "link": _("Which requirement"),
                "section": _("Which sub-plan"),
                "comment": _("Why it is not relevant"),
                "marked_at": _("When it was marked"),
                "marked_by": _("Who marked it"),
            },
        ),
        **not_personal("id", "public_id"),
    },
    "PointNotRelevant": {
        **ordinary(
            PROGRESS,
            {
                "person": _("For whom it is not relevant"),
                "link": _("Which requirement"),
                "point": _("Which check point"),
                "comment": _("Why it is not relevant"),
                "marked_at": _("When it was marked"),
                "marked_by": _("Who marked it"),
            },
        ),
        **not_personal("id", "public_id"),
    },
    "Progress": {
        **ordinary(
            PROGRESS,
            {
                "person": _("Who is to fulfil it"),
                "requirement": _("Requirement"),
                "state": _("How far it has come"),
                "completed_on": _("When it was fulfilled"),
                "expires_on": _("When it expires, as set by the employee"),
                "done": _("How many repetitions are done"),
                "ticked": _("Check points that are done"),
            },
        ),
        **not_personal("round", "lock_version"),
    },
    "Performance": {
        **ordinary(
            PROGRESS,
            {
                "person": _("Who carried it out"),
                "requirement": _("Requirement"),
                "plan": _("From which plan it was sent"),
                "state": _("What became of it"),
                "performed_on": _("When it was carried out"),
                "expires_on": _("When it expires"),
                "comment": _("Comment of the employee"),
                "signer": _("Who was asked to sign"),
                "sent_at": _("When it was sent for signing"),
                "sent_by": _("Who sent it for signing in their place"),
                "decided_at": _("When it was signed or declined"),
                "decided_by": _("Who signed or declined"),
                "decline_reason": _("Why it was declined"),
                "answer": _("Comment of the signer"),
                "course": _("Course that was passed"),
            },
        ),
        **not_personal("id", "public_id", "revision", "round", "lock_version"),
    },
    "ProgressEvent": {
        **ordinary(
            PROGRESS,
            {
                "person": _("Whom it is about"),
                "requirement": _("Requirement"),
                "plan": _("In which plan"),
                "kind": _("What happened"),
                "at": _("When it happened"),
                "by": _("Who did it"),
                "capacity": _("In which role"),
                "state": _("The status after it"),
                "completed_on": _("When it was fulfilled"),
                "expires_on": _("When it expires"),
                "performed_on": _("When it was carried out"),
                "deadline": _("The deadline after it"),
                "deadline_before": _("The deadline before it"),
                "comment": _("Comment"),
            },
        ),
        **not_personal("id", "public_id"),
    },
    "Attachment": {
        **ordinary(
            PROGRESS,
            {
                "person": _("Whose attachment it is"),
                "requirement": _("Requirement"),
                "document": _("The document"),
                "description": _("Description"),
                "added_at": _("When it was added"),
                "added_by": _("Who added it"),
                "removed_at": _("When it was removed"),
                "removed_by": _("Who removed it"),
            },
        ),
        **not_personal("id", "public_id"),
    },
    "CourseResult": {
        **ordinary(
            PROGRESS,
            {
                "person": _("Who passed it"),
                "course": _("Course"),
                "passed_on": _("When it was passed"),
                "received_at": _("When it was reported"),
                "reported_by": _("Which system reported it"),
            },
        ),
        **not_personal("id"),
    },
    "RequirementDeadline": {
        **ordinary(
            PROGRESS,
            {
                "person": _("Whose deadline it is"),
                "requirement": _("Requirement"),
                "due": _("Deadline"),
                "set_at": _("When it was set"),
                "set_by": _("Who set it"),
            },
        ),
    },
    "RecentRequirement": ordinary(
        PROGRESS,
        {
            "person": _("Who opened it"),
            "requirement": _("Requirement"),
            "opened_at": _("When it was opened"),
        },
    ),
    "Spreading": {
        **ordinary(ADMINISTRATION, {"begun_by": _("Who changed it")}),
        **not_personal(
            "id", "public_id", "requirements", "plans", "begun_at", "people", "done", "done_to", "finished_at"
        ),
    },
    "RequirementStatus": {
        **ordinary(
            PROGRESS,
            {
                "person": _("Whose status it is"),
                "requirement": _("Requirement"),
                "due": _("Valid until, or deadline"),
                "completed_on": _("When it was fulfilled"),
                "deadline": _("Deadline"),
                "state": _("Status"),
                "pending": _("What is begun besides"),
            },
        ),
        **not_personal("relevant_in"),
    },
}

NAMES = {
    "Category": pgettext_lazy("stored", "Category of requirements"),
    "Requirement": pgettext_lazy("stored", "Requirement"),
    "RequirementDraft": pgettext_lazy("stored", "Draft of a requirement"),
    "RequirementRevision": pgettext_lazy("stored", "Published version of a requirement"),
    "RequirementSheet": pgettext_lazy("stored", "Spreadsheet of requirements"),
    "Sharing": pgettext_lazy("stored", "Sharing of a requirement"),
    "Dependency": pgettext_lazy("stored", "Dependency of a requirement"),
    "CourseLink": pgettext_lazy("stored", "Course that fulfils a requirement"),
    "CourseResult": pgettext_lazy("stored", "Passed course"),
    "RequirementFile": pgettext_lazy("stored", "File of a requirement"),
    "Plan": pgettext_lazy("stored", "Plan"),
    "Section": pgettext_lazy("stored", "Sub-plan"),
    "Link": pgettext_lazy("stored", "Requirement in a plan"),
    "Publication": pgettext_lazy("stored", "Publishing of a plan"),
    "PlanResponsible": pgettext_lazy("stored", "Responsible for a plan"),
    "PlanRevision": pgettext_lazy("stored", "Version of a plan"),
    "Assignment": pgettext_lazy("stored", "Assigned plan"),
    "AssignmentEvent": pgettext_lazy("stored", "History of an assigned plan"),
    "NotRelevant": pgettext_lazy("stored", "Requirement or sub-plan that is not relevant"),
    "EndedMark": pgettext_lazy("stored", "Requirement or sub-plan that was not relevant for a while"),
    "PointNotRelevant": pgettext_lazy("stored", "Check point that is not relevant"),
    "Progress": pgettext_lazy("stored", "Progress with a requirement"),
    "Performance": pgettext_lazy("stored", "Carrying out of a requirement"),
    "ProgressEvent": pgettext_lazy("stored", "History of a requirement"),
    "Attachment": pgettext_lazy("stored", "Attachment to a requirement"),
    "RequirementDeadline": pgettext_lazy("stored", "Deadline of a requirement"),
    "RecentRequirement": pgettext_lazy("stored", "Requirement that was opened lately"),
    "Spreading": pgettext_lazy("stored", "Change that concerns many people"),
    "RequirementStatus": pgettext_lazy("stored", "Status of a requirement"),
}
