"""What the home page asks of stewards, club leaders and unions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from arbeidsrom.core.home.cards import Card
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.queries import home
from arbeidsrom.modules.workspace.queries.lists import WEEK


def cards(actor: Actor, today: date) -> Iterator[Card]:
    """Deadlines first, then what waits for somebody."""
    if actor.holds(access.HANDLE) or actor.holds(access.RECEIVE):
        yield from _own_cases(actor, today)
    if actor.holds(access.OVERSEE):
        alone = home.unattended_count(actor, today)
        text, verb = _("cases without anybody responsible"), _("Find somebody")
        yield Card(alone, text, verb, reverse("union_overview"), "person-cross", "danger", 5)
    if actor.holds(access.CONFIRM_DELETION) or actor.holds(access.MANAGE_CLUB):
        count = home.deletions_count(actor)
        text, verb = _("old cases to be deleted"), _("Answer")
        yield Card(count, text, verb, reverse("retention"), "file-shredder", "neutral", 60)


def _own_cases(actor: Actor, today: date) -> Iterator[Card]:
    numbers = home.numbers_of(actor, today, near=today + WEEK)
    listed = reverse("cases")
    overdue = f"{listed}?f-which=overdue&view=overdue"
    yield Card(
        numbers.passed, _("deadlines have passed"), _("Look at them"), overdue, "exclamationmark-triangle", "danger", 1
    )
    yield Card(
        numbers.near,
        _("deadlines within a week"),
        _("See the deadlines"),
        f"{listed}?f-which=soon&view=soon&sort=due",
        "calendar",
        "warning",
        2,
    )
    yield Card(
        numbers.unread,
        _("received documents nobody has read"),
        _("Read them"),
        f"{listed}?f-which=own",
        "envelope-closed",
        "accent",
        3,
    )
    yield Card(numbers.open, _("open cases"), _("Go on"), listed, "folder", "info", 20)
