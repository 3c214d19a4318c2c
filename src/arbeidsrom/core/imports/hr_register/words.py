"""How the pages speak of an import of employees, and of what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy, ngettext

from arbeidsrom.core.imports.models import ImportRun
from arbeidsrom.core.imports.registry import Words
from arbeidsrom.web.components.formats import number

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

THINGS = {
    "units": gettext_lazy("Units that are new, changed, moved or ended"),
    "role_orders": gettext_lazy("Ordered roles, and orders that wait, that end with their position"),
    "deputies": gettext_lazy("Deputies whose leader ends"),
    "loans": gettext_lazy("Loans that end"),
    "plans": gettext_lazy("Assigned plans that are deactivated"),
    "reactivations": gettext_lazy("Reactivated positions that end again"),
}


def said_of(things: str) -> str | _StrPromise:
    """What an app calls its things, in words."""
    return THINGS.get(things, things)


def undone(run: ImportRun) -> list[str]:
    """What undoing does, in numbers."""
    changed = run.changed + run.moved
    new = ngettext("%(count)s new position goes away again.", "%(count)s new positions go away again.", run.added)
    as_before = ngettext(
        "%(count)s changed position is as before.", "%(count)s changed positions are as before.", changed
    )
    back = ngettext("%(count)s position that ended is back.", "%(count)s positions that ended are back.", run.removed)
    return [
        new % {"count": number(run.added)},
        as_before % {"count": number(changed)},
        back % {"count": number(run.removed)},
    ]


WORDS = Words(
    before=gettext_lazy("Positions before"),
    places=gettext_lazy("What changes at each employer"),
    place=gettext_lazy("Employer"),
    many_removed=gettext_lazy("%(removed)s of %(before)s positions would end. That is more than usual."),
    many_removed_in_tenant=gettext_lazy("At one of the employers more positions than usual would end."),
    undone=undone,
)
