"""The list as its template gets it: everything worked out, nothing left to ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.components.pager import Pages
from arbeidsrom.web.lists import cells, long, saved
from arbeidsrom.web.lists.choice import MOST_OF_ONE, SIZES, Choice
from arbeidsrom.web.lists.declaration import Column, Empty, Filter, Listing, Result, Row, TickAction

Offered = Mapping[str, Mapping[str, str]]
"""The words of each filter's choices, by the filter's key and the choice's."""


@dataclass(frozen=True, slots=True)
class Menu:
    """The filter that a heading opens: each choice with its address, and how the list opens once it is saved."""

    key: str
    label: str
    choices: tuple[tuple[str, str, bool], ...]
    all_url: str
    opens_with: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading, its link for sorting, which way it is sorted now, and its filter."""

    key: str
    label: str
    kind: str
    sort_url: str
    direction: str  # aria-sort: ascending, descending, none, or "" where one cannot sort
    menu: Menu | None = None


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter or search that is on, and the address without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class FilterField:
    """A filter's choices, with the one chosen; ``is_carried`` where the tabs make the choice, ``many`` are ticked."""

    key: str
    label: str
    choices: tuple[tuple[str, str, bool], ...]
    is_carried: bool
    many: bool = False

    @property
    def value(self) -> str:
        """What is chosen, as the address has it."""
        return ",".join(key for key, _label, chosen in self.choices if chosen)

    @property
    def count(self) -> int:
        """How many are chosen."""
        return sum(chosen for _key, _label, chosen in self.choices)


@dataclass(frozen=True, slots=True)
class Tab:
    """A ready-made or saved view; a saved one can be removed."""

    label: str
    url: str
    current: bool
    remove: str


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column that can be shown or hidden, unless it is ``fixed``."""

    key: str
    label: str
    chosen: bool
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class ShownList(Generic[Row]):
    """All that ``web/lists/list.html`` shows."""

    listing: Listing[Row]
    choice: Choice
    count: int
    count_text: str
    is_long: bool
    headings: tuple[Heading, ...]
    rows: tuple[SafeString, ...]
    chips: tuple[Chip, ...]
    filters: tuple[FilterField, ...]
    tabs: tuple[Tab, ...]
    columns: tuple[ColumnChoice, ...]
    actions: tuple[TickAction, ...]
    pages: Pages
    sizes: tuple[tuple[int, str, bool], ...]
    store: saved.Store
    excel_url: str
    maker: long.Maker
    made: tuple[long.Made, ...]
    begin_url: str

    @property
    def body(self) -> SafeString:
        """All rows as markup, or the whole table of a list that writes it itself."""
        return SafeString("\n".join(self.rows))

    @property
    def has_own_table(self) -> bool:
        """Whether the list writes its table itself: its columns are not chosen, nor kept with a view."""
        return self.listing.table is not None

    @property
    def query(self) -> str:
        """The choice as a query string, for acting on all that match."""
        return self.choice.changed(page=1, after="").query()

    @property
    def view_query(self) -> str:
        """The list as it is seen now, its columns too, for saving it."""
        return self.choice.changed(page=1, after="", columns=self._chosen).query()

    @property
    def opens_with(self) -> str:
        """The list as it is filtered now, for opening it so the next time."""
        return everything(self.listing, self.choice.changed(page=1, after="", columns=())).query()

    @property
    def columns_query(self) -> str:
        """The same list with whichever columns are chosen next."""
        return self.choice.changed(page=1, after="", columns=()).query()

    @property
    def _chosen(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.columns if column.chosen)

    @property
    def narrowed(self) -> bool:
        """Whether the person has left something out, beyond what the chosen view leaves out."""
        return bool(self.chips)

    @property
    def clear_url(self) -> str:
        """The list with nothing left out."""
        return everything(self.listing, self.choice.changed(search="", filters={})).url(page=1)

    @property
    def view_of_all(self) -> str:
        """The view that leaves nothing out, where the list has one."""
        return everything(self.listing, self.choice.changed(search="", filters={})).view

    @property
    def most_of_one(self) -> int:
        """How many can be ticked of one filter."""
        return MOST_OF_ONE

    @property
    def active_filters(self) -> int:
        """How many filters are shown to be taken off; what a tab has put on is no filter that was chosen."""
        return len(self.chips) - bool(self.choice.search)


def finished(listing: Listing[Row], choice: Choice, result: Result[Row], actor: Actor) -> ShownList[Row]:
    """Work out all that the template shows."""
    store = saved.store()
    columns = chosen_columns(listing, choice, kept_columns(listing, actor))
    actions = tuple(one for one in listing.actions if not one.permission or actor.holds(one.permission))
    words = offered(listing, actor)
    filters = tuple(_filters(listing, choice, words))
    headings = tuple(_headings(columns, choice, listing, result.sort, _menus(filters, choice, listing, actor)))
    return ShownList(
        listing=listing,
        choice=choice,
        count=result.count,
        count_text=_count_text(listing, result),
        is_long=long.is_long(result),
        headings=headings,
        rows=_written(listing, choice, columns, headings, result.rows, tickable=bool(actions)),
        chips=() if _is_a_view(listing, choice) else tuple(chips(listing, choice, words)),
        filters=filters,
        tabs=tuple(_tabs(listing, choice, () if listing.table else store.views(actor, listing.key))),
        columns=tuple(ColumnChoice(one.key, str(one.label), one in columns, one.fixed) for one in listing.columns),
        actions=actions,
        pages=_pages(listing, choice, result),
        sizes=tuple((size, choice.url(size=size), size == choice.size) for size in SIZES),
        store=store,
        excel_url=f"{choice.url(page=1)}&format=xlsx" if listing.exported else "",
        maker=long.maker(),
        made=tuple(long.maker().made(actor, listing.key)) if listing.exported and long.is_long(result) else (),
        begin_url=_begin_url(listing.empty, actor),
    )


def _written(
    listing: Listing[Row],
    choice: Choice,
    columns: Sequence[Column[Row]],
    headings: Sequence[Heading],
    rows: Sequence[Row],
    *,
    tickable: bool,
) -> tuple[SafeString, ...]:
    """The rows as markup; one piece, the table, of a list that writes it itself."""
    if listing.table is None:
        return cells.rows(listing, columns, rows, tickable=tickable)
    return (listing.table(choice, columns, headings, rows),) if rows else ()


def _count_text(listing: Listing[Row], result: Result[Row]) -> str:
    """How many there are, or that there are more than were counted."""
    if result.capped:
        return gettext("More than %(count)s") % {"count": listing.count_label(result.count - 1)}
    return listing.count_label(result.count)


def _begin_url(empty: Empty, actor: Actor) -> str:
    """Where to begin when the list is empty, for somebody who may."""
    may = not empty.permission or actor.holds(empty.permission)
    return empty.action_url() if empty.action_url and may else ""


def kept_columns(listing: Listing[Row], actor: Actor) -> Sequence[str]:
    """The columns that the person keeps for the list, where they are chosen."""
    return () if listing.table else saved.store().columns(actor, listing.key)


def chosen_columns(listing: Listing[Row], choice: Choice, kept: Sequence[str]) -> list[Column[Row]]:
    """The columns in the list's own order: those in the address, else those the person keeps, else the usual.

    Of what is kept, columns that there are no longer are nothing (KP-LIMP-037); those that are fixed are always there.
    """
    known = {one.key for one in listing.columns}
    wanted = known & set(choice.columns or kept)
    columns = [one for one in listing.columns if one.key in wanted or one.fixed] if wanted else []
    return columns or [one for one in listing.columns if one.shown]


def _headings(
    columns: Sequence[Column[Row]], choice: Choice, listing: Listing[Row], sorted_by: str, menus: Mapping[str, Menu]
) -> Iterator[Heading]:
    for column in columns:
        yield replace(_heading(column, choice, listing, sorted_by), menu=menus.get(column.filter))


def _menus(filters: Sequence[FilterField], choice: Choice, listing: Listing[Row], actor: Actor) -> dict[str, Menu]:
    """The filters that headings open, by key; a list that keeps nothing has none."""
    wanted = {one.filter for one in listing.columns if one.filter} if listing.keeps else set()
    if not wanted:
        return {}
    opening = _opening(listing, choice, saved.store().opening(actor, listing.key))
    return {field.key: _menu(field, choice, listing, opening) for field in filters if field.key in wanted}


def _opening(listing: Listing[Row], choice: Choice, kept: str) -> Choice:
    """The filters that the list opens with: those saved, else those of its first view."""
    values = QueryDict(kept or (listing.views[0].query if listing.views else ""))
    found = {one.key: values.get(f"f-{one.key}", "") for one in listing.filters}
    filters = {key: value for key, value in found.items() if value}
    search, sort = values.get("q", ""), values.get("sort", "")
    word = sort.removeprefix("-")
    return Choice(choice.today, search=search, filters=filters, sort=word, descending=sort.startswith("-"))


def _menu(field: FilterField, choice: Choice, listing: Listing[Row], opening: Choice) -> Menu:
    def narrowed(of: Choice, value: str) -> Choice:
        others = of.without_filter(field.key).filters
        return everything(listing, of.changed(filters={**others, field.key: value} if value else others))

    choices = tuple((narrowed(choice, key).url(page=1), label, chosen) for key, label, chosen in field.choices)
    opens_with = narrowed(opening, field.value).query()
    return Menu(field.key, field.label, choices, narrowed(choice, "").url(page=1), opens_with)


def _heading(column: Column[Row], choice: Choice, listing: Listing[Row], sorted_by: str) -> Heading:
    if not column.sort:
        return Heading(column.key, str(column.label), column.kind, "", "")
    sort = sorted_by or choice.sort or listing.default_sort.removeprefix("-")
    descending = choice.descending if choice.sort else listing.default_sort.startswith("-")
    here = column.sort == sort
    url = choice.url(sort=column.sort, descending=here and not descending)
    direction = ("descending" if descending else "ascending") if here else "none"
    return Heading(column.key, str(column.label), column.kind, url, direction)


def _is_a_view(listing: Listing[Row], choice: Choice) -> bool:
    """Whether the person looks at a ready-made view as it is: its tab says what is left out."""
    view = next((one for one in listing.views if one.key == choice.view), None)
    if view is None or choice.search:
        return False
    values = QueryDict(view.query)
    return choice.filters == {name.removeprefix("f-"): value for name, value in values.items() if name[:2] == "f-"}


def offered(listing: Listing[Row], actor: Actor) -> Offered:
    """What each filter lets somebody choose, by key. Asked for once for a page: departments take a query."""
    return {one.key: {key: str(label) for key, label in one.choices(actor)} for one in listing.filters}


def chips(listing: Listing[Row], choice: Choice, words: Offered) -> list[Chip]:
    """What is left out, each with the address of the list without it."""
    found = []
    if choice.search:
        left = everything(listing, choice.changed(search="", view=""))
        found.append(Chip(gettext("Search: %(words)s") % {"words": choice.search}, left.url(page=1)))
    for one in listing.filters:
        value = choice.filters.get(one.key)
        if value:
            word = ", ".join(words[one.key].get(key, key) for key in _chosen(one, choice))
            left = everything(listing, choice.without_filter(one.key).changed(view=""))
            found.append(Chip(f"{one.label}: {word}", left.url(page=1)))
    return found


def everything(listing: Listing[Row], choice: Choice) -> Choice:
    """The choice, which names the view that leaves nothing out where nothing narrows it: else the first view comes."""
    if choice.narrowed:
        return choice.changed(view="")
    return choice.changed(view=next((view.key for view in listing.views if not view.query), ""))


def _filters(listing: Listing[Row], choice: Choice, words: Offered) -> list[FilterField]:
    return [
        FilterField(
            one.key,
            str(one.label),
            tuple((key, label, key in _chosen(one, choice)) for key, label in words[one.key].items()),
            one.in_tabs,
            one.many,
        )
        for one in listing.filters
    ]


def _chosen(one: Filter, choice: Choice) -> Sequence[str]:
    value = choice.filters.get(one.key, "")
    return value.split(",") if one.many else [value]


def _tabs(listing: Listing[Row], choice: Choice, kept: Sequence[saved.SavedView]) -> list[Tab]:
    ready = [(view.key, str(view.label), view.query, "") for view in listing.views]
    own = [(view.key, view.name, view.query, view.key) for view in kept]
    if len(ready) == 1 and not own:
        return []  # nothing to choose among
    return [Tab(label, _tab_url(key, query), choice.view == key, remove) for key, label, query, remove in ready + own]


def _tab_url(key: str, query: str) -> str:
    values = QueryDict(query, mutable=True)
    values["view"] = key
    return f"?{values.urlencode()}"


def _pages(listing: Listing[Row], choice: Choice, result: Result[Row]) -> Pages:
    last = listing.row_id(result.rows[-1]) if result.rows and result.keyset else ""

    def url(page: int) -> str:
        return choice.url(page=page, after=last if page == choice.page + 1 else "")

    return Pages(choice.page, max(1, -(-result.count // choice.size)), url)
