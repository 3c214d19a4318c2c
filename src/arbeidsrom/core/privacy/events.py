"""What is recorded about requests for access and erasure."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event, exported, viewed

EVENTS = (
    exported("privacy.package.taken_out", _("Everything that is stored about somebody was taken out, on request.")),
    viewed("privacy.member.viewed", _("What is stored about a member was looked at, on request.")),
    viewed(
        "privacy.outsider.viewed",
        _("What is stored about somebody outside the union was looked at, on request."),
        hourly=60,
    ),
    viewed("privacy.own.viewed", _("The member looked at what is stored about them.")),
    Event("privacy.section.erased", _("Somebody had %(count)s things about themselves erased (%(section)s).")),
    exported("privacy.register.exported", _("The register of processing activities was taken out.")),
)
