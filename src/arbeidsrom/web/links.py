"""Addresses of the things in a list: a page has hundreds, and each found anew would take longer than its row."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.urls import reverse

PLACE = UUID(int=0)


def link_to(view: str, public_id: UUID) -> str:
    """The address of the view for the thing, as ``reverse`` gives it; the view takes its public id alone."""
    before, after = _around(view)
    return f"{before}{public_id}{after}"


@cache
def _around(view: str) -> tuple[str, str]:
    before, _place, after = reverse(view, args=[PLACE]).partition(str(PLACE))
    return before, after
