"""What somebody is told of the files they have asked for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.notifications.types import NotificationType

GROUP = _("Excel files")

TYPES = (
    NotificationType(
        "exports.ready",
        _("An Excel file is ready"),
        _("The Excel file of the list «%(list)s» is ready, with %(count)s rows. It is erased after a day."),
        GROUP,
        mail=False,
    ),
    NotificationType(
        "exports.ended",
        _("An Excel file could not be made"),
        _("The Excel file that you asked for could not be made. Its page says why."),
        GROUP,
        mail=False,
    ),
)
