"""What the log can say about looking at how employees stand in a plan."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event, exported, viewed

EVENTS: tuple[Event, ...] = (
    viewed(
        "competence.status_matrix.viewed",
        _("How %(count)s employees stand in the plan “%(plan)s” was looked at."),
        to_one=_("How employees stand in the plan “%(plan)s” was looked at."),
    ),
    exported(
        "competence.status_matrix.exported",
        _("How %(count)s employees stand in the plan “%(plan)s” was taken out as an Excel file."),
    ),
)
