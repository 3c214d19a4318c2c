"""The way back to the matrix, from a requirement that was opened in it (KP-MATRIX-015)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from arbeidsrom.modules.competence.models import Assignment

BACK = "matrix"
"""What carries it in the address: the tab, and the part of the list, as an address of the matrix has them."""
TAB, REPETITIONS = "tab", "repetitions"
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class WayBack:
    """Where one came from, and how the next page carries it on."""

    url: str
    query: str


def row_id(assignment: UUID) -> str:
    """What a row is called on the page, to come back to."""
    return f"row-{assignment}"


def query_from(tab: str, query: str) -> str:
    """What a link from the matrix carries."""
    return f"{TAB}={tab}&{query}"


def way_back(request: HttpRequest, assignment: Assignment) -> WayBack | None:
    """The row in the matrix that was left; only what follows the question mark comes from the address."""
    said = _said(request)
    if not said:
        return None
    values = QueryDict(said, mutable=True)
    [tab] = values.pop(TAB, [""])[-1:] or [""]
    name = "repetition_matrix" if tab == REPETITIONS else "status_matrix"
    url = reverse(name, args=[assignment.plan.public_id])
    return WayBack(f"{url}?{values.urlencode()}#{row_id(assignment.public_id)}", said)


def carried(request: HttpRequest) -> str:
    """What the address of the next page ends in, so that the way back is kept."""
    said = _said(request)
    return f"?{BACK}={quote(said, safe='')}" if said else ""


def _said(request: HttpRequest) -> str:
    return request.GET.get(BACK, "").replace("\x00", "")[:LONGEST]
