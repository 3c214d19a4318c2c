"""What the log can say about the tree of categories."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event

EVENTS = (
    Event("competence.category.added", _("The category “%(category)s” was added.")),
    Event("competence.category.renamed", _("A category got another name: “%(before)s” became “%(after)s”.")),
    Event("competence.category.moved", _("The category “%(category)s” was moved in the tree.")),
    Event("competence.category.deleted", _("The category “%(category)s” was deleted.")),
)
