"""Who is told something by the competence portal, in the words of the table (KP-NTYPE)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

OWNER = _("The document owner")
RESPONSIBLE = _("The document responsible")
EMPLOYEE = _("The employee")
LEARNER = _("LIS or apprentice")
COMPLETERS = _("Participants who may complete the conversation")
PARTICIPANT = _("The participant in the conversation")
SIGNER = _("Whoever was asked to sign")
LEADER = _("The leader")
COMPLETING_LEADER = _("The leader who may complete the conversation")
SUPERVISOR = _("The guidance supervisor")
APPROVER = _("Whoever approves")
CREATOR = _("Whoever made the conversation")
PLAN_RESPONSIBLE = _("The one responsible for competence plans")
OWNERS = _("Document owners and document responsible")
SIGNER_ASKED = _("Whoever is asked to sign")
