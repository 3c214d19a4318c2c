"""The states of what is given out, and what can follow what."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LinkState(models.TextChoices):
    """A requirement's place in a plan («kobling»): seen by nobody, by everybody who has the plan, or no longer."""

    INACTIVE = "inactive", _("Not active")
    ACTIVE = "active", pgettext_lazy("requirement in a plan", "Active")
    DEACTIVATED = "deactivated", pgettext_lazy("requirement in a plan", "Deactivated")
    ARCHIVED = "archived", pgettext_lazy("requirement in a plan", "Archived")


LINK_CAN_FOLLOW = {
    LinkState.INACTIVE: {LinkState.ACTIVE, LinkState.DEACTIVATED, LinkState.ARCHIVED},
    LinkState.ACTIVE: {LinkState.DEACTIVATED, LinkState.ARCHIVED},
    LinkState.DEACTIVATED: {LinkState.ACTIVE, LinkState.ARCHIVED},
    LinkState.ARCHIVED: set[LinkState](),
}


class AssignmentState(models.TextChoices):
    """A plan given to somebody in a position."""

    ACTIVE = "active", pgettext_lazy("assigned plan", "Active")
    DEACTIVATED = "deactivated", pgettext_lazy("assigned plan", "Deactivated")
    ARCHIVED = "archived", pgettext_lazy("assigned plan", "Archived")


ASSIGNMENT_CAN_FOLLOW = {
    AssignmentState.ACTIVE: {AssignmentState.DEACTIVATED, AssignmentState.ARCHIVED},
    AssignmentState.DEACTIVATED: {AssignmentState.ACTIVE, AssignmentState.ARCHIVED},
    AssignmentState.ARCHIVED: set[AssignmentState](),
}


class PerformanceState(models.TextChoices):
    """One carrying out of a requirement, from what is filled in to what became of it."""

    DRAFT = "draft", pgettext_lazy("performance", "Draft")
    WAITING = "waiting", _("Waiting for signing")
    DONE = "done", pgettext_lazy("performance", "Done")
    DECLINED = "declined", pgettext_lazy("performance", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("performance", "Withdrawn")
    REMOVED = "removed", pgettext_lazy("performance", "No longer counts")


PERFORMANCE_CAN_FOLLOW = {
    PerformanceState.DRAFT: {PerformanceState.WAITING, PerformanceState.DONE, PerformanceState.REMOVED},
    PerformanceState.WAITING: {
        *(PerformanceState.DONE, PerformanceState.DECLINED),
        *(PerformanceState.WITHDRAWN, PerformanceState.REMOVED),
    },
    PerformanceState.DONE: {PerformanceState.WAITING, PerformanceState.REMOVED},
    PerformanceState.DECLINED: {PerformanceState.WAITING, PerformanceState.REMOVED},
    PerformanceState.WITHDRAWN: set[PerformanceState](),
    PerformanceState.REMOVED: set[PerformanceState](),
}
