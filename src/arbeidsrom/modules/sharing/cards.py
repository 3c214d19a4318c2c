"""What the home page asks of the receiving desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arbeidsrom.core.home.cards import Card
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.sharing import access
from arbeidsrom.modules.sharing.queries import desk


def cards(actor: Actor, _today: date) -> Iterator[Card]:
    """Shipments that nobody at the desk has taken while they can still be opened."""
    if actor.holds(access.RECEIVE):
        url = f"{reverse('desk')}?view=new&f-taken={desk.WAITING}"
        count = desk.untaken_count(actor=actor, now=timezone.now())
        text = ngettext("shipment nobody has taken", "shipments nobody has taken", count)
        yield Card(count, text, _("Take one"), url, "inbox-down", "warning", 2)
