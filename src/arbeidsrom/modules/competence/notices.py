"""What the competence portal tells people: the table of notification types, row by row (KP-NTYPE-001–036).

026, 027 and 031 are told by core, which knows of deputies, delegates and who is allocated where. An e-mail says the
label alone where the sentence names somebody (``withheld``).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.core.notifications.groups import FOLLOW_UP_CARD, FOLLOWING_UP, Background, Card, CardGroup, Group
from arbeidsrom.core.notifications.states import Way
from arbeidsrom.core.notifications.types import COLLECTED, HOME_ONLY, NotificationType
from arbeidsrom.modules.competence.mails import ALWAYS_MAILED
from arbeidsrom.modules.competence.receivers import (
    APPROVER,
    COMPLETERS,
    COMPLETING_LEADER,
    EMPLOYEE,
    LEADER,
    LEARNER,
    OWNER,
    PARTICIPANT,
    RESPONSIBLE,
    SIGNER,
    SIGNER_ASKED,
    SUPERVISOR,
)

MAILS = frozenset({Way.SINGLE, Way.WEEKLY})
DIGEST_ONLY = frozenset({Way.WEEKLY})

DOCUMENTS = Group("documents", _("Document owner/responsible"), order=40)
APPROVALS = Group("approvals", _("Approvals and rejections"), order=41)
ASSIGNMENTS = Group("assignments", _("Assignments and updates"), order=42)
REMINDERS = Group("reminders", _("Reminders and deadlines"), order=43)
GUIDANCE = Group("guidance", _("Guidance (LIS)"), order=44)

EXPIRED = Card("expired", _("Expired items"), Background.RED, removable=False, icon="exclamationmark-triangle", order=1)
REJECTED = Card("rejected", _("Rejected requests"), Background.RED, icon="x-mark-octagon", order=2)
SOON = Card("soon", _("Expires soon"), Background.YELLOW, removable=False, icon="hourglass", order=3)
PLANNED = Card("planned", _("Planned events"), Background.YELLOW, removable=False, icon="calendar", order=4)
APPROVED = Card("approved", _("Approved requests"), Background.GREEN, icon="checkmark-circle", order=40)
UPDATES = Card("updates", _("Updates of plans and requirements"), icon="tasklist", order=41)
CONVERSATIONS = Card("conversations", pgettext_lazy("card", "Conversations"), icon="chat-2", order=42)
DOCUMENT_CARD = Card("documents", _("Document owner/responsible"), icon="file-text", order=43)
SUPERVISING = Card("supervising", _("Guidance tasks"), card_group=CardGroup.FOLLOW_UP, icon="person-chat", order=20)


TYPES = (
    NotificationType(  # KP-NTYPE-001
        "competence.document_owner_chosen",
        label=_("You are chosen as document owner of a plan"),
        text=_("You are chosen as document owner of the plan «%(plan)s»."),
        group=DOCUMENTS,
        card=DOCUMENT_CARD,
        told=OWNER,
    ),
    NotificationType(  # KP-NTYPE-002
        "competence.document_responsible_chosen",
        label=_("You are chosen as document responsible for a plan"),
        text=_("You are chosen as document responsible for the plan «%(plan)s»."),
        group=DOCUMENTS,
        card=DOCUMENT_CARD,
        told=RESPONSIBLE,
    ),
    NotificationType(  # KP-NTYPE-003
        "competence.plan_approved",
        label=_("A plan is approved"),
        text=_("The plan «%(plan)s» is approved."),
        group=APPROVALS,
        card=APPROVED,
        ways=COLLECTED,
        told=EMPLOYEE,
    ),
    NotificationType(  # KP-LIMP-018
        "competence.plan_approval_withdrawn",
        label=_("The approval of a plan is withdrawn"),
        text=_("The approval of the plan «%(plan)s» is withdrawn."),
        group=APPROVALS,
        card=UPDATES,
        told=EMPLOYEE,
    ),
    NotificationType(  # KP-NTYPE-004
        "competence.goal_approved",
        label=_("A learning goal is approved"),
        text=_("The learning goal «%(goal)s» is approved."),
        group=APPROVALS,
        card=APPROVED,
        ways=COLLECTED,
        told=LEARNER,
    ),
    NotificationType(  # KP-NTYPE-005
        "competence.requirement_signed",
        label=_("A requirement or activity is signed"),
        text=_("«%(requirement)s» is signed."),
        group=APPROVALS,
        card=APPROVED,
        told=EMPLOYEE,
    ),
    NotificationType(  # KP-NTYPE-006
        "competence.goal_rejected",
        label=_("A learning goal is rejected"),
        text=_("The learning goal «%(goal)s» is rejected."),
        group=APPROVALS,
        card=REJECTED,
        told=LEARNER,
    ),
    NotificationType(  # KP-NTYPE-007
        "competence.requirement_rejected",
        label=_("A requirement or activity is rejected"),
        text=_("The signature of «%(requirement)s» is rejected."),
        group=APPROVALS,
        card=REJECTED,
        told=EMPLOYEE,
    ),
    NotificationType(  # KP-NTYPE-008
        "competence.plan_assigned",
        label=_("You are assigned a new plan"),
        text=_("You are assigned the plan «%(plan)s»."),
        group=ASSIGNMENTS,
        card=UPDATES,
        told=EMPLOYEE,
    ),
    NotificationType(  # KP-NTYPE-009
        "competence.assignment_deactivated",
        label=_("A plan assignment is deactivated"),
        text=_("Your assignment of the plan «%(plan)s» is deactivated."),
        group=ASSIGNMENTS,
        card=UPDATES,
        ways=COLLECTED,
        told=EMPLOYEE,
    ),
    NotificationType(  # KP-NTYPE-010
        "competence.requirement_reset",
        label=_("A requirement or activity in a plan you are assigned is reset"),
        text=_("«%(requirement)s» is reset."),
        group=ASSIGNMENTS,
        card=UPDATES,
        ways=COLLECTED,
        told=EMPLOYEE,
    ),
    NotificationType(  # KP-NTYPE-011
        "competence.deadline_set",
        label=_("A deadline is set on a requirement in a plan you are assigned"),
        text=_("«%(requirement)s» has got the deadline %(due)s."),
        group=ASSIGNMENTS,
        card=UPDATES,
        ways=COLLECTED,
        told=EMPLOYEE,
    ),
    NotificationType(  # KP-NTYPE-012
        "competence.assignment_reactivated",
        label=_("A plan assignment is reactivated"),
        text=_("Your assignment of the plan «%(plan)s» is reactivated."),
        group=ASSIGNMENTS,
        card=UPDATES,
        ways=HOME_ONLY,
        told=EMPLOYEE,
    ),
    NotificationType(  # KP-NTYPE-013
        "competence.requirement_added",
        label=_("A new requirement or activity is added to a plan you are assigned"),
        text=_("«%(requirement)s» is added to the plan «%(plan)s»."),
        group=ASSIGNMENTS,
        card=UPDATES,
        ways=HOME_ONLY,
        told=EMPLOYEE,
    ),
    NotificationType(  # KP-NTYPE-014
        "competence.requirement_deactivated",
        label=_("A requirement in a plan you are assigned is deactivated"),
        text=_("«%(requirement)s» is deactivated."),
        group=ASSIGNMENTS,
        card=UPDATES,
        ways=HOME_ONLY,
        told=EMPLOYEE,
    ),
    NotificationType(  # KP-NTYPE-015
        "competence.validity_near_end",
        label=_("A requirement with validity approaches expiry"),
        text=_("«%(requirement)s» is valid until %(due)s."),
        group=REMINDERS,
        card=SOON,
        told=EMPLOYEE,
        nightly=True,
    ),
    NotificationType(  # KP-NTYPE-016
        "competence.activity_near_deadline",
        label=_("One of your follow-up activities approaches its deadline"),
        text=_("A follow-up activity is to be completed by %(due)s."),
        group=REMINDERS,
        card=SOON,
        ways=COLLECTED,
        told=EMPLOYEE,
    ),
    NotificationType(  # KP-NTYPE-017
        "competence.deadline_near",
        label=_("A requirement with a deadline approaches it"),
        text=_("«%(requirement)s» has the deadline %(due)s."),
        group=REMINDERS,
        card=SOON,
        ways=COLLECTED,
        told=EMPLOYEE,
    ),
    NotificationType(  # KP-NTYPE-018
        "competence.validity_ended",
        label=_("A requirement with validity has expired"),
        text=_("«%(requirement)s» expired on %(due)s."),
        group=REMINDERS,
        card=EXPIRED,
        told=EMPLOYEE,
        nightly=True,
    ),
    NotificationType(  # KP-NTYPE-019
        "competence.deadline_passed",
        label=_("The deadline of a requirement has passed"),
        text=_("The deadline of «%(requirement)s» was %(due)s."),
        group=REMINDERS,
        card=EXPIRED,
        ways=COLLECTED,
        told=EMPLOYEE,
    ),
    NotificationType(  # KP-NTYPE-020
        "competence.activity_deadline_passed",
        label=_("The deadline of one of your follow-up activities has passed"),
        text=_("A follow-up activity was to be completed by %(due)s."),
        group=REMINDERS,
        card=EXPIRED,
        ways=COLLECTED,
        told=EMPLOYEE,
    ),
    NotificationType(  # KP-NTYPE-021
        "competence.conversation_not_completed",
        label=_("A planned conversation is not completed within the planned date"),
        text=_("The conversation that was planned for %(due)s is not completed."),
        group=REMINDERS,
        card=EXPIRED,
        ways=COLLECTED,
        told=COMPLETERS,
    ),
    NotificationType(  # KP-NTYPE-022
        "competence.conversation_near",
        label=_("You have a planned conversation that approaches"),
        text=_("You have a conversation on %(due)s."),
        group=REMINDERS,
        card=PLANNED,
        ways=COLLECTED,
        told=PARTICIPANT,
    ),
    NotificationType(  # KP-NTYPE-023
        "competence.guidance_prepared",
        label=_("The guidance supervisor has finished the preparation for a guidance conversation"),
        text=_("%(name)s has finished the preparation for a guidance conversation."),
        group=GUIDANCE,
        card=CONVERSATIONS,
        told=LEARNER,
        withheld=True,
    ),
    NotificationType(  # KP-NTYPE-024
        "competence.guidance_minutes_finished",
        label=_("The guidance supervisor has finished the minutes of a guidance conversation"),
        text=_("%(name)s has finished the minutes of a guidance conversation."),
        group=GUIDANCE,
        card=CONVERSATIONS,
        told=LEARNER,
        withheld=True,
    ),
    NotificationType(  # KP-NTYPE-025
        "competence.guidance_completed",
        label=_("The guidance supervisor has completed the conversation"),
        text=_("%(name)s has completed the guidance conversation."),
        group=GUIDANCE,
        card=CONVERSATIONS,
        ways=HOME_ONLY,
        told=LEARNER,
        withheld=True,
    ),
    NotificationType(  # KP-NTYPE-028
        "competence.request_withdrawn",
        label=_("An employee has removed or withdrawn a signature request sent to you"),
        text=_("%(name)s has withdrawn a signature request sent to you."),
        group=FOLLOWING_UP,
        card=FOLLOW_UP_CARD,
        ways=COLLECTED,
        told=SIGNER,
        withheld=True,
    ),
    NotificationType(  # KP-NTYPE-029
        "competence.employee_conversation_near",
        label=_("You have a planned conversation that approaches"),
        text=_("You have a conversation with %(name)s on %(due)s."),
        group=FOLLOWING_UP,
        card=FOLLOW_UP_CARD,
        ways=COLLECTED,
        told=LEADER,
        withheld=True,
    ),
    NotificationType(  # KP-NTYPE-030
        "competence.employee_conversation_not_completed",
        label=_("A planned conversation is not completed within the planned date"),
        text=_("The conversation with %(name)s that was planned for %(due)s is not completed."),
        group=FOLLOWING_UP,
        card=FOLLOW_UP_CARD,
        ways=COLLECTED,
        told=COMPLETING_LEADER,
        withheld=True,
    ),
    NotificationType(  # KP-NTYPE-032
        "competence.employees_expired",
        label=_("Employees have expired requirements or activities"),
        text=_("%(count)s employees have requirements or activities that have expired or expire within 30 days."),
        singular=_("One employee has requirements or activities that have expired or expire within 30 days."),
        group=FOLLOWING_UP,
        card=FOLLOW_UP_CARD,
        ways=COLLECTED,
        told=LEADER,
    ),
    NotificationType(  # KP-NTYPE-033
        "competence.supervisor_chosen",
        label=_("Someone has chosen you as guidance supervisor"),
        text=_("%(name)s has chosen you as guidance supervisor."),
        group=FOLLOWING_UP,
        card=SUPERVISING,
        told=SUPERVISOR,
        withheld=True,
    ),
    NotificationType(  # KP-NTYPE-034
        "competence.learner_prepared",
        label=_("A LIS has completed the preparation for guidance"),
        text=_("%(name)s has completed the preparation for guidance."),
        group=FOLLOWING_UP,
        card=SUPERVISING,
        told=SUPERVISOR,
        withheld=True,
    ),
    NotificationType(  # KP-NTYPE-035
        "competence.learner_minutes_completed",
        label=_("A LIS has completed the minutes after guidance"),
        text=_("%(name)s has completed the minutes after guidance."),
        group=FOLLOWING_UP,
        card=SUPERVISING,
        told=SUPERVISOR,
        withheld=True,
    ),
    NotificationType(  # KP-NTYPE-036
        "competence.supervisor_removed",
        label=_("An employee has removed you as their guidance supervisor"),
        text=_("%(name)s has removed you as their guidance supervisor."),
        group=FOLLOWING_UP,
        card=SUPERVISING,
        ways=HOME_ONLY,
        told=SUPERVISOR,
        withheld=True,
    ),
    NotificationType(  # KP-FCARD-006: the e-mail beside the follow-up card
        "competence.signature_requested",
        label=_("Requests to sign requirements or activities"),
        text=_("You are asked to sign a requirement or an activity."),
        group=APPROVALS,
        card=None,
        ways=MAILS,
        told=SIGNER_ASKED,
    ),
    NotificationType(  # KP-FCARD-007: the e-mail beside the follow-up card
        "competence.goal_awaits_approval",
        label=_("Employees wait for approval of learning goals"),
        text=_("A learning goal waits for your approval."),
        group=APPROVALS,
        card=None,
        ways=DIGEST_ONLY,
        told=APPROVER,
    ),
    NotificationType(  # KP-FCARD-008: the e-mail beside the follow-up card
        "competence.plan_awaits_approval",
        label=_("Employees wait for approval of a competence plan"),
        text=_("A competence plan waits for your approval."),
        group=APPROVALS,
        card=None,
        ways=DIGEST_ONLY,
        told=APPROVER,
    ),
    NotificationType(  # KP-SIGN-031
        "competence.approved_plan_incomplete",
        label=_("A plan that is approved is not complete any more"),
        text=_("A signature was undone: the plan «%(plan)s» of %(name)s is approved, but not complete any more."),
        group=APPROVALS,
        card=UPDATES,
        told=APPROVER,
        withheld=True,
    ),
    *ALWAYS_MAILED,
)
