"""The list of the outbox."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.notifications import queries
from arbeidsrom.core.notifications.queries import OutboxRow
from arbeidsrom.core.notifications.states import Channel, MessageState
from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.links import link_to
from arbeidsrom.web.lists import Choice, Column, Empty, Filter, Listing, Result, Window
from arbeidsrom.web.status import Colour, Status

COLOURS: dict[str, Colour] = {
    MessageState.WAITING: "info",
    MessageState.SENDING: "info",
    MessageState.SENT: "success",
    MessageState.FAILED: "danger",
    MessageState.EXPIRED: "neutral",
}
SEALED = {Channel.MAIL: _("Sealed e-mail"), Channel.SMS: _("Sealed SMS")}
ERASED = {Channel.MAIL: _("Erased e-mail"), Channel.SMS: _("Erased SMS")}


def status_of(row: OutboxRow) -> Status:
    """How far the message has come."""
    return status_of_message(row.message.state, bounced_at=row.message.bounced_at)


def status_of_message(state: str, *, bounced_at: datetime | None) -> Status:
    """How far a message has come; a mail that came back is not sent."""
    if bounced_at:
        return Status(_("Came back"), "danger")
    return Status(MessageState(state).label, COLOURS[state])


def heading(row: OutboxRow) -> str:
    """What the message is, as far as it may be shown."""
    if row.content is None:
        return str((ERASED if row.message.erased_at else SEALED)[Channel(row.message.channel)])
    return row.content.subject or row.content.text.partition("\n")[0]


def found(actor: Actor, choice: Choice, window: Window) -> Result[OutboxRow]:
    """The messages that match, the newest first."""
    wanted = {"channel": choice.filters.get("channel", ""), "state": choice.filters.get("state", "")}
    rows = queries.outbox_rows(actor, **wanted, first=window.offset, last=window.offset + window.limit)
    return Result(rows, queries.count_messages(actor, **wanted))


OUTBOX: Listing[OutboxRow] = Listing(
    key="notifications.outbox",
    title=_("Outbox"),
    query=found,
    row_id=lambda row: str(row.message.public_id),
    row_label=heading,
    empty=Empty(
        _("Nothing has been sent"), _("Mails and SMS that the program sends are listed here."), icon="paperplane"
    ),
    columns=[
        Column(
            "what",
            _("Message"),
            heading,
            link=lambda row: link_to("outgoing_message", row.message.public_id),
            secondary=lambda row: row.recipient,
            width=40,
        ),
        Column("channel", _("Sent as"), lambda row: Channel(row.message.channel).label),
        Column("state", _("Status"), status_of),
        Column("created", _("Created"), lambda row: row.message.created_at, kind="moment"),
        Column("sent", _("Sent"), lambda row: row.message.sent_at, kind="moment"),
        Column("attempts", _("Attempts"), lambda row: row.message.attempts, kind="number", shown=False),
        Column("error", _("Last answer"), lambda row: row.message.last_error or None, shown=False),
    ],
    filters=[
        Filter("channel", _("Sent as"), lambda actor: Channel.choices),
        Filter("state", _("Status"), lambda actor: MessageState.choices),
    ],
)
