"""What may be done with a requirement in a plan, and what waits for approval there."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

REGRET = timedelta(hours=24)
"""So long after it was linked a requirement can be deleted from a plan that somebody has (KP-ADM-197)."""


class Held(models.TextChoices):
    """Why something stays in a plan, or is not deactivated there (KP-ADM-080, 197 to 202)."""

    NATIONAL = "national", _("National learning activities come with the plan and cannot be removed from it.")
    REGIONAL = "regional", _("Regional learning activities are deactivated in the plan, not deleted.")
    REGRETTED_TOO_LATE = (
        "too_late",
        _("The plan is assigned, and more than 24 hours have passed since it was added. Deactivate it instead."),
    )
    UNUSED = "unused", _("Nobody has the plan yet. Delete the activity from the plan instead.")


def held_in_plan(linked_at: datetime, *, level: str, assigned: bool, now: datetime) -> Held | None:
    """Why it cannot be taken out; nothing while nobody has had the plan, and within a day of the link (KP-ADM-196).

    ``level`` is that of a learning activity, empty for requirements.
    """
    if level in (Held.NATIONAL, Held.REGIONAL):
        return Held(level)
    return Held.REGRETTED_TOO_LATE if assigned and now >= linked_at + REGRET else None


def kept_active(*, level: str, assigned: bool) -> Held | None:
    """Why it cannot be deactivated: a local activity only once somebody has the plan (KP-ADM-202)."""
    if level == Held.NATIONAL:
        return Held.NATIONAL
    return Held.UNUSED if level == "local" and not assigned else None


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
