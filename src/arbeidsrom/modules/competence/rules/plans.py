"""What may be done with a requirement in a plan, and what waits for approval there."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

REGRET = timedelta(hours=24)
"""So long after it was linked a requirement can be deleted from a plan that somebody has (KP-ADM-197)."""


def may_be_deleted(linked_at: datetime, *, assigned: bool, now: datetime) -> bool:
    """Whether the link can be deleted: always while nobody has had the plan, then within a day (KP-ADM-196, 197)."""
    return not assigned or now < linked_at + REGRET


class Waiting(models.TextChoices):
    """What of a requirement waits for approval in a plan (KP-ADM-215 to 218)."""

    BOTH = "both", _("Activation in the plan and approval of the draft")
    DRAFT = "draft", _("Approval of the draft")
    ACTIVATION = "activation", _("Activation in the plan")
    ELSEWHERE = "elsewhere", _("The draft must be published or deleted centrally before you can activate")


def waiting(*, active: bool, has_draft: bool, own: bool) -> Waiting | None:
    """What waits, if anything; ``own`` says whether the department of the plan owns the requirement too."""
    if has_draft and not own:
        return Waiting.ELSEWHERE
    if has_draft:
        return Waiting.DRAFT if active else Waiting.BOTH
    return None if active else Waiting.ACTIVATION


class PlanStatus(models.TextChoices):
    """What the list says of a plan: whether something in it waits, and whether it is published (KP-ADM-155)."""

    DRAFT_PUBLISHED = "draft_published", _("Draft – published")
    DRAFT_UNPUBLISHED = "draft_unpublished", _("Draft – not published")
    PUBLISHED = "published", _("Published")
    UNPUBLISHED = "unpublished", _("Not published")


def plan_status(*, has_draft: bool, published: bool) -> PlanStatus:
    """The one of the four."""
    if has_draft:
        return PlanStatus.DRAFT_PUBLISHED if published else PlanStatus.DRAFT_UNPUBLISHED
    return PlanStatus.PUBLISHED if published else PlanStatus.UNPUBLISHED
