"""What leaders are told about their employees (KP-NTYPE-031)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.notifications.groups import FOLLOW_UP_CARD, FOLLOWING_UP
from arbeidsrom.core.notifications.types import COLLECTED, NotificationType

TYPES = (
    NotificationType(
        "people.employee_allocated",
        _("An employee has been allocated to a department you lead"),
        _("%(name)s has been allocated to %(unit)s, which you lead."),
        FOLLOWING_UP,
        FOLLOW_UP_CARD,
        ways=COLLECTED,
        told=_("The leader"),
    ),
)
