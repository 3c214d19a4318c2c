"""How the pages speak of an import of members."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from arbeidsrom.core.imports.models import ImportRun
from arbeidsrom.core.imports.registry import Words
from arbeidsrom.web.components.formats import number


def undone(run: ImportRun) -> list[str]:
    """What undoing does, in numbers."""
    changed = run.changed + run.moved
    went_in = ngettext(
        "%(count)s member who came in goes out again.", "%(count)s members who came in go out again.", run.added
    )
    as_before = ngettext(
        "%(count)s member who was changed or moved is as before.",
        "%(count)s members who were changed or moved are as before.",
        changed,
    )
    back = ngettext(
        "%(count)s member who was removed is back.", "%(count)s members who were removed are back.", run.removed
    )
    return [
        went_in % {"count": number(run.added)},
        as_before % {"count": number(changed)},
        back % {"count": number(run.removed)},
        _("Cases are not touched."),
    ]


WORDS = Words(
    before=gettext_lazy("Members before"),
    places=gettext_lazy("What changes in each club"),
    place=gettext_lazy("Club"),
    many_removed=gettext_lazy("%(removed)s of %(before)s members would be removed. That is more than usual."),
    many_removed_in_tenant=gettext_lazy("In one of the bodies more members than usual would be removed."),
    undone=undone,
)
