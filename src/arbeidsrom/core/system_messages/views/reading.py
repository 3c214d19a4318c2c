"""What recipients do with system messages."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arbeidsrom.core.system_messages.queries import reading
from arbeidsrom.core.vault import queries as vault
from arbeidsrom.core.vault.responses import FileToSend, send_file
from arbeidsrom.web.requests import Request


@require_safe
def system_message_file(request: Request, system_message_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A picture or an attachment, when the scanner has cleared it (KP-MSG-016)."""
    file = reading.get_file(system_message_id, file_id, actor=request.actor)
    if not vault.may_leave(file.version):
        raise PermissionDenied(_("The scanner has not cleared the file. Try again in a while."))
    stored, key = vault.stored_file(file.version), vault.data_key(file.version)
    return send_file(request, FileToSend(stored, key, file.name, file.version.content_type))
