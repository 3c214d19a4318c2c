"""The column «Stedfortreder» of the employee overview: who of the employees lead, and how many stand in for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from arbeidsrom.core.people.columns import EmployeeColumn
from arbeidsrom.core.people.queries.employees import EmployeeRow
from arbeidsrom.core.roles.deputies import DeputyCell, deputy_column
from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.components.formats import number

NOT_A_LEADER = SafeString("")


def cells(rows: Collection[EmployeeRow], actor: Actor, today: date) -> Mapping[int, DeputyCell]:
    """For those of the rows who lead somebody. Three queries."""
    return deputy_column([row.id for row in rows], actor=actor, today=today)


def show(row: EmployeeRow, cell: DeputyCell | None) -> SafeString:
    """«Tildel» or the number, which lead to where deputies are chosen; nothing for whoever leads nobody."""
    if cell is None:
        return NOT_A_LEADER
    if cell.number:
        words = ngettext("%(count)s deputy", "%(count)s deputies", cell.number) % {"count": number(cell.number)}
    elif cell.may_choose:
        words = _("Assign")
    else:
        return SafeString(_("None"))
    return format_html(
        '<a class="ds-link" href="{}">{}<span class="ds-sr-only">, {}</span></a>', cell.url, words, row.name
    )


def count(_row: EmployeeRow, cell: DeputyCell | None) -> int | None:
    """How many, in a file."""
    return cell.number if cell else None


COLUMN = EmployeeColumn("deputies", gettext_lazy("Deputy"), cells, order=40, show=show, excel=count)
