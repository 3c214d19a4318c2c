"""What a recipient finds: what pops up, what stands under «Messages», and what has been moved to the earlier ones."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef

from arbeidsrom.core.system_messages import access
from arbeidsrom.core.system_messages.models import MessageFile
from arbeidsrom.lib.actor import Actor


def get_file(message: UUID, file: UUID, *, actor: Actor) -> MessageFile:
    """A picture or attachment of a message that the actor has received or sends, or ``MessageFile.DoesNotExist``."""
    received = access.visible_deliveries(actor).filter(message=OuterRef("message"))
    sent = access.visible_messages(actor).filter(pk=OuterRef("message"))
    files = MessageFile.objects.filter(Exists(received) | Exists(sent), message__public_id=message)
    return files.select_related("version").defer("version__tokens").get(public_id=file)
