"""Attachments to requirements, taken out by those who see the requirement (KP-EIMP-033)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from arbeidsrom.core.vault.responses import download
from arbeidsrom.modules.competence.actions.attachments import read_attachment
from arbeidsrom.web.requests import Request


@require_safe
def attachment(request: Request, attachment_id: UUID) -> HttpResponseBase:
    """The file in its original format."""
    return download(request, read_attachment(attachment_id, actor=request.actor, now=timezone.now()))
