"""What somebody is told of the files they have asked for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.notifications.groups import Card, Group
from arbeidsrom.core.notifications.types import HOME_ONLY, NotificationType

GROUP = Group("exports", _("Excel files"), order=80)
CARD = Card("exports", _("Excel files"), icon="file-excel", order=60)

TYPES = (
    NotificationType(
        "exports.ready",
        _("An Excel file is ready"),
        _("The Excel file of the list «%(list)s» is ready, with %(count)s rows. It is erased after a day."),
        GROUP,
        CARD,
        ways=HOME_ONLY,
    ),
    NotificationType(
        "exports.ended",
        _("An Excel file could not be made"),
        _("The Excel file that you asked for could not be made. Its page says why."),
        GROUP,
        CARD,
        ways=HOME_ONLY,
    ),
)
