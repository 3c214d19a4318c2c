"""Files that come in from forms: of which kinds, how large, and what is found in them (KP-EIMP-031, KP-ADM-260)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault.actions import StoredContent
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.core.vault.rules import ending
from arbeidsrom.core.vault.states import ScanState
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.web.components.formats import file_size


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file on its way in."""

    name: str
    chunks: Iterable[bytes]
    size: int


def receive(incoming: Incoming, *, holder: Callable[[], UUID]) -> StoredContent:
    """Seal it into the store, and refuse what nobody should open; what is refused leaves nothing.

    ``holder`` is asked once the name and the size have been judged.
    """
    _refuse_kind(incoming)
    content = vault.receive(incoming.chunks, holder=holder(), file_name=incoming.name, length=incoming.size)
    with vault.kept_or_gone(content):
        if vault.is_hostile(content):
            raise Refused(_("The file is broken, or made to harm whoever opens it. It is not added."))
    return content


def _refuse_kind(incoming: Incoming) -> None:
    """Only what everybody can open, and nothing that runs."""
    kinds = settings.ATTACHMENT_KINDS
    if ending(incoming.name) not in kinds:
        raise Refused(
            _("Files of this kind cannot be added. Use one of these: %(kinds)s.") % {"kinds": ", ".join(kinds)}
        )
    if incoming.size > settings.ATTACHMENT_MAX:
        raise Refused(
            _("The file is too large. At most %(size)s can be added.") % {"size": file_size(settings.ATTACHMENT_MAX)}
        )


def refuse_what_is_found(version: DocumentVersion) -> None:
    """Malware, and what is something else than its name says."""
    if version.scan_state == ScanState.INFECTED:
        raise Refused(_("Malware was found in the file. It is not added."))
    if version.disguised:
        raise Refused(_("The file is of another kind than its name says. It is not added."))
