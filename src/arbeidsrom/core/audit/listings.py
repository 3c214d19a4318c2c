"""The list of the log."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit import access, actions, events, queries
from arbeidsrom.core.audit.events import KIND_LABELS, Kind
from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.audit.queries import Line
from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.lists import Choice, Column, Empty, Filter, Listing, Result, Window, count_of, window_of
from arbeidsrom.web.status import Colour, Status

PERIODS = [("1", _("Today")), ("7", _("The last 7 days")), ("30", _("The last 30 days")), ("365", _("The last year"))]
COLOURS: dict[Kind, Colour] = {Kind.CHANGE: "neutral", Kind.VIEW: "info", Kind.EXPORT: "warning"}
ICONS = {Kind.CHANGE: "pencil", Kind.VIEW: "eye", Kind.EXPORT: "file-export"}


def matching(actor: Actor, choice: Choice) -> QuerySet[Entry]:
    """The entries that the actor may read and has asked for."""
    found = access.visible_entries(actor)
    kind, days = choice.filters.get("kind", ""), choice.filters.get("period", "")
    if choice.search:
        found = found.filter(access.done_by(choice.search))
    if kind in set(Kind):
        found = found.filter(event__in=events.keys_of(Kind(kind)))
    if days in dict(PERIODS):
        first = timezone.localdate() - timedelta(days=int(days) - 1)
        found = found.filter(at__gte=timezone.make_aware(datetime.combine(first, datetime.min.time())))
    return found


def found(actor: Actor, choice: Choice, window: Window) -> Result[Line]:
    """The lines that match, the newest first."""
    entries = matching(actor, choice)
    rows = window_of(entries.select_related("detail"), ["-at", "-id"], window)
    return Result(queries.lines(rows), count_of(entries, rows, window), keyset=True)


def status_of(line: Line) -> Status:
    """Whether it was a change, a view, or taking something out."""
    kind = events.kind_of(line.event)
    return Status(KIND_LABELS[kind], COLOURS[kind], ICONS[kind])


def exported(actor: Actor, choice: Choice, count: int, now: datetime) -> None:
    """Taking the log out is an entry of its own."""
    access.may_read_log(actor).or_refuse()
    actions.record("audit.log.exported", None, actor=actor, at=now, details={"count": count})


LOG: Listing[Line] = Listing(
    key="audit.log",
    title=_("Log"),
    search_label=_("Search for who did it"),
    query=found,
    row_id=lambda line: str(line.entry),
    empty=Empty(_("The log is empty"), _("Everything that is done and looked at is listed here."), icon="receipt"),
    exported=exported,
    columns=[
        Column("at", _("When"), lambda line: line.at, kind="moment"),
        Column("what", _("What"), lambda line: line.sentence, width=60),
        Column("who", _("Who"), lambda line: line.who, secondary=lambda line: line.role),
        Column("kind", _("Type"), status_of, excel=lambda line: str(KIND_LABELS[events.kind_of(line.event)])),
        Column("role", _("Role and position"), lambda line: line.role, shown=False),
        Column("origin", _("From where"), lambda line: line.origin, shown=False),
        Column("event", _("Event"), lambda line: line.event, shown=False),
        Column("thing", _("About"), lambda line: str(line.thing or ""), shown=False),
    ],
    filters=[
        Filter("kind", _("Type"), lambda actor: [(kind.value, KIND_LABELS[kind]) for kind in Kind]),
        Filter("period", _("Period"), lambda actor: PERIODS),
    ],
)
