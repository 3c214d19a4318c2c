"""What the competence portal says by e-mail whatever one has chosen, because work waits for it (KP-MAIL)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.notifications.types import MAIL_ONLY, NotificationType
from arbeidsrom.modules.competence.receivers import CREATOR, OWNER, OWNERS, PARTICIPANT, PLAN_RESPONSIBLE

ALWAYS_MAILED = (
    NotificationType(  # KP-MAIL-003
        "competence.plan_responsible_left",
        label=_("Somebody responsible for competence plans has left"),
        subject=_("The competence portal: somebody responsible for competence plans has left or changed position"),
        text=_(
            "You get this because you are document owner of competence plans. Whoever was responsible for them has"
            " left or changed position, and is therefore responsible for them no longer: %(plans)s. Consider whether"
            " somebody new is to be responsible, and send the name to the system operator if so."
        ),
        group=None,
        card=None,
        ways=MAIL_ONLY,
        always_mailed=True,
        told=OWNER,
    ),
    NotificationType(  # KP-MAIL-004
        "competence.plan_responsible_no_longer",
        label=_("You are no longer responsible for competence plans"),
        subject=_(
            "The competence portal: you are no longer registered as responsible for competence plans in the"
            " competence portal"
        ),
        text=_(
            "You get this because you were registered as responsible for these competence plans: %(covers)s. Your"
            " position or department has changed, so you are no longer responsible for them. The role must be ordered"
            " again if you are to have it in a new position: tell the system operator if you are to go on."
        ),
        group=None,
        card=None,
        ways=MAIL_ONLY,
        always_mailed=True,
        told=PLAN_RESPONSIBLE,
    ),
    NotificationType(  # KP-MAIL-005
        "competence.education_responsible_left",
        label=_("Somebody responsible for education has left"),
        text=_("Somebody responsible for education in the plan «%(plan)s» has left."),
        group=None,
        card=None,
        ways=MAIL_ONLY,
        always_mailed=True,
        told=OWNER,
    ),
    NotificationType(  # KP-MAIL-008
        "competence.plans_yearly",
        label=_("Plans that you own or are responsible for"),
        text=_(
            "Once a year you get a list of the plans that you look after. You are document owner of: %(owned)s. You are"
            " document responsible for: %(answered)s. If something here is wrong, it is changed under «Set"
            " owner/responsible» of the plan."
        ),
        group=None,
        card=None,
        ways=MAIL_ONLY,
        always_mailed=True,
        told=OWNERS,
    ),
    NotificationType(  # KP-MAIL-010
        "competence.conversation_invited",
        label=_("You are invited to a conversation"),
        text=_("You are invited to a conversation on %(due)s."),
        group=None,
        card=None,
        ways=MAIL_ONLY,
        always_mailed=True,
        told=PARTICIPANT,
    ),
    NotificationType(  # KP-MAIL-011
        "competence.conversation_changed",
        label=_("A conversation is changed"),
        text=_("Date, time or place of your conversation is changed."),
        group=None,
        card=None,
        ways=MAIL_ONLY,
        always_mailed=True,
        told=PARTICIPANT,
    ),
    NotificationType(  # KP-MAIL-012
        "competence.conversation_deleted",
        label=_("A conversation is deleted"),
        text=_("The conversation on %(due)s is deleted."),
        group=None,
        card=None,
        ways=MAIL_ONLY,
        always_mailed=True,
        told=PARTICIPANT,
    ),
    NotificationType(  # KP-MAIL-013
        "competence.conversation_invitation_sent",
        label=_("The participant is invited to the conversation"),
        text=_("The participant in the conversation on %(due)s is invited."),
        group=None,
        card=None,
        ways=MAIL_ONLY,
        always_mailed=True,
        told=CREATOR,
    ),
    NotificationType(  # KP-MAIL-014
        "competence.conversation_change_sent",
        label=_("The participant is told that the conversation is changed"),
        text=_("The participant is told of the changes in the conversation on %(due)s."),
        group=None,
        card=None,
        ways=MAIL_ONLY,
        always_mailed=True,
        told=CREATOR,
    ),
    NotificationType(  # KP-MAIL-015
        "competence.conversation_deletion_sent",
        label=_("The participant is told that the conversation is deleted"),
        text=_("The participant is told that the conversation on %(due)s is deleted."),
        group=None,
        card=None,
        ways=MAIL_ONLY,
        always_mailed=True,
        told=CREATOR,
    ),
    NotificationType(  # KP-MAIL-016
        "competence.conversation_transferred_from",
        label=_("You no longer take part in a conversation"),
        text=_("You no longer take part in the conversation on %(due)s, because it is transferred."),
        group=None,
        card=None,
        ways=MAIL_ONLY,
        always_mailed=True,
        told=PARTICIPANT,
    ),
    NotificationType(  # KP-MAIL-017
        "competence.conversation_transferred",
        label=_("The conversation is transferred"),
        text=_("The conversation on %(due)s is transferred, and the new participant is told."),
        group=None,
        card=None,
        ways=MAIL_ONLY,
        always_mailed=True,
        told=CREATOR,
    ),
    NotificationType(  # KP-MAIL-018
        "competence.conversation_transferred_to",
        label=_("You are chosen as participant in a conversation"),
        text=_("You are chosen as participant in the conversation on %(due)s."),
        group=None,
        card=None,
        ways=MAIL_ONLY,
        always_mailed=True,
        told=PARTICIPANT,
    ),
)
