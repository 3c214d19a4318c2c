"""The answer to "may this person do this?", with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Decision:
    """Allowed, or refused with a sentence fit for the person."""

    allowed: bool
    reason: str | _StrPromise = ""

    def __bool__(self) -> bool:
        return self.allowed

    def or_refuse(self) -> None:
        """Raise ``PermissionDenied`` (403) with the reason unless allowed."""
        if not self.allowed:
            raise PermissionDenied(str(self.reason))

    def or_absent(self) -> None:
        """Raise ``ObjectDoesNotExist`` (404) unless allowed: to whoever may not see it, it is not there."""
        if not self.allowed:
            raise ObjectDoesNotExist(str(self.reason))


ALLOWED = Decision(True)


def denied(reason: str | _StrPromise) -> Decision:
    """A refusal with its reason, a whole sentence in the reader's language."""
    return Decision(False, reason)
