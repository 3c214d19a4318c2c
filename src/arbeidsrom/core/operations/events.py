"""What the audit log can say about running the installation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event

EVENTS = (Event("operations.job_run_again", _("Had a background job run again: %(task)s")),)
