"""What a list is made of. An app declares its list once; searching, filtering, paging and Excel follow (PL-UI-005)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.components.formats import number
from arbeidsrom.web.lists.choice import Choice, Window

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from arbeidsrom.web.lists.shown import Heading

    Text = str | _StrPromise
else:
    Text = Any

Row = TypeVar("Row")
EXCEL = _("Excel")
Kind = Literal["text", "date", "moment", "number"]


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: what stands in it, where it leads, and whether one can sort by it.

    ``cell`` gives text, a number, a date, a moment, a ``Status``, a truth or nothing. ``sort`` is the word the query
    gets in ``choice.sort``; empty when one cannot sort by it. ``secondary`` is one quiet line below the first. What
    stands ``aside`` is left out on a phone until the person chooses the columns. ``filter`` is the key of a filter
    that its heading opens, where the list keeps how it is opened. In an Excel file columns beside each other with the
    same ``group`` stand below its name, and a ``Status`` in one that is ``filled`` has its colour.
    One that is ``fixed`` cannot be chosen away.
    """

    key: str
    label: Text
    cell: Callable[[Row], Any]
    kind: Kind = "text"
    sort: str = ""
    link: Callable[[Row], str | None] | None = None
    secondary: Callable[[Row], str] | None = None
    excel: Callable[[Row], Any] | None = None
    shown: bool = True
    aside: bool = False
    width: int = 24
    filter: str = ""
    group: Text = ""
    filled: bool = False
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice that narrows the list; ``choices`` may depend on who asks. The query finds it in ``choice.filters``.

    One that is made by the tabs above the list (``in_tabs``) is carried along and not asked for again. Of one that
    takes ``many``, each that is ticked is let in; the query finds them with a comma between.
    """

    key: str
    label: Text
    choices: Callable[[Actor], Sequence[tuple[str, Text]]]
    in_tabs: bool = False
    many: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """A ready-made way to look at the list, shown as a tab; ``query`` is its query string, such as ``state=open``."""

    key: str
    label: Text
    query: str


@dataclass(frozen=True, slots=True)
class TickAction:
    """What can be done with the ticked rows: a POST to ``url`` with them (see ``ticked``)."""

    key: str
    label: Text
    url: Callable[[], str]
    icon: str = ""
    color: str = ""
    permission: str = ""


@dataclass(frozen=True, slots=True)
class Empty:
    """Why the list is empty and what to do about it, when nothing narrows it; for those with the permission only."""

    title: Text
    text: Text = ""
    action_label: Text = ""
    action_url: Callable[[], str] | None = None
    icon: str = "tray-food"
    permission: str = ""


@dataclass(frozen=True, slots=True)
class Result(Generic[Row]):
    """The rows of one window, how many there are in all, and whether ``after`` can carry on from the last one.

    ``sort`` is what they are sorted by where that can be something else than was asked for. ``capped``: counting
    stopped at ``count``, and there are more.
    """

    rows: Sequence[Row]
    count: int
    keyset: bool = False
    sort: str = ""
    capped: bool = False


Query = Callable[[Actor, Choice, Window], Result[Row]]
Exported = Callable[[Actor, Choice, int, datetime], None]
LookedAt = Callable[[Actor, Sequence[Row], datetime], None]
Table = Callable[[Choice, Sequence[Column[Row]], "Sequence[Heading]", Sequence[Row]], SafeString]


def hits(count: int) -> str:
    """«1 234 treff», when a list has no better word for its rows."""
    from django.utils.translation import ngettext

    return ngettext("%(count)s hit", "%(count)s hits", count) % {"count": number(count)}


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """A whole list. ``key`` names it for saved views and chosen columns: never change it.

    ``looked_at`` is called with the rows of a page before they are shown, for the audit log: a list whose rows open
    what lies sealed has one. ``exported`` is called before an Excel file is handed out, and refuses who may not
    have it; without it there is no Excel. One that ``keeps`` its filters opens the next time as the person has saved
    it; its filters take effect when their button is pressed, and each by itself from the heading of its column.
    One with a ``table`` writes its table itself, and has the columns that it has. ``excel_label`` stands on the button
    that takes it out. What is ticked in one that ``remembers_ticks`` stays so from page to page of the same search.
    """

    key: str
    title: Text
    columns: Sequence[Column[Row]]
    query: Query[Row]
    row_id: Callable[[Row], str]
    empty: Empty
    filters: Sequence[Filter] = ()
    views: Sequence[View] = ()
    actions: Sequence[TickAction] = ()
    search_label: Text = ""
    default_sort: str = ""
    default_filters: Mapping[str, str] = field(default_factory=dict)
    exported: Exported | None = None
    looked_at: LookedAt[Row] | None = None
    count_label: Callable[[int], str] = hits
    row_label: Callable[[Row], str] | None = None
    keeps: bool = False
    remembers_ticks: bool = False
    table: Table[Row] | None = None
    excel_label: Text = EXCEL

    def column(self, key: str) -> Column[Row] | None:
        """The column of that key."""
        return next((column for column in self.columns if column.key == key), None)

    @property
    def sorts(self) -> frozenset[str]:
        """The words that can be sorted by."""
        return frozenset(column.sort for column in self.columns if column.sort)
