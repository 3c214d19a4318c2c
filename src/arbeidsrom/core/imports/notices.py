"""What those who import registers are told while they are not looking: none of it names anybody in the file."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.imports.states import RunState
from arbeidsrom.core.notifications.groups import Card, Group
from arbeidsrom.core.notifications.types import NotificationType

GROUP = Group("imports", _("Imports"), order=85)
CARD = Card("imports", _("Imports"), icon="file-import", order=70)

STOPPED = NotificationType(
    "imports.run.stopped",
    label=_("An import waits for confirmation"),
    text=_(
        "The import for %(scope)s would change more than usual and has stopped. Read why, and confirm or discard it."
    ),
    group=GROUP,
    card=CARD,
)
REFUSED = NotificationType(
    "imports.run.refused",
    label=_("A file cannot be used"),
    text=_("The file for %(scope)s could not be used, and nothing was changed. See what is wrong with it."),
    group=GROUP,
    card=CARD,
)
FAILED = NotificationType(
    "imports.run.failed",
    label=_("An import failed"),
    text=_("The import for %(scope)s was cut off, and nothing was changed. Read the file again."),
    group=GROUP,
    card=CARD,
)

MISSING = NotificationType(
    "imports.run.missing",
    label=_("A delivery has not come"),
    text=_("No file has come for %(scope)s since %(day)s. Nobody is added or ended before one comes."),
    group=GROUP,
    card=CARD,
)

BY_STATE = {RunState.STOPPED: STOPPED, RunState.REFUSED: REFUSED, RunState.FAILED: FAILED}
