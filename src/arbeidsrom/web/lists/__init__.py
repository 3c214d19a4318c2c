"""One list component for all lists: declare it, and ``list_page`` does the rest (PL-UI-005)."""

from arbeidsrom.web.lists.choice import Choice, Window
from arbeidsrom.web.lists.declaration import Column, Empty, Filter, Listing, Result, TickAction, View
from arbeidsrom.web.lists.keyset import count_of, few_of, window_of
from arbeidsrom.web.lists.pages import is_made_at_once, list_page, read, ticked

__all__ = [
    "Choice",
    "Column",
    "Empty",
    "Filter",
    "Listing",
    "Result",
    "TickAction",
    "View",
    "Window",
    "count_of",
    "few_of",
    "is_made_at_once",
    "list_page",
    "read",
    "ticked",
    "window_of",
]
