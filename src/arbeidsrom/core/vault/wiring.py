"""What the vault hangs up."""

from __future__ import annotations

from collections.abc import Collection

from arbeidsrom.core.audit import events
from arbeidsrom.core.vault import claims
from arbeidsrom.core.vault.events import EVENTS
from arbeidsrom.core.vault.models import DocumentVersion


def connect() -> None:
    """Declare the vault's events and claim the files of its versions."""
    events.declare(*EVENTS)
    claims.register(_versions)


def _versions(keys: Collection[str]) -> set[str]:
    return set(DocumentVersion.objects.filter(storage_key__in=keys).values_list("storage_key", flat=True))
