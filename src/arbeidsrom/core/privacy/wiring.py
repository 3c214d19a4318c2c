"""What privacy hangs up: its pages, its sentences in the log, and what the core knows about somebody."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit import events as audit_events
from arbeidsrom.core.membership.access import SEE
from arbeidsrom.core.privacy import (
    access,
    collectors,
    events,
    known,
    known_of_members,
    known_of_messages,
    known_of_work,
)
from arbeidsrom.core.privacy.listings import FIELDS
from arbeidsrom.web import navigation
from arbeidsrom.web.lists import long
from arbeidsrom.web.navigation import Item, Place

PAGES = (
    Item("my_data", _("My information"), "my_data", "person-rectangle", order=30, place=Place.OWN),
    Item(
        "access_requests",
        _("Requests for access"),
        "access_requests",
        "file-search",
        permission=(access.ANSWER, SEE),
        order=50,
        place=Place.ADMINISTRATION,
    ),
    Item(
        "processing_register",
        _("Register of processing activities"),
        "processing_register",
        "shield-checkmark",
        permission=(access.SEE_REGISTER, access.ANSWER),
        order=51,
        place=Place.ADMINISTRATION,
    ),
)


def connect() -> None:
    """Called once at start."""
    audit_events.declare(*events.EVENTS)
    long.offer(FIELDS)
    collectors.register("1.person", known.of_person)
    collectors.register("2.member", known_of_members.of_member)
    collectors.register("3.work", known_of_work.of_employee)
    collectors.register("4.messages", known_of_messages.of_recipient)
    collectors.register("9.log", known.looked_at)
    collectors.register_eraser("notifications.inbox", known.erase_notifications)
    collectors.register_eraser("preferences.own", known.erase_preferences)
    for item in PAGES:
        navigation.register(item)
