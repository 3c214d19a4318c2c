"""What the log can say about the tree of categories."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.core.audit.events import Event

REQUIREMENTS, ACTIVITIES = "requirements", "activities"
"""What a category is for, as the log holds it (``category_for``)."""

FOR = {
    REQUIREMENTS: pgettext_lazy("what a category is for", "requirements"),
    ACTIVITIES: pgettext_lazy("what a category is for", "learning activities"),
}

EVENTS = (
    Event("competence.category.added", _("The category “%(after)s”, for %(category_for)s, was added.")),
    Event("competence.category.renamed", _("A category got another name: “%(before)s” became “%(after)s”.")),
    Event(
        "competence.category.moved",
        _("The category “%(category)s” was moved from “%(before)s” to “%(after)s”."),
    ),
    Event("competence.category.deleted", _("The category “%(before)s”, for %(category_for)s, was deleted.")),
)


def for_label(said: str) -> str:
    """What a category is for, in the reader's language."""
    return str(FOR.get(said, said))
