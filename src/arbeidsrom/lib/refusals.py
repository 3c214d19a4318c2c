"""What the program refuses although the person is allowed: the thing is not in a state for it."""

from __future__ import annotations


class Refused(Exception):
    """A whole sentence for the person says why nothing was changed (HTTP 409)."""


class WrongState(Refused):
    """The thing's state does not allow this step."""


class ChangedMeanwhile(Refused):
    """Somebody else saved the same thing since it was opened (lost-update guard, ``lock_version``)."""
