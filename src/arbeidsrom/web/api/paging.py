"""Lists page by page: an opaque cursor says after which one to go on, and holds no number of a row.

Rows are given in the order of their public ids, which never change: what comes or goes meanwhile moves nothing, and
each page is found by an index however far down the list it lies.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, Generic, TypeAlias, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from arbeidsrom.web.api.problems import BAD_REQUEST, Fault, refuse

Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item")

OWN = frozenset({"cursor", "limit"})
MOST = 200


class Paging(Schema):
    """Which part of a list is asked for."""

    limit: Annotated[int, Field(ge=1, le=MOST, description="So many at most.")] = 100
    cursor: Annotated[
        str, Field(max_length=300, description="`next` of the page before, with the same filters as there.")
    ] = ""


Paged: TypeAlias = Annotated[Paging, Query(...)]


class Page(Schema, Generic[Item]):
    """A part of a list. `next` is the cursor of the next part; null when there is no more."""

    items: list[Item]
    next: str | None = None


def part_of(
    rows: QuerySet[Row], paging: Paging, *, request: HttpRequest, response: HttpResponse, order: str = "public_id"
) -> tuple[list[Row], str | None]:
    """The rows of one page, and the cursor of the next; the header ``Link`` says the same. One query.

    ``order`` is the unique field that the rows are ordered by.
    """
    asked = _digest(request.GET)
    if paging.cursor:
        after = _after(paging.cursor, asked, rows.model._meta.get_field(order))
        rows = rows.filter(**{f"{order}__gt": after})
    found = list(rows.order_by(order)[: paging.limit + 1])
    if len(found) <= paging.limit:
        return found, None
    found.pop()
    cursor = _cursor(getattr(found[-1], order), asked)
    response.headers["Link"] = f'<{_address(request, cursor)}>; rel="next"'
    return found, cursor


def _cursor(after: object, asked: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([str(after), asked]).encode()).decode().rstrip("=")


def _after(cursor: str, asked: str, field: Any) -> Any:
    try:
        after, of = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        last = field.to_python(str(after))
    except (binascii.Error, UnicodeError, ValueError, TypeError, RecursionError, ValidationError):
        raise refuse(BAD_REQUEST, faults=[Fault(_("This is no cursor of ours."), parameter="cursor")]) from None
    if of != asked:
        told = _("The cursor belongs to a list with other filters.")
        raise refuse(BAD_REQUEST, faults=[Fault(told, parameter="cursor")])
    return last


def _digest(asked: Mapping[str, Any]) -> str:
    filters = sorted((name, asked[name]) for name in asked if name not in OWN)
    return hashlib.sha256(json.dumps(filters).encode()).hexdigest()[:12]


def _address(request: HttpRequest, cursor: str) -> str:
    asked = request.GET.copy()
    asked["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{asked.urlencode()}")
