"""Lists: what one searches, filters, sorts, pages, ticks and takes out is what one gets (PL-UI-005)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import pytest
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.test import RequestFactory
from openpyxl import load_workbook

from arbeidsrom.lib.actor import Actor, ActorKind
from arbeidsrom.web.lists import Column, Empty, Listing, Result, cells, choice, count_of, excel, pages
from arbeidsrom.web.lists.choice import Choice, Window
from arbeidsrom.web.lists.shown import finished
from arbeidsrom.web.tests.people import LISTING, PEOPLE, exports

TODAY = date(2026, 11, 24)
NUMBERS = (Column("n", "N", int),)
KARI = Actor(ActorKind.PERSON, "Kari Nordmann", position_label="Klubbleder, Sykehusklubben")


def asked(address: str = "", *, part: bool = False, **posted: object) -> HttpRequest:
    """A request for the list, by HTMX when a part is wanted."""
    make = RequestFactory()
    request = make.post("/people/", posted) if posted else make.get(f"/people/?{address}")
    request.actor = KARI
    request.htmx = type("Htmx", (), {"boosted": False, "history_restore_request": False})() if part else None
    return request


def html(query: str = "") -> str:
    """The list as HTMX gets it."""
    return pages.list_page(asked(query, part=True), LISTING, "unused.html").content.decode()


def names(text: str) -> list[str]:
    """What stands in the first column."""
    return re.findall(r'href="/people/\d+/">([^<]*)<', text)


@pytest.mark.req("PL-UI-005")
def test_the_search_is_done_by_the_server_and_counts_what_it_finds():
    text = html("q=medlem+01")
    assert names(text) == [f"Medlem {n:03}" for n in range(10, 20)]
    assert "10 treff" in text
    assert "Medlem 020" not in text


@pytest.mark.req("PL-UI-005")
def test_a_filter_narrows_the_list_and_its_chip_leads_back():
    text = html("f-ward=Akutten&q=%C3%A6rlig")
    assert names(text) == ["Ærlig Østby"]
    chips = re.findall(r'data-removable href="([^"]*)"', text)
    assert chips == ["?f-ward=Akutten", "?q=%C3%A6rlig"]
    assert "Acute" in text


@pytest.mark.req("PL-UI-005")
def test_only_filters_that_are_on_are_counted_on_the_button():
    assert "Filter (" not in html("q=medlem")
    assert "Filter (1)" in html("f-ward=Akutten&q=medlem")
    assert "Filter (" not in html("view=acute&f-ward=Akutten"), "a tab has put it on"


def test_sorting_stands_in_the_heading_and_turns_round():
    up, down = html("sort=name"), html("sort=-name")
    assert 'aria-sort="ascending"' in up
    assert 'aria-sort="descending"' in down
    assert names(up)[1:3] == ["Medlem 000", "Medlem 001"]
    assert names(down)[0] == "Ærlig Østby"
    assert 'href="?sort=-name"' in up


@pytest.mark.req("PL-UI-005", "KP-LIMP-005")
@pytest.mark.parametrize(("size", "rows"), [("25", 25), ("50", 50), ("100", 100), ("100000", 100), ("-1", 25)])
def test_a_page_has_25_50_or_100_rows(size: str, rows: int):
    assert len(names(html(f"size={size}"))) == rows


@pytest.mark.req("PL-UI-005")
def test_the_pages_together_show_every_row_once():
    seen = [name for page in (1, 2, 3) for name in names(html(f"size=100&sort=name&page={page}"))]
    assert len(seen) == len(set(seen)) == len(PEOPLE)


def test_a_page_behind_the_last_shows_the_last():
    assert len(names(html("size=100&page=99"))) == 50


@pytest.mark.req("PL-UI-005")
def test_columns_are_chosen():
    usual, chosen = html("q=ærlig"), html("q=ærlig&columns=number")
    assert 'data-label="Number"' not in usual
    assert 'data-label="Number"' in chosen
    assert 'data-label="Ward"' not in chosen


@pytest.mark.req("PL-UI-005")
def test_a_view_is_saved_with_the_columns_that_are_seen_and_others_can_be_chosen_in_it():
    narrow = replace(LISTING, columns=[replace(one, shown=one.key in ("name", "number")) for one in LISTING.columns])
    choice_now = pages.read(QueryDict("q=medlem&view=mine"), narrow)
    shown = finished(narrow, choice_now, narrow.query(KARI, choice_now, Window(0, 25)), KARI)
    assert QueryDict(shown.view_query).dict() == {"view": "mine", "q": "medlem", "columns": "name,number"}
    chosen = finished(narrow, pages.read(QueryDict(shown.view_query), LISTING), Result([], 0), KARI)
    assert QueryDict(chosen.columns_query).dict() == {"view": "mine", "q": "medlem"}


@pytest.mark.req("PL-UI-005")
def test_the_heading_says_what_the_rows_are_really_sorted_by():
    asked_for = Choice(TODAY, sort="name")
    listing = replace(LISTING, columns=[replace(one, sort=one.key) for one in LISTING.columns])
    shown = finished(listing, asked_for, Result(PEOPLE[:3], 3, sort="ward"), KARI)
    assert {one.key: one.direction for one in shown.headings if one.direction != "none"} == {"ward": "ascending"}


def test_a_column_that_does_not_exist_is_left_out():
    assert 'data-label="Ward"' in html("q=ærlig&columns=password")


def test_the_address_alone_opens_the_first_view_and_a_view_is_a_tab():
    assert re.search(r'href="\?view=all"[^>]*aria-current="page"', html())
    text = html("view=acute&f-ward=Akutten")
    assert len(names(text)) == 2
    assert re.search(r'href="\?f-ward=Akutten&amp;view=acute"[^>]*aria-current="page"', text)


def test_a_single_view_is_no_choice_and_no_tab_repeats_the_heading():
    single = replace(LISTING, views=LISTING.views[:1])
    assert "tab-links" not in pages.list_page(asked(part=True), single, "unused.html").content.decode()
    assert "tab-links" in html()


def test_an_action_without_the_permission_is_not_offered():
    text = html()
    assert 'formaction="/write/"' in text
    assert 'formaction="/end/"' not in text


def test_nothing_that_matches_says_what_to_do():
    text = html("q=finnes+ikke")
    assert "Nothing matches" not in text  # the page is Norwegian
    assert "Ingen treff" in text


def test_an_empty_list_says_why_and_where_to_begin():
    empty: Listing[object] = Listing(
        "x", "X", LISTING.columns, lambda *_: Result([], 0), str, Empty("Nobody yet", "Import.", "Begin", lambda: "/i/")
    )
    text = pages.list_page(asked("page=1", part=True), empty, "unused.html").content.decode()
    assert "Nobody yet" in text
    assert 'href="/i/"' in text


def test_an_empty_list_does_not_offer_what_one_may_not_do():
    empty: Listing[object] = Listing(
        "x",
        "X",
        LISTING.columns,
        lambda *_: Result([], 0),
        str,
        Empty("Nobody yet", "Import.", "Begin", lambda: "/i/", permission="x"),
    )
    text = pages.list_page(asked("page=1", part=True), empty, "unused.html").content.decode()
    assert "Nobody yet" in text
    assert 'href="/i/"' not in text


def test_hostile_words_in_the_address_are_shown_as_words():
    text = html("q=%3Cscript%3Ealert(1)%3C/script%3E&sort=%22%3E%3Cb%3E&view=%22onclick=x")
    assert "<script>alert" not in text
    assert '"onclick' not in text


def test_hostile_words_in_a_row_are_shown_as_words():
    hostile = '<b onclick="x">&'
    column = Column("n", "N", lambda row: row, link=lambda row: f"/{row}/", secondary=lambda row: row)
    (row,) = cells.rows(replace(LISTING, row_id=str, row_label=str), [column], [hostile], tickable=True)
    assert "<b" not in row
    assert row.count("&lt;b onclick=&quot;x&quot;&gt;&amp;") == 5


def test_ticked_rows_are_those_that_were_ticked():
    assert pages.ticked(asked(ids=["7", "8", "7"]).POST, LISTING, KARI) == ["7", "8"]


def test_all_that_match_are_found_anew_and_not_only_the_page():
    found = pages.ticked(asked(all="1", query="q=medlem&size=25", ids=["7"]).POST, LISTING, KARI)
    assert len(found) == 248
    assert "7" not in found


def workbook(query: str) -> tuple[list[tuple[object, ...]], str]:
    """The rows of the file and its page about itself."""
    response = pages.list_page(asked(f"{query}&format=xlsx"), LISTING, "unused.html")
    assert response["Cache-Control"] == "no-store"
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    rows, about = book.worksheets
    return list(rows.iter_rows(values_only=True)), "\n".join(str(cell.value) for cell in about["A"])


@pytest.mark.req("PL-UI-005")
def test_excel_holds_exactly_what_is_filtered_on_all_pages():
    rows, about = workbook("f-ward=Barsel&sort=-name&size=25&page=3")
    assert [row[0] for row in rows[1:]] == [f"Medlem {n:03}" for n in range(247, -1, -1)]
    assert rows[0] == ("Name", "Ward", "Since", "State")
    assert rows[1][2] == datetime(2021, 1, 24)
    assert "Maternity" in about


def test_excel_says_who_made_it_when_and_as_what():
    _rows, about = workbook("q=ærlig")
    assert "Kari Nordmann" in about
    assert "Klubbleder, Sykehusklubben" in about
    assert re.search(r"\d{4} kl\. \d\d\.\d\d", about)


def test_excel_is_told_of_before_it_is_handed_out():
    exports.clear()
    workbook("f-ward=Akutten")
    assert exports == [("Kari Nordmann", 2)]


def test_whoever_must_first_show_who_they_are_is_led_there_and_does_not_save_that_page_as_the_file():
    (link,) = re.findall(r"<a [^>]*format=xlsx[^>]*>", html())
    assert " download" not in link


def test_a_name_that_looks_like_a_formula_stays_a_name_in_excel():
    response = pages.list_page(asked("q=hyperlink&format=xlsx"), LISTING, "unused.html")
    cell = load_workbook(BytesIO(b"".join(response.streaming_content))).worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert cell.value == '=HYPERLINK("http://x.example","Trykk")'
    assert cell.quotePrefix


def test_excel_goes_behind_the_last_row_where_the_query_can():
    windows = []

    def query(actor: Actor, chosen: Choice, window: Window) -> Result[int]:
        windows.append(window)
        start = int(window.after) + 1 if window.after else window.offset
        return Result(list(range(start, min(start + window.limit, 2500))), 2500, keyset=True)

    listing: Listing[int] = Listing("n", "N", NUMBERS, query, str, Empty("No"))
    assert list(excel.every_row(listing, Choice(TODAY), KARI)) == list(range(2500))
    assert [window.after for window in windows] == ["", "999", "1999"]


def test_the_next_page_goes_behind_the_last_row_where_the_query_can():
    listing: Listing[int] = Listing(
        "n",
        "N",
        NUMBERS,
        lambda a, c, w: Result(range(w.offset, w.offset + w.limit), 1000, keyset=True),
        str,
        Empty("No"),
    )
    chosen = Choice(TODAY, page=2)
    shown = finished(listing, chosen, listing.query(KARI, chosen, chosen.window), KARI)
    assert shown.pages.url(3) == "?page=3&after=49"
    assert shown.pages.url(7) == "?page=7"


@pytest.mark.parametrize("words", ["", "q=a&sort=-name&page=2&size=50&f-ward=Barsel&columns=name,ward&view=mine"])
def test_an_address_read_and_written_is_the_same(words: str):
    read = choice.read(QueryDict(words), today=TODAY, filters=["ward"], sorts=["name"], columns=["name", "ward"])
    again = choice.read(
        QueryDict(read.query()), today=TODAY, filters=["ward"], sorts=["name"], columns=["name", "ward"]
    )
    assert read == again


class Table(QuerySet):
    """Rows that say when they are counted."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.rows, self.asked = rows, False

    def count(self) -> int:
        """How many there are."""
        self.asked = True
        return self.rows

    def seen_through(self, window: Window) -> range:
        """The rows of the page."""
        return range(self.rows)[window.offset : window.offset + window.limit]


@pytest.mark.parametrize(
    ("rows", "offset", "is_asked"),
    [(0, 0, False), (7, 0, False), (25, 0, True), (60, 25, True), (60, 50, False), (60, 75, True), (50, 50, True)],
)
def test_only_a_page_that_is_full_or_lies_behind_the_end_is_counted(rows: int, offset: int, is_asked: bool):
    table, window = Table(rows), Window(offset, 25)
    assert count_of(table, table.seen_through(window), window) == rows
    assert table.asked is is_asked


def test_a_page_behind_a_row_does_not_tell_where_it_began():
    table = Table(60)
    assert count_of(table, range(3), Window(25, 25, after="22")) == 60


@pytest.mark.parametrize(("count", "counted", "too_many"), [(100, 100, False), (101, 100, True)])
def test_of_one_filter_a_hundred_can_be_ticked_and_more_is_told(count: int, counted: int, too_many: bool):
    words = QueryDict("&".join(f"f-ward={number}" for number in range(count)))
    read = choice.read(words, today=TODAY, filters=["ward"], sorts=[], columns=[], many=["ward"])
    assert len(read.filters["ward"].split(",")) == counted
    assert read.too_many is too_many


def test_that_too_much_was_chosen_stands_on_the_page():
    many = replace(LISTING, filters=(replace(LISTING.filters[0], many=True),))
    words = "&".join(f"f-ward={number}" for number in range(101))
    text = pages.list_page(asked(words, part=True), many, "unused.html").content.decode()
    assert "de første 100" in text


@pytest.mark.parametrize("many", [(), ("ward",)])
def test_what_no_database_can_hold_is_not_searched_for(many: tuple[str, ...]):
    words = QueryDict("q=a%00b&f-ward=%00Barsel%00")
    read = choice.read(words, today=TODAY, filters=["ward"], sorts=[], columns=[], many=many)
    assert (read.search, read.filters) == ("ab", {"ward": "Barsel"})
