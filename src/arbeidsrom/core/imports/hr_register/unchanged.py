"""The file of positions that was applied last, byte for byte, is not read again: everything it says is known.

Only an archive can be looked through first; a single file comes piece by piece and is read as it comes.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from hashlib import blake2b

from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.imports.hr_register.delivery import ABSENCES
from arbeidsrom.core.imports.hr_register.staging import DIGEST_BYTES, DIGEST_FORM, Reading
from arbeidsrom.core.imports.models import ImportRun
from arbeidsrom.core.imports.states import RunState
from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.organisation.models import Employment


def digest_of(chunks: Iterable[bytes]) -> bytes:
    """A keyed hash of the whole file; it is another when the meaning of a line changes."""
    key = hmac.digest(keys.search_key(INSTALLATION), b"hr file|" + DIGEST_FORM, "sha256")
    digest = blake2b(digest_size=DIGEST_BYTES, key=key)
    for chunk in chunks:
        digest.update(chunk)
    return digest.digest()


def take_over_unchanged(reading: Reading, digest: bytes) -> bool:
    """Count the lines of the run that was applied last as read, where this is its file and nothing of it is missing.

    Nothing is left out by that: a run that refused a line, or left one for later, does not stand for its file, and
    neither does one whose lines are not all stated as they were, because somebody was erased or another part was read.
    """
    applied = ImportRun.objects.filter(register=reading.run.register, state=RunState.APPLIED)
    last = applied.order_by("-applied_at", "-id").first()
    if last is None or last.scope_id != reading.run.scope_id or bytes(last.positions_digest) != digest:
        return False
    refused = last.refused_lines.filter(used=False).exclude(table=ABSENCES)
    if refused.exists() or _stated(reading.run) != last.lines:
        return False
    reading.lines = reading.unchanged = last.lines
    return True


def _stated(run: ImportRun) -> int:
    of_scope = {"position__employer__lft__gte": run.scope.lft, "position__employer__lft__lte": run.scope.rgt}
    return Employment.objects.filter(dropped_in=None, **of_scope).count()
