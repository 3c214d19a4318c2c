"""What the home page asks of stewards, club leaders and unions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arbeidsrom.core.home.cards import Card
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.queries import home
from arbeidsrom.modules.workspace.queries.lists import WEEK
from arbeidsrom.web.components.formats import number


def cards(actor: Actor, today: date) -> Iterator[Card]:
    """Deadlines first, then what waits for somebody."""
    if actor.holds(access.HANDLE) or actor.holds(access.RECEIVE):
        yield from _own_cases(actor, today)
    if actor.holds(access.OVERSEE):
        alone = home.unattended_count(actor, today)
        text = ngettext("case without anybody responsible", "cases without anybody responsible", alone)
        yield Card(alone, text, _("Find somebody"), reverse("union_overview"), "person-cross", "danger", 5)
    if actor.holds(access.CONFIRM_DELETION) or actor.holds(access.MANAGE_CLUB):
        count = home.deletions_count(actor)
        text = ngettext("old case to be deleted", "old cases to be deleted", count)
        yield Card(count, text, _("Answer"), reverse("retention"), "file-shredder", "neutral", 60)


def _own_cases(actor: Actor, today: date) -> Iterator[Card]:
    asked = home.offers_count(actor)
    text = ngettext("case that you are asked to take over", "cases that you are asked to take over", asked)
    yield Card(asked, text, _("Answer"), reverse("offered_cases"), "arrow-redo", "warning", 4)
    numbers = home.numbers_of(actor, today, near=today + WEEK)
    listed = reverse("cases")
    overdue = f"{listed}?f-which=overdue&view=overdue"
    yield Card(
        numbers.overdue,
        ngettext("case overdue", "cases overdue", numbers.overdue),
        _("Look at them"),
        overdue,
        "exclamationmark-triangle",
        "danger",
        1,
    )
    yield Card(
        numbers.near,
        ngettext("deadline within a week", "deadlines within a week", numbers.near),
        _("See the deadlines"),
        f"{listed}?f-which=soon&view=soon&sort=due",
        "calendar",
        "warning",
        2,
    )
    yield Card(
        numbers.unread,
        ngettext(
            "received document or answer nobody has read",
            "received documents or answers nobody has read",
            numbers.unread,
        ),
        _("Read them"),
        f"{listed}?f-which=own",
        "envelope-closed",
        "accent",
        3,
    )
    yield Card(
        numbers.open, ngettext("open case", "open cases", numbers.open), _("Go on"), listed, "folder", "info", 20
    )


def open_cases_of(position: Position) -> str:
    """How many open cases somebody whose office ends is responsible for, told to whoever sets the last day."""
    count = home.responsible_count(position)
    if not count:
        return ""
    said = ngettext("Responsible for %(count)s open case.", "Responsible for %(count)s open cases.", count)
    return said % {"count": number(count)}
