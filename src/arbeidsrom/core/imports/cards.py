"""What the home page asks of those who import registers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arbeidsrom.core.home.cards import Card
from arbeidsrom.core.imports import access
from arbeidsrom.core.imports.states import RunState
from arbeidsrom.lib.actor import Actor


def cards(actor: Actor, _today: date) -> Iterator[Card]:
    """Imports that stopped because they would change more than usual."""
    if access.may_see_runs(actor):
        count = access.visible_runs(actor).filter(state=RunState.STOPPED).count()
        text = ngettext("import waits for confirmation", "imports wait for confirmation", count)
        yield Card(count, text, _("See what would change"), reverse("imports"), "file-import", "warning", 10)
