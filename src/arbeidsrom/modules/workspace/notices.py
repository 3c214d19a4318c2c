"""The kinds of notification that the club's room gives; none says more about a case than its number."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.notifications.groups import Background, Card, Group
from arbeidsrom.core.notifications.types import NotificationType
from arbeidsrom.modules.workspace.access import CONFIRM_DELETION, HANDLE, MANAGE_CLUB, OVERSEE, RECEIVE

CASES = Group("cases", _("Cases"), permissions=(HANDLE, RECEIVE, OVERSEE, CONFIRM_DELETION, MANAGE_CLUB), order=10)
CARD = Card("cases", _("Cases"), icon="folder", order=20)
DEADLINES = Card("case_deadlines", _("Deadlines in cases"), Background.YELLOW, icon="clock", order=10)

TYPES = (
    NotificationType(
        "workspace.deadline.near",
        label=_("A deadline comes near"),
        text=_("A deadline in case %(number)s is %(due)s."),
        group=CASES,
        card=DEADLINES,
    ),
    NotificationType(
        "workspace.deadline.passed",
        label=_("A deadline has passed"),
        text=_("A deadline in case %(number)s passed on %(due)s."),
        group=CASES,
        card=DEADLINES,
    ),
    NotificationType(
        "workspace.case.waited",
        label=_("A case has waited as long as it was to"),
        text=_("Case %(number)s was to wait until %(until)s. Go on with it, or let it wait longer."),
        group=CASES,
        card=DEADLINES,
    ),
    NotificationType(
        "workspace.consent.near_end",
        label=_("A consent ends soon"),
        text=_("A consent or power of attorney in case %(number)s ends. The last day it holds is %(day)s."),
        group=CASES,
        card=DEADLINES,
    ),
    NotificationType(
        "workspace.consent.ended",
        label=_("A consent has ended"),
        text=_("A consent or power of attorney in case %(number)s has ended. The last day it held was %(day)s."),
        group=CASES,
        card=CARD,
    ),
    NotificationType(
        "workspace.case.given",
        label=_("You have been given a case"),
        text=_("You have been given access to case %(number)s."),
        group=CASES,
        card=CARD,
    ),
    NotificationType(
        "workspace.case.taken",
        label=_("You no longer have a case"),
        text=_("You no longer have access to case %(number)s."),
        group=CASES,
        card=CARD,
    ),
    NotificationType(
        "workspace.case.offered",
        label=_("You are asked to take over cases"),
        text=_("%(name)s asks you to take over these cases: %(numbers)s. Answer whether you do."),
        group=CASES,
        card=CARD,
    ),
    NotificationType(
        "workspace.case.offer_accepted",
        label=_("Your cases were taken over"),
        text=_("%(name)s has taken over these cases from you: %(numbers)s."),
        group=CASES,
        card=CARD,
    ),
    NotificationType(
        "workspace.case.offer_declined",
        label=_("Your cases were not taken over"),
        text=_("%(name)s does not take over these cases: %(numbers)s. Ask somebody else."),
        group=CASES,
        card=CARD,
    ),
    NotificationType(
        "workspace.document.infected",
        label=_("Malware was found in a file"),
        text=_("Malware was found in a file of case %(number)s. Nobody can open it. Tell whoever it came from."),
        group=CASES,
        card=CARD,
        always_mailed=True,
    ),
    NotificationType(
        "workspace.case.offer_withdrawn",
        label=_("You are no longer asked to take over cases"),
        text=_("You are no longer asked to take over these cases: %(numbers)s."),
        group=CASES,
        card=CARD,
    ),
    NotificationType(
        "workspace.case.offer_lapsed",
        label=_("Ask somebody else to take over your cases"),
        text=_("%(name)s can no longer take over these cases: %(numbers)s. Ask somebody else."),
        group=CASES,
        card=CARD,
    ),
    NotificationType(
        "workspace.term.ends",
        label=_("Your term of office ends"),
        text=_("Your last day in office is %(day)s, and you are responsible for %(count)s open cases. Hand them over."),
        singular=_("Your last day in office is %(day)s, and you are responsible for one open case. Hand it over."),
        group=CASES,
        card=CARD,
    ),
    NotificationType(
        "workspace.deletion.asked",
        label=_("Cases to be deleted"),
        text=_("%(count)s cases have been kept as long as they must. Confirm that they can be deleted."),
        singular=_("One case has been kept as long as it must. Confirm that it can be deleted."),
        group=CASES,
        card=CARD,
    ),
    NotificationType(
        "workspace.deletion.without_confirmer",
        label=_("Old cases that nobody can confirm"),
        text=_(
            "%(count)s old cases wait to be deleted, and nobody in the local union can confirm it: "
            "whoever could has left or has a conflict of interest. Appoint one more leader of the union."
        ),
        singular=_(
            "One old case waits to be deleted, and nobody in the local union can confirm it: "
            "whoever could has left or has a conflict of interest. Appoint one more leader of the union."
        ),
        group=CASES,
        card=CARD,
    ),
    NotificationType(
        "workspace.case.unattended",
        label=_("Cases without anybody responsible"),
        text=_("%(count)s cases have nobody responsible. Find somebody for them."),
        singular=_("One case has nobody responsible. Find somebody for it."),
        group=CASES,
        card=CARD,
    ),
)
