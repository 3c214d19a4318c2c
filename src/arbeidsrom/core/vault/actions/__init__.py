"""Everything that changes documents. Access is decided by those who call: the vault knows no cases."""

from arbeidsrom.core.vault.actions.documents import (
    StoredContent,
    add_version,
    describe,
    keep,
    keep_version,
    kept_or_gone,
    receive,
    store,
)
from arbeidsrom.core.vault.actions.hostile import is_hostile
from arbeidsrom.core.vault.actions.received import ReceivedFile, open_received, store_to_public_key, take_over
from arbeidsrom.core.vault.actions.removal import clear_orphans, remove, remove_all_of
from arbeidsrom.core.vault.actions.scanning import index, release, scan, scan_waiting
from arbeidsrom.core.vault.actions.uploads import (
    begin_part,
    begin_upload,
    cancel_upload,
    clear_expired_uploads,
    end_part,
    finish_upload,
    store_incoming,
)

__all__ = [
    "ReceivedFile",
    "StoredContent",
    "add_version",
    "begin_part",
    "begin_upload",
    "cancel_upload",
    "clear_expired_uploads",
    "clear_orphans",
    "describe",
    "end_part",
    "finish_upload",
    "index",
    "is_hostile",
    "keep",
    "keep_version",
    "kept_or_gone",
    "open_received",
    "receive",
    "release",
    "remove",
    "remove_all_of",
    "scan",
    "scan_waiting",
    "store",
    "store_incoming",
    "store_to_public_key",
    "take_over",
]
