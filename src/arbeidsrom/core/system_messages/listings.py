"""The list of system messages of those who send them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.system_messages.access import SEND
from arbeidsrom.core.system_messages.models import SystemMessage
from arbeidsrom.core.system_messages.queries import writing
from arbeidsrom.core.system_messages.states import MessageState
from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.links import link_to
from arbeidsrom.web.lists import Choice, Column, Empty, Filter, Listing, Result, Window
from arbeidsrom.web.status import Colour, Status

COLOURS: dict[str, Colour] = {
    MessageState.DRAFT: "neutral",
    MessageState.ORDERED: "info",
    MessageState.SENT: "success",
    MessageState.STOPPED: "warning",
    MessageState.WITHDRAWN: "neutral",
}


def status_of(message: SystemMessage) -> Status:
    """How far the message has come."""
    return Status(MessageState(message.state).label, COLOURS[message.state])


def title_of(message: SystemMessage) -> str:
    """What it is called, also before it has a title."""
    return message.title or gettext("Without a title")


def found(actor: Actor, choice: Choice, window: Window) -> Result[SystemMessage]:
    """The messages that match, the newest first. Two queries."""
    rows = writing.messages(actor, state=choice.filters.get("state", ""), text=choice.search)
    return Result(list(rows[window.offset : window.offset + window.limit]), rows.count())


MESSAGES: Listing[SystemMessage] = Listing(
    key="system_messages.messages",
    title=_("System messages"),
    query=found,
    row_id=lambda row: str(row.public_id),
    row_label=title_of,
    search_label=_("Search for title or sender"),
    empty=Empty(
        _("No system messages yet"),
        _("A system message pops up at its recipients when they sign in."),
        action_label=_("Write a system message"),
        action_url=lambda: reverse("new_system_message"),
        icon="paperplane",
        permission=SEND,
    ),
    columns=[
        Column(
            "title",
            _("Title"),
            title_of,
            link=lambda row: link_to("system_message", row.public_id),
            secondary=lambda row: gettext("Important message") if row.important else "",
            width=40,
        ),
        Column("state", _("Status"), status_of),
        Column("sender", _("Sender"), lambda row: row.sender, aside=True),
        Column(
            "send_at",
            pgettext_lazy("system message", "Sent, or to be sent"),
            lambda row: row.sent_at or row.send_at,
            kind="moment",
        ),
        Column(
            "visible_until",
            pgettext_lazy("system message", "Visible until"),
            lambda row: row.visible_until,
            kind="date",
        ),
        Column("recipients", _("Recipients"), lambda row: row.sent_to or row.confirmed_for, kind="number"),
        Column("created_by", _("Written by"), lambda row: row.created_by.name, aside=True, shown=False),
    ],
    filters=[Filter("state", _("Status"), lambda actor: MessageState.choices)],
)
